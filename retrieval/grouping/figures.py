"""Figures: numbers in digits and words in a text, for comparison only.

"261,000", "2.3m", "two hundred thousand", "fünfundzwanzig", "a quarter", "one in four" and
"hundreds of thousands" are figures.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from retrieval.grouping.lexicon import Lexicon
from retrieval.grouping.number_words import number_words, round_step
from retrieval.grouping.tokens import Token, after

_GROUPED = re.compile(r"\d{1,3}[.,]\d{3}$")
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
# What "several" and a plural ("thousands") may mean, as multiples of the scale.
_SEVERAL = (2, 10)
_VAGUE_TO = 100
# Before a fraction's name that is an ordinal as well: only English has such.
_ARTICLES = ("a", "one")
# The most words between "one" and "in four".
_BETWEEN_SHARE = 2


def vague_range(
    tokens: Sequence[Token], first: int, words: Lexicon
) -> tuple[float, float, int] | None:
    """The least and most that vague words may mean, as in “hundreds of thousands”, “several
    hundred”, “dozens”, and the position after them; None for other words."""
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
            position = after(tokens, first, token.start + len(phrase))
            if _is_ordinal(tokens, first, position, words):
                return None
            return value, 0.01, position, True
    return number_words(tokens, first, words)


def _is_ordinal(tokens: Sequence[Token], first: int, position: int, words: Lexicon) -> bool:
    """Whether a fraction's name is an ordinal, as in "the fifth district" beside "a fifth of
    them". ``position``: after it."""
    if words.table("ordinals").number(tokens[first].text) is None:
        return False
    before = tokens[first - 1].text if first else ""
    behind = tokens[position].text if position < len(tokens) else ""
    return before not in _ARTICLES and behind != "of"


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
    return value, 10.0**-places if places else round_step(value)


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
    """The share that a number, whose next token is at ``position``, begins, and the position after
    it, as in “one in four”, “3 out of 4”, “one Russian in four”, “uno de cada cuatro”."""
    if not 1 <= value <= 100:
        return None
    for later in range(position, min(position + _BETWEEN_SHARE + 1, len(tokens))):
        match = _IN.match(text, tokens[later].start)
        if match is None:
            continue
        second = after(tokens, later, match.end())
        if second >= len(tokens):
            return None
        read = number_words(tokens, second, words)
        if read is None and tokens[second].kind == "figure" and tokens[second].text.isdigit():
            read = float(tokens[second].text), 1.0, second + 1, False
        if read is not None and value < read[0] <= 100 and value == int(value):
            return value / read[0], read[2]
    return None


_IN = re.compile(r"(?:out of(?: every)?|in(?: every)?|von|de cada|из|з|із)(?!\w)")


def part_of(
    tokens: Sequence[Token], position: int, value: float, text: str, words: Lexicon
) -> tuple[float, float, int] | None:
    """The share that a number, whose next token is at ``position``, is the numerator of, its
    precision, and the position after it, as in “two thirds”, “three-quarters”."""
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
