"""Alignment: the stretch of a text that is nearest to a quotation, and the word diff to it.

Time is linear in the text around a candidate: it is searched by pairs of words, and only a stretch
about as long as the quotation is compared word by word (RapidFuzz, MIT: bit-parallel Levenshtein
distance, Hyyrö 2003).
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.span import Span
from retrieval.text.edit_distance import edits
from retrieval.text.tokenizer import is_spaced_letter
from retrieval.verification.folding import fold
from retrieval.verification.gaps import has_dash, joins, punctuation

# Scripts without blanks are compared by characters.
_TOKEN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|"
    "[^\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
# The most places of a pair of words that are looked at, and the most words that are compared.
_MOST_PLACES = 12
MOST_WORDS = 4_000
# The most words added or left out beside the first or last given word.
_STRAYED = 3
_LONGEST_TOKEN = 200
# Signs at the end of a quotation that belong to the text around it.
_OWN_END = ".,"


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the signs attached to it. ``letters`` are folded, and empty where it has none;
    ``marks``: its punctuation that counts."""

    start: int
    end: int
    letters: str
    marks: str
    cased: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a diff: tokens ``[a, b)`` of the stored text, ``[c, d)`` of the quotation."""

    same: bool
    a: int
    b: int
    c: int
    d: int


@dataclass(frozen=True, slots=True)
class Aligned:
    """The nearest stretch of a text, and the diff from it to the quotation."""

    span: Span
    steps: tuple[Step, ...]
    stored: Sequence[Token]
    similarity: float


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of a text, or of a part of it; signs between blanks belong to the word before."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        raw = match[0]
        folded_letters, folded_cased, marks = (
            _folded(raw) if len(raw) <= _LONGEST_TOKEN else (raw.lower(), raw.lower(), "")
        )
        if folded_letters and found and _divided(text, found[-1].end, match.start()):
            last = found[-1]
            found[-1] = Token(
                last.start,
                match.end(),
                last.letters + folded_letters,
                _final(marks),
                last.cased + folded_cased,
            )
        elif folded_letters:
            found.append(
                Token(match.start(), match.end(), folded_letters, _final(marks), folded_cased)
            )
        elif found and marks:
            last = found[-1]
            found[-1] = Token(
                last.start, match.end(), last.letters, last.marks + _final(marks), last.cased
            )
    return found


@lru_cache(maxsize=50_000)
def _folded(raw: str) -> tuple[str, str, str]:
    folded = fold(raw)
    return folded.letters, folded.cased, punctuation(raw.strip("'’"))


def _divided(text: str, end: int, start: int) -> bool:
    """Whether a line's end divides a word."""
    gap = text[end:start]
    return "\n" in gap and gap.count("\n") == 1 and text[end - 1] in "-‐\u00ad" and not gap.strip()


def _final(marks: str) -> str:
    return marks.strip("/")


def align(given: Sequence[Token], given_text: str, text: str, around: Span) -> Aligned | None:
    """The nearest stretch inside ``around``; None where they have too little in common."""
    stored = tokens(text, around.start, around.end)
    edges = _edges([one.letters for one in stored], [one.letters for one in given])
    if edges is None:
        return None
    first, last = edges
    stretch = stored[first:last]
    steps = tuple(_steps(stretch, given, text, given_text))
    same = sum(
        stretch[a].letters == given[c].letters
        for step in steps
        for a, c in zip(range(step.a, step.b), range(step.c, step.d), strict=False)
    )
    return Aligned(
        Span(stretch[0].start, stretch[-1].end),
        steps,
        stretch,
        2 * same / (len(stretch) + len(given)),
    )


