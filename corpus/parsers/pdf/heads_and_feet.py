"""Heads and feet: lines that pages repeat at their top and bottom, and page numbers.

They are none of the text, for else they would stand in the middle of sentences. A line that says
something of its own (an invoice's number) is kept where it stands first. Notices that a table or a
program goes on over the page are left out, too.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.page import Page
from corpus.parsers.pdf.type_sizes import are_alike, body_size

_EDGE = 4  # lines at the top and at the bottom that may be heads and feet though text follows them
_SAME_HEIGHT = 4.0  # points
_WIDE_STEP = 1.5  # from a head to the text, in the largest step between the head's own lines
_NUMBER = re.compile(r"\d+")
# What a number is the number of. "Page" is not among them.
_IDENTIFIER = re.compile(
    r"(?:\b(?:no|nr|num|number|nummer|número|numero|numéro|номер|ref|reference|case|docket|invoice"
    r"|aktenzeichen|az|дело)\b|nº|n°|№)\W{0,3}\w*\d",
    re.IGNORECASE,
)
# As LaTeX and Sphinx have them.
_GOES_ON = re.compile(
    r"\(?(?:(?:table|tabelle|tableau|tabla|tabela|таблица) ?[\d.]{1,8} ?[:–—-] ?)?"
    r"(?:continue[sd] (?:on|from)(?: the)? (?:next|previous) page"
    r"|fortsetzung (?:auf der nächsten|(?:von )?der vorherigen) seite"
    r"|suite (?:sur la page suivante|de la page précédente)"
    r"|continúe en la próxima página|proviene de la página anterior"
    r"|continua na próxima página|continuação da página anterior"
    r"|продолжение (?:на следующей странице|с предыдущей страницы))[.…]{0,3}\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class HeadsAndFeet:
    """Ids of the lines that are left out, and of those that are kept once."""

    dropped: frozenset[int]
    kept: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Placed:
    page: int
    line: Line


def heads_and_feet(pages: Sequence[Page]) -> HeadsAndFeet:
    """Those of a document's pages."""
    enough = 3 if len(pages) > 4 else 2
    placed = [_Placed(number, line) for number, page in enumerate(pages) for line in page.lines]
    repeated: dict[int, list[_Placed]] = {}
    for group in (*_same_words(placed), *_page_numbers(placed, pages)):
        if len({one.page for one in group}) >= enough:
            for one in group:
                repeated.setdefault(id(one.line), group)
    dropped: set[int] = set()
    for page in pages:
        dropped.update(_at_edges(page.lines, repeated))
    kept = _kept(repeated, dropped, pages)
    turning = (one.line for one in placed if _GOES_ON.fullmatch(one.line.words))
    return HeadsAndFeet(frozenset(dropped - kept).union(map(id, turning)), frozenset(kept))


def _same_words(placed: Iterable[_Placed]) -> Iterator[list[_Placed]]:
    """Lines of the same words, but for numbers, at the same height."""
    groups: defaultdict[str, list[_Placed]] = defaultdict(list)
    for one in placed:
        groups[_NUMBER.sub("#", one.line.words)].append(one)
    for group in groups.values():
        yield from _by_height(group)


def _page_numbers(placed: Iterable[_Placed], pages: Sequence[Page]) -> Iterator[list[_Placed]]:
    """Lines at the same height that begin or end with the page's label, or with a number that
    grows with the page's."""
    groups: defaultdict[int | str, list[_Placed]] = defaultdict(list)
    for one in placed:
        words = one.line.words.split()
        if pages[one.page].label in (words[0], words[-1]):
            groups["label"].append(one)
        for number in {value for value in (_value(words[0]), _value(words[-1])) if value}:
            groups[number - one.page].append(one)
    for group in groups.values():
        yield from _by_height(group)


def _value(word: str) -> int | None:
    bare = word.strip("-–—·|[]().,")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 6 else None


def _by_height(group: list[_Placed]) -> Iterator[list[_Placed]]:
    group.sort(key=lambda one: one.line.base)
    near: list[_Placed] = []
    for one in group:
        if near and one.line.base - near[-1].line.base > _SAME_HEIGHT:
            yield near
            near = []
        near.append(one)
    yield near


def _at_edges(lines: Sequence[Line], repeated: dict[int, list[_Placed]]) -> Iterator[int]:
    """Ids of the repeated lines that are at the top or the bottom of their page, in whatever order
    the file draws them. A page that has nothing else keeps them: it is a form or a slide."""
    # Turned lines, which come last, count their height from another side.
    lines = [line for line in lines if line.turn == lines[0].turn]
    by_height = sorted(lines, key=lambda line: -line.base)
    found: set[int] = set()
    for ordered in (by_height, by_height[::-1]):
        # A page of few lines has fewer that are none of its text, unless they stand apart.
        edge = min(_EDGE, len(lines) // 3)
        run = 0
        while run < len(ordered) and id(ordered[run]) in repeated:
            run += 1
        steps = [abs(one.base - two.base) for one, two in itertools.pairwise(ordered)]
        for count in range(min(run, len(ordered) - 1), edge, -1):
            if steps[count - 1] > _WIDE_STEP * max([*steps[: count - 1], ordered[0].size]):
                edge = count
                break
        found.update(id(line) for line in ordered[:edge] if id(line) in repeated)
    if len(found) < len(lines):
        yield from found


def _kept(repeated: dict[int, list[_Placed]], dropped: set[int], pages: Sequence[Page]) -> set[int]:
    """Ids of the lines that say something that stands nowhere else: those that name a number and
    repeat it, and on two pages, which may be an original and its copy, those in the text's type."""
    body = body_size([page.lines for page in pages])
    kept: set[int] = set()
    for group in {id(group): group for group in repeated.values()}.values():
        here = [one for one in group if id(one.line) in dropped]
        if not here:
            continue
        first = min(here, key=lambda one: (one.page, -one.line.base))
        named = _IDENTIFIER.search(first.line.words)
        is_constant = len({one.line.words for one in here}) == 1
        is_copied = len(pages) == 2 and is_constant and not first.line.words.isdigit()
        if (named and all(named[0] in one.line.words for one in here)) or (
            is_copied and are_alike(first.line.size, body)
        ):
            kept.add(id(first.line))
    return kept
