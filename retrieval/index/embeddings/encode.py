"""Encoding of texts into an embedding store, each text once."""

from collections.abc import Sequence

import numpy as np

from corpus.observer import Observer
from retrieval.arrays import Rows
from retrieval.index.embeddings.columns import EmbeddingColumns
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.text_hashes import Keys, keys_of
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.models.encoder import Encoder

# Texts encoded between two progress reports; a killed process loses at most this many.
_CHUNK = 256


class Encoding:
    """Encodes texts into a store, unless they are in it or in ``previous``, another store of the
    same model. Equal texts are encoded once."""

    def __init__(
        self,
        encoder: Encoder,
        store: EmbeddingStore,
        previous: EmbeddingStore | None,
        observer: Observer,
    ) -> None:
        self._encoder = encoder
        self._store = store
        self._previous = previous
        self._observer = observer

    def encode(self, passages: Sequence[str], sentences: Sequence[str]) -> tuple[Rows, Rows]:
        """The rows of passages (stored with tokens) and of sentences."""
        wanted = [(passages, keys_of(passages), True), (sentences, keys_of(sentences), False)]
        missing = []
        for texts, keys, read in wanted:
            missing.append(self._missing(texts, keys, read=read))
            if self._previous is not None:
                missing[-1] = self._copied(self._previous, *missing[-1], read=read)
        # A sentence that is also a passage is encoded as a passage.
        known = {key.tobytes() for key in missing[0][1]}
        texts, keys = missing[1]
        left = [number for number, key in enumerate(keys) if key.tobytes() not in known]
        missing[1] = [texts[number] for number in left], keys[left]
        total, done = sum(len(texts) for texts, _ in missing), 0
        for (texts, keys), (_, _, read) in zip(missing, wanted, strict=True):
            for first in range(0, len(texts), _CHUNK):
                self._observer.progress("encoding", done, total)
                chunk = slice(first, first + _CHUNK)
                self._store.append(self._encoded(texts[chunk], keys[chunk], read=read))
                done += len(texts[chunk])
        if total:
            self._observer.progress("encoding", total, total)
        found = [self._store.find(keys, read=read) for _, keys, read in wanted]
        return found[0], found[1]

    def _missing(
        self, texts: Sequence[str], keys: Keys, *, read: bool
    ) -> tuple[Sequence[str], Keys]:
        """The texts that the store does not have, each once."""
        numbers = np.flatnonzero(self._store.find(keys, read=read) < 0).tolist()
        once = {keys[number].tobytes(): number for number in reversed(numbers)}
        left = sorted(once.values())
        return [texts[number] for number in left], keys[left]

    def _copied(
        self, previous: EmbeddingStore, texts: Sequence[str], keys: Keys, *, read: bool
    ) -> tuple[Sequence[str], Keys]:
        """Copies what the other store has; the texts that it does not have."""
        rows = previous.find(keys, read=read)
        if (rows >= 0).any():
            self._store.append(previous.part(rows[rows >= 0]))
        left = np.flatnonzero(rows < 0).tolist()
        return [texts[number] for number in left], keys[left]

    def _encoded(self, texts: Sequence[str], keys: Keys, *, read: bool) -> EmbeddingColumns:
        if not read:
            return EmbeddingColumns.of(
                keys, self._encoder.encode_passages(texts), [None] * len(texts)
            )
        vectors, tokens = self._encoder.encode_passages_with_tokens(texts)
        return EmbeddingColumns.of(keys, vectors, TokenCodes.of_all(tokens))
