"""What stands along a text and lets a reader find a place in it: pages, chapters, headings, times.

An extractor that takes a text out of its pages knows where they were; its landmarks keep that.
A landmark reaches to the next of its kind; a heading, to the next of its level or above.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_MARKED = re.compile(r" {0,3}(?P<marks>#{1,6}|={1,6})[ \t]+")
_UNDERLINE = re.compile(r" {0,3}(?:(?P<first>=+)|-{2,}|~{3,}|\^{3,}|\"{3,})[ \t]*")
_LONGEST_LABEL = 160


class Kind(StrEnum):
    """What a landmark is."""

    PAGE = "page"
    CHAPTER = "chapter"
    HEADING = "heading"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """``[start, end)`` are its own words in the text (a heading's); where the text has none of
    them (a page's number), both are where it begins.

    ``label`` is what to call it: "12" for a page, "The Storm" for a heading, "00:03:12" for a
    time. ``level`` is a heading's, 1 the highest; 0 for all others.
    """

    start: int
    end: int
    kind: Kind
    label: str
    level: int = 0


def outline_to_json(outline: Sequence[OutlineEntry]) -> str | None:
    """To be stored; None where there are none."""
    rows = [astuple(one) for one in outline]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else None


def outline_from_json(stored: str | None) -> tuple[OutlineEntry, ...]:
    """What ``outline_to_json`` gave."""
    if not stored:
        return ()
    return tuple(
        OutlineEntry(start, end, Kind(kind), label, level)
        for start, end, kind, label, level in json.loads(stored)
    )


def markdown_headings(text: str, body: int = 0) -> Iterator[OutlineEntry]:
    """The headings of Markdown, reStructuredText and AsciiDoc after ``body``: lines that begin with
    ``#`` or ``=``, and underlined lines; not what looks so inside fenced code.

    >>> text = "# Kent\\n\\nRain.\\n\\nNight\\n---\\n"
    >>> [(one.level, one.label) for one in markdown_headings(text)]
    [(1, 'Kent'), (2, 'Night')]
    """
    fence = ""
    start = body
    above = above_that = ""
    for line in text[body:].splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        if fence:
            if bare.strip().startswith(fence) and not bare.strip().strip(fence[0]):
                fence = ""
        elif opened := _FENCE.match(bare):
            fence = opened[1]
        elif (marked := _MARKED.match(bare)) and (label := _without_marks(bare[marked.end() :])):
            yield _heading(start, start + len(bare), label, len(marked["marks"]))
        elif (
            (lined := _UNDERLINE.fullmatch(bare))
            and above.strip()
            and not above_that.strip(' \r\n=~^"-')
        ):
            yield _heading(
                start - len(above), start + len(bare), above.strip(), 1 if lined["first"] else 2
            )
        above_that, above = above, line
        start += len(line)


def _without_marks(label: str) -> str:
    """A heading without blanks, and ``#`` as at its beginning, at its end.

    >>> _without_marks("In C # "), _without_marks("In C#")
    ('In C', 'In C#')
    """
    label = label.rstrip(" \t")
    words = label.rstrip("#")
    return words.rstrip(" \t") if words.endswith((" ", "\t")) else label


def _heading(start: int, end: int, label: str, level: int) -> OutlineEntry:
    return OutlineEntry(start, end, Kind.HEADING, label[:_LONGEST_LABEL], level)
