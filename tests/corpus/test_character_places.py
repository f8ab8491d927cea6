"""Places of characters: packed, and given as boxes of the page as it is shown."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.character_places import Frame, Row, Stretch, checked, pack, stretches
from corpus.page_boxes import boxes, page_rows
from corpus.span import Span

UPRIGHT = Frame(0, 0, 100, 200)


def row(start: int, left: float, count: int, base: float, turn: int = 0) -> Row:
    """Characters of five points each."""
    return Row(start, [left + 5 * n for n in range(count + 1)], base, 10, turn)


def test_a_span_has_a_box_on_each_row() -> None:
    """From its first character to its last; what is between the rows has none."""
    packed = pack([Stretch(1, UPRIGHT, [row(0, 10, 10, 180), row(11, 10, 8, 160)])])
    one, two = boxes(packed, Span(4, 14))
    assert (one.page, one.left, one.right) == (1, 0.30, 0.60)
    assert (two.left, two.right) == (0.10, 0.25)
    assert one.top < 20 / 200 < one.bottom < two.top < 40 / 200 < two.bottom
    assert boxes(packed, Span(10, 11)) == []


def test_a_quote_over_the_page_has_boxes_on_both() -> None:
    """Each in its own page's frame; only the stretches it touches are read."""
    half = Frame(50, 100, 100, 200)
    packed = pack(
        [
            Stretch(3, UPRIGHT, [row(5, 10, 10, 20)]),
            Stretch(4, half, [row(16, 50, 10, 190)]),
            Stretch(3, UPRIGHT, [row(28, 10, 4, 5)]),
        ]
    )
    found = boxes(packed, Span(12, 20))
    assert [one.page for one in found] == [3, 4]
    assert (found[1].left, found[1].right) == (0, 0.4)
    assert [one.page for one in boxes(packed, Span(29, 30))] == [3]
    stored = [(one.page, one.start, one.end) for one in stretches(packed)]
    assert stored == [(3, 5, 15), (4, 16, 26), (3, 28, 32)]
    assert [span for span, _ in page_rows(packed, 3)] == [Span(5, 15), Span(28, 32)]


@pytest.mark.parametrize("turns", range(4))
def test_a_turned_page_is_marked_as_it_is_shown(turns: int) -> None:
    """Words at the upper left corner are at the corner to which the page is turned."""
    packed = pack([Stretch(1, Frame(0, 0, 100, 100, turns), [row(0, 0, 2, 92)])])
    [box] = boxes(packed, Span(0, 2))
    corners = [(0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95)]
    x, y = corners[turns]
    assert box.left < x < box.right
    assert box.top < y < box.bottom


@pytest.mark.parametrize(
    ("turn", "inside"), [(0, (0.2, 0.79)), (1, (0.21, 0.8)), (2, (0.8, 0.82)), (3, (0.21, 0.2))]
)
def test_turned_text_is_marked_where_it_stands(turn: int, inside: tuple[float, float]) -> None:
    """Base lines and edges of turned text count from another side."""
    place = [(15, 20), (15, -20), (-85, -20), (-85, 20)][turn]
    packed = pack([Stretch(1, Frame(0, 0, 100, 100), [row(0, place[0], 2, place[1], turn)])])
    [box] = boxes(packed, Span(0, 2))
    assert box.left <= inside[0] <= box.right
    assert box.top <= inside[1] <= box.bottom


def test_text_from_right_to_left_has_the_same_boxes() -> None:
    """Its edges shrink along the row."""
    edges = [60, 55, 50, 45, 40]
    [box] = boxes(pack([Stretch(1, UPRIGHT, [Row(0, edges, 100, 10)])]), Span(0, 2))
    assert (box.left, box.right) == (0.5, 0.6)


def test_unknown_places_are_no_boxes() -> None:
    """Neither nothing nor what is damaged is an error to who reads a page."""
    assert pack([]) is None
    assert boxes(None, Span(0, 5)) == []
    packed = pack([Stretch(1, UPRIGHT, [row(0, 10, 10, 180)])])
    assert packed is not None
    for place in range(len(packed)):
        for byte in (0, 127, 255):
            bad = packed[:place] + bytes([byte]) + packed[place + 1 :]
            assert isinstance(boxes(bad, Span(0, 5)), list)
        assert isinstance(boxes(packed[:place], Span(0, 5)), list)


def test_places_outside_the_text_are_refused() -> None:
    """What the parsers' process sends is checked."""
    packed = pack([Stretch(1, UPRIGHT, [row(0, 10, 10, 180)])])
    assert packed is not None
    assert checked(packed, 10) == packed
    for bad, length in ((packed, 9), (b"", 10), (b"\xff" * 40, 10), (packed[:-3], 10)):
        with pytest.raises(ValueError, match=r"."):
            checked(bad, length)


def test_a_bomb_is_not_unpacked() -> None:
    """A few bytes that would become gigabytes give no boxes."""
    packed = pack([Stretch(1, UPRIGHT, [row(0, 10, 10, 180)])])
    assert packed is not None
    bomb = zlib.compress(b"\x80" * (1 << 26), 9)
    chunk = packed[packed.index(b"\x78\xda") :]
    assert boxes(packed.replace(chunk, bomb[: len(chunk)]), Span(0, 5)) == []


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.lists(st.floats(-2000, 2000, width=32), min_size=2, max_size=30),
            st.floats(-2000, 2000, width=32),
            st.integers(0, 3),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_all_that_is_packed_is_unpacked(
    found: list[tuple[int, list[float], float, int]],
) -> None:
    """Every row has its span and a box inside the page, whatever its numbers."""
    rows: list[Row] = []
    place = 0
    for gap, edges, base, turn in found:
        rows.append(Row(place + gap, edges, base, 12, turn))
        place = rows[-1].end
    packed = pack([Stretch(7, UPRIGHT, rows)])
    assert packed is not None
    assert [span for span, _ in page_rows(packed, 7)] == [Span(one.start, one.end) for one in rows]
    for box in boxes(packed, Span(0, place + 1)):
        assert 0 <= box.left <= box.right <= 1
        assert 0 <= box.top <= box.bottom <= 1
