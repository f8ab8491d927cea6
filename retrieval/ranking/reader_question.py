"""The question as a reader sees it: misspelt words as the passages spell them.

A reader splits an unknown word into pieces that mean nothing. Which words are misspelt, and what
stems they may stand for, the index knows (``Index.terms``); how such a stem is written in full, the
passages show.
"""

import re
from collections import Counter
from collections.abc import Sequence

from retrieval.index.index import Index
from retrieval.query import Query
from retrieval.readers.reader import ReaderPassage

_WORD = re.compile(r"[^\W\d_]{4,}")
# An edit more than are allowed, since a stem is shorter than its word.
_MOST_LONGER = 3


def reader_question(query: Query, passages: Sequence[ReaderPassage], index: Index) -> str:
    """The question's text with each misspelt word replaced by the word of these passages that it
    most likely stands for, where one of them has such a word."""
    if not any(term.weight < 1 for term in query.terms):
        return query.text

    def spelt(match: re.Match[str]) -> str:
        found = index.terms(match[0])
        if len(found) != 1 or found[0].weight == 1:
            return match[0]
        return _commonest(match[0], set(found[0].variants), passages, index) or match[0]

    return _WORD.sub(spelt, query.text)


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
