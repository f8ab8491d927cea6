"""Paragraphs of a document, put together from the lines of its pages.

Lines become blocks (what stands together in one column), and blocks become paragraphs: a sentence
that a page, a column, a footnote or a figure interrupts goes on where its next words stand, and
what interrupted it follows. Compromise: tables are lines of words, formulas are words in a row.
"""

import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.sentence_ends import begins_in_lower_case, is_closed
from corpus.parsers.pdf.type_sizes import are_alike, body_size, usual_size

_BULLET = re.compile(
    r"[•◦▪‣●○■□➢✓*\uf000-\uf0ff]\s|[–—-]\s|\(?\d{1,3}[.):]\s|\[\w{1,8}\]\s|\(\w{1,3}\)\s"
    r"|\(?[A-Za-z][.)]\s|[¹²³⁴-⁹⁰]{1,3}\s?\S"
)
_PLAIN_BULLET = re.compile(r"[•◦▪‣●○■□➢✓\uf000-\uf0ff¹²³⁴-⁹⁰]")
_COUNTED = re.compile(r"(\d{1,3})\s+\S")
_SPEAKER = re.compile(r"[A-Z]{1,2}[.:](?=\s)|(?:[A-Z]+\.? ){0,3}[A-Z]+:(?=\s)")
_DASH = re.compile(r"[–—-]\s")
_LABELLED = re.compile(r"\S{1,6}[.)\]:]\s")
_LEADERS = re.compile(r"(?:\.\s?){4}\s*\S{0,8}$|…{2}\s*\S{0,8}$")
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|tab(?:le|elle|leau|la|\.)?|abb(?:ildung|\.)?|рис(?:унок|\.)?|табл(?:ица|\.)?"
    r"|gráfico|figura|listing|algorithm|chart|exhibit)\s*\d",
    re.IGNORECASE,
)
_WORD_OF_TEXT = re.compile(r"[^\W\d_]{4}")
_FORMULA = re.compile(r"[=+−∑∏∫√≤≥≈∂∇∈∞×·⊙|]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_SAME_ROW = 0.55  # in type sizes
_INLINE = 1.15  # of the sizes of two lines of a paragraph
_NEAR = 1.3  # in the usual distance of two lines
_GOING_ON = 2.6  # of two lines of one sentence, with a gap between them
_INDENT = 0.6  # in type sizes
_ROOM = 0.12  # of the column: a line ended earlier was ended on purpose
_FARTHEST = 40  # blocks that may interrupt a sentence
_FRAGMENT = 12  # characters
_AROUND = 400  # lines of a page that are looked at to find a column
_LONGEST_LABEL = 6  # characters of what begins an item: "(iii)"


@dataclass(slots=True)
class Block:
    """Lines that stand together, each with the index of its page. ``size`` is that of most of its
    letters, ``edge`` the right edge of its column. An aside is no part of the running text:
    a footnote, a caption, a stamp."""

    lines: list[tuple[int, Line]]
    size: float
    left: float
    right: float
    edge: float
    is_aside: bool = False

    def add(self, page: int, line: Line, edge: float) -> None:
        """Adds a line under the others."""
        self.lines.append((page, line))
        self.left, self.right = min(self.left, line.left), max(self.right, line.right)
        self.edge = edge
        if line.size != self.size:
            self.size = usual_size(one for _, one in self.lines)

    @property
    def first(self) -> Line:
        return self.lines[0][1]

    @property
    def last(self) -> Line:
        return self.lines[-1][1]


def paragraphs(pages: Sequence[Sequence[Line]], asides: Set[int]) -> list[list[tuple[int, Line]]]:
    """The lines of each paragraph, each with the index of its page. ``asides``: ids of lines that
    are no part of the running text."""
    body = body_size(pages)
    found: list[Block] = []
    for number, lines in enumerate(pages):
        blocks = list(_blocks(number, lines, asides, body))
        _mark_asides(blocks, body)
        for block in blocks:
            interrupted = _interrupted(found, block, body)
            if interrupted is not None:
                interrupted.lines += block.lines
                interrupted.edge = block.edge
            else:
                found.append(block)
    return [block.lines for block in found]


def _blocks(number: int, lines: Sequence[Line], asides: Set[int], body: float) -> Iterator[Block]:
    """The blocks of a page."""
    aside = [id(line) in asides for line in lines]
    page = _PageLines([_mirrored(line) for line in lines])
    block: Block | None = None
    for place, line in enumerate(page.lines):
        if (
            block is not None
            and aside[place] == aside[place - 1]
            and _belongs(block, place, page, body)
        ):
            # A part of a formula is in no column.
            edge = page.edge(place) if len(line.words) > _FRAGMENT else block.edge
            block.add(number, line, edge)
        else:
            if block is not None:
                yield block
            edge = page.edge(place)
            block = Block([(number, line)], line.size, line.left, line.right, edge, aside[place])
    if block is not None:
        yield block


def _mirrored(line: Line) -> Line:
    """A line of Arabic or Hebrew as if it ran from left to right."""
    if 2 * len(_RIGHT_TO_LEFT.findall(line.words)) < len(line.words.replace(" ", "")):
        return line
    return replace(line, left=-line.right, right=-line.left)


class _PageLines:
    """The lines of a page, and what is usual among them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.speakers = _speakers(lines)
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


def _belongs(block: Block, place: int, page: _PageLines, body: float) -> bool:
    """Whether the line at this place of a page belongs to the block above it."""
    above, line = block.last, page.lines[place]
    if above.stands_alone or line.stands_alone or above.turn != line.turn:
        return False
    if _has_leaders(above) or _has_leaders(line):
        return False
    if _are_one_formula(above, line):
        return True
    step = above.base - line.base
    size = max(above.size, line.size)
    if abs(step) < _SAME_ROW * size:
        return _apart(above, line) < 3 * size
    if step < 0 or line.left > block.right or line.right < block.left:
        return False
    goes_on = begins_in_lower_case(line.words) and not is_closed(above.words)
    pitch = max(page.pitch(line), page.pitch(above))
    if not are_alike(block.size, line.size):
        # A line may be mostly code or small capitals; a heading is larger by more.
        ratio = line.size / block.size
        is_inline = 1 / _INLINE < ratio < _INLINE or _is_fragment(above)
        return goes_on and is_inline and step <= _NEAR * pitch
    if _is_headline(above, line, body):
        return True
    if _is_item(block, line, page.speakers):
        return False
    if _CAPTION.match(line.words) and (is_closed(above.words) or step > 1.15 * pitch):
        return False
    if goes_on:
        return step <= _GOING_ON * pitch
    if step > _NEAR * pitch and not _is_regular(block, place, page):
        return False
    if page.is_list(place) or _is_row(above) or _is_row(line):
        return False
    after = page.lines[place + 1] if place + 1 < len(page.lines) else None
    return not _ended_early(above, line, block.edge) and not _begins_paragraph(block, line, after)


def _apart(above: Line, line: Line) -> float:
    """How far two lines are apart sideways; less than nothing where one is over the other."""
    return max(line.left - above.right, above.left - line.right)


def _are_one_formula(above: Line, line: Line) -> bool:
    """Whether one of two lines is a part of a formula, and the other stands with it."""
    parts = _is_fragment(above) + _is_fragment(line)
    if not parts:
        return False
    # Numbers alone are cells of a table as a rule.
    bare = above.words.isdigit() or line.words.isdigit()
    size = max(above.size, line.size)
    step = abs(above.base - line.base)
    return (
        step < (1.6 if parts == 2 and not bare else 0.9) * size
        and _apart(above, line) < (1 if bare else 6) * size
    )


def _has_leaders(line: Line) -> bool:
    """Whether a line is an entry of a table of contents: dots lead to a page number."""
    return _LEADERS.search(line.words[-20:]) is not None


def _is_fragment(line: Line) -> bool:
    """Whether a line is a part of a formula."""
    words = line.words
    return (
        (len(words) <= _FRAGMENT or _FORMULA.search(words) is not None)
        and not _WORD_OF_TEXT.search(words)
        and not _BULLET.match(words)
        and not _is_row(line)
    )


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
    if _PLAIN_BULLET.match(line.words):
        return True
    counted, before = _COUNTED.match(line.words), _COUNTED.match(first)
    if counted and before and int(counted[1]) == int(before[1]) + 1:
        return True
    speaker = _SPEAKER.match(line.words)
    if speaker is not None and speaker[0] in speakers and is_closed(above.words):
        return True
    if not _BULLET.match(line.words):
        return False
    # A dash or a number may stand in a sentence, where no list has begun.
    in_list = _BULLET.match(first) is not None
    return in_list or is_closed(above.words) or _has_room(above, line, block.edge)


def _speakers(lines: Sequence[Line]) -> set[str]:
    """What several lines begin with: "Q.", "A.", "MS. SMITH:"."""
    count = Counter(found[0] for line in lines if (found := _SPEAKER.match(line.words)))
    return {label for label, times in count.items() if times > 1}


def _is_regular(block: Block, place: int, page: _PageLines) -> bool:
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


def _ended_early(above: Line, line: Line, edge: float) -> bool:
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


def _is_row(line: Line) -> bool:
    """Whether a line is a row of a table: its cells are far apart. What follows a label is not."""
    gaps = [gap.right - gap.left for gap in line.gaps if gap.index > _LONGEST_LABEL]
    wide = [gap for gap in gaps if gap > 1.5 * line.size]
    return len(wide) > 1 or any(gap > 3 * line.size for gap in wide)


def _begins_paragraph(block: Block, line: Line, after: Line | None) -> bool:
    """Whether a line is indented as the first of a paragraph, or stands out as an item does."""
    above = block.last
    indent = _INDENT * line.size
    if line.left > above.left + indent:
        if len(block.lines) > 1:
            return True
        # The second line of an item, whose first stands out.
        hangs = (
            after is not None
            and abs(after.left - line.left) < 0.3 * line.size
            and not is_closed(above.words)
        )
        return not (hangs or _BULLET.match(above.words) or _LABELLED.match(above.words))
    if len(block.lines) > 1 and line.left < above.left - indent:
        if line.left < block.left - indent:
            return True
        return is_closed(above.words) and abs(block.first.left - line.left) < indent
    return False


def _mark_asides(blocks: Sequence[Block], body: float) -> None:
    """Marks what is no part of the running text: captions, and small type over or under all text of
    the body's size in its column, which is footnotes, figures and tables."""
    text = [block for block in blocks if are_alike(block.size, body) and not block.is_aside]
    for block in blocks:
        if block.is_aside or _CAPTION.match(block.first.words):
            block.is_aside = True
        elif block.size < body and not are_alike(block.size, body):
            column = [one for one in text if _share_column(one, block)]
            block.is_aside = all(one.last.base > block.first.base for one in column) or all(
                one.first.base < block.last.base for one in column
            )


def _share_column(one: Block, two: Block) -> bool:
    return one.first.left < two.first.right and two.first.left < one.first.right


def _interrupted(found: Sequence[Block], block: Block, body: float) -> Block | None:
    """The paragraph that a block goes on with, if any."""
    if block.is_aside or _BULLET.match(block.first.words):
        return None
    between: list[Block] = []
    for before in reversed(found[-_FARTHEST:]):
        if before.is_aside or not are_alike(before.size, block.size):
            between.append(before)
            continue
        return before if _resumes(before, block, between) else None
    return None


def _resumes(before: Block, block: Block, between: Sequence[Block]) -> bool:
    """Whether a block goes on with the sentence that the one before it breaks off; ``between``
    stands what is of another size, or an aside."""
    (page, last), (next_page, first) = before.lines[-1], block.lines[0]
    is_turned = page != next_page or first.base > last.base
    if last.stands_alone or first.stands_alone or next_page > page + 1:
        return False
    if last.turn != first.turn or is_closed(last.words) or _has_leaders(last):
        return False
    if not is_turned and not between:
        return False
    is_full = not _ended_early(last, first, before.edge)
    only_asides = all(one.is_aside for one in between)
    if begins_in_lower_case(first.words):
        words = sum(len(line.words.split()) for _, line in before.lines)
        return is_full or (only_asides and words > 5)
    # A sentence may go on with a name; a paragraph of its own would be indented.
    second = block.lines[1][1] if len(block.lines) > 1 else first
    is_indented = first.left > second.left + _INDENT * first.size
    return is_turned and only_asides and is_full and not is_indented and len(before.lines) > 1
