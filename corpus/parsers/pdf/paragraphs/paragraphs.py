"""Paragraphs of a document, put together from the lines of its pages.

Lines become blocks (``blocks``), and blocks become paragraphs: a sentence that a page, a column, a
footnote or a figure interrupts goes on where its next words stand, and what interrupted it follows.
Compromise: tables are lines of words, formulas are words in a row.
"""

from collections.abc import Sequence, Set

from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.paragraphs.blocks import INDENT, Block, blocks_of, ended_early
from corpus.parsers.pdf.paragraphs.line_kinds import BULLET, CAPTION, has_leaders
from corpus.parsers.pdf.sentence_ends import begins_in_lower_case, is_closed
from corpus.parsers.pdf.type_sizes import are_alike, body_size

_FARTHEST = 40  # blocks that may interrupt a sentence


def paragraphs(pages: Sequence[Sequence[Line]], asides: Set[int]) -> list[list[tuple[int, Line]]]:
    """The lines of each paragraph, each with the index of its page. ``asides``: ids of lines that
    are no part of the running text."""
    body = body_size(pages)
    found: list[Block] = []
    for number, lines in enumerate(pages):
        blocks = list(blocks_of(number, lines, asides, body))
        _mark_asides(blocks, body)
        for block in blocks:
            interrupted = _interrupted(found, block, body)
            if interrupted is not None:
                interrupted.lines += block.lines
                interrupted.edge = block.edge
            else:
                found.append(block)
    return [block.lines for block in found]


def _mark_asides(blocks: Sequence[Block], body: float) -> None:
    """Marks what is no part of the running text: captions, and small type over or under all text of
    the body's size in its column, which is footnotes, figures and tables."""
    text = [block for block in blocks if are_alike(block.size, body) and not block.is_aside]
    for block in blocks:
        if block.is_aside or CAPTION.match(block.first.words):
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
    if block.is_aside or block.is_monospaced or BULLET.match(block.first.words):
        return None
    between: list[Block] = []
    for before in reversed(found[-_FARTHEST:]):
        if before.is_monospaced:  # a program is part of the text around it
            return None
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
    if last.turn != first.turn or is_closed(last.words) or has_leaders(last):
        return False
    if not is_turned and not between:
        return False
    is_full = not ended_early(last, first, before.edge)
    only_asides = all(one.is_aside for one in between)
    if begins_in_lower_case(first.words):
        words = sum(len(line.words.split()) for _, line in before.lines)
        return is_full or (only_asides and words > 5)
    # A sentence may go on with a name; a paragraph of its own would be indented.
    second = block.lines[1][1] if len(block.lines) > 1 else first
    is_indented = first.left > second.left + INDENT * first.size
    return is_turned and only_asides and is_full and not is_indented and len(before.lines) > 1
