"""Candidates in a new order, once a reader has read the best of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.span import Span
from retrieval.index.documents import IndexedDocuments
from retrieval.index.index import Index
from retrieval.ranking.rank import Candidate, in_order
from retrieval.ranking.reader_blend import averaged, learned_blend, signals
from retrieval.readers.reader import Reader, ReaderOutput, ReaderPassage

# Passages read for a question: what bounds the time that it takes.
MOST_PASSAGES = 8
# Our own reader reads fewer, none that is so far behind the ranker's best (in logits). Of 416
# questions with an answer that it was not trained on, 415 have the same first sentence as when it
# reads eight, and it is right as often (readers/reader_card.md); each takes 12 ms.
# Those far behind seldom come first, but second or third: sources that contradict one another.
_OWN_MOST = 5
_HOPELESS = 4.0


def rerank(
    question: str,
    candidates: Sequence[Candidate],
    index: Index,
    documents: IndexedDocuments,
    reader: Reader,
) -> list[Candidate]:
    """The candidates of the best passages in their new order; then the others, of which nothing
    says how they compare, none above the last that was read. Raises ModelError where the reader
    fails."""
    best = worth_reading(candidates, reader)
    read = readings(question, best, index, documents, reader)
    known = [one for one in candidates if one.sentence in read]
    if not known:
        return list(candidates)
    of_each = [read[one.sentence] for one in known]
    if reader.fingerprint == learned_blend().fingerprint:
        logits = learned_blend().logits(signals(known, of_each))
    else:
        logits = averaged(known, of_each)
    least = float(logits.min())
    read_first = (
        replace(one, logit=float(logit)) for one, logit in zip(known, logits, strict=True)
    )
    unread = (
        replace(one, logit=min(one.logit, least)) for one in candidates if one.sentence not in read
    )
    return in_order([*read_first, *unread])


def readings(
    question: str,
    passages: Sequence[int],
    index: Index,
    documents: IndexedDocuments,
    reader: Reader,
) -> dict[int, tuple[ReaderOutput, int]]:
    """By the number of each sentence in these passages: its passage's reading, and which of that
    reading's sentences it is. Raises ModelError where the reader fails."""
    texts = {number: readable(number, index, documents) for number in passages}
    found = {number: text for number, text in texts.items() if text is not None}
    read = reader.read(question, list(found.values()))
    return {
        row: (reading, place)
        for number, reading in zip(found, read, strict=True)
        for place, row in enumerate(index.sentences.of(np.array([number])).tolist())
    }


def worth_reading(candidates: Sequence[Candidate], reader: Reader) -> list[int]:
    """The passages of the best candidates (which come first), best first. Of an unknown reader,
    whose word counts for more, nobody knows what is hopeless."""
    if candidates and reader.fingerprint == learned_blend().fingerprint:
        least = candidates[0].logit - _HOPELESS
        hopeful = [one for one in candidates if one.logit >= least]
        return best_passages(hopeful)[:_OWN_MOST]
    return best_passages(candidates)


def best_passages(candidates: Sequence[Candidate]) -> list[int]:
    """The passages of the best candidates, as many as are read at most."""
    return list(dict.fromkeys(one.passage for one in candidates))[:MOST_PASSAGES]


def readable(passage: int, index: Index, documents: IndexedDocuments) -> ReaderPassage | None:
    """The passage of this number; None where its document is gone, or has another text now."""
    if documents.of_passage(passage) is None:
        return None
    start = index.passages.span(passage).start
    places = map(index.sentences.span, index.sentences.of(np.array([passage])).tolist())
    return ReaderPassage(
        text=documents.text_of(passage),
        sentences=tuple(Span(one.start - start, one.end - start) for one in places),
        title=documents.title_of(passage),
    )
