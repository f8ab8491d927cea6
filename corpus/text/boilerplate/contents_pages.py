"""Tables of contents on pages: entries whose dots lead to a page's number.

Their entries are the headings of the document once more, and say nothing under them. The numbers
must rise, so that a list of prices or of accounts is none. Entries without dots (chapters, the
first lines of long titles) count where they stand among others.
"""

import itertools
import re
from collections.abc import Sequence

from corpus.span import Span

_PAGE = r"(?P<page>\d{1,4}|[ivxlc]{1,7})"
# The page's number at the end, with dots before it.
_NUMBER = re.compile(rf"(?<![^\s.…]){_PAGE}\Z")
_DOTS = re.compile(r"(?:\.[ \u00a0\t]?){4}\Z|(?:…[ \u00a0\t]?){2}\Z")
# The last entry of what comes before the first with dots: "1 Introduction 3".
_NUMBERED = re.compile(r"\S.{1,80}\s\d{1,4}\Z")
_FEWEST_ENTRIES = 4
# Paragraphs between two entries, and the characters of one.
_MOST_BETWEEN, _LONGEST_BETWEEN = 4, 200
# The share of the pages' numbers that are not less than the one before.
_RISING = 0.9
_LOOKED_AT = 40  # characters at the end of a paragraph


def contents_pages(text: str, paragraphs: Sequence[Span]) -> set[Span]:
    """The paragraphs of the text that are part of a table of contents."""
    found: set[Span] = set()
    run: list[Span] = []  # from the first entry on
    last = 0  # how much of the run there was at the last entry
    pages: list[str] = []

    def end_run() -> None:
        if len(pages) >= _FEWEST_ENTRIES and _is_rising(pages):
            found.update(run[:last])
        run.clear()
        pages.clear()

    before: Span | None = None
    for paragraph in paragraphs:
        own = _pages(text, paragraph)
        if own:
            if not run and before is not None and _NUMBERED.fullmatch(before.of(text).strip()):
                run.append(before)
            run.append(paragraph)
            last = len(run)
            pages += own
        elif run:
            is_long = paragraph.end - paragraph.start > _LONGEST_BETWEEN
            if is_long or len(run) - last >= _MOST_BETWEEN:
                end_run()
            else:
                run.append(paragraph)
        before = paragraph
    end_run()
    return found


def _pages(text: str, paragraph: Span) -> list[str]:
    """The numbers that dots lead to at the ends of a paragraph's lines."""
    words = paragraph.of(text)
    if "..." not in words and "…" not in words and ". ." not in words:
        return []
    return [page for line in words.splitlines() if (page := _page(line.rstrip()))]


def _page(line: str) -> str | None:
    words = line[-_LOOKED_AT:]
    number = _NUMBER.search(words)
    if number is None or not _DOTS.search(words[: number.start()].rstrip()):
        return None
    return number["page"]


def _is_rising(pages: Sequence[str]) -> bool:
    numbers = [int(page) for page in pages if page.isdigit()]
    steps = list(itertools.pairwise(numbers))
    rising = sum(after >= before for before, after in steps)
    return rising >= _RISING * len(steps)
