"""Quantities: figures in a text as intervals with a unit, for comparison only.

"2.3m", "one in four", "more than 200,000", "hundreds of thousands", "two weeks" and "£25,000" are
quantities. A compromise: patterns and tables, not grammar.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.grouping.figures import figure_or_words, part_of, share_of, vague_range
from retrieval.grouping.lexicon import UNITS, Lexicon
from retrieval.grouping.tokens import Token, after

PERCENT = "%"
_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₴": "UAH", "%": PERCENT}
_TOKEN = re.compile(
    r"(?P<figure>\d(?:[\d.,]*\d)?(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:,\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:[’'][^\W\d_]+)*\.?)|(?P<sign>[%$€£¥₽₴½¼¾])|(?P<other>[-–—/])"
)
_SHORT = {"seconds": "s", "metres": "m", "kilograms": "kg"}
# How far what is called "about" or "nearly" may be from it.
_ABOUT = 0.12


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a figure says: that the number is in [low, high].

    ``stated``: the figure itself, if there is one. ``is_exact``: the figure is given without a
    bound or "about". ``unit``: "" for a count, "%", a currency, or the name of a table of units,
    whose first unit counts. ``precision``: the step to which the figure is given. ``place``:
    [start, end) in the text.
    """

    low: float
    high: float
    stated: float | None
    is_exact: bool
    unit: str
    precision: float
    place: tuple[int, int]

    @property
    def text(self) -> str:
        """The normalised value: "25 %", "> 200000"."""
        if self.stated is None or self.low != self.high:
            bounds = f"{_figure(self.low)}–{_figure(self.high)}"
            return f"{bounds} {_SHORT.get(self.unit, self.unit)}".strip()
        return f"{_figure(self.stated)} {_SHORT.get(self.unit, self.unit)}".strip()


def quantities(text: str, words: Lexicon, taken: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """The quantities in a text, in order, outside the places ``taken`` (those of dates)."""
    lowered = text.lower().replace("'", "’")
    tokens = [
        Token(str(match.lastgroup), match[0], *match.span())
        for match in _TOKEN.finditer(lowered)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    found: list[Quantity] = []
    position = 0
    while position < len(tokens):
        read = _quantity(tokens, position, lowered, words)
        if read is None:
            position += 1
            continue
        quantity, position = read
        found.append(quantity)
    return _with_ranges(found, lowered, words)


def _quantity(
    tokens: Sequence[Token], first: int, text: str, words: Lexicon
) -> tuple[Quantity, int] | None:
    """The quantity that begins with this token, and the position after it."""
    start = tokens[first].start
    for name, low, high in (("majority", 50.0, 100.0), ("minority", 0.0, 50.0)):
        match = words.phrase(name).match(text, start) if name in words.phrases else None
        if match and not _is_most_of_bound(match[0], tokens, first):
            place = (start, match.end())
            quantity = Quantity(low, high, None, False, PERCENT, 0, place)
            return quantity, after(tokens, first, match.end())
    if (every := _every(tokens, first, text, words)) is not None:
        percent, position = every
        place = (start, tokens[position - 1].end)
        return Quantity(percent, percent, percent, True, PERCENT, 2.0, place), position
    vague = vague_range(tokens, first, words)
    stated: float | None = None
    precision, is_share = 0.0, False
    if vague is not None:
        low, high, position = vague
    else:
        read = figure_or_words(tokens, first, text, words)
        if read is None:
            return None
        value, precision, position, is_share = read
        share = share_of(tokens, position, value, text, words)
        if share is not None:
            value, position = share
            is_share, precision = True, 0.01
        elif not is_share and (part := part_of(tokens, position, value, text, words)):
            value, precision, position = part
            is_share = True
        low = high = stated = value
    unit, factor, position = _unit(tokens, position, text, words)
    if unit == "seconds" and (more := _half_more(tokens, position, text, words)):
        if stated is not None:
            stated, low, high = stated + 0.5, low + 0.5, high + 0.5
        position = more
    if is_share and not unit:
        unit, factor = PERCENT, 100.0
    if not unit and first and tokens[first - 1].text in _SYMBOLS:
        unit, factor = _SYMBOLS[tokens[first - 1].text], 1.0
    end = tokens[position - 1].end
    quantity = Quantity(
        low * factor,
        high * factor,
        stated * factor if stated is not None else None,
        stated is not None,
        unit,
        precision * factor,
        (start, end),
    )
    return _bounded(quantity, text, words), position


def _is_most_of_bound(words: str, tokens: Sequence[Token], first: int) -> bool:
    """Whether "most" is no majority, as in "at most 30"."""
    before = tokens[first - 1].text if first else ""
    after = tokens[first + 1] if first + 1 < len(tokens) else None
    return words == "most" and (before in ("at", "the") or bool(after and after.kind == "figure"))


def _every(
    tokens: Sequence[Token], first: int, text: str, words: Lexicon
) -> tuple[float, int] | None:
    """As in “every fourth”, “jeder vierte”."""
    match = words.phrase("every").match(text, tokens[first].start)
    if match is None:
        return None
    position = after(tokens, first, match.end())
    if position >= len(tokens):
        return None
    place = words.table("ordinals").number(tokens[position].text)
    return (100 / place, position + 1) if place and place > 1 else None


def _half_more(tokens: Sequence[Token], position: int, text: str, words: Lexicon) -> int | None:
    if position >= len(tokens):
        return None
    match = words.phrase("half_more").match(text, tokens[position].start)
    return after(tokens, position, match.end()) if match else None


def _unit(
    tokens: Sequence[Token], position: int, text: str, words: Lexicon
) -> tuple[str, float, int]:
    """The unit after a figure, its factor, and the position after it."""
    if position < len(tokens) and tokens[position].text == "-":  # "48-hour"
        position += 1
    if position + 1 < len(tokens) and tokens[position].text == "de":  # "millones de euros"
        position += 1
    if position >= len(tokens):
        return "", 1.0, position
    token = tokens[position]
    if token.text in _SYMBOLS:
        return _SYMBOLS[token.text], 1.0, position + 1
    match = words.phrase("percent").match(text, token.start)
    if match:
        return PERCENT, 1.0, after(tokens, position, match.end())
    for name in UNITS:
        value = words.table(name).get(token.text.rstrip("."))
        if isinstance(value, str):
            return value, 1.0, position + 1
        if value is not None:
            return name, float(value), position + 1
    return "", 1.0, position


_BOUNDS = ("most", "least", "less", "more", "nearly", "about")


@lru_cache(maxsize=64)
def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})(?:\s+[^\W\d_]{{1,3}})?[\s$€£¥₽₴]*$")


