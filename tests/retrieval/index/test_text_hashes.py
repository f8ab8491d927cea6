"""Lookup of text hashes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.embeddings.text_hashes import KEY_BYTES, SortedKeys, find_few, keys_of


@given(
    st.lists(st.integers(0, 300), unique=True, max_size=60),
    st.lists(st.integers(0, 300), max_size=20),
    st.integers(0, 3),
    st.booleans(),
)
def test_a_few_keys_are_found_as_by_sorting(
    known: list[int], wanted: list[int], alike: int, read: bool
) -> None:
    """Also among keys that begin alike; stored with tokens or not."""
    keys = keys_of([str(one) for one in known]).copy()
    sought = keys_of([str(one) for one in wanted]).copy()
    keys[:, :alike] = 7
    sought[:, :alike] = 7
    stored = np.array([one % 3 > 0 for one in known], np.uint8)
    found = find_few(keys, stored, sought, read=read)
    assert found.tolist() == SortedKeys(keys, stored).find(sought, read=read).tolist()
    places = {key.tobytes(): row for row, key in enumerate(keys)}
    rows = [places.get(key.tobytes(), -1) for key in sought]
    assert found.tolist() == [row if row < 0 or stored[row] or not read else -1 for row in rows]


def test_nothing_is_found_among_nothing() -> None:
    nothing = np.empty((0, KEY_BYTES), np.uint8)
    empty = np.empty(0, np.uint8)
    assert find_few(nothing, empty, keys_of(["a"]), read=False).tolist() == [-1]
    assert find_few(keys_of(["a"]), np.ones(1, np.uint8), nothing, read=True).tolist() == []
