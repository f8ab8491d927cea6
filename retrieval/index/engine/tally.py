"""Tally of words and sizes: what a change adds to an index's counts, and takes away."""

from collections.abc import Iterable, Mapping, Sequence

from retrieval.index.engine.protocol import Size
from retrieval.index.engine.records import DocumentRecords, WordsInside

# A word of a language.
Word = tuple[str, str]


class Tally:
    """``sizes``: of the whole index, by language. ``words``: by language and word, how many more
    passages have it now, and how many more sentences."""

    def __init__(self, sizes: Mapping[str, Size] | None = None) -> None:
        self._sizes = dict(sizes or {})
        self.words: dict[Word, list[int]] = {}

    @property
    def sizes(self) -> dict[str, Size]:
        """Without languages that no document has."""
        return {code: size for code, size in self._sizes.items() if size.documents}

    @property
    def mean(self) -> float:
        """The mean length of the passages."""
        total = sum(self._sizes.values(), Size())
        return max(1.0, total.passage_words / max(1, total.passages))

    @property
    def changed(self) -> dict[Word, list[int]]:
        """The words whose counts are not as they were."""
        return {word: counts for word, counts in self.words.items() if any(counts)}

    def add(self, documents: Sequence[DocumentRecords]) -> None:
        for one in documents:
            self.documents(one.language, 1)
            for passage in one.passages:
                self.passage(one.language, passage.words)

    def remove(self, languages: Iterable[str], passages: Iterable[tuple[str, WordsInside]]) -> None:
        """Takes away documents in these languages; and passages, each with its language and its
        words."""
        for language, words in passages:
            self.passage(language, words, -1)
        for language in languages:
            self.documents(language, -1)

    def documents(self, language: str, count: int) -> None:
        self._grow(language, Size(count))

    def passage(self, language: str, inside: WordsInside, sign: int = 1) -> None:
        """Adds a passage, or with ``sign`` -1 takes it away."""
        size = Size(0, 1, inside.length, len(inside.lengths), int(inside.lengths.sum()))
        self._grow(language, size if sign > 0 else -size)
        in_sentences = inside.sentences_having()
        for word, count in zip(inside.words, inside.counts.tolist(), strict=True):
            total = self.words.setdefault((language, word), [0, 0])
            total[0] += sign * (count > 0)
            total[1] += sign * in_sentences.get(word, 0)

    def _grow(self, language: str, by: Size) -> None:
        self._sizes[language] = self._sizes.get(language, Size()) + by
