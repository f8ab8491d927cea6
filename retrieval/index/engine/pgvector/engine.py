"""Engine in PostgreSQL with the extension pgvector.

Each generation n has tables of its own (see tables.py): documents, passages and sentences with
vectors in half precision (HNSW indexes once there are many; before that they are compared one by
one), words with their counts, and their postings. A change is one transaction.

BM25 is computed here, from the beginnings of lists that the server keeps in order: a question reads
a limited number of rows, however large the collection is.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from corpus.store.postgres.address import Address
from corpus.store.postgres.connection import PostgresConnection
from corpus.store.postgres.tables import tell_of_change
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.index.engine.conditions import Conditions, DocumentFields
from retrieval.index.engine.pgvector import merging, search, tables
from retrieval.index.engine.pgvector.bm25 import Scores
from retrieval.index.engine.pgvector.rows import record
from retrieval.index.engine.pgvector.words import Words
from retrieval.index.engine.pgvector.writing import Writer
from retrieval.index.engine.protocol import Counts, Generation, Search, Size, Version
from retrieval.index.engine.records import DocumentRecords, PassageRecord, unpack_tokens
from retrieval.index.engine.tally import Tally
from retrieval.text.compounds import SHORTEST_PART
from retrieval.text.stemming import MARK, bare

# How long a question waits for a reply.
_PATIENCE = 20.0
# From this number of texts on, an HNSW index is faster than comparing each, and worth building.
_MANY = 10_000


class PgvectorEngine:
    """See ``retrieval.index.engine.protocol.Engine``."""

    def __init__(self, address: Address) -> None:
        self._connection = PostgresConnection(address, session=search.SESSION)
        self._schema = address.schema
        self._words = Words(self._connection, _PATIENCE)
        self._touched: set[int] = set()

    @property
    def shown(self) -> str:
        return self._connection.address.shown

    def close(self) -> None:
        self._connection.close()

    def current(self) -> Generation | None:
        if self._run("SELECT to_regclass(?)", [f"{self._schema}.indexes"])[0][0] is None:
            return None
        rows = self._run(f"SELECT {tables.GENERATION} FROM indexes WHERE in_use")
        return _generation(rows[0]) if rows else None

    def pending(self, model: str, form: int, dimension: int) -> Generation:
        with self._connection.transaction():
            for statement in tables.SETUP:
                self._run(statement.format(schema=self._schema))
            wanted = [model, form, dimension, tables.LAYOUT]
            found = self._run(
                f"SELECT {tables.GENERATION} FROM indexes WHERE model = ? AND format = ? "
                "AND dimension = ? AND layout = ? AND NOT in_use ORDER BY number DESC LIMIT 1",
                wanted,
            )
            if found:
                return _generation(found[0])
            made = self._run(
                "INSERT INTO indexes (model, format, dimension, layout) VALUES (?, ?, ?, ?) "
                f"RETURNING {tables.GENERATION}",
                wanted,
            )
            for statement in tables.TABLES:
                self._run(statement.format(n=made[0]["number"], dimension=dimension))
            return _generation(made[0])

    def publish(self, generation: Generation) -> None:
        n = generation.name
        total = generation.total
        for table, texts in (("passages", total.passages), ("sentences", total.sentences)):
            known = self._run("SELECT to_regclass(?)", [f"{self._schema}.{table}_{n}_hnsw"])
            if texts >= _MANY and known[0][0] is None:
                self._run(tables.HNSW.format(table=table, n=n))
        self._merge_postings(generation)
        with self._connection.transaction():
            self._run("UPDATE indexes SET in_use = (number = ?)", [int(n)])
            tell_of_change(self._connection)
            others = self._run("DELETE FROM indexes WHERE NOT in_use RETURNING number")
            for row in others:
                for table in tables.NAMES:
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
            now, first = self._locked(generation)
            tally = Tally(now.sizes)
            writer = Writer(self._connection, n)
            writer.remove([*removed, *(one.document for one in added)], tally)
            tally.add(added)
            numbered = []
            for one in added:
                numbered.append(one.numbered(first))
                first += len(one.passages)
            writer.add(numbered, tally)
            sizes = tally.sizes
            self._run(
                "UPDATE indexes SET sizes = ?, revision = ?, next_id = ?, posted = posted + ? "
                "WHERE number = ?",
                [
                    json.dumps({code: asdict(size) for code, size in sizes.items()}),
                    revision,
                    first,
                    sum(len(one.passages) for one in added),
                    int(n),
                ],
            )
            tell_of_change(self._connection)
        self._touched |= writer.touched
        return replace(now, revision=revision, sizes=sizes)

    def describe(self, generation: Generation, fields: Mapping[str, DocumentFields]) -> None:
        self._connection.many(
            f"UPDATE documents_{generation.name} SET fields = ?, since = ?, until = ?, spoken = ?, "
            "names = ? WHERE document = ?",
            [
                (one.digest, one.first, one.last, one.language, one.names, document)
                for document, one in fields.items()
            ],
        )

    def versions(self, generation: Generation) -> Iterator[Version]:
        n = generation.name
        statement = f"SELECT document, fingerprint, fields FROM documents_{n} ORDER BY first"
        for row in self._connection.stream(statement):
            yield Version(row[0], row[1].hex(), row[2])

    def records(
        self, generation: Generation, documents: Sequence[str] | None = None
    ) -> Iterator[PassageRecord]:
        n = generation.name
        only = "" if documents is None else "WHERE p.document = ANY(?)"
        statement = f"SELECT {tables.RECORD}, p.tokens FROM passages_{n} p {only} ORDER BY p.id"
        values = [] if documents is None else [list(documents)]
        for row in self._connection.stream(statement, values):
            one = record(row, generation.dimension)
            yield replace(one, tokens=unpack_tokens(row["tokens"]))

    def words(self, generation: Generation, words: Sequence[str]) -> Counts:
        return self._words.fetch(generation, words)

    def similar_words(self, generation: Generation, words: Sequence[str], most: int) -> list[str]:
        rows = self._connection.run(
            "SELECT DISTINCT w.word FROM unnest(?::text[], ?::text[], ?::int[]) "
            f"AS a(first, beyond, letters) JOIN words_{generation.name} w ON w.word >= a.first "
            f"AND w.word < a.beyond AND length(w.word) BETWEEN a.letters - {most} "
            f"AND a.letters + {most} WHERE w.passages > 0",
            [
                [word[0] for word in words],
                [chr(ord(word[0]) + 1) for word in words],
                [len(word) for word in words],
            ],
            seconds=_PATIENCE,
        )
        return [row[0] for row in rows]

    def compounds(
        self, generation: Generation, stems: Sequence[str], most: int
    ) -> dict[str, list[str]]:
        marked = [bare(one) for one in stems]
        rows = self._connection.run(
            "SELECT a.stem, c.word FROM unnest(?::text[], ?::text[], ?::text[], ?::int[]) "
            "AS a(stem, first, rules, letters) CROSS JOIN LATERAL ("
            f"SELECT w.word, sum(w.passages) AS many FROM words_{generation.name} w "
            "WHERE w.word >= a.first AND w.word < a.first || chr(1114111) AND w.passages > 0 "
            "AND length(w.word) >= a.letters AND right(w.word, length(a.rules)) = a.rules "
            f"GROUP BY w.word ORDER BY many DESC, w.word LIMIT {most}) c "
            "ORDER BY a.stem, c.many DESC, c.word",
            [
                list(stems),
                [letters for letters, _ in marked],
                [f"{MARK}{rules}" for _, rules in marked],
                [len(one) + SHORTEST_PART for one in stems],
            ],
            seconds=_PATIENCE,
        )
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row[0], []).append(row[1])
        return found

    def search(self, generation: Generation, wanted: Search) -> list[PassageRecord]:
        asked = [(key, one.variants[key]) for one in wanted.terms for key in one.variants]
        lists = self._words.lists(generation, (key for key, _ in asked))
        scores = Scores(lists, wanted.mean, generation.total.passages)
        best = scores.best(wanted.terms, search.wanted_by_words(wanted))
        weights: dict[int, float] = {}
        for key, weight in asked:
            if key in lists:
                number = lists[key].number
                weights[number] = weights.get(number, 0.0) + weight
        statement, values = search.search(generation.name, wanted, best, weights)
        return self._records(generation, statement, values)

    def around(
        self, generation: Generation, document: str, place: float, most: int, where: Conditions
    ) -> list[PassageRecord]:
        statement, values = search.around(generation.name, document, place, most, where)
        return self._records(generation, statement, values)

    def tokens(self, generation: Generation, ids: Sequence[int]) -> dict[int, TokenCodes]:
        rows = self._connection.run(
            f"SELECT id, tokens FROM passages_{generation.name} WHERE id = ANY(?)",
            [list(ids)],
            binary=True,
            seconds=_PATIENCE,
        )
        return {row[0]: unpack_tokens(row[1]) for row in rows}

    def _run(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._connection.run(statement, values)

    def _records(
        self, generation: Generation, statement: str, values: Sequence[Any]
    ) -> list[PassageRecord]:
        # Vectors are long: in text they would be twice as long.
        rows = self._connection.run(statement, values, binary=True, seconds=_PATIENCE)
        return [record(row, generation.dimension) for row in rows]

    def _locked(self, generation: Generation) -> tuple[Generation, int]:
        """The generation as it is now, and the next passage's id; for the writer alone."""
        [row] = self._run(
            f"SELECT {tables.GENERATION}, next_id FROM indexes WHERE number = ? FOR UPDATE",
            [int(generation.name)],
        )
        return _generation(row), row["next_id"]

    def _merge_postings(self, generation: Generation) -> None:
        n, mean = generation.name, Tally(generation.sizes).mean
        [[posted]] = self._run("SELECT posted FROM indexes WHERE number = ?", [int(n)])
        alive = generation.total.passages
        if merging.has_many_dead(posted, alive):
            with self._connection.transaction():
                self._touched |= set(merging.rewrite(self._connection, n, mean))
                self._run("UPDATE indexes SET posted = ? WHERE number = ?", [alive, int(n)])
        if self._touched:
            merging.merge(self._connection, n, sorted(self._touched), mean)
            self._touched.clear()


def _generation(row: Any) -> Generation:
    sizes = {code: Size(**size) for code, size in json.loads(row["sizes"]).items()}
    return Generation(
        str(row["number"]), row["model"], row["format"], row["dimension"], row["revision"], sizes
    )
