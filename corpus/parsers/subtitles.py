"""Subtitles (.srt, .vtt): what is said, with the time at which it is said.

pysubs2 1.8 (MIT, pure Python) reads SubRip and takes styling out; ``webvtt`` reads WebVTT.
Sentences run over several subtitles, so these are joined by spaces; a pause, or another speaker,
begins a paragraph. Lines that roll up from one subtitle into the next, and words that are added to
the line before, as in automatic captions, are in the text once.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

import pysubs2

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.outline import Kind
from corpus.parsers import webvtt
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder
from corpus.parsers.webvtt import Cue
from corpus.text.encodings.decoding import decode

_PAUSE = 2500  # milliseconds
_NO_PAUSE = 100
_ENDS = (".", "!", "?", "…", "。", "？", "！")
_DASHES = ("-", "–", "—", ">>")
# What is heard and not said: "[applause]", "(laughs)", "♪ music ♪"; and who speaks: "MR HILL:".
_SOUND = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|[♪♫#].*[♪♫#]|[♪♫]+")
_SPEAKER = re.compile(
    r"[^\W\d_a-zß-ÿа-ї]{2}[^\Wa-zß-ÿа-ї]*(?:[ .'’-]{1,2}[^\Wa-zß-ÿа-ї]+){0,4}:(?:\s|\Z)"
)


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """What is said. Raises SourceError."""
    found = decode(file.read(), source)
    text = found.text.lstrip("\ufeff \r\n")
    is_webvtt = text.startswith("WEBVTT")
    builder = TextBuilder()
    _join(webvtt.cues(text) if is_webvtt else _subrip(text, source), builder)
    if not builder:
        raise SourceError(source, "there are no subtitles in it")
    metadata = Metadata(language=webvtt.language(text) if is_webvtt else None)
    yield builder.reading(metadata, found.notes)


def _subrip(text: str, source: str) -> Iterator[Cue]:
    try:
        events = pysubs2.SSAFile.from_string(text, format_="srt")
    except (pysubs2.Pysubs2Error, ValueError, IndexError) as error:
        raise SourceError(source, f"no subtitles can be recognised in it ({error})") from None
    for event in events:
        lines = (webvtt.plain(line) for line in event.plaintext.splitlines())
        yield Cue(event.start, event.end, tuple(("", line) for line in lines if line))


def _join(cues: Iterator[Cue], builder: TextBuilder) -> None:
    ended = -_PAUSE
    shown: list[str] = []
    speaker = ""
    was_sound, said = False, ""
    for cue in cues:
        lines = [line for _, line in cue.lines]
        known = _rolled_up(shown, lines) if cue.start - ended <= _NO_PAUSE else 0
        fresh = list(cue.lines[known:])
        if fresh and known == 0 and cue.start - ended <= _NO_PAUSE:
            fresh[0] = fresh[0][0], _added(shown, fresh[0][1])
        if fresh:
            builder.outline_entry(Kind.TIME, _clock(cue.start))
        for name, line in fresh:
            is_sound = _SOUND.fullmatch(line.strip()) is not None
            # In the middle of a sentence, a sound is a part of it.
            is_apart = is_sound != was_sound and (not said or said.endswith(_ENDS))
            is_another = (
                name != speaker
                or is_apart
                or line.startswith(_DASHES)
                or _SPEAKER.match(line) is not None
            )
            begins = is_another or cue.start - ended >= _PAUSE
            was_sound, said = is_sound, said if is_sound else line
            words = f"{name}: {line}" if name and begins else line
            builder.paragraph(words, parting="\n\n" if begins else " ")
            speaker, ended = name, cue.start
        ended = cue.end
        shown = lines or shown


def _rolled_up(shown: list[str], lines: list[str]) -> int:
    """How many of the lines are the last ones that were shown before."""
    return next((n for n in range(len(lines), 0, -1) if shown[-n:] == lines[:n]), 0)


def _added(shown: list[str], line: str) -> str:
    """The words that a line adds to the last one, if that is what it does."""
    last = shown[-1] if shown else ""
    is_longer = bool(last) and not last.endswith(_ENDS) and line.startswith(f"{last} ")
    return line[len(last) + 1 :] if is_longer else line


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"
