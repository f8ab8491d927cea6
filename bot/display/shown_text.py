"""Shown text: stored text as it is displayed.

Markdown's marks become what they mean, and the lines of a paragraph that was wrapped become one.
Stored, copied and verified is the text as it is; no word, figure or sign that counts is left out or
put in: a rendering that the verification would not call the same is not used.
"""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.display.inline_markup import Style, styled
from bot.display.programs import programs_in
from corpus.document import Document
from corpus.span import Span
from corpus.text.code import code_and_markup, merge_ranges
from corpus.text.front_matter import split_front_matter
from corpus.text.paragraphs import paragraphs

# Text around the excerpt in which marks are looked for.
_AROUND = 4000
_MARKDOWN = (".md", ".markdown", ".ipynb")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
_BULLET = re.compile(r"[ \t]*[-*][ \t]+(?=\S)")
_BORDERED = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
# Lines that begin something: what stands above them ends there.
_BEGINS = re.compile(r"[ \t]*(?:(?:[-*+•‣◦–—]|\d{1,3}[.)])[ \t]|#{1,6}[ \t]|\||[-=*_]{3,}\s*\Z)")
_HARD_END = re.compile(r"(?: {2,}|\\)\r?\Z")
# Outside of Markdown, a line that ends before this was not wrapped.
_SHORTEST_WRAPPED = 40
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class StyledRange:
    """The characters ``[start, end)`` of a shown text, which are set in a style."""

    style: Style
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters ``[start, end)`` of the stored text that are shown otherwise."""

    start: int
    end: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A part of a document's text, for display. ``edits``: in order, without overlaps."""

    text: str
    span: Span
    edits: tuple[Edit, ...] = ()
    styles: tuple[StyledRange, ...] = ()

    def at(self, place: int) -> int:
        """Where the character of the stored text at this place stands in the shown text."""
        moved = 0
        for one in self.edits:
            if one.start >= place:
                break
            if one.end > place:
                return one.start - self.span.start + moved + min(len(one.shown), place - one.start)
            moved += len(one.shown) - (one.end - one.start)
        return place - self.span.start + moved

    def back(self, place: int) -> int:
        """Where in the stored text the character at this place of the shown text stands; before
        what is not shown there."""
        moved = 0
        for one in self.edits:
            begin = one.start - self.span.start + moved
            if place < begin:
                break
            if begin + len(one.shown) > place or begin == place:
                return min(one.start + place - begin, one.end)
            moved += len(one.shown) - (one.end - one.start)
        return self.span.start + place - moved

    def of(self, part: Span) -> str:
        """A part of the stored text, inside the span, as it is shown."""
        return self.text[self.at(part.start) : self.at(part.end)]

    def unseen(self) -> Iterator[Span]:
        """The marks in the stored text that are not shown, and have nothing in their place."""
        for one in self.edits:
            if not one.shown:
                yield Span(one.start, one.end)


def shown_text(document: Document, span: Span) -> ShownText:
    """The text of a span as it is shown."""
    text = document.text
    window = _window(document, span)
    piece = window.of(text)
    is_markdown = document.file_name.lower().partition("?")[0].endswith(_MARKDOWN)
    programs = programs_in(document, window)
    code = merge_ranges(
        code_and_markup(piece),
        [(one.start - window.start, one.end - window.start) for one in programs],
    )
    if is_markdown:
        edits, styles = _markdown(piece, code)
    else:
        edits, styles = list(_unwrapped(piece, code)), []
    by = window.start
    shown = _applied(
        text,
        span,
        [Edit(one.start + by, one.end + by, one.shown) for one in edits],
        [StyledRange(one.style, one.start + by, one.end + by, one.url) for one in styles],
    )
    plain = ShownText(span.of(text), span)
    if shown.text.split() == plain.text.split() or _is_same(shown.text, piece):
        return shown
    return plain


def _window(document: Document, span: Span) -> Span:
    """The span with the rest of its paragraphs; marks around it may begin and end outside."""
    text = document.text
    _, body = split_front_matter(text)
    first = max(min(body, span.start), span.start - _AROUND)
    breaks = [one.end() for one in _BLANK_LINE.finditer(text, first, span.start)]
    # Some paragraphs before: a block of code may have begun there.
    start = breaks[0] if first > body and breaks else first
    behind = _BLANK_LINE.search(text, span.end, span.end + _AROUND)
    return Span(start, behind.start() if behind else min(len(text), span.end + _AROUND))


