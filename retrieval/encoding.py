"""Texts to vectors, none of them twice."""

import hashlib
from collections.abc import Callable, Container, Sequence

import numpy as np

from corpus.observer import Observer
from retrieval.encoder import Encoder, Vectors
from retrieval.index import Index, Keys, Layer
from retrieval.token_codes import TokenCodes
from retrieval.token_index import TokenIndex

_KEY_BYTES = 16
# Texts encoded between two reports of progress.
_CHUNK = 256


def keys_of(texts: Sequence[str]) -> Keys:
    """A hash of each text: shape (texts, 16)."""
    digests = [hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).digest() for text in texts]
    return np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, _KEY_BYTES)


class Encoding:
    """Encodes the texts of an index. What ``previous`` has of the same model is taken from there;
    texts with equal keys are encoded once."""

    def __init__(self, encoder: Encoder, previous: Index | None, observer: Observer) -> None:
        usable = previous is not None and previous.model == encoder.fingerprint
        self._encoder = encoder
        self._previous = previous if usable else None
        self._observer = observer
        self._vectors: dict[bytes, Vectors] = {}
        self._tokens: dict[bytes, TokenCodes] = {}

    def encode(
        self,
        passages: tuple[Sequence[str], Keys],
        sentences: tuple[Sequence[str], Keys],
    ) -> tuple[Vectors, TokenIndex, Vectors]:
        """The passages' vectors and tokens, and the sentences' vectors; of each the texts and their
        keys."""
        names = [[key.tobytes() for key in keys] for _, keys in (passages, sentences)]
        if self._previous is not None:
            wanted = set(names[0])
            for number in self._take(self._previous.passages, wanted | set(names[1])):
                key = self._previous.passages.keys[number].tobytes()
                if key in wanted:
                    self._tokens[key] = self._previous.tokens.codes(number)
            self._take(self._previous.sentences, set(names[1]))
        unread = _missing(names[0], passages[0], self._tokens)
        unencoded = _missing(names[1], sentences[0], self._vectors.keys() | unread.keys())
        total = len(unread) + len(unencoded)
        self._run(unread, self._read, 0, total)
        self._run(unencoded, self._encode, len(unread), total)
        if total:
            self._observer.progress("encoding", total, total)
        return (
            self._gathered(names[0]),
            TokenIndex.build(self._tokens[name] for name in names[0]),
            self._gathered(names[1]),
        )

    def _take(self, layer: Layer, wanted: set[bytes]) -> list[int]:
        """Takes over the vectors of a layer's texts that are wanted; their numbers."""
        numbers = [n for n, key in enumerate(layer.keys) if key.tobytes() in wanted]
        vectors = layer.vectors.vectors(np.array(numbers, dtype=np.int64))
        for number, vector in zip(numbers, vectors, strict=True):
            self._vectors[layer.keys[number].tobytes()] = vector
        return numbers

    def _run(
        self,
        missing: dict[bytes, str],
        encode: Callable[[Sequence[bytes], Sequence[str]], None],
        done: int,
        total: int,
    ) -> None:
        names = list(missing)
        for first in range(0, len(names), _CHUNK):
            self._observer.progress("encoding", done + first, total)
            chunk = names[first : first + _CHUNK]
            encode(chunk, [missing[name] for name in chunk])

    def _read(self, names: Sequence[bytes], texts: Sequence[str]) -> None:
        vectors, tokens = self._encoder.read_passages(texts)
        self._vectors.update(zip(names, vectors, strict=True))
        self._tokens.update(zip(names, map(TokenCodes.of, tokens), strict=True))

    def _encode(self, names: Sequence[bytes], texts: Sequence[str]) -> None:
        vectors = self._encoder.encode_passages(texts)
        self._vectors.update(zip(names, vectors, strict=True))

    def _gathered(self, names: Sequence[bytes]) -> Vectors:
        # Asking the encoder loads its model, which is in vain where every vector is known.
        known = self._previous.passages.vectors.dimension if self._previous else None
        vectors = np.empty((len(names), known or self._encoder.dimension), np.float32)
        for row, name in enumerate(names):
            vectors[row] = self._vectors[name]
        return vectors


def _missing(names: list[bytes], texts: Sequence[str], known: Container[bytes]) -> dict[bytes, str]:
    """The texts by their keys, each once, that are not known."""
    return {name: text for name, text in zip(names, texts, strict=True) if name not in known}
