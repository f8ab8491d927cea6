"""Figures: numbers in digits and words in a text, for comparison only.

"261,000", "2.3m", "two hundred thousand", "fünfundzwanzig", "a quarter", "one in four" and
"hundreds of thousands" are figures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.grouping.lexicon import Lexicon

_GROUPED = re.compile(r"\d{1,3}[.,]\d{3}$")
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
# Tables of units: what is measured in them.
UNITS = ("seconds", "metres", "kilograms", "money")
# What "several" and a plural ("thousands") may mean, as multiples of the scale.
_SEVERAL = (2, 10)
_VAGUE_TO = 100
# The most words between "one" and "in four".
_BETWEEN_SHARE = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or sign of a text in lower case. ``kind``: "word", "figure", "sign" or
    "other"."""

    kind: str
    text: str
    start: int
    end: int


def after(tokens: Sequence[Token], position: int, end: int) -> int:
    """The first position from this one on whose token begins at ``end`` or later."""
    while position < len(tokens) and tokens[position].start < end:
        position += 1
    return position


def vague_range(
    tokens: Sequence[Token], first: int, words: Lexicon
) -> tuple[float, float, int] | None:
    """As in “hundreds of thousands”, “several hundred”, “dozens”."""
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


def _is_number(token: Token, words: Lexicon) -> bool:
    return token.kind == "figure" or token.text in words.table("numbers")


def figure_or_words(
    tokens: Sequence[Token], first: int, text: str, words: Lexicon
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
            return value, 0.01, after(tokens, first, token.start + len(phrase)), True
    return _number_words(tokens, first, words)


def _is_fraction(tokens: Sequence[Token], first: int) -> bool:
    """Whether it is a fraction ("2/3"), and no date or range of pages."""
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
    tokens: Sequence[Token], first: int, words: Lexicon
) -> tuple[float, float, int, bool] | None:
    """As in “one hundred and twenty”, “двадцать пять”, “a dozen”."""
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


def _is_single_unit(tokens: Sequence[Token], first: int, words: Lexicon) -> bool:
    """As in “a year”, “an hour”."""
    if tokens[first].text not in ("a", "an") or first + 1 >= len(tokens):
        return False
    return any(tokens[first + 1].text in words.table(name) for name in UNITS[:3])


def _is_article(tokens: Sequence[Token], position: int, words: Lexicon) -> bool:
    """Whether the word before this position is "a" rather than "one", as in German and Spanish:
    what comes after it is nothing that is counted in units."""
    if words.language not in ("de", "es"):
        return False
    if tokens[position].text in ("de", "von"):  # "uno de cada cuatro"
        return False
    return not any(tokens[position].text in words.table(name) for name in UNITS)


def _may_follow(value: float, current: float) -> bool:
    """Whether a number word can follow: "five" after "twenty", not the other way round."""
    return current == 0 or (value < 10 and current >= 20) or (value < 100 and current >= 100)


def _links(tokens: Sequence[Token], position: int, words: Lexicon, numbers: object) -> bool:
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
    """As in “fünfundzwanzig”, “zweihundert”."""
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
    elif figure.count(decimal) > 1 or (figure.count(other) == 1 and not _GROUPED.match(figure)):
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


def _scale(token: Token, text: str, words: Lexicon) -> float | None:
    if token.kind != "word":
        return None
    word = token.text.rstrip(".")
    # "2.3m" is millions, "5 m" is metres.
    if len(word) == 1 and text[token.start - 1].isspace():
        return None
    return words.table("scales").number(word)


def share_of(
    tokens: Sequence[Token], position: int, value: float, text: str, words: Lexicon
) -> tuple[float, int] | None:
    """As in “one in four”, “3 out of 4”, “one Russian in four”, “uno de cada cuatro”."""
    if not 1 <= value <= 100:
        return None
    for later in range(position, min(position + _BETWEEN_SHARE + 1, len(tokens))):
        match = _IN.match(text, tokens[later].start)
        if match is None:
            continue
        second = after(tokens, later, match.end())
        if second >= len(tokens):
            return None
        read = _number_words(tokens, second, words)
        if read is None and tokens[second].kind == "figure" and tokens[second].text.isdigit():
            read = float(tokens[second].text), 1.0, second + 1, False
        if read is not None and value < read[0] <= 100 and value == int(value):
            return value / read[0], read[2]
    return None


_IN = re.compile(r"(?:out of(?: every)?|in(?: every)?|von|de cada|из|з|із)(?!\w)")


def part_of(
    tokens: Sequence[Token], position: int, value: float, text: str, words: Lexicon
) -> tuple[float, float, int] | None:
    """As in “two thirds”, “three-quarters”."""
    if position < len(tokens) and tokens[position].text == "-":
        position += 1
    if position >= len(tokens) or not 1 <= value <= 10:
        return None
    start = tokens[position].start
    for phrase, share in _fractions(words):
        if text.startswith(phrase, start) and not _goes_on(text, start + len(phrase)):
            if value * share > 1.01:
                return None
            return value * share, 0.01, after(tokens, position, start + len(phrase))
    return None