def _applied(
    text: str, span: Span, edits: Sequence[Edit], styles: Sequence[StyledRange]
) -> ShownText:
    kept: list[Edit] = []
    for one in sorted(edits, key=lambda one: (one.start, one.end)):
        is_free = not kept or kept[-1].end <= one.start
        if is_free and span.start <= one.start and one.end <= span.end:
            kept.append(one)
    pieces, position = [], span.start
    for one in kept:
        pieces += [text[position : one.start], one.shown]
        position = one.end
    pieces.append(text[position : span.end])
    shown = ShownText("".join(pieces), span, tuple(kept))
    placed = []
    for style in styles:
        start, end = max(style.start, span.start), min(style.end, span.end)
        if start < end and (first := shown.at(start)) < (last := shown.at(end)):
            placed.append(StyledRange(style.style, first, last, style.url))
    placed.sort(key=lambda one: (one.start, -one.end))
    return ShownText(shown.text, span, shown.edits, tuple(placed))


def _markdown(piece: str, code: Sequence[tuple[int, int]]) -> tuple[list[Edit], list[StyledRange]]:
    edits: list[Edit] = []
    styles: list[StyledRange] = []
    block: list[tuple[int, int]] = []

    def end_block() -> None:
        if block:
            start, end = block[0][0], block[-1][1]
            found, backslashes = styled(piece[start:end])
            for one in found:
                edits.extend(Edit(start + a, start + b) for a, b in one.marks)
                if one.style is not Style.LINK or one.url:
                    styles.append(
                        StyledRange(one.style, start + one.start, start + one.end, one.url)
                    )
            edits.extend(Edit(start + one, start + one + 1) for one in backslashes)
        block.clear()

    bordered = False
    for match in _LINE.finditer(piece):
        start, line = match.start(), match[0]
        border = _BORDERED.match(line)
        words = line[border.end() :] if border else line
        if not words.strip() or _in(code, start):
            end_block()
            bordered = False
            if border and not words.strip():
                edits.append(Edit(start, start + border.end()))
            continue
        first = start + (border.end() if border else 0)
        begins = _BEGINS.match(words) is not None or bool(border) != bordered
        if begins:
            end_block()
        if block:
            above = block[-1][1]
            edits += _joined(piece, above, first, always=True)
        elif border:
            edits.append(Edit(start, first))
        bordered = bool(border)
        if heading := _HEADING.match(words):
            edits.append(Edit(first, first + heading.end()))
            first += heading.end()
        elif (bullet := _BULLET.match(words)) and not re.match(r"[-*_ \t]{3,}\Z", words.strip()):
            mark = first + bullet.end() - len(bullet[0].lstrip())
            edits.append(Edit(mark, mark + 1, "•"))
            first += bullet.end()
        block.append((first, start + len(line.rstrip("\r\n"))))
        if heading:
            end_block()
    end_block()
    return edits, styles


def _unwrapped(piece: str, code: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    """Line ends within paragraphs."""
    for paragraph in paragraphs(piece):
        words = paragraph.of(piece).rstrip()
        if "\t" in words or "   " in words or _in(code, paragraph.start):
            continue
        lines = list(_LINE.finditer(piece, paragraph.start, paragraph.start + len(words)))
        for above, line in itertools.pairwise(lines):
            yield from _joined(piece, above.end() - 1, line.start(), always=False)


def _joined(piece: str, above: int, first: int, *, always: bool) -> Iterator[Edit]:
    """One line out of two: the end of the upper one is at ``above``, the words of the other begin
    at ``first`` or after blanks."""
    begin = piece.rfind("\n", 0, above) + 1
    line = piece[begin:above]
    hard = _HARD_END.search(line) if always else None
    if hard is not None:
        if "\\" in hard[0]:
            yield Edit(begin + hard.start(), begin + hard.start() + 1)
        return
    if not always and len(line.strip()) < _SHORTEST_WRAPPED:
        return
    start = begin + len(line.rstrip())
    while first < len(piece) and piece[first] in " \t":
        first += 1
    last, following = piece[start - 1 : start], piece[first : first + 1]
    tight = last == "-" and piece[start - 2 : start - 1].isalpha()
    tight = tight or (_UNSPACED.match(last) and _UNSPACED.match(following)) is not None
    yield Edit(start, first, "" if tight else " ")


def _in(runs: Sequence[tuple[int, int]], place: int) -> bool:
    number = bisect_right(runs, (place, len(runs) and runs[-1][1])) - 1
    return number >= 0 and runs[number][0] <= place < runs[number][1]


def _is_same(shown: str, stored: str) -> bool:
    """Whether the shown words, if verified, count as the stored ones, exact or typeset
    differently."""
    # Imported here: most quotes are shown as they are stored.
    from retrieval.verification.folding import fold
    from retrieval.verification.matching import matches

    return any(one.is_true for one in matches(fold(shown), fold(stored)))
