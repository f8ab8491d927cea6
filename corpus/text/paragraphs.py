"""Paragraphs of plain text.

Blank lines always separate paragraphs. A single newline is harder: in text wrapped at a fixed width
it means nothing; in text with one paragraph per line it ends a paragraph. The width decides: a line
is wrapped because the next word does not fit. So if the next word *would* have fitted into the
width of the block, the line break ends a paragraph.
"""

import itertools
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from corpus.span import Span
from corpus.text.code import code_and_markup
from corpus.text.lists import MARKER, UNDERLINE

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
# "Q:" and "A:" label questions and answers, in Latin or Cyrillic letters.
_LIST_ITEM = re.compile(rf"\s*(?:(?:{MARKER}|[–—]|[QAFВОП]:)\s|#{{1,6}}\s|>|\|)")
# One space at the end of a line, and no punctuation before it: a program wrapped the line there.
# (Two spaces are a line break in Markdown.)
_SOFT_END = re.compile(r"[^\s.!?:;…。！？] \n\Z")
_UNDERLINE = re.compile(UNDERLINE)
# Text is not wrapped at more characters than this; a longer line is a paragraph of its own.
_WIDEST_WRAP = 120


def paragraphs(text: str, begin: int = 0) -> list[Span]:
    """The paragraphs, each with the white space after it; they cover ``text[begin:]`` exactly.

    >>> [span.of("One.\\n\\nTwo.") for span in paragraphs("One.\\n\\nTwo.")]
    ['One.\\n\\n', 'Two.']
    """
    code = code_and_markup(text, begin)
    starts = [start for block in _blocks(text, begin) for start in _starts(block, code)]
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


def _starts(block: list[re.Match[str]], code: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Where the paragraphs of one block begin. Code and markup (``code``) are paragraphs of their
    own."""
    yield block[0].start()
    width = max(len(line[0].rstrip()) for line in block)
    underlined = False
    for above, line in itertools.pairwise(block):
        run = _run_at(code, line.start())
        if run != _run_at(code, above.start()):
            yield line.start()
            continue
        if run is not None:
            continue
        is_underline = _UNDERLINE.fullmatch(line[0].strip()) is not None
        if is_underline or underlined:
            # A heading includes its underline, and ends with it.
            if not is_underline:
                yield line.start()
            underlined = is_underline
            continue
        first_word = line[0].split(maxsplit=1)[0]
        would_have_fitted = len(above[0].rstrip()) + 1 + len(first_word) <= width
        if _SOFT_END.search(above[0]) and width <= _WIDEST_WRAP and not _LIST_ITEM.match(line[0]):
            continue
        if width > _WIDEST_WRAP or would_have_fitted or _LIST_ITEM.match(line[0]):
            yield line.start()


def _run_at(runs: Sequence[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The run that contains a place, if any; runs are in order."""
    if not runs:
        return None
    run = runs[bisect_right(runs, (place, sys.maxsize)) - 1]
    return run if run[0] <= place < run[1] else None
