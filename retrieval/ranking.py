"""Which sentences may answer, best first.

Both indexes propose, on both layers; then every sentence of every proposed passage is scored by

    cos(sentence) + ½ cos(passage) + bm25(passage) + ½ bm25(sentence)

each of the four divided by the best that the question found. Measured with `python -m
benchmarks.quality`. A compromise: one mix for every collection and question. On encyclopaedia
paragraphs words lead, on search-engine questions vectors do; nothing here knows which it has.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Encoder
from retrieval.index import Index, Layer

# How many each index proposes.
PASSAGES = 50
SENTENCES = 100
_WEIGHTS = np.array([1.0, 0.5, 1.0, 0.5])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    ``sentence`` and ``passage`` are rows of the index; ``score`` is the mix, over all candidates
    of a question at most 3; ``similarity`` is the cosine of question and sentence.
    """

    sentence: int
    passage: int
    score: float
    similarity: float


def rank(
    question: str,
    index: Index,
    encoder: Encoder,
    allowed: NDArray[np.int64] | None = None,
) -> list[Candidate]:
    """The candidates for a question, best first. ``allowed``: numbers of the documents that may
    answer, where not all of them may."""
    vector = encoder.encode_questions([question])[0]
    counted = index.terms(question)
    passage_rows, sentence_rows = None, None
    if allowed is not None:
        passage_rows = index.passages.of(allowed)
        sentence_rows = index.sentences.of(passage_rows)
    passage_scores = index.passages.words.scores(counted)
    sentence_scores = index.sentences.words.scores(counted)
    found_passages = np.concatenate(
        [
            index.passages.vectors.search(vector, PASSAGES, passage_rows),
            _best(passage_scores, PASSAGES, passage_rows),
            _owners(
                index.sentences, index.sentences.vectors.search(vector, SENTENCES, sentence_rows)
            ),
            _owners(index.sentences, _best(sentence_scores, SENTENCES, sentence_rows)),
        ]
    )
    passages = np.unique(found_passages)
    sentences = index.sentences.of(passages)
    if not len(sentences):
        return []
    owners = np.searchsorted(passages, _owners(index.sentences, sentences))
    sentence_cosines = index.sentences.vectors.vectors(sentences) @ vector
    passage_cosines = (index.passages.vectors.vectors(passages) @ vector)[owners]
    parts = np.stack(
        [
            sentence_cosines,
            passage_cosines,
            passage_scores[passages][owners],
            sentence_scores[sentences],
        ],
        axis=1,
    )
    best = parts.max(axis=0)
    # A part that found nothing (no shared word, no likeness) says nothing.
    scores = (parts / np.where(best > 0, best, np.inf)) @ _WEIGHTS
    return [
        Candidate(
            sentence=int(sentences[n]),
            passage=int(passages[owners[n]]),
            score=float(scores[n]),
            similarity=float(sentence_cosines[n]),
        )
        for n in np.argsort(-scores, kind="stable")
    ]


def _owners(layer: Layer, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    owners: NDArray[np.int64] = layer.rows[numbers, 0]
    return owners


def _best(
    scores: NDArray[np.float32], most: int, among: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    """The numbers of the highest scores above nothing at all."""
    numbers = np.arange(len(scores)) if among is None else among
    numbers = numbers[scores[numbers] > 0]
    if len(numbers) > most:
        numbers = numbers[np.argpartition(-scores[numbers], most)[:most]]
    return numbers
