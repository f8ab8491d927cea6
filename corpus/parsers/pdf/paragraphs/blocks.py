"""Blocks of a page: lines that stand together in one column."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from corpus.parsers.pdf.lines import Line, goes_on
from corpus.parsers.pdf.paragraphs.line_kinds import (
    BULLET,
    CAPTION,
    COUNTED,
    FRAGMENT,
    LABELLED,
    PLAIN_BULLET,
    SPEAKER,
    apart,
    are_one_formula,
    has_leaders,
    is_fragment,
    is_row,
)
from corpus.parsers.pdf.paragraphs.page_lines import PageLines, mirrored
from corpus.parsers.pdf.sentence_ends import is_closed
from corpus.parsers.pdf.type_sizes import are_alike, usual_size

_SAME_ROW = 0.55  # in type sizes
_INLINE = 1.15  # of the sizes of two lines of a paragraph
_NEAR = 1.3  # in the usual distance of two lines
_GOING_ON = 2.6  # of two lines of one sentence, with a gap between them
INDENT = 0.6  # in type sizes
_ROOM = 0.12  # of the column: a line ended earlier was ended on purpose


@dataclass(slots=True)
class Block:
    """Lines that stand together, each with the index of its page. ``size`` is that of most of its
    letters, ``edge`` the right edge of its column. An aside is no part of the running text:
    a footnote, a caption, a stamp. ``is_monospaced``: all its lines are; it may be a program."""

    lines: list[tuple[int, Line]]
    size: float
    left: float
    right: float
    edge: float
    is_aside: bool = False
    is_monospaced: bool = False

    def add(self, page: int, line: Line, edge: float) -> None:
        """Adds a line under the others."""
        self.lines.append((page, line))
        self.left, self.right = min(self.left, line.left), max(self.right, line.right)
        self.edge = edge
        self.is_monospaced = self.is_monospaced and line.is_monospaced
        if line.size != self.size:
            self.size = usual_size(one for _, one in self.lines)

    @property
    def first(self) -> Line:
        return self.lines[0][1]

    @property
    def last(self) -> Line:
        return self.lines[-1][1]


def blocks_of(number: int, lines: Sequence[Line], asides: Set[int], body: float) -> Iterator[Block]:
    """The blocks of a page."""
    aside = [id(line) in asides for line in lines]
    page = PageLines([mirrored(line) for line in lines])
    block: Block | None = None
    for place, line in enumerate(page.lines):
        if (
            block is not None
            and aside[place] == aside[place - 1]
            and _belongs(block, place, page, body)
        ):
            # A part of a formula is in no column.
            edge = page.edge(place) if len(line.words) > FRAGMENT else block.edge
            block.add(number, line, edge)
        else:
            if block is not None:
                yield block
            edge = page.edge(place)
            block = Block([(number, line)], line.size, line.left, line.right, edge, aside[place])
            block.is_monospaced = line.is_monospaced
    if block is not None:
        yield block


def _belongs(block: Block, place: int, page: PageLines, body: float) -> bool:
    """Whether the line at this place of a page belongs to the block above it."""
    above, line = block.last, page.lines[place]
    if above.stands_alone or line.stands_alone or above.turn != line.turn:
        return False
    if has_leaders(above) or has_leaders(line):
        return False
    if are_one_formula(above, line):
        return True
    step = above.base - line.base
    size = max(above.size, line.size)
    if abs(step) < _SAME_ROW * size:
        return apart(above, line) < 3 * size
    if line.is_monospaced and block.is_monospaced:
        return _goes_on_program(block, line, page)
    if step < 0 or line.left > block.right or line.right < block.left:
        return False
    if line.is_monospaced != block.is_monospaced and _parts_program(block, line):
        return False
    # Between two rows, cells of the first may go on.
    if _are_rows(above, line) or _are_rows(block.first, line):
        return False
    is_continued = goes_on(above, line)
    pitch = max(page.pitch(line), page.pitch(above))
    if not are_alike(block.size, line.size):
        # A line may be mostly code or small capitals; a heading is larger by more.
        ratio = line.size / block.size
        is_inline = 1 / _INLINE < ratio < _INLINE or is_fragment(above)
        return is_continued and is_inline and step <= _NEAR * pitch
    if _is_headline(above, line, body):
        return True
    if _is_item(block, line, page.speakers):
        return False
    if CAPTION.match(line.words) and (is_closed(above.words) or step > 1.15 * pitch):
        return False
    if is_continued:
        return step <= _GOING_ON * pitch
    if step > _NEAR * pitch and not _is_regular(block, place, page):
        return False
    if page.is_list(place) or is_row(above) or is_row(line):
        return False
    after = page.lines[place + 1] if place + 1 < len(page.lines) else None
    return not ended_early(above, line, block.edge) and not _begins_paragraph(block, line, after)


def _are_rows(above: Line, line: Line) -> bool:
    """Whether two lines are rows of a table: three cells or more begin alike, be it in lower case.
    Two may be lines of the same cells."""
    near = INDENT * line.size
    if not is_row(above) or not is_row(line) or abs(above.left - line.left) >= near:
        return False
    cells = [gap.right for gap in above.gaps if gap.right - gap.left > line.size]
    return sum(any(abs(gap.right - cell) < near for cell in cells) for gap in line.gaps) > 1


def _goes_on_program(block: Block, line: Line, page: PageLines) -> bool:
    """Whether a line of typewriter's type goes on with those above it: it is the next one, however
    far it is indented."""
    step = block.last.base - line.base
    pitch = max(page.pitch(line), page.pitch(block.last))
    return 0 < step <= _NEAR * pitch and are_alike(block.size, line.size)


def _parts_program(block: Block, line: Line) -> bool:
    """Whether a program begins or ends between two lines, of which one is in a typewriter's type.
    It may be part of a sentence, which fills its lines."""
    above = block.last
    if block.is_monospaced and len(block.lines) > 1:
        return True
    return is_closed(above.words) or ended_early(above, line, block.edge)


def _is_headline(above: Line, line: Line, body: float) -> bool:
    """Whether two lines are one headline, which is broken where it looks well."""
    return (
        min(above.size, line.size) > 1.15 * body
        and 0 < above.base - line.base < 1.4 * line.size
        and are_alike(above.size, line.size)
    )


def _is_item(block: Block, line: Line, speakers: Set[str]) -> bool:
    """Whether a line begins an item of a list, a footnote, or what another person says."""
    first, above = block.first.words, block.last
    if PLAIN_BULLET.match(line.words):
        return True
    counted, before = COUNTED.match(line.words), COUNTED.match(first)
    if counted and before and int(counted[1]) == int(before[1]) + 1:
        return True
    speaker = SPEAKER.match(line.words)
    if speaker is not None and speaker[0] in speakers and is_closed(above.words):
        return True
    if not BULLET.match(line.words):
        return False
    # A dash or a number may stand in a sentence, where no list has begun.
    in_list = BULLET.match(first) is not None
    return in_list or is_closed(above.words) or _has_room(above, line, block.edge)


def _is_regular(block: Block, place: int, page: PageLines) -> bool:
    """Whether the lines of a paragraph are set so far apart: the line before or after is as far
    away. A sentence that ends where the line does may be a paragraph, like others under it."""
    above, line = block.last, page.lines[place]
    step = above.base - line.base
    steps = []
    if len(block.lines) > 1 and are_alike(page.lines[place - 2].size, above.size):
        steps.append(page.lines[place - 2].base - above.base)
    if place + 1 < len(page.lines) and not is_closed(above.words):
        after = page.lines[place + 1]
        if are_alike(line.size, after.size):
            steps.append(line.base - after.base)
    return step < 3 * line.size and any(abs(one - step) < 0.08 * step for one in steps)


def _begins_paragraph(block: Block, line: Line, after: Line | None) -> bool:
    """Whether a line is indented as the first of a paragraph, or stands out as an item does."""
    above = block.last
    indent = INDENT * line.size
    if line.left > above.left + indent:
        if len(block.lines) > 1:
            return True
        # The second line of an item, whose first stands out.
        hangs = (
            after is not None
            and abs(after.left - line.left) < 0.3 * line.size
            and not is_closed(above.words)
        )
        return not (hangs or BULLET.match(above.words) or LABELLED.match(above.words))
    if len(block.lines) > 1 and line.left < above.left - indent:
        if line.left < block.left - indent:
            return True
        return is_closed(above.words) and abs(block.first.left - line.left) < indent
    return False


def ended_early(above: Line, line: Line, edge: float) -> bool:
    """Whether a line was ended on purpose: the next word would have fitted, and more than it where
    the line does not end a sentence."""
    if is_closed(above.words):
        return _has_room(above, line, edge)
    return _has_room(above, line, edge, _ROOM * (edge - above.left))


def _has_room(above: Line, line: Line, edge: float, slack: float = 0.0) -> bool:
    """Whether the first word of a line would have fitted on the one above."""
    first = line.words.split(maxsplit=1)[0]
    width = (line.right - line.left) * len(first) / len(line.words)
    return edge - above.right > width + max(0.5 * line.size, slack)
