"""Counting of numbered paragraphs, as Word counts when it shows a page.

Lists that share a definition share its counters, a level starts again after one above it, and a
list may say where it starts. A list that begins on its second level has begun its first: 1.1, and
then 2.
"""

import re
from dataclasses import dataclass, field

from corpus.parsers.office.list_numbers import number

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")  # bullets in fonts of symbols


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list. ``text`` has "%1" where the number of the first level stands; ``joint``
    separates it from the words. ``restarts_after``: it starts again after levels up to this one,
    counted from 1 (None: after all above). ``legal``: all numbers in digits."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    joint: str = " "
    restarts_after: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class Definition:
    """The levels of lists, and how far each has counted. ``link`` names a style whose list has the
    levels."""

    levels: dict[int, Level] = field(default_factory=dict)
    link: str | None = None
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list: its definition's id, where its levels start, and levels of its own."""

    definition: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


@dataclass(slots=True)
class ListCounter:
    """Definitions and lists by their ids, counted along a document."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    lists: dict[str, NumberedList] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, index: int) -> str:
        """Counts a paragraph of a list on a level (from 0). What is printed before it, with what
        separates it from the words; "" where that is nothing, or a bullet."""
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
