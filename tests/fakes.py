"""Small real implementations of the seams: deterministic, and meaningful enough to search with."""

import functools
import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from corpus.document import Document, document_id, text_hash
from corpus.outline import OutlineEntry
from retrieval.answer import Outcome
from retrieval.arrays import Vectors
from retrieval.index.embeddings.encode import PROBE
from retrieval.index.index import Index
from retrieval.models.encoder import Tokens
from retrieval.query import Query, QueryAnalyzer
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from retrieval.text.tokenizer import words


class BagOfWords:
    """An encoder: each word is a fixed random direction, a text the sum of its words, at length
    one. Texts are near to one another as far as they share words. It keeps what it is given,
    except the text that tells whether its tokens make up its vectors."""

    def __init__(self, dimension: int = 64, fingerprint: str = "bag of words") -> None:
        self.dimension = dimension
        self.fingerprint = fingerprint
        self.passages_encoded: list[str] = []
        self.questions_read: list[list[str]] = []

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._encode(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.passages_encoded += [text for text in texts if text != PROBE]
        return np.stack([self._encode(text) for text in texts])

    def encode_questions_with_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Tokens]]:
        self.questions_read.append(list(texts))
        return [(self.encode_questions([text])[0], self._tokens(text)) for text in texts]

    def encode_passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        return self.encode_passages(texts), [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> Tokens:
        """Each run of letters is a token, alike wherever it stands."""
        places = [match.span() for match in re.finditer(r"\w+", text)]
        vectors = [self._encode(text[start:end]) for start, end in places]
        return Tokens(
            np.array(vectors, np.float32).reshape(-1, self.dimension),
            np.array([start for start, _ in places], np.int64),
        )

    def _encode(self, text: str) -> Vectors:
        nothing = _direction("", self.dimension)
        total = sum((_direction(word, self.dimension) for word in words(text)), start=nothing)
        vector: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
        return vector


class WordPieces(BagOfWords):
    """The same, with only these words as tokens of their own; it splits others into two."""

    def __init__(self, whole: Collection[str]) -> None:
        super().__init__()
        self._whole = whole

    def _tokens(self, text: str) -> Tokens:
        starts: list[int] = []
        vectors: list[Vectors] = []
        for match in re.finditer(r"\w+", text):
            pieces = [match.start()]
            if match[0].lower() not in self._whole:
                pieces.append(match.start() + 1)
            starts += pieces
            vectors += [self._encode(match[0])] * len(pieces)
        return Tokens(
            np.array(vectors, np.float32).reshape(-1, self.dimension), np.array(starts, np.int64)
        )


@functools.lru_cache(maxsize=100_000)
def _direction(word: str, dimension: int) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
    direction = np.random.default_rng(seed).standard_normal(dimension, np.float32)
    return direction / np.float32(1 if word else 10)


def query(question: str, index: Index) -> Query:
    """A question on its own, analysed with ``BagOfWords``."""
    return QueryAnalyzer.of(index, BagOfWords()).query(question)


def document(
    text: str,
    source: str = "test.txt",
    outline: Sequence[OutlineEntry] = (),
    **metadata: Any,
) -> Document:
    """A document of this text."""
    return Document(
        id=document_id(source),
        text=text,
        outline=tuple(outline),
        source=source,
        sha256=text_hash(text),
        added="2026-01-01T00:00:00+00:00",
        **metadata,
    )


def documents(texts: Iterable[str]) -> list[Document]:
    """Documents of these texts, from files called 0.txt, 1.txt, …"""
    return [document(text, f"{number}.txt") for number, text in enumerate(texts)]


class NumberReader:
    """A reader that understands one thing: to "how many" only a figure answers. A sentence is as
    likely to answer as it has the question's words, and hardly if that figure is not in it. It
    keeps what it was given."""

    fingerprint = "number reader"

    def __init__(self) -> None:
        self.read_passages: list[ReaderPassage] = []

    languages: frozenset[str] | None = None

    def supports(self, question: str) -> bool:
        return True

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        self.read_passages += passages
        readings = []
        for passage in passages:
            sentences = tuple(
                self._probability(question, one.of(passage.text)) for one in passage.sentences
            )
            readings.append(ReaderOutput(max(sentences, default=0.0), sentences))
        return readings

    def _probability(self, question: str, sentence: str) -> float:
        asked = set(words(question))
        share = len(asked & set(words(sentence))) / len(asked)
        wanting = "how many" in question.lower() and not any(map(str.isdigit, sentence))
        return 0.01 if wanting else 0.3 + 0.65 * share


def outcome_of(answered: bool) -> Outcome:
    """The outcome of an answer, or of a question to which nothing comes near."""
    return Outcome.ANSWERED if answered else Outcome.NOT_ANSWERED
