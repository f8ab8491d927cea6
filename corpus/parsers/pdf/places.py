"""Places of a PDF's characters, gathered while its lines become text."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.character_places import Row, Stretch, pack
from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.page import Page


@dataclass(slots=True)
class Places:
    """Takes the lines in the order of the text."""

    pages: Sequence[Page]
    _rows: list[tuple[int, Row]] = field(default_factory=list)

    def add(self, start: int, page: int, line: Line, length: int) -> None:
        """The first ``length`` characters of a line of a page (from 0) stand in the text from
        ``start`` on."""
        if length and len(line.edges) > length:
            edges = line.edges[: length + 1]
            self._rows.append((page, Row(start, edges, line.base, line.size, line.turn)))

    def packed(self) -> bytes | None:
        """All places, to be stored."""
        stretches = []
        for page, rows in itertools.groupby(self._rows, key=lambda one: one[0]):
            frame = self.pages[page].frame
            if frame is not None and frame.left < frame.right and frame.bottom < frame.top:
                stretches.append(Stretch(page + 1, frame, [row for _, row in rows]))
        return pack(stretches)
