"""The question as models see it: words as the passages spell them.

A model splits an unknown word into pieces that mean nothing. Which words are misspelt, and what
stems they may stand for, the index knows (``Index.terms``); how such a stem is written in full, the
passages show. So they do for words that differ in diacritics alone ("Lodz"), which the index does
not tell apart, and for those that are misspelt behind their stem alone ("submited").
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from retrieval.index.index import Index
from retrieval.models.encoder import Tokens
from retrieval.query import Query
from retrieval.readers.reader import ReaderPassage
from retrieval.text.language import languages_of_word
from retrieval.text.spelling import edit_distance, slip
from retrieval.text.stemming import bare, plain_letters

_WORD = re.compile(r"[^\W\d_]{4,}")
# An edit more than are allowed, since a stem is shorter than its word.
_MOST_LONGER = 3
# The most edits behind a stem, and the fewest letters of a word that has them.
_MOST_BEHIND_STEM, _FEWEST_LETTERS = 2, 6
_SILENT = "e"
# Letters in which two words end that differ in the middle alone.
_SAME_END = 2
# From this length on, two slips are likely enough.
_LONG = 8


def is_misspelt(query: Query) -> bool:
    """Whether a word of the question was corrected, since no text has it."""
    return any(term.weight < 1 for term in query.terms)


def reader_question(query: Query, passages: Sequence[ReaderPassage], index: Index) -> str:
    """The question's text with each misspelt word replaced by the word of these passages that it
    most likely stands for, where one of them has such a word; so too words with other
    diacritics."""
    return respelt(query, passages, index, marks=True)


def respelt(
    query: Query, passages: Sequence[ReaderPassage], index: Index, *, marks: bool = False
) -> str:
    """The same; diacritics are left as they are unless ``marks``."""
    counts = Counter(
        word
        for passage in passages
        for word in _WORD.findall(f"{passage.title}\n{passage.text}".lower())
    )
    marked = _with_other_marks(query.text, counts) if marks else {}

    def spelt(match: re.Match[str]) -> str:
        written = match[0]
        if written in marked:
            return marked[written]
        if written.lower() in counts or _is_known(match, query.tokens):
            return written
        found = index.terms(written)
        if len(found) != 1:
            return written
        meant = None
        if found[0].weight < 1:
            meant = _meant(written.lower(), found[0].variants, counts, index)
        else:
            meant = _meant_behind_stem(written.lower(), found[0].variants, counts, index)
        return _capitalised_as(written, meant) if meant else written

    return _WORD.sub(spelt, query.text)


def _capitalised_as(written: str, meant: str) -> str:
    return meant.capitalize() if written[0].isupper() else meant


def _with_other_marks(question: str, counts: Counter[str]) -> dict[str, str]:
    """The question's words that the passages have with other diacritics alone, as these have
    them, the commonest spelling of each."""
    asked = {word: plain_letters(word.lower()) for word in _WORD.findall(question)}
    wanted = {plain: word for word, plain in asked.items() if word.lower() not in counts}
    found: dict[str, str] = {}
    for word, _ in counts.most_common() if wanted else ():
        own = wanted.get(plain_letters(word))
        if own is not None:
            found.setdefault(own, _capitalised_as(own, word))
    return found


def _meant(word: str, stems: Sequence[str], counts: Counter[str], index: Index) -> str | None:
    """The word that a misspelt one most likely stands for: one of the passages' that has one of
    the stems, or a function word; of several, the one that is likeliest written so, then the
    commonest."""
    near = [
        one for one in counts if one[0] == word[0] and abs(len(one) - len(word)) <= _MOST_LONGER
    ]
    small = [bare(one)[0] for one in stems if languages_of_word(bare(one)[0])]
    for other in _likeliest_first(word, {*near, *small}, counts):
        # The first is the word itself; others are its parts.
        if _may_be(word, other) and (other in small or _has_stem(other, stems, index)):
            return other
    return None


def _may_be(word: str, other: str) -> bool:
    """Whether somebody who meant ``other`` may have written the word: stems that are alike may
    belong to words that are not ("Ferien", "frei"). What is longer by its ending is another form
    ("perdus", "perdu")."""
    if word.startswith(other) and word[len(other) :].strip(other[-1]):
        return False
    return slip(word, other) <= (2 if len(word) >= _LONG else 1)


def _meant_behind_stem(
    word: str, stems: Sequence[str], counts: Counter[str], index: Index
) -> str | None:
    """The passages' word of the same stem that a word hardly differs from, if the two are no
    forms of one another ("relays", "relay")."""
    if len(word) < _FEWEST_LETTERS:
        return None
    near = {
        one
        for one in counts
        if one[0] == word[0]
        and (one == word + _SILENT or _differs_inside(word, one))
        and edit_distance(word, one, _MOST_BEHIND_STEM) <= _MOST_BEHIND_STEM
    }
    found = (one for one in _likeliest_first(word, near, counts) if _has_stem(one, stems, index))
    return next(found, None)


def _differs_inside(word: str, other: str) -> bool:
    """Whether the two end alike; words with other endings are forms of one another ("relays",
    "relay")."""
    return word[-_SAME_END:] == other[-_SAME_END:]


def _likeliest_first(written: str, meant: Collection[str], counts: Counter[str]) -> list[str]:
    return sorted(meant, key=lambda one: (slip(written, one), -counts[one], one))


def _has_stem(word: str, stems: Sequence[str], index: Index) -> bool:
    return any(set(stems) & set(term.variants) for term in index.terms(word)[:1])


def _is_known(match: re.Match[str], tokens: Tokens) -> bool:
    """Whether the encoder knows a word as a whole, so that it is hardly misspelt."""
    starts: list[int] = tokens.starts.tolist()
    # The mark of a word's beginning may be a token of its own, in the same place.
    return len({start for start in starts if match.start() <= start < match.end()}) == 1
