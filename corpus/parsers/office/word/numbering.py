"""Automatic numbers of a Word document's paragraphs: "1.2", "(a)", "Article 4.".

A paragraph or its style names a list and a level; ``corpus.parsers.office.list_counting`` counts.
"""

from dataclasses import replace

from corpus.parsers.markup.trees import Element
from corpus.parsers.office.list_counting import (
    LEVELS,
    Definition,
    Level,
    ListCounter,
    NumberedList,
)
from corpus.parsers.office.values import whole_number
from corpus.parsers.office.word.names import W, is_on, value_of
from corpus.parsers.office.word.styles import Styles, paragraph_style


class Numbering:
    """Numbers the paragraphs of a document. Call ``label`` for each paragraph, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._counter = ListCounter()
        if root is None:
            return
        for one in root.iter(f"{W}abstractNum"):
            self._counter.definitions[one.get(f"{W}abstractNumId", "")] = Definition(
                dict(map(_level, one.findall(f"{W}lvl"))), value_of(one.find(f"{W}numStyleLink"))
            )
        for one in root.iter(f"{W}num"):
            self._counter.lists[one.get(f"{W}numId", "")] = _list(one)

    def label(self, properties: Element | None) -> str:
        """The number before a paragraph with these properties (pPr), with its separator; "" for a
        bullet and for paragraphs outside lists."""
        place = self._place(properties)
        return "" if place is None else self._counter.label(*place)

    def _place(self, properties: Element | None) -> tuple[str, int] | None:
        """The id of a paragraph's list, and its level there (from 0)."""
        own = None if properties is None else properties.find(f"{W}numPr")
        style = self._styles.default_or(paragraph_style(properties))
        inherited = self._styles.numbering(style)
        number_id = None if own is None else value_of(own.find(f"{W}numId"))
        index = None if own is None else value_of(own.find(f"{W}ilvl"))
        if number_id is None and inherited is not None:
            number_id = value_of(inherited[0].find(f"{W}numId"))
            if index is None:
                index = value_of(inherited[0].find(f"{W}ilvl"))
        if number_id is None or number_id == "0":
            return None
        number_id = self._resolved(number_id)
        if number_id is None:
            return None
        if index is None and inherited is not None:
            numbered = self._counter.lists[number_id]
            levels = self._counter.definitions[numbered.definition].levels
            index = next(
                (str(one) for one, level in levels.items() if level.style == inherited[1]), None
            )
        return number_id, whole_number(index, 0)

    def _resolved(self, number_id: str) -> str | None:
        """The id of the list that defines the levels: a list may refer to a style's list."""
        for _ in range(LEVELS):
            numbered = self._counter.lists.get(number_id)
            definition = numbered and self._counter.definitions.get(numbered.definition)
            if not definition:
                return None
            if definition.levels or definition.link is None:
                return number_id
            linked = self._styles.numbering(definition.link)
            target = linked and value_of(linked[0].find(f"{W}numId"))
            if not target:
                return None
            number_id = target
        return None


def _level(element: Element) -> tuple[int, Level]:
    index = whole_number(element.get(f"{W}ilvl"), 0)
    joint = value_of(element.find(f"{W}suff"))
    restart = value_of(element.find(f"{W}lvlRestart"))
    return index, Level(
        start=whole_number(value_of(element.find(f"{W}start")), 0),
        form=value_of(element.find(f"{W}numFmt")) or "decimal",
        text=value_of(element.find(f"{W}lvlText")) or "",
        joint="" if joint == "nothing" else " ",
        restarts_after=None if restart is None else whole_number(restart, 0),
        legal=is_on(element.find(f"{W}isLgl")),
        style=value_of(element.find(f"{W}pStyle")),
    )


def _list(element: Element) -> NumberedList:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for one in element.findall(f"{W}lvlOverride"):
        index = whole_number(one.get(f"{W}ilvl"), 0)
        own = one.find(f"{W}lvl")
        start = value_of(one.find(f"{W}startOverride"))
        if own is not None:
            levels[index] = _level(own)[1]
        if start is not None:
            starts[index] = whole_number(start, 1)
            if index in levels:
                levels[index] = replace(levels[index], start=starts[index])
    return NumberedList(value_of(element.find(f"{W}abstractNumId")) or "", starts, levels)
