"""Synthetic collections of any size, made from real texts.

There is no set of a million passages with questions. The question sets' own texts are used whole,
with their real vectors, and the rest is synthesised: a sentence is the beginning of one real
sentence and the end of another; its vector is a real one, moved by the difference of two others (so
that the moves are distributed as real vectors are) to a cosine between 0.93 and 0.64; a passage has
the tokens of a real one. Both are determined by the text.
"""

import contextlib
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, text_hash
from corpus.ingest.boilerplate import find_boilerplate
from corpus.observer import Observer
from corpus.store.collection import Collection, Source
from corpus.store.memory import MemoryStore
from retrieval.arrays import Rows, Vectors
from retrieval.errors import IndexFault
from retrieval.evaluation.question_sets import Context, documents
from retrieval.index.build import build_index
from retrieval.index.embeddings.columns import EmbeddingColumns
from retrieval.index.embeddings.encode import Encoding, PassageText
from retrieval.index.embeddings.rounded_vectors import rounded
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.text_hashes import Keys
from retrieval.index.folder import IndexFolder
from retrieval.index.index import Index
from retrieval.index.update import update_index
from retrieval.models.encoder import Encoder, unit
from training.question_collections import progress_observer

SENTENCES_A_PARAGRAPH, PARAGRAPHS_A_DOCUMENT = 5, 10
# About this many passages per document: some paragraphs are long.
_PASSAGES_A_DOCUMENT = 12
_SEED = 7
# Range of the move, as a multiple of the vector's length.
_LEAST_MOVED, _MOST_MOVED = 0.4, 1.2
_BATCH = 2000


class Real:
    """The real texts and their index."""

    def __init__(self, contexts: Sequence[Context], encoder: Encoder, cache: Path) -> None:
        self.documents = list(documents(contexts))
        self.encoder = encoder
        self.index = self._index(cache)
        self.passages = np.unique(
            self.index.passages.vectors.store_rows(np.arange(len(self.index.passages)))
        )
        self.sentences = np.unique(
            self.index.sentences.vectors.store_rows(np.arange(len(self.index.sentences)))
        )

    def _index(self, cache: Path) -> Index:
        folder, store = IndexFolder(cache), MemoryStore(self.documents)
        previous: Index | None = None
        with contextlib.suppress(IndexFault):
            previous = folder.open(self.encoder.fingerprint)
            if previous.revision == store.revision:
                return previous
        made = build_index(
            store.documents(), self.encoder, store.revision, previous, observer=progress_observer()
        )
        folder.save(made)
        return folder.open(self.encoder.fingerprint)

    def texts(self) -> list[list[str]]:
        """The words of every real sentence of ten words or more."""
        found = []
        by_id = {one.id: one.text for one in self.documents}
        layer = self.index.sentences
        numbers = np.arange(len(layer))
        owners = layer.owners(numbers)
        for number, passage in zip(numbers.tolist(), owners.tolist(), strict=True):
            text = layer.span(number).of(by_id[self.index.document_of(passage)[0]])
            words = text.split()
            if len(words) >= 10:
                found.append(words)
        return found


class SyntheticEncoding(Encoding):
    """Stores texts as ``Encoding`` does, without a model: real ones with their known vectors,
    others with synthetic ones."""

    def __init__(self, real: Real, store: EmbeddingStore, observer: Observer) -> None:
        super().__init__(real.encoder, store, real.index.store, observer)
        self._real = real

    def _encoded(self, passages: Sequence[PassageText], keys: Sequence[Keys]) -> EmbeddingColumns:
        own = np.concatenate([one[:1] for one in keys])
        rows = self._real.passages[_drawn(own)[:, 0] % len(self._real.passages)]
        copied = self._real.index.store.part(rows)
        inside = np.concatenate(
            [one[1:][(one[1:] != one[0]).any(axis=1)] for one in keys]
        )  # the others share their passage's row
        vectors = rounded(moved(self._real, _drawn(own)))
        return replace(copied, keys=own, vectors=vectors).then(
            EmbeddingColumns.of(inside, moved(self._real, _drawn(inside)), [None] * len(inside))
        )


def _drawn(keys: Keys) -> NDArray[np.int64]:
    return np.ascontiguousarray(keys).view(np.uint32).astype(np.int64)


def moved(real: Real, drawn: NDArray[np.int64]) -> Vectors:
    """A vector for each row of ``drawn`` (n, 4), numbers under 2³²: the real vector, the two whose
    difference it is moved along, and how far."""
    store, rows = real.index.store, real.sentences
    one, other, third = (store.vectors(rows[drawn[:, n] % len(rows)]) for n in range(3))
    share = (drawn[:, 3:4] / 2**32).astype(np.float32)
    far = np.float32(_LEAST_MOVED) + share * np.float32(_MOST_MOVED - _LEAST_MOVED)
    return unit(one + far * unit(other - third))


def fill(folder: Path, real: Real, real_documents: Sequence[Document], passages: int) -> None:
    """Makes a data folder whose collection has about this many passages, those of the real
    documents first. As after `pullquote add`, all were searched for boilerplate."""
    shutil.rmtree(folder, ignore_errors=True)
    made = max(0, passages - _passages(real, real_documents))
    with Collection(folder, writable=True) as collection:
        batch: list[Document] = []
        for document in (*real_documents, *_synthetic_documents(real, made)):
            batch.append(document)
            if len(batch) == _BATCH:
                _put(collection, batch)
                batch = []
        _put(collection, batch)
        find_boilerplate(collection, progress_observer())


def index(folder: Path, real: Real) -> None:
    """Indexes the collection of a data folder with the code that indexes users' collections."""

    def synthetic(_: Encoder, store: EmbeddingStore, __: None, observer: Observer) -> Encoding:
        return SyntheticEncoding(real, store, observer)

    with Collection(folder) as collection:
        update_index(
            IndexFolder(folder / "index"),
            collection,
            real.encoder,
            progress_observer(),
            encoding=synthetic,
        )


def _put(collection: Collection, batch: Sequence[Document]) -> None:
    with collection.change():
        for document in batch:
            collection.put(document)
            collection.sources.put(Source(document.source, document.id, document.sha256))


def _passages(real: Real, some: Sequence[Document]) -> int:
    wanted = {one.id for one in some}
    owners: Rows = real.index.passages.owners(np.arange(len(real.index.passages)))
    inside = np.array([name in wanted for name, _ in real.index.documents()], bool)
    return int(inside[owners].sum())


def _synthetic_documents(real: Real, passages: int) -> Iterator[Document]:
    chooser = random.Random(_SEED)
    texts = real.texts()
    for number in range(-(-passages // _PASSAGES_A_DOCUMENT)):
        text = "\n\n".join(
            " ".join(_sentence(texts, chooser) for _ in range(SENTENCES_A_PARAGRAPH))
            for _ in range(PARAGRAPHS_A_DOCUMENT)
        )
        yield Document(
            id=f"made{number:08}",
            text=text,
            source=f"made/{number:08}.txt",
            sha256=text_hash(text),
            added="2026-01-02T00:00:00+00:00",
            published=f"{1990 + number % 36}-{1 + number % 12:02}",
            language="en",
        )


def _sentence(texts: Sequence[list[str]], chooser: random.Random) -> str:
    one, other = chooser.choice(texts), chooser.choice(texts)
    share = chooser.uniform(0.3, 0.7)
    words = one[: int(share * len(one))] + other[int(share * len(other)) :]
    return f"{' '.join(words).rstrip('.!?')}."
