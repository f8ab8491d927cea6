"""Postings: for each word, the texts that have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.mapped_arrays import mapped

_FILES = ("starts", "texts", "counts", "lengths", "peaks")
K1, B = 1.5, 0.75
_MOST_COUNTED = np.iinfo(np.uint8).max
_LONGEST = np.iinfo(np.uint16).max
# Postings merged at a time, which bounds memory.
_PIECE = 2_000_000


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of n texts and w words, both by number.

    ``starts`` (w + 1,): where each word's list starts in ``texts``, the numbers of the texts that
    have it, ascending, and in ``counts``, how often (at most 255). ``lengths`` (n,): the number of
    words of each text (1 to 65,535). ``peaks`` (w,): the highest value of BM25's tf / (tf + …) for
    a word in any of these texts, with their own mean length.
    """

    starts: NDArray[np.int64]
    texts: NDArray[np.int32]
    counts: NDArray[np.uint8]
    lengths: NDArray[np.uint16]
    peaks: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]], words: int) -> "Postings":
        """From the word numbers of each text, in any order."""
        lengths = np.array([len(one) for one in texts], np.int64)
        flat = np.fromiter((number for one in texts for number in one), np.int64, lengths.sum())
        return cls.of_numbers(flat, lengths, words)

    @classmethod
    def of_numbers(
        cls, flat: NDArray[np.int64], lengths: NDArray[np.int64], words: int
    ) -> "Postings":
        """From the word numbers of all texts, one text after the other, and how many each has."""
        texts = len(lengths)
        owners = np.repeat(np.arange(texts), lengths)
        # Word and text as one number, so that one sort orders both.
        pairs, counts = np.unique(flat * max(1, texts) + owners, return_counts=True)
        word, text = np.divmod(pairs, max(1, texts))
        return cls.counted(word, text, counts, lengths, words)

    @classmethod
    def counted(
        cls,
        word: NDArray[np.int64],
        text: NDArray[np.int64],
        counts: NDArray[np.integer],
        lengths: NDArray[np.integer],
        words: int,
    ) -> "Postings":
        """From the numbers of words and of the texts that have them, in this order, and how often;
        ``lengths``: of all texts."""
        return cls._with_peaks(
            np.searchsorted(word, np.arange(words + 1)),
            text.astype(np.int32),
            np.minimum(counts, _MOST_COUNTED).astype(np.uint8),
            np.clip(lengths, 1, _LONGEST).astype(np.uint16),
        )

    @classmethod
    def _with_peaks(
        cls,
        starts: NDArray[np.int64],
        texts: NDArray[np.int32],
        counts: NDArray[np.uint8],
        lengths: NDArray[np.uint16],
    ) -> "Postings":
        norms = norms_for(_mean(lengths))
        peaks = np.zeros(len(starts) - 1, np.float32)
        for first, last in _pieces(starts):
            here = slice(int(starts[first]), int(starts[last]))
            often = counts[here].astype(np.float32)
            worth = often / (often + norms[lengths[texts[here]]])
            # For a word that no text has, reduceat would give the next word's first value.
            having = np.flatnonzero(np.diff(starts[first : last + 1])) + first
            if len(having):
                peaks[having] = np.maximum.reduceat(worth, starts[having] - here.start)
        return cls(starts, texts, counts, lengths, peaks)

    @classmethod
    def merged(
        cls,
        parts: Sequence["Postings"],
        words: Sequence[NDArray[np.int64]],
        texts: Sequence[NDArray[np.int64]],
        many_words: int,
    ) -> "Postings":
        """The parts' postings merged. ``words``, ``texts``: for each part, the new numbers of its
        words and of its texts; -1 for texts that are left out."""
        sizes = [_sizes(part, new) for part, new in zip(parts, texts, strict=True)]
        total = np.zeros(many_words, np.int64)
        for new_words, own in zip(words, sizes, strict=True):
            total[new_words] += own
        starts = np.concatenate([[0], np.cumsum(total)])
        merged_texts = np.empty(starts[-1], np.int32)
        merged_counts = np.empty(starts[-1], np.uint8)
        filled = starts[:-1].copy()
        for part, new_words, new_texts, own in zip(parts, words, texts, sizes, strict=True):
            targets = filled[new_words]
            for first, last in _pieces(part.starts):
                here = slice(int(part.starts[first]), int(part.starts[last]))
                some, many = new_texts[part.texts[here]] >= 0, own[first:last]
                before = np.concatenate([[0], np.cumsum(many)])[:-1]
                places = np.repeat(targets[first:last] - before, many) + np.arange(int(many.sum()))
                merged_texts[places] = new_texts[part.texts[here][some]]
                merged_counts[places] = part.counts[here][some]
            filled[new_words] += own
        lengths = np.concatenate(
            [
                np.empty(0, np.uint16),
                *(p.lengths[new >= 0] for p, new in zip(parts, texts, strict=True)),
            ]
        )
        return cls._with_peaks(starts, merged_texts, merged_counts, lengths)

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def mean(self) -> float:
        """The mean length of the texts."""
        return _mean(self.lengths)

    def size(self, word: int) -> int:
        """The number of texts that have a word."""
        return int(self.starts[word + 1] - self.starts[word])

    def list(self, word: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """The texts that have a word, and their counts of it."""
        first, last = int(self.starts[word]), int(self.starts[word + 1])
        return self.texts[first:last], self.counts[first:last]

    def save(self, folder: Path) -> None:
        folder.mkdir()
        for name in _FILES:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, folder: Path) -> "Postings":
        """Raises OSError, ValueError."""
        found = cls(**{name: mapped(folder / f"{name}.npy") for name in _FILES})
        if int(found.starts[-1]) != len(found.texts) or len(found.texts) != len(found.counts):
            raise ValueError(f"the lists of words in {folder} are not of one length")
        if len(found.peaks) != len(found.starts) - 1:
            raise ValueError(f"the peaks in {folder} are not those of its words")
        return found


def _sizes(part: Postings, texts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sizes of a part's lists without the texts whose new number is -1."""
    sizes = np.zeros(len(part.starts) - 1, np.int64)
    for first, last in _pieces(part.starts):
        edges = part.starts[first : last + 1]
        stays = texts[part.texts[int(edges[0]) : int(edges[-1])]] >= 0
        # Differences of a running count.
        running = np.concatenate([[0], np.cumsum(stays)])
        sizes[first:last] = np.diff(running[edges - edges[0]])
    return sizes


def norms_for(mean: float) -> NDArray[np.float32]:
    """BM25's denominator without tf, by text length, for a mean length."""
    lengths = np.arange(_LONGEST + 1)
    norms: NDArray[np.float32] = (K1 * (1 - B + B * lengths / max(1.0, mean))).astype(np.float32)
    return norms


def _mean(lengths: NDArray[np.uint16]) -> float:
    return float(lengths.mean(dtype=np.float64)) if len(lengths) else 1.0


def _pieces(starts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Ranges of words whose lists have at most ``_PIECE`` postings in all, or of one word."""
    edges = [0]
    while edges[-1] < len(starts) - 1:
        most = int(np.searchsorted(starts, starts[edges[-1]] + _PIECE, side="right")) - 1
        edges.append(max(edges[-1] + 1, min(most, len(starts) - 1)))
    return list(pairwise(edges))
