"""Answer spans: the answer's own words in a sentence, from a reader's start and end logits.

A span's logit is the sum of its first token's for starting and its last token's for ending an
answer (Devlin et al. 2019, section 4.3). What is found is a slice of the text that was read.
"""

import numpy as np

from corpus.span import Span
from retrieval.arrays import Doubles, Rows

# The most tokens of an answer, as in the evaluation of such models.
LONGEST_ANSWER = 30
_BEFORE_FIGURES = "$€£¥₽₴₹#№±~≈+-−"
_AFTER_FIGURES = "%‰°$€£¥₽₴₹"
# Stripped from both ends; a bracket or quotation mark only where its partner is outside.
_POINTS = ".,;:!?…·–—-/&"
_PAIRS = ("()", "[]", "{}", "«»", "“”", "„“", "‘’", "‚‘", '""', "''")


def best_span(starts: Doubles, ends: Doubles) -> tuple[int, int] | None:
    """The first and last token of the likeliest span, from logits of shape (tokens,); None where
    there are no tokens."""
    count = len(starts)
    if not count:
        return None
    logits = starts[:, None] + ends[None, :]
    places = np.arange(count)
    length = places[None, :] - places[:, None]
    logits = np.where((length < 0) | (length >= LONGEST_ANSWER), -np.inf, logits)
    first, last = divmod(int(logits.argmax()), count)
    return first, last


def span_in(starts: Doubles, ends: Doubles, places: Rows, sentence: Span, text: str) -> Span | None:
    """The likeliest answer in a sentence of the text, as whole words; None where it has no tokens.
    ``places``: [start, end) of the sentence's tokens in the text, shape (tokens, 2)."""
    found = best_span(starts, ends)
    if found is None:
        return None
    first, last = found
    start = max(int(places[first, 0]), sentence.start)
    end = min(int(places[last, 1]), sentence.end)
    return whole_words(start, end, sentence, text)


def whole_words(start: int, end: int, sentence: Span, text: str) -> Span | None:
    """``[start, end)`` from the beginning of its first word to the end of its last, with signs that
    belong to a figure and without the punctuation around it; None where no word is left.

    >>> text = "It fell (by 12.5%), he said."
    >>> whole_words(12, 16, Span(0, 28), text).of(text)
    '12.5%'
    >>> whole_words(8, 19, Span(0, 28), text).of(text)
    'by 12.5%'
    """
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while sentence.start < start < end and _joins(text, start):
        start -= 1
    while start < end < sentence.end and _joins(text, end):
        end += 1
    start, end = _stripped(start, end, text)
    if start >= end:
        return None
    if text[start].isdigit() and start > sentence.start and text[start - 1] in _BEFORE_FIGURES:
        start -= _sign_length(text, start, sentence.start)
    while end < sentence.end and text[end - 1].isdigit() and text[end] in _AFTER_FIGURES:
        end += 1
    return Span(start, end)


def _joins(text: str, place: int) -> bool:
    """Whether a word runs across this place, hyphens and points in figures included."""
    before, after = text[place - 1], text[place]
    if _of_word(before) and _of_word(after):
        return True
    if before in ".,:/’'-‑" and place > 1 and _of_word(text[place - 2]) and _of_word(after):
        return _is_inner(text[place - 2], before, after)
    if after in ".,:/’'-‑" and place + 1 < len(text) and _of_word(before):
        return _of_word(text[place + 1]) and _is_inner(before, after, text[place + 1])
    return False


def _is_inner(before: str, mark: str, after: str) -> bool:
    if mark == ".":  # "12.5", "hotnews.ro"; a full stop without a blank after it is a slip
        return before.isdigit() == after.isdigit() and not (before.islower() and after.isupper())
    if mark in ",:/":
        return before.isdigit() and after.isdigit()
    return True


def _of_word(character: str) -> bool:
    # Scripts without spaces have no words to complete.
    return character.isalnum() and not "\u2e80" <= character <= "\u9fff"


def _stripped(start: int, end: int, text: str) -> tuple[int, int]:
    while start < end:
        words = text[start:end]
        if (words[-1] in _POINTS and not _is_abbreviation(words)) or words[-1].isspace():
            end -= 1
        elif (words[0] in _POINTS and not words[1:2].isdigit()) or words[0].isspace():
            start += 1
        elif _is_alone(words[-1], words[:-1], last=True):
            end -= 1
        elif _is_alone(words[0], words[1:], last=False):
            start += 1
        elif len(words) > 1 and words[0] + words[-1] in _PAIRS and words[0] not in words[1:-1]:
            start, end = start + 1, end - 1
        else:
            break
    return start, end


def _is_abbreviation(words: str) -> bool:
    """Whether the last point belongs to a word: "U.S.", "8 p.m."."""
    last = words.split()[-1]
    return last.endswith(".") and "." in last[:-1] and not last[-2:-1].isdigit()


def _is_alone(mark: str, others: str, *, last: bool) -> bool:
    """Whether the bracket or quotation mark at this end has no partner in the other words."""
    for pair in _PAIRS:
        if mark in pair and (pair[0] == pair[1] or mark == pair[last]):
            partners = [one[not last] for one in _PAIRS if one[last] == mark]
            return not any(one in others for one in partners)
    return False


def _sign_length(text: str, start: int, least: int) -> int:
    """1 for a sign before a figure that is no hyphen between words ("COVID-19")."""
    sign = text[start - 1]
    if sign in "+-−" and start - 2 >= least and not text[start - 2].isspace():
        return 0
    return 1
