"""Vocabulary: words by number, with signatures for spelling correction."""

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.index.packed_strings import Strings
from retrieval.text.spelling import Spelling

# The number of words whose numbers are cached; a question has a dozen.
_REMEMBERED = 4096


class Vocabulary:
    """Words in sorted order; a word's number is its position."""

    def __init__(self, words: Strings, spelling: Spelling | None = None) -> None:
        self.words = words
        self._known_spelling = spelling
        self.number = lru_cache(maxsize=_REMEMBERED)(words.find)

    @classmethod
    def of(cls, words: Iterable[str]) -> "Vocabulary":
        """From words in any order, with repetitions."""
        return cls(Strings.of(sorted(set(words))))

    @classmethod
    def merged(cls, parts: Sequence["Vocabulary"]) -> tuple["Vocabulary", list[NDArray[np.int64]]]:
        """The words of all parts, and for each part the new numbers of its words."""
        own = [list(part.words) for part in parts]
        words = sorted(set().union(*own))
        numbers = {word: number for number, word in enumerate(words)}
        mapped = [np.array([numbers[word] for word in one], np.int64) for one in own]
        spelling = Spelling.merged([part.spelling for part in parts], mapped, len(words))
        return cls(Strings.of(words), spelling), mapped

    def __len__(self) -> int:
        return len(self.words)

    def near(self, wanted: Iterable[str]) -> dict[str, int]:
        """The words near any of these misspelt ones, with their edit distances."""
        found = self.spelling.near(wanted, self.words)
        return {self.words[number]: distance for number, distance in found.items()}

    @cached_property
    def spelling(self) -> Spelling:
        """The signatures of the words."""
        return self._known_spelling or Spelling.of(self.words)

    def save(self, folder: Path) -> None:
        self.words.save(folder)
        self.spelling.save(folder)

    @classmethod
    def open(cls, folder: Path) -> "Vocabulary":
        """Raises OSError, ValueError."""
        words, spelling = Strings.open(folder), Spelling.open(folder)
        if len(words) != len(spelling):
            raise ValueError(f"the words in {folder} and their signatures differ in number")
        return cls(words, spelling)
