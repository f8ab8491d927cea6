"""Automatic numbers of a Word document's paragraphs: "1.2", "(a)", "Article 4.".

Word stores which list a paragraph belongs to and on which level, and counts when it shows the page.
The counting is done here in the same way: lists that share a definition share its counters, a level
starts again after one above it, and a list may say where it starts.
"""

import re
from dataclasses import dataclass, field, replace

from corpus.parsers.markup.trees import Element
from corpus.parsers.office.docx_styles import Styles, paragraph_style
from corpus.parsers.office.list_numbers import number
from corpus.parsers.office.wordml import W, integer, is_on, value_of

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")  # bullets in fonts of symbols


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    joint: str = " "
    restarts_after: int | None = None  # levels (from 1) up to this one; None: all above
    legal: bool = False  # all numbers in digits
    style: str | None = None


@dataclass(slots=True)
class _Definition:
    """An abstract numbering: its levels, and how far each has counted."""

    levels: dict[int, _Level] = field(default_factory=dict)
    link: str | None = None
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _List:
    definition: str
    starts: dict[int, int]
    levels: dict[int, _Level]


class Numbering:
    """Counts along a document. ``label`` is to be called for each paragraph in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, _Definition] = {}
        self._lists: dict[str, _List] = {}
        self._started: set[tuple[str, int]] = set()
        if root is None:
            return
        for one in root.iter(f"{W}abstractNum"):
            self._definitions[one.get(f"{W}abstractNumId", "")] = _Definition(
                dict(map(_level, one.findall(f"{W}lvl"))), value_of(one.find(f"{W}numStyleLink"))
            )
        for one in root.iter(f"{W}num"):
            self._lists[one.get(f"{W}numId", "")] = _list(one)

    def label(self, properties: Element | None) -> str:
        """What is printed before a paragraph with these properties (pPr), with what separates it
        from the words; "" where that is nothing, or a bullet."""
        place = self._place(properties)
        if place is None:
            return ""
        number_id, index = place
        numbered = self._lists[number_id]
        definition = self._definitions[numbered.definition]
        levels = {**definition.levels, **numbered.levels}
        level = levels.get(index)
        if level is None:
            return ""
        self._count(number_id, index, level, definition, levels)
        if level.form == "bullet":
            return ""

        def printed(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            above = levels.get(other, _Level())
            count = definition.counts.get(other, above.start)
            return number(count, "decimal" if level.legal else above.form)

        text = _PRIVATE.sub("", _PLACE.sub(printed, level.text)).strip()
        return f"{text}{level.joint}" if text else ""

    def _count(
        self,
        number_id: str,
        index: int,
        level: _Level,
        definition: _Definition,
        levels: dict[int, _Level],
    ) -> None:
        counts = definition.counts
        for above in range(index):  # a list that begins on its second level: 1.1, and then 2
            counts.setdefault(above, levels.get(above, _Level()).start)
        starts = self._lists[number_id].starts
        first = (number_id, index) not in self._started
        self._started.add((number_id, index))
        if first and index in starts:
            counts[index] = starts[index]
        else:
            counts[index] = counts[index] + 1 if index in counts else level.start
        for deeper in range(index + 1, _LEVELS):
            limit = levels.get(deeper, _Level()).restarts_after
            if limit is None or index < limit:
                counts.pop(deeper, None)

    def _place(self, properties: Element | None) -> tuple[str, int] | None:
        """The list that a paragraph is in, and its level there (from 0)."""
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
            levels = self._definitions[self._lists[number_id].definition].levels
            index = next(
                (str(one) for one, level in levels.items() if level.style == inherited[1]), None
            )
        return number_id, integer(index, 0)

    def _resolved(self, number_id: str) -> str | None:
        """The list that has levels; some only name a style whose list has them."""
        for _ in range(_LEVELS):
            numbered = self._lists.get(number_id)
            definition = numbered and self._definitions.get(numbered.definition)
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


def _level(element: Element) -> tuple[int, _Level]:
    index = integer(element.get(f"{W}ilvl"), 0)
    joint = value_of(element.find(f"{W}suff"))
    restart = value_of(element.find(f"{W}lvlRestart"))
    return index, _Level(
        start=integer(value_of(element.find(f"{W}start")), 0),
        form=value_of(element.find(f"{W}numFmt")) or "decimal",
        text=value_of(element.find(f"{W}lvlText")) or "",
        joint="" if joint == "nothing" else " ",
        restarts_after=None if restart is None else integer(restart, 0),
        legal=is_on(element.find(f"{W}isLgl")),
        style=value_of(element.find(f"{W}pStyle")),
    )


def _list(element: Element) -> _List:
    starts: dict[int, int] = {}
    levels: dict[int, _Level] = {}
    for one in element.findall(f"{W}lvlOverride"):
        index = integer(one.get(f"{W}ilvl"), 0)
        own = one.find(f"{W}lvl")
        start = value_of(one.find(f"{W}startOverride"))
        if own is not None:
            levels[index] = _level(own)[1]
        if start is not None:
            starts[index] = integer(start, 1)
            if index in levels:
                levels[index] = replace(levels[index], start=starts[index])
    return _List(value_of(element.find(f"{W}abstractNumId")) or "", starts, levels)
