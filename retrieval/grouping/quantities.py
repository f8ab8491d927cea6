"""Quantities: figures in a text as intervals with a unit, for comparison only.

"2.3m", "one in four", "more than 200,000", "hundreds of thousands", "two weeks" and "£25,000" are
quantities. A compromise: patterns and tables, not grammar.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.grouping.lexicon import Lexicon

PERCENT = "%"
_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₴": "UAH", "%": PERCENT}
_TOKEN = re.compile(
    r"(?P<figure>\d(?:[\d.,]*\d)?(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:,\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:[’'][^\W\d_]+)*\.?)|(?P<sign>[%$€£¥₽₴½¼¾])|(?P<other>[-–—/])"
)
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
# How far what is called "about" or "nearly" may be from it.
_ABOUT = 0.12
# The most words between "one" and "in four".
_BETWEEN_SHARE = 2
_UNITS = ("seconds", "metres", "kilograms", "money")
_SHORT = {"seconds": "s", "metres": "m", "kilograms": "kg"}
# Orders of magnitude that "thousands" may mean, as multiples of the scale.
_VAGUE_TO = 100
_SEVERAL = (2, 10)


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


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def quantities(text: str, words: Lexicon, taken: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """The quantities in a text, in order, outside the places ``taken`` (those of dates)."""
    lowered = text.lower().replace("'", "’")
    tokens = [
        _Token(str(match.lastgroup), match[0], *match.span())
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
    tokens: Sequence[_Token], first: int, text: str, words: Lexicon
) -> tuple[Quantity, int] | None:
    """The quantity that begins with this token, and the position after it."""
    start = tokens[first].start
    for name, low, high in (("majority", 50.0, 100.0), ("minority", 0.0, 50.0)):
        match = words.phrase(name).match(text, start) if name in words.phrases else None
        if match and not _is_most_of_bound(match[0], tokens, first):
            place = (start, match.end())
            quantity = Quantity(low, high, None, False, PERCENT, 0, place)
            return quantity, _after(tokens, first, match.end())
    if (every := _every(tokens, first, text, words)) is not None:
        share, position = every
        place = (start, tokens[position - 1].end)
        return Quantity(share, share, share, True, PERCENT, 2.0, place), position
    read = _vague(tokens, first, words)
    if read is None:
        read = _figure_or_words(tokens, first, text, words)
        if read is None:
            return None
        value, precision, position, is_share = read
        share = _share(tokens, position, value, text, words)
        if share is not None:
            value, position = share
            is_share, precision = True, 2.0
        elif not is_share and (part := _part(tokens, position, value, text, words)):
            value, precision, position = part
            is_share = True
        low = high = value
        stated: float | None = value
    else:
        low, high, position = read
        stated, precision, is_share = None, 0.0, False
    unit, factor, position = _unit(tokens, position, text, words)
    if unit == "seconds" and (more := _half_more(tokens, position, text, words)):
        if stated is not None:
            stated, low, high = stated + 0.5, low + 0.5, high + 0.5
        position = more
    if is_share and not unit:
        unit, factor = PERCENT, 100.0
        precision *= 0.01 if share_is_words(precision) else 1.0
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


def share_is_words(precision: float) -> bool:
    """Whether this is the precision of a share in words: points of a hundred."""
    return precision >= 1


def _is_most_of_bound(words: str, tokens: Sequence[_Token], first: int) -> bool:
    """ "most" in "at most 30" is no majority."""
    before = tokens[first - 1].text if first else ""
    after = tokens[first + 1] if first + 1 < len(tokens) else None
    return words == "most" and (before in ("at", "the") or bool(after and after.kind == "figure"))


def _after(tokens: Sequence[_Token], position: int, end: int) -> int:
    while position < len(tokens) and tokens[position].start < end:
        position += 1
    return position


def _every(
    tokens: Sequence[_Token], first: int, text: str, words: Lexicon
) -> tuple[float, int] | None:
    """ "every fourth", "jeder vierte"."""
    match = words.phrase("every").match(text, tokens[first].start)
    if match is None:
        return None
    position = _after(tokens, first, match.end())
    if position >= len(tokens):
        return None
    place = words.table("ordinals").number(tokens[position].text)
    return (100 / place, position + 1) if place and place > 1 else None


def _vague(tokens: Sequence[_Token], first: int, words: Lexicon) -> tuple[float, float, int] | None:
    """ "hundreds of thousands", "several hundred", "dozens"."""
    table, scales = words.table("vague"), words.table("scales")
    token = tokens[first]
    if token.kind != "word":
        return None
    if token.text in words.words("several") or token.text == "a":
        position = first + 1
        if token.text == "a":
            if position >= len(tokens) or tokens[position].text != "few":
                return None
            position += 1
        if position < len(tokens):
            scale = scales.number(tokens[position].text) or table.number(tokens[position].text)
            if scale is not None:
                return _SEVERAL[0] * scale, _SEVERAL[1] * scale, position + 1
        return None
    scale = table.number(token.text)
    if scale is None or (first and _is_number(tokens[first - 1], words)):
        return None
    position = first + 1
    following = position
    if following < len(tokens) and tokens[following].text in ("of", "de", "von"):
        following += 1
    more = None
    if following < len(tokens):
        more = table.number(tokens[following].text) or scales.number(tokens[following].text)
    if more is not None and more > scale:
        low, position = scale * more, following + 1
        return low, 15 * low, position
    # "dozens" and "tens" are taken less far than "thousands".
    return scale, scale * (10 if scale < 100 else _VAGUE_TO), position


def _is_number(token: _Token, words: Lexicon) -> bool:
    return token.kind == "figure" or token.text in words.table("numbers")


def _figure_or_words(
    tokens: Sequence[_Token], first: int, text: str, words: Lexicon
) -> tuple[float, float, int, bool] | None:
    """Value, precision, the position after, and whether it is a share of a whole."""
    token = tokens[first]
    if token.kind == "sign" and token.text in _GLYPHS:
        return _GLYPHS[token.text], 0.01, first + 1, True
    if token.kind == "figure":
        value, precision = _parsed(token.text, words.decimal)
        position = first + 1
        if _is_fraction(tokens, first):
            below, _ = _parsed(tokens[first + 2].text, words.decimal)
            return value / below, 0.0, first + 3, True
        while position < len(tokens) and (scale := _scale(tokens[position], text, words)):
            value, precision, position = value * scale, precision * scale, position + 1
        return value, precision, position, False
    if token.kind != "word":
        return None
    for phrase, value in _fractions(words):
        if text.startswith(phrase, token.start) and not _goes_on(text, token.start + len(phrase)):
            return value, 0.01, _after(tokens, first, token.start + len(phrase)), True
    return _number_words(tokens, first, words)


def _is_fraction(tokens: Sequence[_Token], first: int) -> bool:
    """ "2/3", but not a date or a range of pages."""
    if first + 2 >= len(tokens) or tokens[first + 1].text != "/":
        return False
    below = tokens[first + 2]
    return below.kind == "figure" and below.text.isdigit() and 1 < int(below.text) <= 100


@lru_cache(maxsize=8)
def _fractions_of(language: str, entries: tuple[tuple[str, float], ...]) -> list[tuple[str, float]]:
    return sorted(entries, key=lambda one: -len(one[0]))


def _fractions(words: Lexicon) -> list[tuple[str, float]]:
    known = tuple((word, float(value)) for word, value in words.table("fractions").whole.items())
    return _fractions_of(words.language, known)


def _goes_on(text: str, place: int) -> bool:
    return place < len(text) and text[place].isalnum()


def _number_words(
    tokens: Sequence[_Token], first: int, words: Lexicon
) -> tuple[float, float, int, bool] | None:
    """ "one hundred and twenty", "двадцать пять", "a dozen"."""
    numbers, scales = words.table("numbers"), words.table("scales")
    total = current = 0.0
    position, seen = first, False
    while position < len(tokens) and tokens[position].kind in ("word", "other"):
        token = tokens[position]
        word = token.text.rstrip(".")
        value, scale = _word_value(word, words), scales.number(word)
        if len(word) < 3 and scale is not None:  # "m", "k" stand after figures only
            scale = None
        if scale is not None and (seen or position == first):
            current = max(current, 1.0) * scale
            if scale >= 1000:
                total, current = total + current, 0.0
        elif value is not None and (not seen or _may_follow(value, current)):
            current += value
        elif not (seen and _links(tokens, position, words, numbers)):
            break
        else:
            position += 1
            continue
        seen, position = True, position + 1
    if not seen and _is_single_unit(tokens, first, words):
        return 1.0, 1.0, first + 1, False
    value = total + current
    if not seen or (value == 1 and position < len(tokens) and _is_article(tokens, position, words)):
        return None
    return value, 1.0 if value < 100 else _round_step(value), position, False


def _is_single_unit(tokens: Sequence[_Token], first: int, words: Lexicon) -> bool:
    """ "a year", "an hour"."""
    if tokens[first].text not in ("a", "an") or first + 1 >= len(tokens):
        return False
    return any(tokens[first + 1].text in words.table(name) for name in _UNITS[:3])


def _is_article(tokens: Sequence[_Token], position: int, words: Lexicon) -> bool:
    """Whether the word before this position is "a" rather than "one", as in German and Spanish:
    what comes after it is nothing that is counted in units."""
    if words.language not in ("de", "es"):
        return False
    if tokens[position].text in ("de", "von"):  # "uno de cada cuatro"
        return False
    return not any(tokens[position].text in words.table(name) for name in _UNITS)


def _may_follow(value: float, current: float) -> bool:
    """ "twenty" "five", not "five" "twenty"."""
    return current == 0 or (value < 10 and current >= 20) or (value < 100 and current >= 100)


def _links(tokens: Sequence[_Token], position: int, words: Lexicon, numbers: object) -> bool:
    """A hyphen, or "and" between number words."""
    text = tokens[position].text
    if text != "-" and text not in words.words("and"):
        return False
    if position + 1 >= len(tokens):
        return False
    after = tokens[position + 1].text
    value = _word_value(after, words)
    if value is None or tokens[position + 1].kind != "word":
        return False
    before = _word_value(tokens[position - 1].text, words) or 0
    return text == "-" or tokens[position - 1].text in words.table("scales") or before >= 20


def _word_value(word: str, words: Lexicon) -> float | None:
    value = words.table("numbers").number(word)
    if value is None and words.language == "de":
        return _german(word, words)
    return value


def _german(word: str, words: Lexicon) -> float | None:
    """ "fünfundzwanzig", "zweihundert"."""
    numbers = words.table("numbers")
    left, mark, right = word.partition("und")
    if mark and (one := numbers.number(left)) and (ten := numbers.number(right)) and ten >= 20:
        return one + ten
    for name, scale in (("hundert", 100), ("tausend", 1000)):
        left, mark, right = word.partition(name)
        if mark and left and (times := numbers.number(left)) is not None:
            rest = _word_value(right, words) if right else 0.0
            return None if rest is None else times * scale + rest
    return None


def _parsed(figure: str, decimal: str) -> tuple[float, float]:
    """The value of a figure and its precision: 2,300 is given to the hundred."""
    figure = re.sub(r"[\s\u00a0\u202f]", "", figure)
    points, commas = figure.count("."), figure.count(",")
    other = "," if decimal == "." else "."
    if points and commas:
        decimal = "." if figure.rfind(".") > figure.rfind(",") else ","
        other = "," if decimal == "." else "."
    elif figure.count(decimal) > 1 or (figure.count(other) == 1 and not re.fullmatch(r"\d{1,3}[.,]\d{3}", figure)):
        decimal, other = other, decimal
    figure = figure.replace(other, "").replace(decimal, ".")
    try:
        value = float(figure)
    except ValueError:
        value = float(re.sub(r"\D", "", figure))
    places = len(figure.partition(".")[2])
    return value, 10.0**-places if places else _round_step(value)


def _round_step(value: float) -> float:
    """The power of ten that a whole number is rounded to."""
    if value == 0 or value != int(value):
        return 1.0
    step = 1.0
    while value % (step * 10) == 0 and step < 1e15:
        step *= 10
    return step


def _scale(token: _Token, text: str, words: Lexicon) -> float | None:
    if token.kind != "word":
        return None
    word = token.text.rstrip(".")
    # "2.3m" is millions, "5 m" is metres.
    if len(word) == 1 and text[token.start - 1].isspace():
        return None
    return words.table("scales").number(word)


def _share(
    tokens: Sequence[_Token], position: int, value: float, text: str, words: Lexicon
) -> tuple[float, int] | None:
    """ "one in four", "3 out of 4", "one Russian in four", "uno de cada cuatro"."""
    if not 1 <= value <= 100:
        return None
    for later in range(position, min(position + _BETWEEN_SHARE + 1, len(tokens))):
        match = _IN.match(text, tokens[later].start)
        if match is None:
            continue
        second = _after(tokens, later, match.end())
        if second >= len(tokens):
            return None
        read = _number_words(tokens, second, words)
        if read is None and tokens[second].kind == "figure" and tokens[second].text.isdigit():
            read = float(tokens[second].text), 1.0, second + 1, False
        if read is not None and value < read[0] <= 100 and value == int(value):
            return value / read[0], read[2]
    return None


_IN = re.compile(r"(?:out of(?: every)?|in(?: every)?|von|de cada|из|з|із)(?!\w)")


def _part(
    tokens: Sequence[_Token], position: int, value: float, text: str, words: Lexicon
) -> tuple[float, float, int] | None:
    """ "two thirds", "three-quarters"."""
    if position < len(tokens) and tokens[position].text == "-":
        position += 1
    if position >= len(tokens) or not 1 <= value <= 10:
        return None
    start = tokens[position].start
    for phrase, share in _fractions(words):
        if text.startswith(phrase, start) and not _goes_on(text, start + len(phrase)):
            if value * share > 1.01:
                return None
            return value * share, 0.01, _after(tokens, position, start + len(phrase))
    return None


def _half_more(tokens: Sequence[_Token], position: int, text: str, words: Lexicon) -> int | None:
    if position >= len(tokens):
        return None
    match = words.phrase("half_more").match(text, tokens[position].start)
    return _after(tokens, position, match.end()) if match else None


def _unit(
    tokens: Sequence[_Token], position: int, text: str, words: Lexicon
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
        return PERCENT, 1.0, _after(tokens, position, match.end())
    for name in _UNITS:
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
