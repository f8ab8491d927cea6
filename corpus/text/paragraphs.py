"""Paragraphs of plain text.

Blank lines always separate paragraphs. A single newline is harder: in text wrapped at a fixed width
it means nothing; in text with one paragraph per line it ends a paragraph. The width decides: a line
is wrapped because the next word does not fit. So if the next word *would* have fitted into the
width of the block, the line break ends a paragraph. Whatever the width, a long line that ends
inside a sentence continues where the next begins with a small letter; and in a block where most
lines do, so does every line that ends inside a sentence: people also wrap by hand, and some
programs do not count the targets of links. Nothing ends inside a link, and a term stays with its
definition on the indented lines below, or on the line below that begins with a colon.
"""

import itertools
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.span import Span
from corpus.text.code import code_and_markup
from corpus.text.formulas import display_formulas, formulas_in
from corpus.text.lists import MARKER, UNDERLINE

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
# "Q:" and "A:" label questions and answers, in Latin or Cyrillic letters.
# So does the time of a message in an exported chat: "[12/05/2024, 09:15:40] Ann:".
_LIST_ITEM = re.compile(
    rf"\s*(?:(?:{MARKER}|[–—]|[QAFВОП]:)\s|#{{1,6}}\s|>|\|"
    r"|\u200e?\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?[ \u00a0\u202f]\d{1,2}[:.]\d{2}\b)"
)
_BULLET = re.compile(rf"\s*{MARKER}\s")
# A heading of Markdown or AsciiDoc is one line, whether a blank line follows or not.
_HEADING = re.compile(r" {0,3}(?:#{1,6}|={2,6})[ \t]+\S")
# One space at the end of a line, and no punctuation before it: a program wrapped the line there.
# (Two spaces are a line break in Markdown.)
_SOFT_END = re.compile(r"[^\s.!?:;…。！？] \n\Z")
_UNDERLINE = re.compile(UNDERLINE)
# Text is not wrapped at more characters than this; a longer line is a paragraph of its own.
_WIDEST_WRAP = 120
# An address, a link's target or a very long word is not broken: a line with one may be longer than
# the width.
_UNBREAKABLE = re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\S{40,}|https?://\S+")
# Text is not wrapped at fewer characters, and this many lines come near the width.
_NARROWEST_WRAP, _FULL_LINES, _NEARLY = 50, 3, 0.8
# A line that ends inside a sentence; a line that continues one. Shorter lines may be a list, unless
# they end in a link ("[names][1]", "`names <address>`_") or go on with one.
_OPEN_END = re.compile(r"[^\W\d_][\])*_`\"”’»]*,?\s*\Z|[\d)],\s*\Z|[–—]\s*\Z")
_LINK_END = re.compile(r"(?:\]\([^()\n]*\)|\]\[[^\[\]\n]*\]|>`__?)[*_]{0,3},?\s*\Z")
_FIGURE_END = re.compile(r"\d\)?\s*\Z")
_LINK = re.compile(r"\s*[*_]{0,3}\[[a-zß-ÿа-ї][^\[\]\n]*(?:\Z|\][(\[])")
# The first line of a link that goes on below, and the line that ends it.
_OPEN_LINK = re.compile(r"\[[^\[\]\n]*\Z|(?:^|\s)`[^`\s][^`\n]*\Z")
_CLOSED_LINK = re.compile(r"[^\[\]`\n]*(?:\][(\[]|>`__?)")
_CONTINUES = re.compile(r"\s*[(\[*_`“\"]?[^\W\d_]")
_FIELD = re.compile(r"\s*[\w-]+:(?:\s|\Z)")
_SHORTEST_WRAPPED = 40
# Words that no paragraph ends with.
_JOINING = re.compile(
    r"\b(?:the|a|an|of|to|and|or|in|for|with|by|at|from|that|is|are|was|were"
    r"|der|die|das|den|dem|ein|eine|einen|und|oder|von|mit|für|auf|im|zur|zum"
    r"|le|la|les|un|une|des|du|de|et|ou|au|aux|pour|par|avec|el|los|las|una|del|y|con|para"
    r"|и|в|на|с|по|для|от|к|из|і|з|від|до|та)\s*\Z"
)
_SHORTEST_JOINED = 20
_LONGEST_TERM = 80
_TERM_END = re.compile(r"[\w)`*>\]\"]\Z")
# Markdown: "Term", and on the next line ": what it is".
_DEFINITION = re.compile(r" {0,3}:[ \t]+\S")
_CODE_INDENT = 4
_QUOTED = re.compile(r"\s*(?:>\s?)+")


