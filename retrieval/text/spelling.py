"""Spelling correction: the words of a vocabulary nearest to an unknown one.

The distance is Damerau–Levenshtein (optimal string alignment): letters left out, added, changed or
swapped with a neighbour. Comparing with each of a million words would take seconds. So each word
has a signature of 64 bits, stored with the index: the letters that it has, once or twice. An edit
changes few of these bits, and numpy filters a million words in milliseconds. What is left is
filtered by letter pairs in the same way, then compared letter by letter.
"""

import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.mapped_arrays import mapped
from retrieval.text.stemming import bare

Signatures = NDArray[np.uint64]

_SHORTEST = 4
# From this length on, two edits are allowed.
_LONG = 8
_FILE = "spelling.npy"
_VOWELS = frozenset("aeiouyäöüаеиоуыэюяіїє")
_OTHER_LETTER = 1.5


class Spelling:
    """The signatures of a vocabulary's words, by number: shape (2, words)."""

    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures

    @classmethod
    def of(cls, vocabulary: Sequence[str]) -> "Spelling":
        signatures = np.fromiter(
            (half for word in vocabulary for half in _signature(word)), np.uint64
        )
        return cls(np.ascontiguousarray(signatures.reshape(-1, 2).T))

    @classmethod
    def merged(
        cls, parts: Sequence["Spelling"], numbers: Sequence[NDArray[np.int64]], words: int
    ) -> "Spelling":
        """The signatures of a merged vocabulary; ``numbers``: each part's new word numbers."""
        signatures = np.zeros((2, words), np.uint64)
        for part, own in zip(parts, numbers, strict=True):
            signatures[:, own] = part._signatures
        return cls(signatures)

    def __len__(self) -> int:
        return int(self._signatures.shape[1])

    def nearest(self, wanted: Iterable[str], vocabulary: Sequence[str]) -> list[int]:
        """The numbers of the words nearest to any of ``wanted``, all at the same distance."""
        best = self.near(wanted, vocabulary)
        least = min(best.values(), default=0)
        return sorted(number for number, distance in best.items() if distance == least)

    def near(self, wanted: Iterable[str], vocabulary: Sequence[str]) -> dict[int, int]:
        """The numbers of the words near any of ``wanted``, and their distances: at most 1, or 2 for
        words of eight letters or more. Words of fewer than four letters or with other characters
        have none near; words with another language or first letter are never near."""
        best: dict[int, int] = {}
        for word in wanted:
            if can_be_misspelt(bare(word)[0]):
                for number, distance in self._near(word, vocabulary):
                    best[number] = min(distance, best.get(number, distance))
        return best

    def _near(self, word: str, vocabulary: Sequence[str]) -> Iterable[tuple[int, int]]:
        letters, rules = bare(word)
        most = 2 if len(letters) >= _LONG else 1
        has, pairs = (np.uint64(half) for half in _signature(word))
        # An edit changes at most two letters, and three pairs into three others.
        near = np.flatnonzero(np.bitwise_count(self._signatures[0] ^ has) <= 2 * most)
        near = near[np.bitwise_count(self._signatures[1][near] ^ pairs) <= 6 * most]
        for number in near.tolist():
            other, others_rules = bare(vocabulary[number])
            if others_rules == rules and other[:1] == letters[0] and can_be_misspelt(other):
                distance = edit_distance(letters, other, most)
                if distance <= most:
                    yield number, distance

    def save(self, folder: Path) -> None:
        np.save(folder / _FILE, self._signatures)

    @classmethod
    def open(cls, folder: Path) -> "Spelling":
        return cls(mapped(folder / _FILE))


def edit_distance(one: str, other: str, most: int) -> int:
    """The distance of two words; ``most`` + 1 where it is more than ``most``.

    >>> edit_distance("putni", "putin", 2), edit_distance("mothr", "mother", 2)
    (1, 1)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def slip(written: str, meant: str) -> float:
    """How unlikely it is that somebody who meant one word wrote the other: a letter left out or
    doubled, neighbours swapped, a vowel for a vowel cost 1, any other change of letters 1.5.

    People seldom hit a wrong letter, and there are many wrong ones: "limt" is rather "limit" than
    "list".

    >>> slip("limt", "limit"), slip("limt", "list"), slip("wich", "which"), slip("wich", "with")
    (1.0, 1.5, 1.0, 1.5)
    """
    before: list[float] = []
    row = [float(n) for n in range(len(meant) + 1)]
    for i, a in enumerate(written, 1):
        before, last, row = row, before, [float(i)]
        for j, b in enumerate(meant, 1):
            change = 0.0 if a == b else 1.0 if a in _VOWELS and b in _VOWELS else _OTHER_LETTER
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + change)
            if i > 1 and j > 1 and a == meant[j - 2] and written[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def can_be_misspelt(word: str) -> bool:
    """Whether a word, without its language, is long enough and of letters alone."""
    return len(word) >= _SHORTEST and all(
        unicodedata.category(letter)[0] in "LM" for letter in word
    )


def _signature(word: str) -> tuple[int, int]:
    letters = pairs = 0
    for letter in word:
        bit = 1 << (ord(letter) % 32)
        letters |= bit << 32 if letters & bit else bit
    for one, other in pairwise(word):
        pairs |= 1 << (zlib.crc32((one + other).encode()) % 64)
    return letters, pairs
