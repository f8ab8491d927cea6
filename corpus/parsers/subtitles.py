"""Subtitles (.srt, .vtt): what is said, with the time at which it is.

pysubs2 1.8 (MIT, pure Python) reads both formats and takes styling out; srt 3.5 (MIT) reads the one
and webvtt-py 0.6 (MIT) the other, or converts. A subtitle whose times are broken is taken for words
of the one before by pysubs2 and srt, and lost by webvtt-py. Sentences run over several subtitles,
so these are joined by spaces; a pause begins a paragraph. What rolls up from one subtitle to the
next, as in automatic captions, is there once.
"""

from collections.abc import Iterator
from typing import BinaryIO

import pysubs2

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.outline import Kind
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder
from corpus.text.decoding import decode

_PAUSE = 2500  # milliseconds


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """What is said. Raises SourceError."""
    text, encoding = decode(file.read(), source)
    form = "vtt" if text.lstrip("\ufeff \r\n").startswith("WEBVTT") else "srt"
    try:
        cues = pysubs2.SSAFile.from_string(text, format_=form)
    except (pysubs2.Pysubs2Error, ValueError, IndexError) as error:
        raise SourceError(source, f"no subtitles can be seen in it ({error})") from None
    composer = TextBuilder()
    ended, before = -_PAUSE, ""
    for cue in cues:
        lines = [" ".join(line.split()) for line in cue.plaintext.splitlines()]
        fresh = [line for line in lines if line and line != before]
        if fresh:
            speaks_anew = fresh[0].startswith(("-", "–", "—", ">>"))
            parting = "\n\n" if cue.start - ended >= _PAUSE or speaks_anew else " "
            composer.outline_entry(Kind.TIME, _clock(cue.start))
            composer.paragraph(" ".join(fresh), parting=parting)
            before = fresh[-1]
        ended = cue.end
    if not composer:
        raise SourceError(source, "there are no subtitles in it")
    notes = [f"read as {encoding}"] if encoding != "utf-8" else []
    yield composer.reading(Metadata(), notes)


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"
