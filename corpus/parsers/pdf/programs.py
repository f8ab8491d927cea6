"""Programs in a PDF: paragraphs in a typewriter's type, in a document that is set in another one.

Their lines stay lines, with their indentation. Names of options and functions over what describes
them are set in that type, too, and so is prose at times (a licence): neither is a program.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.page import Page
from corpus.text.code_lines import looks_like_code, looks_like_commands

_TERM_LINES = 3
_INDENT = 0.6  # in type sizes
_DEEPEST = 40  # blanks
_WIDTH = 0.6  # of a character, in type sizes: of most such type
_FEWEST_WORDS = 8
_SENTENCE = re.compile(r"[^\W\d_a-z].*[^\W\d_][.!?][\"'”’)]?\Z", re.DOTALL)
_NO_PROSE = re.compile(r"[^\w\s.,;:!?'\"“”‘’()/–—-]|_")


def without_typewriting(pages: list[Page]) -> list[Page]:
    """The pages, on which no line counts as monospaced where most of them are: a typewritten
    document says nothing by its type."""
    lines = [line for page in pages for line in page.lines]
    letters = sum(len(line.words) for line in lines if line.is_monospaced)
    if 2 * letters <= sum(len(line.words) for line in lines):
        return pages
    return [
        replace(page, lines=[replace(line, is_monospaced=False) for line in page.lines])
        for page in pages
    ]


def is_program(lines: Sequence[Line], above: str, below: Line | None) -> bool:
    """Whether the lines of a paragraph are those of a program, or what one prints. ``above``: the
    words of the line before; ``below``: the first line of the next paragraph on the page."""
    if not all(line.is_monospaced for line in lines):
        return False
    words = "\n".join(line.words for line in lines)
    if _is_prose(words) or (len(lines) <= _TERM_LINES and _describes(lines, below)):
        return False
    return (
        len(lines) > 1
        or above.endswith((":", "："))
        or looks_like_code(words)
        or looks_like_commands(words)
    )


def indentation(line: Line, lines: Iterable[Line]) -> str:
    """The blanks before a line among those of its paragraph."""
    left = min(one.left for one in lines)
    return " " * min(_DEEPEST, round((line.left - left) / max(1.0, _WIDTH * line.size)))


def _describes(lines: Sequence[Line], below: Line | None) -> bool:
    """Whether what is below describes these lines: it is indented under them."""
    return below is not None and below.left > lines[0].left + _INDENT * lines[0].size


def _is_prose(words: str) -> bool:
    return (
        len(words.split()) >= _FEWEST_WORDS
        and _SENTENCE.match(words) is not None
        and _NO_PROSE.search(words) is None
    )
