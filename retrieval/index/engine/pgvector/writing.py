"""Writing of documents into the tables of a generation, inside a transaction."""

from collections.abc import Sequence
from typing import Any

from corpus.store.postgres.connection import PostgresConnection
from retrieval.index.engine.pgvector import tables
from retrieval.index.engine.pgvector.postings import PassageWords, postings_by_word
from retrieval.index.engine.pgvector.rows import document_row, passage_row
from retrieval.index.engine.pgvector.search import halfvec, sparsevec
from retrieval.index.engine.records import DocumentRecords, PassageRecord, WordsInside
from retrieval.index.engine.tally import Tally, Word
from retrieval.index.lexical.postings import K1, B


class Writer:
    """Writes into generation ``n``. ``touched``: the words whose lists got longer."""

    def __init__(self, connection: PostgresConnection, n: str) -> None:
        self._connection, self._n = connection, n
        self.touched: set[int] = set()

    def remove(self, documents: Sequence[str], tally: Tally) -> None:
        """Removes documents, but for their postings, and takes them away from the tally."""
        if not documents:
            return
        n, names = self._n, [list(documents)]
        run = self._connection.run
        passages = run(
            f"SELECT language, words FROM passages_{n} WHERE document = ANY(?)", names, binary=True
        )
        for table, key in (("sentences", "passage"), ("weights", "id")):
            run(
                f"DELETE FROM {table}_{n} t USING passages_{n} p "
                f"WHERE t.{key} = p.id AND p.document = ANY(?)",
                names,
            )
        run(f"DELETE FROM passages_{n} WHERE document = ANY(?)", names)
        gone = run(f"DELETE FROM documents_{n} WHERE document = ANY(?) RETURNING language", names)
        tally.remove(
            (row["language"] for row in gone),
            ((row["language"], WordsInside.unpack(row["words"])) for row in passages),
        )

    def add(self, documents: Sequence[DocumentRecords], tally: Tally) -> None:
        """Adds documents that the tally has in it, whose passages have ids."""
        n, copy = self._n, self._connection.copy
        passages = [one for document in documents for one in document.passages]
        copy(f"documents_{n}", tables.DOCUMENT, map(document_row, documents))
        copy(f"passages_{n}", tables.PASSAGE, map(passage_row, passages))
        copy(
            f"sentences_{n}",
            ("passage", "vector"),
            ((one.id, halfvec(vector)) for one in passages for vector in one.vectors[1:]),
        )
        numbers = self._count_words(tally)
        self.post(
            [PassageWords(one.id, one.language, one.words) for one in passages], numbers, tally.mean
        )
        copy(
            f"weights_{n}",
            ("id", "words"),
            ((one.id, sparsevec(_weights(one, numbers, tally.mean))) for one in passages),
        )

    def post(self, passages: Sequence[PassageWords], numbers: dict[Word, int], mean: float) -> None:
        """Adds the passages to the lists of their words."""

        def rows() -> Any:
            for word, postings in postings_by_word(passages, numbers):
                self.touched.add(word)
                for many, peak, block in postings.blocks(mean):
                    yield word, many, peak, False, block

        self._connection.copy(f"postings_{self._n}", tables.POSTING, rows())

    def numbers(self, words: Sequence[Word]) -> dict[Word, int]:
        """The numbers of words that are known."""
        found: dict[Word, int] = {}
        if words:
            for row in self._connection.run(
                f"SELECT number, language, word FROM words_{self._n} WHERE word = ANY(?)",
                [[word for _, word in words]],
            ):
                found[row["language"], row["word"]] = int(row["number"])
        return found

    def _count_words(self, tally: Tally) -> dict[Word, int]:
        """Adds to the words' counts; the numbers of all words in the tally."""
        changed = tally.changed
        ordered = sorted(changed)
        known: dict[Word, int] = {}
        if ordered:
            for row in self._connection.run(
                tables.COUNT_WORDS.format(n=self._n),
                [
                    [word for _, word in ordered],
                    [code for code, _ in ordered],
                    [changed[key][0] for key in ordered],
                    [changed[key][1] for key in ordered],
                ],
            ):
                known[row["language"], row["word"]] = int(row["number"])
        # A word whose counts stay as they are, but in other passages; all of them where a document
        # has the same text under another title.
        return self.numbers(sorted(tally.words.keys() - known.keys())) | known


def _weights(one: PassageRecord, numbers: dict[Word, int], mean: float) -> dict[int, float]:
    norm = K1 * (1 - B + B * max(1, one.words.length) / mean)
    return {
        numbers[one.language, word]: count / (count + norm)
        for word, count in zip(one.words.words, one.words.counts.tolist(), strict=True)
        if count
    }
