"""Index: spans of passages and sentences, with their vectors and words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.span import Span
from retrieval.arrays import Mask, Rows
from retrieval.index.dense import DenseIndex, VectorStore
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.token_codes import tokens_of
from retrieval.index.lexical.idf import WordCounts
from retrieval.index.lexical.lexical_index import LexicalIndex
from retrieval.index.segment import LayerPart, Segment
from retrieval.mapping_faults import missing_pages, refuse_after
from retrieval.models.encoder import Tokens
from retrieval.text.tokenizer import Term


class Layer:
    """The passages of all documents, or their sentences, numbered by row through all segments. So
    are their owners: of a passage its document, of a sentence its passage."""

    def __init__(
        self, parts: Sequence[LayerPart], store: VectorStore, counts: WordCounts | None = None
    ) -> None:
        """``counts``: of the whole collection's words, where the parts are only some of it."""
        self._parts = tuple(parts)
        self._rows = np.cumsum([0, *(len(part) for part in parts)])
        self._owners = np.cumsum([0, *(len(part.firsts) - 1 for part in parts)])
        self.vectors = DenseIndex(store, [part.dense for part in parts])
        self.words = LexicalIndex([part.words for part in parts], counts)

    def __len__(self) -> int:
        return int(self._rows[-1])

    def span(self, number: int) -> Span:
        """The passage's or sentence's span in its document."""
        part, row = _inside(self._rows, number)
        start, end = self._parts[part].spans[row].tolist()
        return Span(start, end)

    def spans(self, numbers: Rows) -> Rows:
        """Start and end of each, shape (numbers, 2)."""
        found = np.empty((len(numbers), 2), np.int64)
        for part, here, rows in _by_part(self._rows, numbers):
            found[here] = self._parts[part].spans[rows]
        return found

    def owner(self, number: int) -> int:
        """The row's owner."""
        part, row = _inside(self._rows, number)
        inside = int(self._parts[part].firsts.searchsorted(row, side="right")) - 1
        return int(self._owners[part]) + inside

    def owners(self, numbers: Rows) -> Rows:
        """The rows' owners, shape (numbers,)."""
        found = np.empty(len(numbers), np.int64)
        for part, here, rows in _by_part(self._rows, numbers):
            inside = np.searchsorted(self._parts[part].firsts, rows, side="right") - 1
            found[here] = inside + self._owners[part]
        return found

    def of(self, owners: Rows) -> Rows:
        """The rows of these owners, in the owners' order."""
        edges = np.empty((len(owners), 2), np.int64)
        for part, here, inside in _by_part(self._owners, owners):
            firsts = self._parts[part].firsts
            edges[here, 0] = firsts[inside] + self._rows[part]
            edges[here, 1] = firsts[inside + 1] + self._rows[part]
        if not len(owners):
            return np.empty(0, np.int64)
        return np.concatenate([np.arange(first, last) for first, last in edges.tolist()])

    def masks(self, owners: Sequence[Mask | None]) -> list[Mask | None]:
        """For each segment, the owners' mask repeated for their rows."""
        return [
            None if mask is None else np.repeat(mask, np.diff(part.firsts))
            for part, mask in zip(self._parts, owners, strict=True)
        ]


class Selection:
    """The documents that may answer: for each segment a mask of its documents (None: all)."""

    def __init__(self, index: "Index", documents: Sequence[Mask | None]) -> None:
        self._index = index
        self.documents = list(documents)

    @property
    def is_empty(self) -> bool:
        """Whether no document may answer."""
        sizes = map(len, self._index.segments)
        return not any(
            size and (mask is None or mask.any())
            for size, mask in zip(sizes, self.documents, strict=True)
        )

    @cached_property
    def passages(self) -> list[Mask | None]:
        return self._index.passages.masks(self.documents)

    @cached_property
    def sentences(self) -> list[Mask | None]:
        return self._index.sentences.masks(self.passages)


