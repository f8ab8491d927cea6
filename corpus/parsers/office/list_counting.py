"""Counts numbered paragraphs as Word does when it displays a page.

Lists with the same definition share its counters. A level restarts after a paragraph on a higher
level. A list may define its start. A list that begins on its second level also starts its first:
after 1.1 comes 2. Compared with LibreOffice on lists generated at random.
"""

import re
from dataclasses import dataclass, field

from corpus.parsers.office.list_numbers import number

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")  # bullets in symbol fonts


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list. ``text`` is its pattern, with "%1" for the number of the first level;
    ``joint`` separates the number from the text. ``restarts_after``: the lowest level that restarts
    it, counted from 1 (None: every higher level). ``legal``: all numbers in digits."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    joint: str = " "
    restarts_after: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class Definition:
    """The levels of lists, and their counters. ``link`` names a style whose list defines the
    levels instead."""

    levels: dict[int, Level] = field(default_factory=dict)
    link: str | None = None
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list: the id of its definition, and its own starts and levels."""

    definition: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


@dataclass(slots=True)
class ListCounter:
    """Definitions and lists by id, with the state of counting."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    lists: dict[str, NumberedList] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, index: int) -> str:
        """Counts a paragraph on a level (from 0) of a list. Returns its number with the separator;
        "" for a bullet."""
        numbered = self.lists.get(list_id)
        definition = numbered and self.definitions.get(numbered.definition)
        if not numbered or not definition:
            return ""
        levels = {**definition.levels, **numbered.levels}
        level = levels.get(index)
        if level is None:
            return ""
        self._count(list_id, index, definition, levels)
        if level.form == "bullet":
            return ""

        def printed(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            above = levels.get(other, Level())
            count = definition.counts.get(other, above.start)
            return number(count, "decimal" if level.legal else above.form)

        text = _PRIVATE.sub("", _PLACE.sub(printed, level.text)).strip()
        return f"{text}{level.joint}" if text else ""

    def _count(
        self, list_id: str, index: int, definition: Definition, levels: dict[int, Level]
    ) -> None:
        counts = definition.counts
        for above in range(index):
            counts.setdefault(above, levels.get(above, Level()).start)
        starts = self.lists[list_id].starts
        is_first = (list_id, index) not in self._started
        self._started.add((list_id, index))
        if is_first and index in starts:
            counts[index] = starts[index]
        else:
            counts[index] = counts[index] + 1 if index in counts else levels[index].start
        for deeper in range(index + 1, LEVELS):
            limit = levels.get(deeper, Level()).restarts_after
            if limit is None or index < limit:
                counts.pop(deeper, None)