def paragraphs(text: str, begin: int = 0, *, is_cut: bool = False) -> list[Span]:
    """The paragraphs, each with the white space after it; they cover ``text[begin:]`` exactly.
    ``is_cut``: the text was cut out of another, and its first line may lack its beginning.

    >>> [span.of("One.\\n\\nTwo.") for span in paragraphs("One.\\n\\nTwo.")]
    ['One.\\n\\n', 'Two.']
    """
    code = code_and_markup(text, begin)
    formulas = display_formulas(text, begin)
    starts = [
        start
        for number, block in enumerate(_blocks(text, begin))
        for start in _starts(block, code, formulas, is_cut=is_cut and not number)
    ]
    starts[:1] = [begin]  # white space before the first paragraph goes with it
    return [Span(a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True) if a < b]


def _blocks(text: str, begin: int) -> Iterator[list[re.Match[str]]]:
    """Runs of lines without a blank line between them."""
    block: list[re.Match[str]] = []
    for line in _LINE.finditer(text, begin):
        if line[0].strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _starts(
    block: list[re.Match[str]],
    code: Sequence[tuple[int, int]],
    formulas: Sequence[tuple[int, int]],
    *,
    is_cut: bool,
) -> Iterator[int]:
    """Where the paragraphs of one block begin. Code and markup (``code``) are paragraphs of their
    own; a formula is part of the paragraph around it."""
    yield block[0].start()
    wrapping = _Wrapping.of([line[0].rstrip() for line in block])
    # Where terms begin that have a definition below.
    terms = {
        line.start()
        for line, below in itertools.pairwise(block)
        if _DEFINITION.match(below[0]) and _is_term(line[0])
    }
    underlined = False
    # The indentation of the list item that a line is in: what stands deeper belongs to the item.
    item = _indent(block[0][0]) if _BULLET.match(block[0][0]) else None
    for above, line in itertools.pairwise(block):
        is_item = _LIST_ITEM.match(line[0]) is not None
        if is_item:
            item = _indent(line[0]) if _BULLET.match(line[0]) else None
        run = _run_at(code, line.start())
        if run != _run_at(code, above.start()):
            yield line.start()
            continue
        if run is not None:
            continue
        if formulas_in(formulas, above.start(), line.end()) and (
            not is_item or formulas_in(formulas, line.start(), line.end())
        ):
            continue
        is_underline = _UNDERLINE.fullmatch(line[0].strip()) is not None
        if is_underline or underlined:
            # A heading includes its underline, and ends with it.
            if not is_underline:
                yield line.start()
            underlined = is_underline
            continue
        if above.start() in terms:
            item = _indent(line[0])  # what stands deeper below belongs to the definition
            continue
        if line.start() in terms:
            yield line.start()
            continue
        if _HEADING.match(above[0]):
            yield line.start()
            continue
        if _QUOTED.match(above[0]) and _goes_on_quoted(above[0], line[0]):
            continue
        is_cut_off = is_cut and above is block[0] and _goes_on(above[0], line[0])
        if is_item or not (
            (item is not None and _indent(line[0]) > item)
            or is_cut_off
            or wrapping.continues(above[0], line[0])
        ):
            yield line.start()


def _goes_on(above: str, line: str) -> bool:
    """Whether a line seems to go on with the sentence of the one above."""
    return _OPEN_END.search(above) is not None and _continues(line)


@dataclass(frozen=True, slots=True)
class _Wrapping:
    """How the lines of a block are wrapped. ``width``: at which width, if at one; ``by_hand``:
    wherever somebody liked; ``has_definitions``: they are terms and their definitions."""

    width: int
    by_hand: bool
    has_definitions: bool

    @classmethod
    def of(cls, lines: Sequence[str]) -> "_Wrapping":
        return cls(_width(lines), _is_wrapped_by_hand(lines), _has_definitions(lines))

    def continues(self, above: str, line: str) -> bool:
        """Whether the paragraph of the line above goes on."""
        if _SOFT_END.search(above) and self.width <= _WIDEST_WRAP:
            return True
        if _joins(above) or (_ends_open(above) and (self.by_hand or _continues(line))):
            return True
        if _is_inside_link(above, line) or _goes_on_around_link(above, line):
            return True
        if self.has_definitions and _indent(above) != _indent(line):
            return _indent(above) < _indent(line)  # else it is the next term
        first_word = line.split(maxsplit=1)[0]
        would_have_fitted = len(above.rstrip()) + 1 + len(first_word) <= self.width
        return self.width <= _WIDEST_WRAP and not would_have_fitted