def _bounded(quantity: Quantity, text: str, words: Lexicon) -> Quantity:
    """The quantity with what stands before it: "more than", "about"."""
    before = text[: quantity.place[0]]
    for name in _BOUNDS:
        if name not in words.phrases or not _before(words.phrase(name).pattern).search(before):
            continue
        return _loosened(quantity, name)
    return quantity


def _loosened(quantity: Quantity, bound: str) -> Quantity:
    low, high = quantity.low, quantity.high
    top = 100.0 if quantity.unit == PERCENT else math.inf
    if bound == "nearly":
        return replace(quantity, low=low * (1 - _ABOUT), is_exact=False)
    if bound == "about":
        return replace(quantity, low=low * (1 - _ABOUT), high=high * (1 + _ABOUT), is_exact=False)
    if bound in ("more", "least"):
        return replace(quantity, high=top, is_exact=False)
    return replace(quantity, low=0.0, is_exact=False)


def _with_ranges(found: list[Quantity], text: str, words: Lexicon) -> list[Quantity]:
    """Two figures with "to" between them as one range."""
    joined: list[Quantity] = []
    for one in found:
        if joined and _is_range(joined[-1], one, text, words):
            before = joined.pop()
            factor = one.high / one.stated if one.stated else 1.0
            low = before.low * factor if before.unit == one.unit else _same_unit(before, one)
            place = (before.place[0], one.place[1])
            top = one.stated if one.stated is not None else one.high
            joined.append(Quantity(low, top, None, False, one.unit, 0, place))
        else:
            joined.append(one)
    return joined


def _same_unit(before: Quantity, after: Quantity) -> float:
    """The first figure of "20 to 30 percent" in the unit of the second."""
    return before.stated if before.stated is not None else before.low


def _is_range(one: Quantity, other: Quantity, text: str, words: Lexicon) -> bool:
    if one.stated is None or other.stated is None or one.stated >= other.stated:
        return False
    if one.unit not in ("", other.unit):
        return False
    gap = text[one.place[1] : other.place[0]].strip()
    if gap in ("-", "–", "—"):
        return True
    if gap not in words.words("to"):
        return False
    before = text[: one.place[0]].rstrip()
    opened = re.search(rf"(?:{words.phrase('between').pattern})$", before) is not None
    return opened or gap in ("to", "bis")


def _figure(value: float) -> str:
    if math.isinf(value):
        return ""
    return f"{round(value, 4):.15g}"