def _edges(stored: list[str], given: list[str]) -> tuple[int, int] | None:
    """The first and last stored word of the stretch that most pairs of given words agree on.

    A single common word does not count, since it is likely to be chance.
    """
    if len(given) < 2 or len(given) > MOST_WORDS:
        return None
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, pair in enumerate(itertools.pairwise(stored)):
        if len(places[pair]) < _MOST_PLACES:
            places[pair].append(n)
    found = [
        (m, n) for m, pair in enumerate(itertools.pairwise(given)) for n in places.get(pair, ())
    ]
    if not found:
        return None
    width = 5 + len(given) // 4
    votes = Counter((n - m) // width for m, n in found)
    best = max(votes, key=lambda one: (votes[one] + votes.get(one + 1, 0), -one))
    near = [(m, n) for m, n in found if (n - m) // width in (best, best + 1)]
    (m, n), (p, q) = min(near), max(near)
    begin, end = (n, q + 2) if n <= q else (q, n + 2)
    more = len(given) - p - 2
    # Words before the first and after the last common run were replaced one by one, unless the
    # first or last given word is found there among more or fewer others.
    first, last = max(0, begin - m), min(len(stored), end + more)
    if m and given[0] in (strays := stored[max(0, first - _STRAYED) : begin]):
        first = begin - 1 - strays[::-1].index(given[0])
    if more > 0 and given[-1] in (strays := stored[end : last + _STRAYED]):
        last = end + strays.index(given[-1]) + 1
    return first, max(last, first + 1)


def _steps(
    stored: Sequence[Token], given: Sequence[Token], text: str, given_text: str
) -> Iterator[Step]:
    left, right = [one.letters for one in stored], [one.letters for one in given]
    changed: Step | None = None
    for one in edits(left, right):
        a, b, c, d = one.src_start, one.src_end, one.dest_start, one.dest_end
        if one.tag == "equal":
            if changed is not None:
                yield changed
                changed = None
            yield from _split_by_marks(stored, given, a, b, c)
            continue
        first = changed or Step(False, a, b, c, d)
        changed = Step(False, first.a, b, first.c, d)
        ours, theirs = stored[first.a : b], given[first.c : d]
        if "".join(left[first.a : b]) == "".join(right[first.c : d]):
            # A word that a line's end divides is the same word; "not able" is not "notable".
            is_same = _is_hyphenated(ours, text) and _is_hyphenated(theirs, given_text)
            changed = Step(is_same, first.a, b, first.c, d)
    if changed is not None:
        yield changed


def _is_hyphenated(words: Sequence[Token], text: str) -> bool:
    """Whether words are parts of one, with hyphens between them."""
    gaps = (text[one.start + 1 : two.start] for one, two in itertools.pairwise(words))
    return all(has_dash(gap) and joins(gap, False) for gap in gaps)


def _split_by_marks(
    stored: Sequence[Token], given: Sequence[Token], a: int, b: int, c: int
) -> Iterator[Step]:
    """Runs of words that are the same and words of another case or punctuation."""
    start = a
    for n in range(a, b):
        ours, theirs = stored[n], given[c + n - a]
        # A quotation may begin with a letter of another case.
        skipped = 1 if c + n - a == 0 else 0
        same_marks = have_same_marks([ours], [theirs], is_end=c + n - a == len(given) - 1)
        if same_marks and ours.cased[skipped:] == theirs.cased[skipped:]:
            continue
        if start < n:
            yield Step(True, start, n, c + start - a, c + n - a)
        yield Step(False, n, n + 1, c + n - a, c + n - a + 1)
        start = n + 1
    if start < b:
        yield Step(True, start, b, c + start - a, c + b - a)


def have_same_marks(
    stored: Sequence[Token], given: Sequence[Token], *, is_end: bool = False
) -> bool:
    """Whether words have the same punctuation. ``is_end``: the last given one is the quotation's,
    which may end before the stored sentence does, with a full stop or comma of its own."""
    ours, theirs = [one.marks for one in stored], [one.marks for one in given]
    if is_end and theirs and not theirs[-1].strip(_OWN_END):
        ours, theirs = ours[:-1], theirs[:-1]
    return ours == theirs


def separator(before: str, after: str) -> str:
    """What stands between two words of a diff: a blank, in scripts that have them."""
    if not before or not after:
        return ""
    unspaced = not is_spaced_letter(before[-1]) and before[-1].isalnum()
    return "" if unspaced and not is_spaced_letter(after[0]) else " "