class Index:
    """Segments of documents, and the store with their vectors.

    ``alive``: for each segment, a mask of the documents that are not deleted (None: all); deleted
    ones are never found. ``model``: the encoder's fingerprint. ``revision``: the documents'.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        store: EmbeddingStore,
        revision: str,
        alive: Sequence[Mask | None] | None = None,
        counts: tuple[WordCounts, WordCounts] | None = None,
    ) -> None:
        """``counts``: of passages' and sentences' words in the whole collection, where the
        segments are only some of it."""
        of_passages, of_sentences = counts or (None, None)
        self._missing_pages = missing_pages()
        self.segments = tuple(segments)
        self.store = store
        self.revision = revision
        self.alive = list(alive) if alive is not None else [None for _ in segments]
        self.passages = Layer([one.passages for one in segments], store, of_passages)
        self.sentences = Layer([one.sentences for one in segments], store, of_sentences)
        self._documents = np.cumsum([0, *map(len, segments)])

    @property
    def model(self) -> str:
        return self.store.model

    @cached_property
    def everything(self) -> Selection:
        """All documents that are alive."""
        return Selection(self, self.alive)

    def only(self, documents: Mask) -> Selection:
        """The documents in a mask of shape (documents,) that are alive."""
        parts = np.split(documents, self._documents[1:-1]) if self.segments else []
        return Selection(
            self,
            [
                part if mask is None else part & mask
                for part, mask in zip(parts, self.alive, strict=True)
            ],
        )

    def counts(self) -> tuple[int, int]:
        """The numbers of documents that are alive, and of their passages."""
        documents = passages = 0
        for segment, mask in zip(self.segments, self.alive, strict=True):
            lengths = np.diff(segment.passages.firsts)
            documents += len(lengths) if mask is None else int(mask.sum())
            passages += int(lengths.sum() if mask is None else lengths[mask].sum())
        return documents, passages

    def languages(self) -> Counter[str]:
        """How many documents that are alive are in each language, by its code."""
        found: Counter[str] = Counter()
        for segment, mask in zip(self.segments, self.alive, strict=True):
            codes = segment.codes if mask is None else segment.codes[mask]
            for code, many in zip(*np.unique(codes, return_counts=True), strict=True):
                found[segment.languages[int(code)]] += int(many)
        return found

    def documents(self) -> Iterator[tuple[str, str]]:
        """Id and SHA-256 of each document by number, also of deleted ones."""
        for segment in self.segments:
            yield from segment.documents()

    def document_of(self, passage: int) -> tuple[str, str]:
        """Id and SHA-256 of a passage's document."""
        part, row = _inside(self._documents, self.passages.owner(passage))
        return self.segments[part].document(row)

    def passages_of(self, name: str, sha256: str, allowed: Selection | None = None) -> Rows:
        """The passages of the document with this id and text, in order; none where it is missing or
        not in ``allowed``."""
        may = (allowed or self.everything).documents
        wanted = np.frombuffer(bytes.fromhex(sha256), np.uint8)
        for number, (segment, mask) in enumerate(zip(self.segments, may, strict=True)):
            # By digest, which is faster than going through the ids.
            for row in np.flatnonzero((segment.digests == wanted).all(axis=1)).tolist():
                if segment.ids[row] == name and (mask is None or mask[row]):
                    return self.passages.of(self._documents[number : number + 1] + row)
        return np.empty(0, np.int64)

    def language_of(self, passage: int) -> str:
        """The language whose rules tokenized a passage."""
        part, row = _inside(self._documents, self.passages.owner(passage))
        return self.segments[part].language(row)

    def tokens_of(self, passages: Sequence[int]) -> list[Tokens]:
        """The passages' tokens, rotated (see ``TokenCodes.tokens``)."""
        rows = self.passages.vectors.store_rows(np.array(passages, np.int64))
        return tokens_of([self.store.codes(row) for row in rows.tolist()])

    def terms(self, question: str) -> list[Term]:
        """A question's terms, for both layers. Every search begins here. Raises CutShortIndex."""
        refuse_after(self._missing_pages)
        return self.passages.words.terms(question)

    def load_near(self, sentence: str) -> None:
        """Called before sentences with the words of this one are searched for."""

    def load_tokens(self, passages: Sequence[int]) -> None:
        """Called before ``tokens_of`` is called for these."""


def _inside(firsts: Rows, number: int) -> tuple[int, int]:
    """The part that a number is in, and its number there."""
    # The array's own method: numpy's function takes three times as long for one number.
    part = int(firsts.searchsorted(number, side="right")) - 1
    return part, number - int(firsts[part])


def _by_part(firsts: Rows, numbers: Rows) -> Iterator[tuple[int, slice | NDArray[np.intp], Rows]]:
    """For each part with some of the numbers: the part, the positions of those numbers, and their
    numbers in the part."""
    if len(firsts) == 2:
        yield 0, slice(None), numbers
        return
    parts = np.searchsorted(firsts, numbers, side="right") - 1
    for part in sorted(set(parts.tolist())):
        here = np.flatnonzero(parts == part)
        yield part, here, numbers[here] - firsts[part]
