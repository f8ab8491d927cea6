"""Numbers in words: "one hundred and twenty", "двадцать пять", "fünfundzwanzig", "a dozen"."""

from collections.abc import Sequence

from retrieval.grouping.lexicon import UNITS, Lexicon
from retrieval.grouping.tokens import Token


def number_words(
    tokens: Sequence[Token], first: int, words: Lexicon
) -> tuple[float, float, int, bool] | None:
    """The number that the words from a position on say, as in “one hundred and twenty”: value,
    precision, the position after, and False, as it is no share of a whole. None where they say
    none."""
    scales = words.table("scales")
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
        elif not (seen and _links(tokens, position, words)):
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
    return value, 1.0 if value < 100 else round_step(value), position, False


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


def _links(tokens: Sequence[Token], position: int, words: Lexicon) -> bool:
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


def round_step(value: float) -> float:
    """The power of ten that a whole number is rounded to."""
    if value == 0 or value != int(value):
        return 1.0
    step = 1.0
    while value % (step * 10) == 0 and step < 1e15:
        step *= 10
    return step
