"""Anchoring: a quote is found again in a text that may have changed a little.

First where it was; then everywhere its exact words are, by what is around them; then, white space
aside; then by its words, of which some may be gone, new or others.
"""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.span import Span

_WORD = re.compile(r"\S+")
_MOST_FOUND = 1000  # places of the same words
_LONGEST_TEXT = 8_000_000  # characters that are looked through without regard to white space
_LONGEST = 500  # words that are compared: that takes time quadratic in them
_MOST_WINDOWS = 5
_COMMON = 0.6  # the least share of words that are still the same
_BUCKET = 8  # words by which places may be moved against each other and count as one


@dataclass(frozen=True, slots=True)
class Anchor:
    """A quote's exact words, what is before and after them, and where they began, if known."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


def find_anchor(anchor: Anchor, text: str) -> Span | None:
    """The quote in the text; None where nothing like it is there."""
    exact, start = anchor.exact, anchor.start
    if not exact.strip():
        return None
    if start is not None and text[start : start + len(exact)] == exact:
        end = start + len(exact)
        if text[:start].endswith(anchor.prefix) and text[end:].startswith(anchor.suffix):
            return Span(start, end)
    same = _places(exact, text) or _respaced(exact, text)
    if same:
        return max(same, key=lambda one: _likeness(one, anchor, text))
    return _changed(anchor, text)


def _places(exact: str, text: str) -> list[Span]:
    """The places of exactly these words."""
    found: list[Span] = []
    place = text.find(exact)
    while place >= 0 and len(found) < _MOST_FOUND:
        found.append(Span(place, place + len(exact)))
        place = text.find(exact, place + 1)
    return found


def _respaced(exact: str, text: str) -> list[Span]:
    """Where these words are, with other white space between them or none."""
    if len(text) > _LONGEST_TEXT:
        return []
    letters = "".join(exact.split())
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    bare = "".join(text.split())
    if len(bare) != len(places):
        return []
    return [Span(places[one.start], places[one.end - 1] + 1) for one in _places(letters, bare)]


def _likeness(one: Span, anchor: Anchor, text: str) -> tuple[int, int]:
    """How much of the text around a place is unchanged; among equals, the nearest is best."""
    before = text[max(0, one.start - len(anchor.prefix)) : one.start]
    after = text[one.end : one.end + len(anchor.suffix)]
    around = _common(before[::-1], anchor.prefix[::-1]) + _common(after, anchor.suffix)
    return around, -abs(one.start - anchor.start) if anchor.start is not None else -one.start


def _common(one: str, other: str) -> int:
    """The length of what two texts begin with."""
    length = min(len(one), len(other))
    return next((n for n in range(length) if one[n] != other[n]), length)


def _changed(anchor: Anchor, text: str) -> Span | None:
    """The quote, with some words changed: the window of the text that has most of its words in
    their order. If its first or last word was replaced, the replacement counts."""
    before = _WORD.findall(anchor.prefix)[1:]  # the first may be cut
    own, after = _WORD.findall(anchor.exact), _WORD.findall(anchor.suffix)[:-1]
    if len(own) > _LONGEST:
        return None
    words = [_bare(word) for word in (*before, *own, *after)]
    spans = [found.span() for found in _WORD.finditer(text)]
    stored = [_bare(text[start:end]) for start, end in spans]
    best: tuple[float, int, Span] | None = None
    for first in _windows(words, stored):
        slack = _BUCKET + len(words) // 4
        begin = max(0, first - slack)
        window = stored[begin : first + len(words) + slack]
        match = difflib.SequenceMatcher(None, words, window, autojunk=False)
        inside = _aligned(match.get_matching_blocks(), len(before), len(before) + len(own))
        if inside is None:
            continue
        left, right, common = inside
        right = min(right, len(window))
        share = common / max(len(own), right - left)
        span = Span(spans[begin + left][0], spans[begin + right - 1][1])
        distance = abs(span.start - (anchor.start if anchor.start is not None else 0))
        if share >= _COMMON and (best is None or (share, -distance) > best[:2]):
            best = share, -distance, span
    return best[2] if best else None


def _windows(words: Sequence[str], stored: Sequence[str]) -> Iterable[int]:
    """Where a window may begin: the places at which most words stand as far apart as they did."""
    at: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        at[word].append(place)
    votes: Counter[int] = Counter()
    for place, word in enumerate(stored):
        known = at.get(word, ())
        for own in known[:_BUCKET]:
            # A word that is frequent in the quote says less.
            votes[(place - own) // _BUCKET] += 1 if len(known) == 1 else 0
            votes[(place - own) // _BUCKET] += 1
    both = {key: count + votes.get(key + 1, 0) for key, count in votes.items()}
    best = sorted(both, key=lambda key: (-both[key], key))[:_MOST_WINDOWS]
    return [max(0, key * _BUCKET) for key in best]


def _aligned(blocks: Iterable[difflib.Match], first: int, last: int) -> tuple[int, int, int] | None:
    """Where words ``first`` to ``last`` of the pattern stand in the window, and how many of them
    are the same."""
    common = 0
    left = right = None
    low, high = 0, None
    for block in blocks:
        if not block.size:
            continue
        begin, end = max(block.a, first), min(block.a + block.size, last)
        if begin < end:
            common += end - begin
            start = block.b + begin - block.a
            if left is None:
                # Words before the first that is the same took the place of others.
                left = max(low, start - (begin - first))
            right = start + end - begin
            tail = last - end
        if block.a + block.size <= first:
            low = block.b + block.size
        elif block.a < first:
            low = block.b + first - block.a
        if block.a >= last and high is None:
            high = block.b
    if left is None or right is None:
        return None
    return left, min(right + tail, high) if high is not None else right + tail, common


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'“”‘’«»()[]…").casefold() or word
