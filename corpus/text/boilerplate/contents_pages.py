"""Tables of contents and indexes on pages: entries whose dots lead to a page's number.

Their entries are the headings of the document once more, or its words, and say nothing under them.
The numbers must rise, or the entries be in the order of the alphabet, so that a list of prices or
of accounts is neither. Entries without dots (chapters, the first lines of long titles) count where
they stand among others, and where a title says that a table of contents follows.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from corpus.span import Span

_PAGE = r"(?P<page>\d{1,4}|[ivxlc]{1,7})"
# The page's number at the end, with dots before it.
_NUMBER = re.compile(rf"(?<![^\s.…]){_PAGE}(?:, ?\d{{1,4}}){{0,9}}\Z")
_DOTS = re.compile(r"(?:\.[ \u00a0\t]?){4}\Z|(?:…[ \u00a0\t]?){2}\Z")
# An entry that has no dots: "1 Introduction 3".
_NUMBERED = re.compile(rf"[^\W_].{{1,100}}\s{_PAGE}\Z")
_TITLE = re.compile(
    r"#{0,3}\s*(?:(?:table of )?contents|contents page|inhalt(?:sverzeichnis|sübersicht)?|sommaire"
    r"|table des matières|índice|contenido|sumário|indice|sommario|spis treści|cuprins|içindekiler"
    r"|оглавление|содержание|зміст|目录|目次)\s*:?",
    re.IGNORECASE,
)
_FEWEST_ENTRIES = 4
_FEWEST_SORTED = 12  # entries of an index
_MOST_BEFORE = 60  # entries without dots before the first that has some
# Paragraphs between two entries, and the characters of one.
_MOST_BETWEEN, _LONGEST_BETWEEN = 4, 200
# The share of the pages' numbers that are not less than the one before.
_RISING = 0.9
_MOST_UNDOTTED_BETWEEN = 2
_SENTENCE = re.compile(r"[.!?。！？]\s*\Z")
_LOOKED_AT = 40  # characters at the end of a paragraph


def contents_pages(text: str, paragraphs: Sequence[Span]) -> set[Span]:
    """The paragraphs of the text that are part of a table of contents."""
    found: set[Span] = set()
    run: list[Span] = []  # from the first entry on
    last = 0  # how much of the run there was at the last entry
    pages: list[str] = []
    names: list[str] = []

    def end_run() -> None:
        rises = len(pages) >= _FEWEST_ENTRIES and _is_rising(pages)
        if rises or (len(names) >= _FEWEST_SORTED and _are_sorted(names)):
            found.update(run[:last])
        run.clear()
        pages.clear()
        names.clear()

    numbered: list[Span] = []  # paragraphs in a row that may be entries without dots
    for paragraph in paragraphs:
        own = _pages(text, paragraph)
        if own:
            if not run:
                run += _before_dots(text, numbered, own[0][1])
            run.append(paragraph)
            last = len(run)
            pages += (page for _, page in own)
            names += (name for name, _ in own)
        elif run:
            is_long = paragraph.end - paragraph.start > _LONGEST_BETWEEN
            if is_long or len(run) - last >= _MOST_BETWEEN:
                end_run()
            else:
                run.append(paragraph)
        is_entry = not own and bool(_undotted(text, paragraph))
        numbered = [*numbered[-_MOST_BEFORE:], paragraph] if is_entry else []
    end_run()
    found.update(_under_titles(text, paragraphs))
    return found


def _before_dots(text: str, numbered: Sequence[Span], first: str) -> Sequence[Span]:
    """The entries before the first with dots, which leads to the page ``first``: those whose
    numbers rise to it, or one alone."""
    pages = [page for one in numbered for page in _undotted(text, one)]
    return numbered if _is_rising([*pages, first]) else numbered[-1:]


def _under_titles(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    """The entries that stand under the title of a table of contents, with or without dots."""
    for place, title in enumerate(paragraphs):
        if not _TITLE.fullmatch(title.of(text).strip()):
            continue
        run: list[Span] = []
        last = 0
        pages: list[str] = []
        for paragraph in itertools.islice(paragraphs, place + 1, None):
            own = [page for _, page in _pages(text, paragraph)] or _undotted(text, paragraph)
            if not own and (
                len(run) - last >= _MOST_UNDOTTED_BETWEEN
                or paragraph.end - paragraph.start > _LONGEST_BETWEEN
                or _SENTENCE.search(paragraph.of(text))
            ):
                break
            run.append(paragraph)
            last = len(run) if own else last
            pages += own
        if len(pages) >= _FEWEST_ENTRIES and _is_rising(pages):
            yield from run[:last]


def _undotted(text: str, paragraph: Span) -> list[str]:
    """The numbers at the ends of a paragraph's lines, if all have one."""
    lines = [line for line in paragraph.of(text).split("\n") if line.strip()]
    pages = [match["page"] for line in lines if (match := _NUMBERED.fullmatch(line.strip()))]
    return pages if len(pages) == len(lines) else []


def _pages(text: str, paragraph: Span) -> list[tuple[str, str]]:
    """The names before the dots of a paragraph's lines, and the numbers that these lead to."""
    words = paragraph.of(text)
    if "..." not in words and "…" not in words and ". ." not in words:
        return []
    lines = (line.strip() for line in words.splitlines())
    return [(line.split(".")[0].casefold(), page) for line in lines if (page := _page(line))]


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


def _are_sorted(names: Sequence[str]) -> bool:
    steps = list(itertools.pairwise(names))
    return sum(after >= before for before, after in steps) >= _RISING * len(steps)
