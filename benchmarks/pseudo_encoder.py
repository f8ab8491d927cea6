"""Pseudo-encoder: fixed pseudo-random vectors, of the shapes that the embedding model gives.

For measuring what is not the model: memory, sizes, steps. It finds nothing.
"""

import re
from collections.abc import Sequence

import numpy as np

from retrieval.arrays import Vectors
from retrieval.models.encoder import Tokens, unit

_SEED, _KNOWN = 3, 4096
# About as many tokens as a word-piece tokenizer makes.
_TOKEN = re.compile(r"\w{1,6}|[^\w\s]")


class PseudoEncoder:
    """An ``Encoder`` of 384 dimensions."""

    fingerprint = "pseudo-random"
    dimension = 384

    def __init__(self) -> None:
        generator = np.random.default_rng(_SEED)
        self._known = unit(generator.standard_normal((_KNOWN, self.dimension), np.float32))

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._known[[len(text) % _KNOWN for text in texts]]

    def encode_questions_with_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Tokens]]:
        return [(self.encode_passages([text])[0], self._tokens(text)) for text in texts]

    def encode_passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        tokens = [self._tokens(text) for text in texts]
        means = [one.vectors.sum(axis=0, keepdims=True) + self._known[:1] for one in tokens]
        return unit(np.concatenate(means)), tokens

    def _tokens(self, text: str) -> Tokens:
        starts = [one.start() for one in _TOKEN.finditer(text)]
        numbers = [(13 * start + len(text)) % _KNOWN for start in starts]
        return Tokens(self._known[numbers].reshape(-1, self.dimension), np.array(starts, np.int64))
