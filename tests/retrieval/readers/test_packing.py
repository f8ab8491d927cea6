"""Sequences packed for one call of the reader's graph."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.readers.input import ReaderInput
from retrieval.readers.packing import batches, packed


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_every_token_has_one_slot_and_finds_back(lengths: list[int]) -> None:
    """Attention sees each sequence by itself, from its first token on, and nothing else."""
    sequences = [
        ReaderInput([100 * number + n for n in range(many)], [0] * many, np.full(many, -1))
        for number, many in enumerate(lengths)
    ]
    ids, types, places, slots, back = packed(sequences)
    total = sum(lengths)
    assert len({len(one) for one in (ids, types, places, back)}) == 1
    assert ids[:total].tolist() == [one for each in sequences for one in each.ids]
    for row, one in zip(slots, sequences, strict=True):
        own = row[row >= 0]
        assert ids[own].tolist() == one.ids
        assert places[own].tolist() == list(range(len(one.ids)))
        assert (row[len(one.ids) :] == -1).all()
    assert slots.ravel()[back[:total]].tolist() == list(range(total))


@given(st.lists(st.integers(1, 256), max_size=60))
def test_every_sequence_is_in_one_call(lengths: list[int]) -> None:
    """The longest first, so that those of a call are of nearly equal length."""
    order = [number for batch in batches(lengths) for number in batch]
    assert sorted(order) == list(range(len(lengths)))
    assert [lengths[n] for n in order] == sorted(lengths, reverse=True)