def _width(lines: Sequence[str]) -> int:
    """The width at which these lines are wrapped, if they are: that of the longest. Where one is
    longest only for an address in it, and others are full, the longest without addresses."""
    longest = max(map(len, lines))
    lengths = [len(_UNBREAKABLE.sub("", line)) for line in lines]
    width = max(lengths)
    if width == longest or width < _NARROWEST_WRAP:
        return longest
    full = sum(
        length == len(line) and length >= _NEARLY * width
        for length, line in zip(lengths, lines, strict=True)
    )
    return width if full >= _FULL_LINES else longest


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _ends_open(line: str) -> bool:
    return len(line.rstrip()) >= _SHORTEST_WRAPPED and _OPEN_END.search(line) is not None


def _is_inside_link(above: str, line: str) -> bool:
    """Whether the line break is one inside a link's text."""
    return _OPEN_LINK.search(above.rstrip()) is not None and _CLOSED_LINK.match(line) is not None


def _goes_on_around_link(above: str, line: str) -> bool:
    """Whether a sentence goes on after the link, or the long line with a figure, that ends the line
    above, or with the link that begins this line. Small letters show it."""
    if _FIELD.match(line):
        return False
    if _LINK.match(line):
        return _OPEN_END.search(above) is not None and _FIELD.match(above) is None
    if _LINK_END.search(above):
        return line.lstrip()[:1].islower()
    long_enough = len(above.rstrip()) >= _SHORTEST_WRAPPED
    return long_enough and _FIGURE_END.search(above) is not None and line.lstrip()[:1].islower()


def _has_definitions(lines: Sequence[str]) -> bool:
    """Whether a block is terms, each with its definition on indented lines (reStructuredText)."""
    indents = [_indent(line) for line in lines]
    outer, inner = min(indents), max(indents)
    terms = [line for line, indent in zip(lines, indents, strict=True) if indent == outer]
    return (
        indents[0] == outer < inner == indents[-1]
        and all(indent in (outer, inner) for indent in indents)
        and all(a != outer or b != outer for a, b in itertools.pairwise(indents))
        and all(
            len(term.strip()) <= _LONGEST_TERM
            and _TERM_END.search(term) is not None
            and _LIST_ITEM.match(term) is None
            for term in terms
        )
    )


def _is_term(line: str) -> bool:
    """Whether a line may be what the Markdown definition below it explains."""
    return (
        len(line.strip()) <= _LONGEST_TERM
        and _indent(line) < _CODE_INDENT
        and _DEFINITION.match(line) is None
        and _LIST_ITEM.match(line) is None
    )


def _joins(line: str) -> bool:
    return len(line) >= _SHORTEST_JOINED and _JOINING.search(line) is not None


def _goes_on_quoted(above: str, line: str) -> bool:
    """Whether a line of a quoted mail or block quotation continues the one above."""
    marks = _QUOTED.match(line)
    if marks is None:
        return False
    said = line[marks.end() :]
    return _LIST_ITEM.match(said) is None and (
        _joins(above) or (_ends_open(above) and _continues(said))
    )


def _continues(line: str) -> bool:
    found = _CONTINUES.match(line)
    return found is not None and found[0][-1].islower() and _FIELD.match(line) is None


def _is_wrapped_by_hand(lines: Sequence[str]) -> bool:
    """Whether sentences go on over most line breaks."""
    breaks = [
        (above, line) for above, line in itertools.pairwise(lines) if _LIST_ITEM.match(line) is None
    ]
    going_on = sum(
        _joins(above) or (_ends_open(above) and _continues(line)) for above, line in breaks
    )
    return going_on >= 2 and going_on > len(breaks) / 2


def _run_at(runs: Sequence[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The run that contains a place, if any; runs are in order."""
    if not runs:
        return None
    run = runs[bisect_right(runs, (place, sys.maxsize)) - 1]
    return run if run[0] <= place < run[1] else None
