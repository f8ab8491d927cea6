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


def is_program(lines: Sequence[Line], above: Line | None, below: Sequence[Line]) -> bool:
    """Whether the lines of a paragraph are those of a program, or what one prints. ``above``: the
    line before it on the page; ``below``: the lines of the next paragraph there."""
    if not all(line.is_monospaced for line in lines):
        return False
    words = "\n".join(line.words for line in lines)
    if _is_prose(words):
        return False
    is_code, is_single = looks_like_code(words), len(lines) == 1
    if len(lines) <= _TERM_LINES and _describes(below, lines) and (is_single or not is_code):
        return False
    return (
        not is_single
        or is_code
        or looks_like_commands(words)
        or _is_displayed(lines[0], above, below)
    )


def indentation(line: Line, lines: Iterable[Line]) -> str:
    """The blanks before a line among those of its paragraph."""
    left = min(one.left for one in lines)
    return " " * min(_DEEPEST, round((line.left - left) / max(1.0, _WIDTH * line.size)))


def _is_displayed(line: Line, above: Line | None, below: Sequence[Line]) -> bool:
    """Whether a line stands apart from the text above or below it: introduced by a colon, or
    indented."""
    if above is not None and above.words.endswith((":", "：")):
        return True
    return any(
        not other.is_monospaced and line.left > other.left + _INDENT * line.size
        for other in ([above] if above is not None else []) + list(below[-1:])
    )


def _describes(below: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether what is below describes these lines: all of it is indented under them."""
    least = lines[0].left + _INDENT * lines[0].size
    return bool(below) and all(line.left > least for line in below)


def _is_prose(words: str) -> bool:
    return (
        len(words.split()) >= _FEWEST_WORDS
        and _SENTENCE.match(words) is not None
        and _NO_PROSE.search(words) is None
    )
