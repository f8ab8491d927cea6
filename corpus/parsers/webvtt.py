"""WebVTT captions: cues with their times, speakers and lines.

By the standard (https://www.w3.org/TR/webvtt1/): a file is blocks between empty lines; a block with
``-->`` in one of its first two lines is a cue, and the line before it is the cue's name. pysubs2
1.8 takes names, notes and timing tags for words; webvtt-py 0.6 loses cues that are not quite valid.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_BLANK = re.compile(r"\n{2,}")
_NOT_CUES = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t\n]|$)")
_TIME = r"(\d+:)?(\d{1,2}):(\d\d)[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_LANGUAGE = re.compile(r"^Language:[ \t]*([\w-]+)", re.MULTILINE)
_RUBY = re.compile(r"<rt\b[^<>]*>[^<]*(?:</rt>)?")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]+)>")
_TAG = re.compile(r"</?(?:c|i|b|u|v|ruby|lang)(?:[. \t][^<>]*)?>|<\d[\d:.]*>")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from ``start`` to ``end`` (milliseconds): lines, with their speakers ("" where
    the file names none)."""

    start: int
    end: int
    lines: tuple[tuple[str, str], ...]


def cues(text: str) -> Iterator[Cue]:
    """The cues of a file, in its order."""
    header, *blocks = _BLANK.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    # A cue may follow the header without an empty line.
    if "-->" in header:
        blocks.insert(0, header.partition("\n")[2])
    for block in blocks:
        if _NOT_CUES.match(block):
            continue
        lines = block.strip("\n").split("\n")
        for number, line in enumerate(lines[:2]):
            if times := _TIMES.match(line):
                start, end = _milliseconds(*times.groups()[:4]), _milliseconds(*times.groups()[4:])
                yield Cue(start, end, tuple(_spoken(lines[number + 1 :])))
                break


def language(text: str) -> str | None:
    """The language that the file's header names."""
    found = _LANGUAGE.search(_BLANK.split(text.replace("\r\n", "\n"), maxsplit=1)[0])
    return found[1] if found else None


def plain(line: str) -> str:
    """A line without tags, with its character references resolved."""
    return " ".join(unescape(_TAG.sub("", _RUBY.sub("", line))).split())


def _spoken(lines: list[str]) -> Iterator[tuple[str, str]]:
    speaker = ""
    for line in lines:
        before, *voices = _VOICE.split(line)
        if words := plain(before):
            yield speaker, words
        for name, said in zip(voices[::2], voices[1::2], strict=True):
            speaker = plain(name)
            if words := plain(said):
                yield speaker, words


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    whole = int((hours or "0:")[:-1]) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))
