"""Outline of a text: its pages, chapters, headings, times, slides, rows, cells and programs.

Parsers record where these begin in the text. An entry extends to the next entry of its kind; a
heading, to the next heading of the same or a higher level; a program is its own text alone.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_MARKED = re.compile(r" {0,3}(?P<marks>#{1,6}|={1,6})[ \t]+")
_UNDERLINE = re.compile(
    r" {0,3}(?:(?P<first>=+|\*{4,}|#{4,})|-{2,}|~{3,}|\^{3,}|\"{3,}|\+{4,})[ \t]*"
)
_LONGEST_LABEL = 160
# Characters that an underline may lack; AsciiDoc allows two.
_MOST_SHORTER = 2


class Kind(StrEnum):
    """The kind of an outline entry."""

    PAGE = "page"
    CHAPTER = "chapter"
    HEADING = "heading"
    TIME = "time"
    SLIDE = "slide"
    ROW = "row"
    CELL = "cell"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A page, chapter, heading or time. ``[start, end)`` is the entry's own text (of a heading or a
    program); if it has none in the text (a page number), both are the offset where it begins.

    ``label`` is its name: "12" for a page, "The Storm" for a heading, "00:03:12" for a time.
    ``level`` is that of a heading, 1 the highest; 0 for all others.
    """

    start: int
    end: int
    kind: Kind
    label: str
    level: int = 0


def outline_to_json(outline: Sequence[OutlineEntry]) -> str | None:
    """JSON to be stored; None for an empty outline."""
    rows = [astuple(one) for one in outline]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else None


def outline_from_json(stored: str | None) -> tuple[OutlineEntry, ...]:
    """The inverse of ``outline_to_json``."""
    if not stored:
        return ()
    return tuple(
        OutlineEntry(start, end, Kind(kind), label, level)
        for start, end, kind, label, level in json.loads(stored)
    )


def markdown_headings(text: str, body: int = 0) -> Iterator[OutlineEntry]:
    """The headings of Markdown, reStructuredText and AsciiDoc after ``body``: lines that begin with
    ``#`` or ``=``, and underlined lines. Fenced code is skipped.

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
        elif (opened := _FENCE.match(bare)) and not is_tilde_underline(bare, above):
            fence = opened[1]
        elif (marked := _MARKED.match(bare)) and (label := _without_marks(bare[marked.end() :])):
            yield _heading(start, start + len(bare), label, len(marked["marks"]))
        elif (
            (lined := _UNDERLINE.fullmatch(bare))
            and above.strip()
            and not above_that.strip(' \r\n=~^"*#+-')
        ):
            yield _heading(
                start - len(above), start + len(bare), above.strip(), 1 if lined["first"] else 2
            )
        above_that, above = above, line
        start += len(line)


def is_tilde_underline(line: str, above: str) -> bool:
    """Whether a line of tildes is the underline of the title above it, about as long, and not the
    fence of a block of code.

    >>> is_tilde_underline("~~~~~", "Weirs"), is_tilde_underline("~~~", "Run this program:")
    (True, False)
    """
    bare, title = line.strip(), above.strip()
    return title != "" and not bare.strip("~") and len(bare) >= len(title) - _MOST_SHORTER


def without_attributes(heading: str) -> str:
    """A heading without the anchor or attributes after it, which no page shows.

    >>> without_attributes("Kent {#kent .south}"), without_attributes("Use of {x}")
    ('Kent', 'Use of {x}')
    """
    words, _, attributes = heading.rstrip().rpartition("{")
    if words.strip() and attributes.endswith("}") and attributes.startswith(("#", ".", ":")):
        return words.rstrip()
    return heading


def _without_marks(label: str) -> str:
    """A heading without blanks, and ``#`` as at its beginning, at its end.

    >>> _without_marks("In C # "), _without_marks("In C#")
    ('In C', 'In C#')
    """
    label = label.rstrip(" \t")
    words = label.rstrip("#")
    return words.rstrip(" \t") if words.endswith((" ", "\t")) else label


def _heading(start: int, end: int, label: str, level: int) -> OutlineEntry:
    label = without_attributes(label)
    return OutlineEntry(start, end, Kind.HEADING, label[:_LONGEST_LABEL], level)


def heading_path(outline: Sequence[OutlineEntry], place: int) -> tuple[str, ...]:
    """The labels of the chapter and the headings that a place is under, from the highest on; those
    that begin at the place or after it do not count. ``outline`` is in order.

    >>> entries = tuple(markdown_headings("# Kent\\n\\nRain.\\n\\n## Night\\n\\nMore rain.\\n"))
    >>> heading_path(entries, 25), heading_path(entries, 10)
    (('Kent', 'Night'), ('Kent',))
    """
    return next(heading_paths(outline, [place]))


def heading_paths(
    outline: Sequence[OutlineEntry], places: Iterable[int]
) -> Iterator[tuple[str, ...]]:
    """``heading_path`` of each of these places, which are in order."""
    path: list[OutlineEntry] = []
    entries = (one for one in outline if one.kind in (Kind.CHAPTER, Kind.HEADING))
    following = next(entries, None)
    for place in places:
        while following is not None and following.start < place:
            while path and path[-1].level >= following.level:
                path.pop()
            path.append(following)
            following = next(entries, None)
        yield tuple(one.label for one in path)
