"""Postings: for each word the passages that have it, in blocks that are read best first.

A block is a row with up to 4,096 postings (a passage's id, how often it has the word, how long it
is), seven bytes each. Of a long list the blocks are ordered by impact, tf / (tf + norm): the first
has the 4,096 passages that the word says most of, and so on (impact-ordered lists: Anh and Moffat
2001). So a question reads whole lists of words that are not frequent, and of frequent words only
the beginnings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.index.engine.records import WordsInside
from retrieval.index.lexical.postings import K1, B

BLOCK = 4096
# So much of a word's list is read: about 230 KB. With 100,000 passages that is the whole list of
# all but the words that a third of them have.
MOST = 8 * BLOCK
_LONGEST = np.iinfo(np.uint16).max
_BASE, _EACH = 8, 7

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """Passages that have a word: ``ids``, ``counts`` (how often) and ``lengths`` (words in each),
    all of shape (passages,)."""

    ids: Ids
    counts: NDArray[np.uint8]
    lengths: NDArray[np.uint16]

    @classmethod
    def unpack(cls, blocks: Iterable[bytes]) -> "Postings":
        parts = [_unpacked(one) for one in blocks]
        if not parts:
            return cls(np.empty(0, np.int64), np.empty(0, np.uint8), np.empty(0, np.uint16))
        ids, counts, lengths = (np.concatenate(column) for column in zip(*parts, strict=True))
        return cls(ids, counts, lengths)

    def __len__(self) -> int:
        return len(self.ids)

    def impacts(self, mean: float) -> NDArray[np.float32]:
        """tf / (tf + norm), for passages of this mean length."""
        often = self.counts.astype(np.float32)
        norms = K1 * (1 - B) + K1 * B / mean * self.lengths.astype(np.float32)
        impacts: NDArray[np.float32] = (often / (often + norms)).astype(np.float32)
        return impacts

    def blocks(self, mean: float) -> Iterator[tuple[int, float, bytes]]:
        """How many postings a block has, its highest impact, and the block; the best first."""
        impacts = self.impacts(mean)
        order = np.argsort(-impacts, kind="stable")
        for first in range(0, len(order), BLOCK):
            # Ascending ids compress better.
            here = np.sort(order[first : first + BLOCK])
            yield len(here), float(impacts[order[first]]), self._packed(here)

    def _packed(self, rows: NDArray[np.intp]) -> bytes:
        ids = self.ids[rows]
        base = ids.min()
        return b"".join(
            (
                base.astype("<i8").tobytes(),
                (ids - base).astype("<u4").tobytes(),
                self.counts[rows].tobytes(),
                self.lengths[rows].astype("<u2").tobytes(),
            )
        )


def _unpacked(block: bytes) -> tuple[Ids, NDArray[np.uint8], NDArray[np.uint16]]:
    count = (len(block) - _BASE) // _EACH
    base = np.frombuffer(block, "<i8", 1)[0]
    ids = np.frombuffer(block, "<u4", count, _BASE).astype(np.int64) + base
    counts = np.frombuffer(block, np.uint8, count, _BASE + 4 * count)
    return ids, counts, np.frombuffer(block, "<u2", count, _BASE + 5 * count)


class PassageWords(NamedTuple):
    """A passage that is added to the lists of its words."""

    id: int
    language: str
    words: WordsInside


def postings_by_word(
    passages: Sequence[PassageWords], numbers: Mapping[tuple[str, str], int]
) -> Iterator[tuple[int, Postings]]:
    """The postings of each word of some passages. ``numbers``: the words'."""
    rows: list[tuple[int, int, int, int]] = []
    for one in passages:
        length = min(max(1, one.words.length), _LONGEST)
        for word, count in zip(one.words.words, one.words.counts.tolist(), strict=True):
            if count:
                rows.append((numbers[one.language, word], one.id, count, length))
    table = np.array(rows, np.int64).reshape(-1, 4)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    words, starts = np.unique(table[:, 0], return_index=True)
    for word, (first, last) in zip(words.tolist(), pairwise([*starts, len(table)]), strict=True):
        part = table[first:last]
        yield (
            word,
            Postings(part[:, 1], part[:, 2].astype(np.uint8), part[:, 3].astype(np.uint16)),
        )
