"""Engine in PostgreSQL with the extension pgvector.

Each generation n has tables of its own: ``passages_n`` and ``sentences_n`` with vectors in half
precision (HNSW indexes once there are many; before that they are compared one by one),
``postings_n`` for BM25, and ``words_n`` with document frequencies. A change is one transaction.

Postings are rows of arrays, one for each word and change; ids in them count from ``base``. Those of
deleted passages stay until the rows of a word are merged.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.store.postgres.address import Address
from corpus.store.postgres.connection import PostgresConnection
from corpus.store.postgres.tables import tell_of_change
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.index.engine import pgvector_sql as sql
from retrieval.index.engine.protocol import Counts, Generation, Search, Size
from retrieval.index.engine.records import (
    DocumentRecords,
    PassageRecord,
    WordsInside,
    add_words,
    pack_context,
    pack_tokens,
    unpack_context,
    unpack_tokens,
    word_totals,
)
from retrieval.index.lexical.postings import K1, B

# From this number of texts on, an HNSW index is faster than comparing each, and worth building.
_MANY = 10_000
# A word with more rows of postings than this has them merged.
_MOST_ROWS = 64
_LONGEST = np.iinfo(np.int16).max


class PgvectorEngine:
    """See ``retrieval.index.engine.protocol.Engine``."""

    def __init__(self, address: Address) -> None:
        self._connection = PostgresConnection(address)
        self._schema = address.schema
        self._touched: set[int] = set()

    @property
    def shown(self) -> str:
        return self._connection.address.shown

    def close(self) -> None:
        self._connection.close()

    def current(self) -> Generation | None:
        if self._run("SELECT to_regclass(?)", [f"{self._schema}.indexes"])[0][0] is None:
            return None
        rows = self._run(f"SELECT {sql.GENERATION} FROM indexes WHERE in_use")
        return _generation(rows[0]) if rows else None

    def pending(self, model: str, form: int, dimension: int) -> Generation:
        with self._connection.transaction():
            for statement in sql.SETUP:
                self._run(statement.format(schema=self._schema))
            found = self._run(
                f"SELECT {sql.GENERATION} FROM indexes WHERE model = ? AND format = ? "
                "AND dimension = ? AND NOT in_use ORDER BY number DESC LIMIT 1",
                [model, form, dimension],
            )
            if found:
                return _generation(found[0])
            made = self._run(
                "INSERT INTO indexes (model, format, dimension) VALUES (?, ?, ?) "
                f"RETURNING {sql.GENERATION}",
                [model, form, dimension],
            )
            for statement in sql.TABLES:
                self._run(statement.format(n=made[0]["number"], dimension=dimension))
            return _generation(made[0])

    def publish(self, generation: Generation) -> None:
        n = generation.name
        total = generation.total
        for table, texts in (("passages", total.passages), ("sentences", total.sentences)):
            known = self._run("SELECT to_regclass(?)", [f"{self._schema}.{table}_{n}_hnsw"])
            if texts >= _MANY and known[0][0] is None:
                self._run(sql.HNSW.format(table=table, n=n))
        self._merge_postings(n)
        with self._connection.transaction():
            self._run("UPDATE indexes SET in_use = (number = ?)", [int(n)])
            tell_of_change(self._connection)
            others = self._run("DELETE FROM indexes WHERE NOT in_use RETURNING number")
            for row in others:
                for table in sql.NAMES:
                    self._run(f"DROP TABLE IF EXISTS {table}_{row['number']}")

    def change(
        self,
        generation: Generation,
        removed: Sequence[str],
        added: Sequence[DocumentRecords],
        revision: str,
    ) -> Generation:
        n = generation.name
        with self._connection.transaction():
            now = _generation(
                self._run(f"SELECT {sql.GENERATION} FROM indexes WHERE number = ?", [int(n)])[0]
            )
            sizes = dict(now.sizes)
            totals = word_totals(added)
            gone = [*removed, *(one.document for one in added)]
            self._remove(n, gone, totals, sizes)
            first = self._run(sql.NEXT_ID.format(n=n))[0][0]
            numbered = []
            for one in added:
                numbered.append(one.numbered(first))
                first += len(one.passages)
                sizes[one.language] = sizes.get(one.language, Size()) + Size.of(one)
            self._add(n, numbered)
            words = self._count_words(n, totals)
            self._add_postings(n, numbered, words)
            kept = {code: asdict(size) for code, size in sizes.items() if size.documents}
            self._run(
                "UPDATE indexes SET sizes = ?, revision = ?, next_id = ? WHERE number = ?",
                [json.dumps(kept), revision, first, int(n)],
            )
            tell_of_change(self._connection)
        return replace(now, revision=revision, sizes={code: sizes[code] for code in kept})

    def versions(self, generation: Generation) -> Iterator[tuple[str, str]]:
        statement = f"SELECT document, fingerprint FROM documents_{generation.name} ORDER BY first"
        for row in self._connection.stream(statement):
            yield row[0], row[1].hex()

    def records(self, generation: Generation) -> Iterator[PassageRecord]:
        statement = f"SELECT {sql.RECORD}, p.tokens FROM passages_{generation.name} p ORDER BY p.id"
        for row in self._connection.stream(statement):
            record = _record(row, generation.dimension)
            yield replace(record, tokens=unpack_tokens(row["tokens"]))

    def words(self, generation: Generation, words: Sequence[str]) -> Counts:
        found: Counts = {}
        for row in self._run(
            f"SELECT word, language, passages, sentences FROM words_{generation.name} "
            "WHERE word = ANY(?) AND passages + sentences > 0",
            [list(words)],
        ):
            found.setdefault(row[0], {})[row[1]] = (row[2], row[3])
        return found

    def similar_words(self, generation: Generation, word: str, most: int) -> list[str]:
        bare, at, language = word.partition("@")
        rows = self._run(
            f"SELECT DISTINCT word FROM words_{generation.name} WHERE word >= ? AND word < ? "
            "AND length(word) BETWEEN ? AND ? AND passages > 0",
            [bare[:1], chr(ord(bare[0]) + 1), len(word) - most, len(word) + most],
        )
        return [row[0] for row in rows if row[0].endswith(at + language)]

    def search(self, generation: Generation, wanted: Search) -> list[PassageRecord]:
        statement, values = sql.search(generation.name, wanted, K1, B)
        return [_record(row, generation.dimension) for row in self._run(statement, values)]

    def around(
        self, generation: Generation, document: str, place: float, most: int
    ) -> list[PassageRecord]:
        rows = self._run(
            f"SELECT {sql.RECORD} FROM passages_{generation.name} p WHERE p.document = ? "
            "ORDER BY abs((p.start + p.stop) / 2.0 - ?) LIMIT ?",
            [document, place, most],
        )
        return [_record(row, generation.dimension) for row in rows]

    def tokens(self, generation: Generation, ids: Sequence[int]) -> dict[int, TokenCodes]:
        rows = self._run(
            f"SELECT id, tokens FROM passages_{generation.name} WHERE id = ANY(?)", [list(ids)]
        )
        return {row[0]: unpack_tokens(row[1]) for row in rows}

    def _run(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._connection.run(statement, values)

    def _remove(
        self,
        n: str,
        documents: Sequence[str],
        totals: dict[tuple[str, str], list[int]],
        sizes: dict[str, Size],
    ) -> None:
        """Removes documents, and takes their words and sizes away from the totals."""
        if not documents:
            return
        names = list(documents)
        counted: dict[str, Size] = {}
        for row in self._run(
            f"SELECT language, words FROM passages_{n} WHERE document = ANY(?)", [names]
        ):
            inside = WordsInside.unpack(row["words"])
            add_words(totals, row["language"], inside, -1)
            one = Size(0, 1, inside.length, len(inside.lengths), int(inside.lengths.sum()))
            counted[row["language"]] = counted.get(row["language"], Size()) + one
        for code, size in counted.items():
            sizes[code] = sizes.get(code, Size()) + -size
        for row in self._run(
            f"DELETE FROM documents_{n} WHERE document = ANY(?) RETURNING language", [names]
        ):
            sizes[row[0]] = sizes.get(row[0], Size()) + -Size(1)
        self._run(
            f"DELETE FROM sentences_{n} s USING passages_{n} p "
            "WHERE s.passage = p.id AND p.document = ANY(?)",
            [names],
        )
        self._run(f"DELETE FROM passages_{n} WHERE document = ANY(?)", [names])

    def _add(self, n: str, added: Sequence[DocumentRecords]) -> None:
        copy = self._connection.copy
        passages = [one for document in added for one in document.passages]
        copy(
            f"documents_{n}",
            ("document", "fingerprint", "language", "first"),
            (
                (
                    one.document,
                    bytes.fromhex(one.fingerprint),
                    one.language,
                    one.passages[0].id if one.passages else -1,
                )
                for one in added
            ),
        )
        copy(f"passages_{n}", sql.COLUMNS, map(_row, passages))
        copy(
            f"sentences_{n}",
            ("passage", "vector"),
            ((one.id, sql.halfvec(vector)) for one in passages for vector in one.vectors[1:]),
        )

    def _count_words(
        self, n: str, totals: dict[tuple[str, str], list[int]]
    ) -> dict[tuple[str, str], int]:
        """Adds to the words' counts; the words' numbers."""
        ordered = sorted(key for key, counts in totals.items() if any(counts))
        rows: list[Any] = []
        if ordered:
            rows = self._run(
                sql.COUNT_WORDS.format(n=n),
                [
                    [word for _, word in ordered],
                    [code for code, _ in ordered],
                    [totals[key][0] for key in ordered],
                    [totals[key][1] for key in ordered],
                ],
            )
        known = {(row["language"], row["word"]): int(row["number"]) for row in rows}
        # A word whose counts stay as they are, but in other passages; all of them where a document
        # has the same text under another title.
        left = sorted(totals.keys() - known.keys())
        if left:
            for row in self._run(
                f"SELECT number, language, word FROM words_{n} WHERE word = ANY(?)",
                [[word for _, word in left]],
            ):
                known.setdefault((row["language"], row["word"]), int(row["number"]))
        return known

    def _add_postings(
        self, n: str, added: Sequence[DocumentRecords], words: dict[tuple[str, str], int]
    ) -> None:
        lists: dict[int, tuple[list[int], list[int], list[int]]] = {}
        base: int | None = None
        for document in added:
            for one in document.passages:
                base = one.id if base is None else base
                length = min(max(1, one.words.length), _LONGEST)
                counts = one.words.counts.tolist()
                for word, count in zip(one.words.words, counts, strict=True):
                    if count:
                        number = words[document.language, word]
                        ids, often, lengths = lists.setdefault(number, ([], [], []))
                        ids.append(one.id - base)
                        often.append(count)
                        lengths.append(length)
        self._connection.copy(
            f"postings_{n}",
            ("word", "base", "ids", "counts", "lengths"),
            ((number, base, *arrays) for number, arrays in sorted(lists.items())),
        )
        self._touched.update(lists)

    def _merge_postings(self, n: str) -> None:
        if self._touched:
            self._run(sql.MERGE_POSTINGS.format(n=n), [sorted(self._touched), _MOST_ROWS])
            self._touched.clear()


def _generation(row: Any) -> Generation:
    sizes = {code: Size(**size) for code, size in json.loads(row["sizes"]).items()}
    return Generation(
        str(row["number"]), row["model"], row["format"], row["dimension"], row["revision"], sizes
    )


def _row(one: PassageRecord) -> tuple[Any, ...]:
    return (
        one.id,
        one.document,
        bytes.fromhex(one.fingerprint),
        one.language,
        *one.span,
        one.sentences.tobytes(),
        one.vectors.tobytes(),
        one.words.pack(),
        pack_context(one),
        pack_tokens(one.tokens) if one.tokens is not None else b"",
        sql.halfvec(one.vectors[0]),
    )


def _record(row: Any, dimension: int) -> PassageRecord:
    before, after = unpack_context(row["context"])
    vectors: NDArray[np.float16] = np.frombuffer(row["vectors"], np.float16)
    return PassageRecord(
        id=row["id"],
        document=row["document"],
        fingerprint=row["fingerprint"].hex(),
        language=row["language"],
        span=(row["start"], row["stop"]),
        sentences=np.frombuffer(row["sentences"], np.int32).reshape(-1, 2),
        vectors=vectors.reshape(-1, dimension),
        words=WordsInside.unpack(row["words"]),
        before=before,
        after=after,
    )
