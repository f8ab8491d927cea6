"""All that is searched: places of passages and sentences, their vectors and their words.

The index holds no text. A row says where in which document something stands; the words come from
the collection, and only from the very version of the document that was indexed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.span import Span
from retrieval.dense import DenseIndex
from retrieval.lexical import LexicalIndex
from retrieval.token_index import TokenIndex
from retrieval.words import Term

Rows = NDArray[np.int64]
Keys = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Layer:
    """The passages of all documents, or their sentences, each known by its number (its row).

    ``rows`` has shape (n, 3): what the row belongs to (a passage: the number of its document; a
    sentence: the number of its passage), start, end. They stand in the order of the text.
    ``keys`` has shape (n, 16): a hash of each text as it was encoded.
    """

    rows: Rows
    keys: Keys
    vectors: DenseIndex
    words: LexicalIndex

    def __len__(self) -> int:
        return len(self.rows)

    def span(self, number: int) -> Span:
        """Where the passage or sentence stands in its document."""
        return Span(int(self.rows[number, 1]), int(self.rows[number, 2]))

    def of(self, owners: Rows) -> Rows:
        """The numbers of the rows that belong to these owners (sorted, each once)."""
        first = np.searchsorted(self.rows[:, 0], owners, side="left")
        last = np.searchsorted(self.rows[:, 0], owners, side="right")
        if not len(owners):
            return np.empty(0, np.int64)
        return np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])


@dataclass(frozen=True, slots=True)
class Index:
    """Documents made searchable.

    ``documents``: id and SHA-256 of the text of each; ``languages``: the code of the language by
    whose rules its words were counted, declared or detected. ``sentences`` are those that can be
    quoted: no headings (unless a passage has nothing else). ``model`` is the fingerprint of the
    encoder, ``revision`` that of the documents.
    """

    documents: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    passages: Layer
    sentences: Layer
    tokens: TokenIndex
    model: str
    revision: str

    def document_of(self, passage: int) -> tuple[str, str]:
        """Id and SHA-256 of the document that a passage is from."""
        return self.documents[int(self.passages.rows[passage, 0])]

    def language_of(self, passage: int) -> str:
        """The language by whose rules a passage's words were counted."""
        return self.languages[int(self.passages.rows[passage, 0])]

    def terms(self, question: str) -> list[Term]:
        """A question's words, as the documents would have them; for the words of both layers."""
        return self.passages.words.terms(question)
