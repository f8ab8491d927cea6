"""Packing of sequences: many in one call of the reader's graph, one after the other.

The runtime prepares itself for every new shape, which takes some 2 ms; so there are not too many.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.readers.input import ReaderInput

# Tokens of a call are padded to a multiple of the first, sequences for attention to one of the
# second. (With 16 and 8, some products are added up in another order, and logits in bfloat16 differ
# by a tenth.)
_TOKENS_STEP, _WIDTH_STEP = 32, 16
# The most tokens of a call: what is read for most questions. With 2,048, a question with eight
# passages takes a fiftieth less, and the process 45 MB more: the runtime lays out the weights once
# more for large products.
_MOST_TOKENS = 512


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of the sequences in each call, longest first.

    >>> list(batches([100, 250, 200, 180]))
    [[1, 2], [3, 0]]
    """
    batch: list[int] = []
    tokens = 0
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        if batch and tokens + lengths[number] > _MOST_TOKENS:
            yield batch
            batch, tokens = [], 0
        batch.append(number)
        tokens += lengths[number]
    if batch:
        yield batch


def packed(given: Sequence[ReaderInput]) -> list[NDArray[np.int64]]:
    """The graph's inputs (``bert.graph.PACKED_INPUTS``) for these sequences, at least one."""
    lengths = np.array([len(one.ids) for one in given])
    ends = np.cumsum(lengths)
    width = _round_up(int(lengths.max()), _WIDTH_STEP)
    ids, types, places, back = np.zeros((4, _round_up(int(ends[-1]), _TOKENS_STEP)), np.int64)
    slots = np.full((len(given), width), -1, np.int64)
    for row, (one, end) in enumerate(zip(given, ends.tolist(), strict=True)):
        numbers = np.arange(len(one.ids))
        here = slice(end - len(one.ids), end)
        ids[here], types[here], places[here] = one.ids, one.types, numbers
        slots[row, : len(numbers)] = numbers + here.start
        back[here] = numbers + row * width
    return [ids, types, places, slots, back]


def _round_up(number: int, step: int) -> int:
    return -(-number // step) * step
