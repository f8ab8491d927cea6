"""Hard negatives: passages whose vectors are nearest to a question's."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Vectors
from retrieval.models.encoder import Encoder

_TOGETHER = 1024


def encoded(texts: Sequence[str], encoder: Encoder, *, questions: bool) -> Vectors:
    """The texts' vectors, shape (texts, dimension), in half precision to fit into memory."""
    parts = [
        (encoder.encode_questions if questions else encoder.encode_passages)(
            texts[start : start + _TOGETHER]
        ).astype(np.float16)
        for start in range(0, len(texts), _TOGETHER)
    ]
    return np.concatenate(parts) if parts else np.empty((0, encoder.dimension), np.float16)


def nearest(questions: Vectors, passages: Vectors, most: int) -> NDArray[np.int64]:
    """The passages nearest to each question, best first, shape (questions, most)."""
    matrix = passages.astype(np.float32).T
    rows = []
    for start in range(0, len(questions), _TOGETHER):
        cosines = questions[start : start + _TOGETHER].astype(np.float32) @ matrix
        top = np.argpartition(-cosines, most, axis=1)[:, :most]
        order = np.argsort(-np.take_along_axis(cosines, top, axis=1), axis=1)
        rows.append(np.take_along_axis(top, order, axis=1))
    return np.concatenate(rows)
