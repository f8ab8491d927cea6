"""Blocks of a text: its headings and paragraphs as they are set on a page.

Blocks are spans. Between them is nothing but blanks and line ends, which a page does not show. A
long text is shown in parts of whole blocks.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.document import Document
from corpus.outline import Kind, OutlineEntry, markdown_headings
from corpus.span import Span
from corpus.text.code import code_and_markup
from corpus.text.front_matter import split_front_matter
from corpus.text.lists import MARKER
from corpus.text.paragraphs import paragraphs

# What a page does not show at the edges of a block. Other white space is part of it.
_BLANK = " \t\r\n"
_ITEM = re.compile(rf"{MARKER}\s")
_LONGEST_BLOCK = 8_000
PART_CHARACTERS = 40_000
_TITLES = (Kind.HEADING, Kind.CHAPTER)


class Layout(StrEnum):
    """How a block is set. ``LINES``: with its line ends and blanks, as tables and verse need;
    ``ITEM``: as an item of a list."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LINES = "lines"
    ITEM = "item"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph. ``level`` is that of a heading, 1 the highest."""

    span: Span
    layout: Layout
    level: int = 0
    label: str = ""


def blocks(document: Document) -> list[Block]:
    """The blocks of a document, in order."""
    text = document.text
    _, body = split_front_matter(text)
    headings = [one for one in headings_of(document) if one.start < one.end]
    programs = [(one.start, one.end) for one in document.outline if one.kind is Kind.CODE]
    found: list[Block] = []
    position = 0
    if body:
        found += _cut(text, 0, body, Layout.CODE)
        position = body
    for one in sorted(headings, key=lambda one: one.start):
        if one.start < position or one.end > len(text):
            continue
        found += _paragraphs(text, position, one.start, programs)
        span = _without_blanks(text, one.start, one.end)
        if span is not None:
            found.append(Block(span, Layout.HEADING, min(max(one.level, 1), 5), one.label))
        position = one.end
    return [*found, *_paragraphs(text, position, len(text), programs)]


def excerpt_blocks(text: str) -> list[Block]:
    """The blocks of a short text without an outline."""
    return list(_paragraphs(text, 0, len(text), is_cut=True))


def headings_of(document: Document) -> list[OutlineEntry]:
    """The chapters and headings; of plain text, those found in it."""
    _, body = split_front_matter(document.text)
    outline = document.outline or markdown_headings(document.text, body)
    return [one for one in outline if one.kind in _TITLES]


def parts(found: Sequence[Block], length: int) -> list[Span]:
    """The parts that a text of this length is shown in; they cover it exactly."""
    if not length:
        return []
    starts = [0]
    for block in found:
        if block.span.end - starts[-1] > PART_CHARACTERS and block.span.start > starts[-1]:
            starts.append(block.span.start)
    return [Span(a, b) for a, b in zip(starts, [*starts[1:], length], strict=True)]


def part_of(place: int, of: Sequence[Span]) -> int:
    """The number of the part that has this place, from 0."""
    return max(0, bisect_right([one.start for one in of], place) - 1)


def _paragraphs(
    text: str,
    start: int,
    end: int,
    programs: Sequence[tuple[int, int]] = (),
    *,
    is_cut: bool = False,
) -> Iterator[Block]:
    piece = text[start:end]
    if not piece.strip(_BLANK):
        return
    code = code_and_markup(piece, 0)
    first = bisect_left(programs, start, key=lambda one: one[1])
    last = bisect_right(programs, end, key=lambda one: one[0])
    code += [(begin - start, stop - start) for begin, stop in programs[first:last]]
    for one in paragraphs(piece, is_cut=is_cut):
        in_code = any(begin < one.end and one.start < stop for begin, stop in code)
        words = one.of(piece).strip(_BLANK)
        if in_code:
            layout = Layout.CODE
        elif "\t" in words or "   " in words:
            layout = Layout.LINES
        elif _ITEM.match(words):
            layout = Layout.ITEM
        else:
            layout = Layout.PARAGRAPH
        yield from _cut(text, start + one.start, start + one.end, layout)


def _cut(text: str, start: int, end: int, layout: Layout) -> Iterator[Block]:
    """The blocks of a paragraph: one, unless it is very long."""
    while start < end:
        stop = end
        if end - start > _LONGEST_BLOCK:
            blank = text.rfind(" ", start + 1, start + _LONGEST_BLOCK)
            stop = blank + 1 if blank > 0 else start + _LONGEST_BLOCK
        span = _without_blanks(text, start, stop)
        if span is not None:
            yield Block(span, layout)
        start = stop


def _without_blanks(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip(_BLANK))
    stop = end - (len(piece) - len(piece.rstrip(_BLANK)))
    return Span(begin, stop) if begin < stop else None
