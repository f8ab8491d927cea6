"""Word counts that an engine keeps, fetched when they are needed and remembered."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.index.engine.protocol import Counts, Engine, Generation
from retrieval.text.spelling import Spelling, can_be_misspelt
from retrieval.text.stemming import bare

_REMEMBERED = 50_000
# The spelling rules allow two edits, each of which adds or takes away a letter at most.
_EDITS = 2


class KnownWords:
    """The counts of one generation's words. ``fetch`` brings many in one round trip."""

    def __init__(self, engine: Engine, generation: Generation) -> None:
        self._engine, self._generation = engine, generation
        self._known: Counts = {}
        self._near: dict[str, dict[str, int]] = {}
        self._compounds: dict[str, list[str]] = {}

    def fetch(self, words: Iterable[str]) -> None:
        missing = sorted(set(words) - self._known.keys())
        if not missing:
            return
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        found = self._engine.words(self._generation, missing)
        self._known.update({word: found.get(word, {}) for word in missing})

    def of(self, word: str) -> dict[str, tuple[int, int]]:
        """By language: how many passages have the word, and how many sentences."""
        if word not in self._known:
            self.fetch([word])
        return self._known[word]

    def near(self, wanted: Sequence[str]) -> dict[str, int]:
        self.fetch_near(wanted)
        found: dict[str, int] = {}
        for word in wanted:
            found |= self._near[word]
        self.fetch(found)
        return found

    def compounds(self, stemmed: str, most: int) -> list[str]:
        self.fetch_compounds([stemmed], most)
        return self._compounds[stemmed]

    def fetch_compounds(self, stems: Sequence[str], most: int) -> None:
        """The compounds that begin with these stems, and their counts: two round trips for all."""
        if len(self._compounds) > _REMEMBERED:
            self._compounds.clear()
        missing = [one for one in dict.fromkeys(stems) if one not in self._compounds]
        if not missing:
            return
        found = self._engine.compounds(self._generation, missing, most)
        self._compounds.update((one, found.get(one, [])) for one in missing)
        self.fetch(word for one in missing for word in self._compounds[one])

    def fetch_near(self, words: Sequence[str]) -> None:
        """The words that these may be, misspelt, and their counts: two round trips for all."""
        if len(self._near) > _REMEMBERED:
            self._near.clear()
        missing = [word for word in dict.fromkeys(words) if word not in self._near]
        self._near.update((word, {}) for word in missing)
        missing = [word for word in missing if can_be_misspelt(bare(word)[0])]
        if not missing:
            return
        near = sorted(set(self._engine.similar_words(self._generation, missing, _EDITS)))
        if not near:
            return
        spelling = Spelling.of(near)
        for word in missing:
            distances = spelling.near([word], near)
            self._near[word] = {near[number]: distances[number] for number in distances}
        self.fetch(one for word in missing for one in self._near[word])


class EngineCounts:
    """``WordCounts`` of the passages (``layer`` 0) or the sentences (1) of a generation."""

    def __init__(self, generation: Generation, known: KnownWords, layer: int) -> None:
        self._generation, self._known, self._layer = generation, known, layer
        self.languages = generation.languages

    @property
    def texts(self) -> int:
        return int(self.sizes.sum())

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        sizes = [self._generation.sizes[code] for code in self.languages]
        return np.array([one.sentences if self._layer else one.passages for one in sizes], np.int64)

    @cached_property
    def mean(self) -> float:
        total = self._generation.total
        words = total.sentence_words if self._layer else total.passage_words
        return max(1.0, words / max(1, self.texts))

    def having(self, word: str) -> int:
        return sum(counts[self._layer] for counts in self._known.of(word).values())

    def by_language(self, word: str) -> NDArray[np.int64]:
        counts = self._known.of(word)
        return np.array(
            [counts.get(code, (0, 0))[self._layer] for code in self.languages], np.int64
        )

    def near(self, wanted: Sequence[str]) -> dict[str, int]:
        return self._known.near(wanted)

    def compounds(self, stemmed: str, most: int) -> list[str]:
        return self._known.compounds(stemmed, most)
