"""Lines of one page, and what is usual among them: distances, columns, lists."""

import itertools
import re
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.paragraphs.line_kinds import speakers_of
from corpus.parsers.pdf.type_sizes import are_alike

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_AROUND = 400  # lines of a page that are looked at to find a column


class PageLines:
    """The lines of a page, and what is usual among them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.speakers = speakers_of(lines)
        steps: defaultdict[int, list[float]] = defaultdict(list)
        for above, line in itertools.pairwise(lines):
            step = above.base - line.base
            if are_alike(above.size, line.size) and 0.7 < step / line.size < 2.5:
                steps[round(line.size)].append(step)
        # The lower quartile: where every paragraph is one line, most steps are between paragraphs.
        self._pitches = {
            size: statistics.quantiles(found, n=4)[0] if len(found) > 1 else found[0]
            for size, found in steps.items()
        }

    def pitch(self, line: Line) -> float:
        """The usual distance of two lines of this line's type size."""
        return self._pitches.get(round(line.size), 1.2 * line.size)

    def column(self, place: int) -> list[Line]:
        """The lines of its size that begin about where a line does, itself among them."""
        line = self.lines[place]
        return [
            other
            for other in self._near(place)
            if abs(other.left - line.left) < 4 * line.size and are_alike(other.size, line.size)
        ]

    def edge(self, place: int) -> float:
        """The right edge of a line's column: as far as its lines go, one alone (a caption, a wide
        line of a table) not counted."""
        line = self.lines[place]
        column = self.column(place)
        if len(column) < 3:
            # A centred heading begins where no other line does.
            column = [
                other
                for other in self._near(place)
                if other.left < line.right
                and other.right > line.left
                and are_alike(other.size, line.size)
            ]
        rights = sorted((other.right for other in column), reverse=True)
        for right, following in itertools.pairwise(rights):
            if right - following < 1.5 * line.size:
                return right
        return rights[0] if rights else line.right  # a line of no width

    def is_list(self, place: int) -> bool:
        """Whether each line of a column says something of its own: none goes on with a sentence
        of the one before, though their language has small letters."""
        column = [one for one in self.column(place) if not one.words.isupper()]
        begins = [next((one for one in line.words if one.isalnum()), "") for line in column]
        return (
            len(column) > 4
            and not any(map(str.islower, begins))
            and 2 * sum(map(str.isupper, begins)) > len(column)
        )

    def _near(self, place: int) -> Sequence[Line]:
        """The lines around one: all but on pages of thousands."""
        return self.lines[max(0, place - _AROUND) : place + _AROUND]


def mirrored(line: Line) -> Line:
    """A line of Arabic or Hebrew as if it ran from left to right."""
    if 2 * len(_RIGHT_TO_LEFT.findall(line.words)) < len(line.words.replace(" ", "")):
        return line
    return replace(line, left=-line.right, right=-line.left)
