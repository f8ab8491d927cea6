"""The question as a reader sees it: words as the passages spell them.

A reader splits an unknown word into pieces that mean nothing. Which words are misspelt, and what
stems they may stand for, the index knows (``Index.terms``); how such a stem is written in full, the
passages show. So they do for words that differ in diacritics alone ("Lodz"), which the index does
not tell apart.
"""

import re
from collections import Counter
from collections.abc import Sequence

from retrieval.index.index import Index
from retrieval.query import Query
from retrieval.readers.reader import ReaderPassage
from retrieval.text.stemming import plain_letters

_WORD = re.compile(r"[^\W\d_]{4,}")
# An edit more than are allowed, since a stem is shorter than its word.
_MOST_LONGER = 3


def reader_question(query: Query, passages: Sequence[ReaderPassage], index: Index) -> str:
    """The question's text with each misspelt word replaced by the word of these passages that it
    most likely stands for, where one of them has such a word; so too words with other
    diacritics."""
    marked = _with_other_marks(query.text, passages)
    if marked:
        text = _WORD.sub(lambda match: marked.get(match[0], match[0]), query.text)
    else:
        text = query.text
    if not any(term.weight < 1 for term in query.terms):
        return text

    def spelt(match: re.Match[str]) -> str:
        found = index.terms(match[0])
        if len(found) != 1 or found[0].weight == 1:
            return match[0]
        return _commonest(match[0], set(found[0].variants), passages, index) or match[0]

    return _WORD.sub(spelt, text)


def _with_other_marks(question: str, passages: Sequence[ReaderPassage]) -> dict[str, str]:
    """The question's words that the passages have with other diacritics alone, as these have
    them, the commonest spelling of each."""
    asked = {word: plain_letters(word.lower()) for word in _WORD.findall(question)}
    counts = Counter(
        word
        for passage in passages
        for word in _WORD.findall(f"{passage.title}\n{passage.text}".lower())
    )
    wanted = {plain: word for word, plain in asked.items() if word.lower() not in counts}
    found: dict[str, str] = {}
    for word, _ in counts.most_common() if wanted else ():
        own = wanted.get(plain_letters(word))
        if own is not None:
            found.setdefault(own, word.capitalize() if own[0].isupper() else word)
    return found


def _commonest(
    word: str, stems: set[str], passages: Sequence[ReaderPassage], index: Index
) -> str | None:
    """The commonest word of the passages that has one of the stems."""
    first = word[0].lower()
    counts: Counter[str] = Counter(
        other
        for passage in passages
        for other in _WORD.findall(f"{passage.title}\n{passage.text}".lower())
        if other[0] == first and abs(len(other) - len(word)) <= _MOST_LONGER
    )
    for other, _ in counts.most_common():
        # The first is the word itself; others are its parts.
        if any(stems & set(term.variants) for term in index.terms(other)[:1]):
            return other.capitalize() if word[0].isupper() else other
    return None
