"""Text hashes, and fast lookup among very many."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Rows

KEY_BYTES = 16
Keys = NDArray[np.uint8]


def keys_of(texts: Sequence[str]) -> Keys:
    """A hash of each text: shape (texts, 16)."""
    digests = [hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).digest() for text in texts]
    return np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, KEY_BYTES)


class SortedKeys:
    """Keys sorted for binary search."""

    def __init__(self, keys: Keys, read: NDArray[np.uint8]) -> None:
        self._keys, self._read = keys, read
        prefixes = _prefixes(keys)
        self._order = np.argsort(prefixes)
        self._prefixes = prefixes[self._order]

    def find(self, keys: Keys, *, read: bool) -> Rows:
        """The rows of keys, shape (keys,), -1 for unknown ones. Looks up eight of the sixteen
        bytes, then compares every key with these eight."""
        found = np.full(len(keys), -1, np.int64)
        wanted = _prefixes(keys)
        places = np.searchsorted(self._prefixes, wanted)
        left = np.arange(len(keys))
        while True:
            left = left[places[left] < len(self._order)]
            left = left[self._prefixes[places[left]] == wanted[left]]
            if not len(left):
                return found
            rows = self._order[places[left]]
            good = (self._keys[rows] == keys[left]).all(axis=1)
            if read:
                good &= self._read[rows] == 1
            found[left[good]] = rows[good]
            left = left[~good]
            places[left] += 1


def find_few(keys: Keys, stored: NDArray[np.uint8], wanted: Keys, *, read: bool) -> Rows:
    """As ``SortedKeys(keys, stored).find(wanted, read=read)``, by a look at two bytes of every key.
    For a few keys among five million this takes 20 ms, and sorting half a second."""
    marked = np.zeros(1 << 16, bool)
    marked[_beginnings(wanted)] = True
    near = np.flatnonzero(marked[_beginnings(keys)])
    found = SortedKeys(keys[near], stored[near]).find(wanted, read=read)
    return np.where(found >= 0, near[found], -1) if len(near) else found


def _beginnings(keys: Keys) -> NDArray[np.uint16]:
    whole: NDArray[np.uint16] = np.ascontiguousarray(keys).view(np.uint16)
    return whole[:, 0]


def _prefixes(keys: Keys) -> NDArray[np.uint64]:
    whole: NDArray[np.uint64] = np.ascontiguousarray(keys).view(np.uint64)
    return whole[:, 0]
