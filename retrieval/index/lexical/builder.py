"""Builder of postings from texts that come one after the other.

Words become numbers at once, so that the texts can be let go: as lists of words, a text takes
thirty times its size.
"""

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.packed_strings import Strings

# Words that are sorted together, which bounds memory.
_BLOCK = 1_000_000


class WordNumbers:
    """Words by number, in the order in which they came. The layers of a segment share them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def of(self, words: Iterable[str]) -> list[int]:
        """The words' numbers, new ones for new words."""
        known = self._numbers
        return [known.setdefault(word, len(known)) for word in words]

    def vocabulary(self) -> tuple[Vocabulary, NDArray[np.int64]]:
        """The vocabulary of all words, and the number there of each word here."""
        ordered = sorted(self._numbers)
        numbers = np.empty(len(ordered), np.int64)
        numbers[[self._numbers[word] for word in ordered]] = np.arange(len(ordered))
        return Vocabulary(Strings.of(ordered)), numbers


class PostingsBuilder:
    """Builds the postings of texts."""

    def __init__(self, words: WordNumbers) -> None:
        self._words = words
        self._blocks: list[Postings] = []
        self._clear()

    def add(self, words: Iterable[str]) -> None:
        """Adds a text by its words."""
        before = len(self._numbers)
        self._numbers.extend(self._words.of(words))
        self._lengths.append(len(self._numbers) - before)
        if len(self._numbers) >= _BLOCK:
            self._close()

    def postings(self, numbers: NDArray[np.int64]) -> Postings:
        """The postings of all texts; ``numbers``: those of the words in their vocabulary. Forgets
        the texts."""
        self._close()
        blocks, self._blocks = self._blocks, []
        edges = np.cumsum([0, *map(len, blocks)])
        return Postings.merged(
            blocks,
            [numbers[: len(block.starts) - 1] for block in blocks],
            [
                np.arange(first, first + len(block))
                for first, block in zip(edges[:-1], blocks, strict=True)
            ],
            len(numbers),
        )

    def _close(self) -> None:
        """Makes postings of what has come since the last time."""
        if self._lengths or not self._blocks:
            self._blocks.append(
                Postings.of_numbers(
                    np.array(self._numbers, np.int64),
                    np.array(self._lengths, np.int64),
                    len(self._words),
                )
            )
        self._clear()

    def _clear(self) -> None:
        self._numbers, self._lengths = array("i"), array("i")
