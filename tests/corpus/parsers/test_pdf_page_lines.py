"""Lines of a PDF page from its characters, without a PDF file."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from corpus.parsers.pdf.page import Box
from corpus.parsers.pdf.page_lines import page_lines

PAGE = (0.0, 0.0, 600.0, 800.0)


@dataclass
class Typed:
    """Characters of one size, each 10 points wide, from x on, on the base line y."""

    units: Sequence[int]
    x: float = 100.0
    y: float = 500.0
    turn: float = 0.0

    def codes(self) -> Sequence[int]:
        return self.units

    def box(self, position: int) -> Box:
        x = self.x + 10 * position
        if self.turn:  # upwards
            return 50.0, x, 60.0, x + 10
        return x, self.y, x + 10, self.y + 8

    def origin(self, position: int) -> tuple[float, float]:
        left, bottom, *_ = self.box(position)
        return (60.0, bottom) if self.turn else (left, bottom)

    def size(self, position: int) -> float:
        return 10.0

    def angle(self, position: int) -> float:
        return self.turn

    def is_monospaced(self, position: int) -> bool:
        return False


def units(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(data[place : place + 2], "little") for place in range(0, len(data), 2)]


def test_a_character_of_two_code_units_has_one_place() -> None:
    """Edges are one more than characters, also of those beyond the basic plane."""
    [line] = page_lines(Typed(units("a𝑥b")), PAGE)
    assert line.words == "a𝑥b"
    assert list(line.edges) == [100, 110, 130, 140]


@pytest.mark.parametrize(
    ("read", "shown"),
    [("\x88 one", "• one"), ("\uf0b7 one", "• one"), ("\x88one", "\x88one"), ("▪ one", "▪ one")],
)
def test_a_bullet_of_unknown_sign_is_one(read: str, shown: str) -> None:
    """Where a space follows; TeX's and Word's fonts do not say what their bullets are."""
    assert [line.words for line in page_lines(Typed(units(read)), PAGE)] == [shown]


@pytest.mark.parametrize("end", ["\r\n", "\x02", "\ufffe"])
def test_a_hyphen_ends_a_line_as_an_end_does(end: str) -> None:
    """PDFium leaves the end of the line out behind a hyphen of its own code."""
    texts = [line.words for line in page_lines(Broken(units(f"vil{end}lages"), len(end)), PAGE)]
    assert texts == (["vil", "lages"] if end == "\r\n" else ["vil-", "lages"])


@pytest.mark.parametrize(
    ("read", "places", "shown"),
    [
        ("Jos´e A", [0, 10, 20, 31, 30, 40, 50], "José A"),
        ("Jos´ e A", [0, 10, 20, 31, 35, 30, 40, 50], "José A"),  # a space where the pen goes back
        ("´Evora", [1, 0, 10, 20, 30, 40], "Évora"),
        ("gar¸con", [0, 10, 20, 31, 30, 40, 50], "garçon"),
        ("garc¸on", [0, 10, 20, 30, 31, 40, 50], "garçon"),
        ("na¨ıve", [0, 10, 21, 20, 30, 40], "naïve"),
        ("x^i, ~a", [0, 10, 20, 30, 40, 50, 60], "x^i, ~a"),  # beside each other
        ("a´x", [0, 11, 10], "a´x"),  # no letter has it
    ],
)
def test_an_accent_over_its_letter_is_part_of_it(
    read: str, places: list[float], shown: str
) -> None:
    """TeX sets it first, goes back, and sets the letter. Places on the page stay those of letters,
    and of wide spaces."""
    read, places = f"{read} B", [*places, places[-1] + 10, places[-1] + 50]
    [line] = page_lines(Placed(units(read), places), PAGE)
    assert line.words == f"{shown} B"
    assert len(line.edges) == len(line.words) + 1
    assert line.edges[-2] == 100 + places[-1]
    assert line.gaps[-1].index == len(shown)


@pytest.mark.parametrize(
    ("read", "places", "shown"),
    [
        ("weir,and", [0, 10, 20, 30, 40, 53, 63, 73], "weir, and"),
        ("lev el", [0, 10, 20, 30, 30.3, 40], "level"),  # the next letter stands on the space
        ("lev el", [0, 10, 20, 30, 40, 50], "lev el"),
        ("x+1.5", [0, 13, 26, 29, 42], "x+1.5"),  # a formula
        ("w.Old", [0, 10, 25, 35, 45], "w. Old"),
        ("w.old", [0, 10, 25, 35, 45], "w.old"),  # a name
        ("wide", [0, 14, 28, 42], "wide"),  # all letters are set apart
    ],
)
def test_spaces_are_where_the_letters_leave_room(
    read: str, places: list[float], shown: str
) -> None:
    """groff moves the pen without a space, or goes back over one."""
    read, places = f"closely {read}", [*(10.0 * n for n in range(8)), *(80 + one for one in places)]
    if shown == "wide":
        read, places = "wide", places[8:]
    [line] = page_lines(Placed(units(read), places), PAGE)
    assert line.words.removeprefix("closely ") == shown
    assert len(line.edges) == len(line.words) + 1
    assert line.edges[-2] == 100 + places[-1]


class Placed(Typed):
    """Characters at places of their own."""

    def __init__(self, units: Sequence[int], places: Sequence[float]) -> None:
        super().__init__(units)
        self._places = places

    def box(self, position: int) -> Box:
        x = self.x + self._places[position]
        return x, self.y, x + 10, self.y + 8


class Broken(Typed):
    """Two lines, the first of three letters and what ends it."""

    def __init__(self, units: Sequence[int], end: int) -> None:
        super().__init__(units)
        self._second = 3 + end

    def box(self, position: int) -> Box:
        if position < self._second:
            return super().box(position)
        left, _, right, _ = super().box(position - self._second)
        return left, self.y - 12, right, self.y - 4


def test_a_wide_space_is_a_gap() -> None:
    """It is measured from the end of the word before it to the next; a usual space is none."""
    [line] = page_lines(Typed(units("a  b")), PAGE)
    assert [(gap.index, gap.left, gap.right) for gap in line.gaps] == [(1, 110, 130)]


def test_turned_text_is_measured_as_it_is_read() -> None:
    """Upwards: PDFium's angle counts clockwise, a line's quarter turns the other way."""
    [line] = page_lines(Typed(units("ab"), turn=1.5 * math.pi), PAGE)
    assert (line.turn, line.left, line.right, line.base) == (1, 100, 120, -60)


def test_letters_outside_the_visible_page_are_left_out() -> None:
    """A line that runs over the edge keeps what can be seen of it."""
    [line] = page_lines(Typed(units("abcd"), x=-20.0), PAGE)
    assert line.words == "cd"
    assert page_lines(Typed(units("abcd"), x=-60.0), PAGE) == []


def test_letters_of_one_glyph_are_put_into_reading_order() -> None:
    """PDFium gives the letters of an Arabic ligature, which have one box, from left to right."""
    [line] = page_lines(Ligature(units("\u0627\u0644")), PAGE)
    assert line.words == "\u0644\u0627"


class Ligature(Typed):
    def box(self, position: int) -> Box:
        return super().box(0)
