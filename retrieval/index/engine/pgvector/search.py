"""SQL of a search: one statement for all proposals.

Where conditions admit few documents, their passages are compared one by one, by vector and by
words. Where they admit many, the nearest are taken that meet them. Which of both is decided in the
statement, so that no list is sent and no round trip is added.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.index.engine.conditions import Conditions
from retrieval.index.engine.pgvector.postings import Ids
from retrieval.index.engine.pgvector.tables import RECORD
from retrieval.index.engine.protocol import Search

# How many documents and passages are few. A search by vectors goes through some 40,000 texts until
# enough of them meet the conditions.
FEW_DOCUMENTS, FEW_PASSAGES, _SCANNED = 2_000, 10_000, 40_000
# Passages that are proposed by words: twice as many as wanted, since some may be deleted; with
# conditions, as many as can be looked up in some ten milliseconds.
_SPARE, CHECKED = 2, 8_000
# Settings of the connection. Without an iterative scan, a search by vectors gives no more than
# ``ef_search`` texts, before conditions.
SESSION = (
    "SET hnsw.ef_search = 120",
    "SET hnsw.iterative_scan = relaxed_order",
    f"SET hnsw.max_scan_tuples = {_SCANNED}",
    "SET jit = off",
)


def halfvec(vector: NDArray[np.floating]) -> str:
    """A vector as pgvector reads it."""
    return f"[{','.join(map(str, vector.astype(np.float32).tolist()))}]"


def sparsevec(weights: dict[int, float]) -> str:
    """Weights by number, from 1, as pgvector reads them."""
    return f"{{{','.join(f'{n}:{weights[n]:.5g}' for n in sorted(weights))}}}/1000000000"


def wanted_by_words(wanted: Search) -> int:
    """How many passages are to be proposed by words."""
    return CHECKED if wanted.where else _SPARE * wanted.by_words


def search(
    n: str, wanted: Search, by_words: Ids, weights: dict[int, float]
) -> tuple[str, list[Any]]:
    """The statement and its values. ``by_words``: passages, the best first; ``weights``: of the
    question's words, by their numbers."""
    made = _Statement(n, wanted.where)
    if wanted.vector is not None:
        vector = halfvec(wanted.vector)
        made.nearest(f"passages_{n}", "id", vector, wanted.passages)
        made.nearest(f"sentences_{n}", "passage", vector, wanted.sentences)
    if len(by_words):
        made.best(by_words, sparsevec(weights), wanted.by_words)
    return made.whole()


def around(
    n: str, document: str, place: float, most: int, where: Conditions
) -> tuple[str, list[Any]]:
    """The passages of a document that are nearest to a place in it."""
    met, given = conditions(where)
    return (
        f"SELECT {RECORD} FROM passages_{n} p JOIN documents_{n} d ON d.document = p.document "
        f"WHERE p.document = ?{f' AND {met}' if met else ''} "
        f"ORDER BY abs((p.start + p.stop) / 2.0 - ?) LIMIT {most}",
        [document, *given, place],
    )


class _Statement:
    """Searches are added to it, each a query for ids."""

    def __init__(self, n: str, where: Conditions) -> None:
        self._n = n
        self._conditions, self._given = conditions(where)
        self._before: list[str] = []
        self._searches: list[str] = []
        self._values: list[Any] = []
        if self._conditions:
            self._before = [
                f"admitted AS MATERIALIZED (SELECT first, last FROM documents_{n} d "
                f"WHERE {self._conditions} LIMIT {FEW_DOCUMENTS + 1})",
                f"are AS MATERIALIZED (SELECT count(*) > {FEW_DOCUMENTS} "
                f"OR coalesce(sum(last - first + 1), 0) > {FEW_PASSAGES} AS many FROM admitted)",
            ]
            self._values = list(self._given)

    def nearest(self, table: str, key: str, vector: str, most: int) -> None:
        """By vector."""
        order = f"ORDER BY t.vector <#> ?::halfvec LIMIT {most}"
        if not self._conditions:
            self._add(f"SELECT t.{key} AS id FROM {table} t {order}", [vector])
            return
        self._add(f"{self._one_by_one(table, key, 'vector')} {order}", [vector])
        self._add(f"SELECT t.{key} AS id FROM {table} t "
                  f"WHERE (SELECT many FROM are) AND {self._inside(f't.{key}')} {order}",
                  [*self._given, vector])  # fmt: skip

    def best(self, ids: Ids, weights: str, most: int) -> None:
        """Those of ``ids`` that are not deleted and meet the conditions; where few documents do,
        by the weights of all words."""
        many = "(SELECT many FROM are) AND " if self._conditions else ""
        self._add(f"SELECT u.id FROM unnest(?::bigint[]) WITH ORDINALITY AS u(id, place) "
                  f"WHERE {many}{self._inside('u.id')} ORDER BY u.place LIMIT {most}",
                  [ids.tolist(), *self._given])  # fmt: skip
        if self._conditions:
            of_few = self._one_by_one(f"weights_{self._n}", "id", "words")
            order = f"ORDER BY t.words <#> ?::sparsevec LIMIT {most}"
            self._add(f"{of_few} AND t.words <#> ?::sparsevec < 0 {order}", [weights, weights])

    def whole(self) -> tuple[str, list[Any]]:
        first = f"WITH {', '.join(self._before)} " if self._before else ""
        ids = " UNION ".join(f"({one})" for one in self._searches) or "SELECT 0 WHERE false"
        return (
            f"{first}SELECT {RECORD} FROM passages_{self._n} p WHERE p.id IN ({ids})",
            self._values,
        )

    def _add(self, statement: str, values: Sequence[Any]) -> None:
        self._searches.append(statement)
        self._values += values

    def _one_by_one(self, table: str, key: str, column: str) -> str:
        """The rows of admitted documents, where they are few. Without ``OFFSET 0``, which keeps the
        parts apart, the planner could scan an index of vectors instead."""
        return (
            f"SELECT t.id FROM admitted a CROSS JOIN LATERAL (SELECT {key} AS id, {column} "
            f"FROM {table} WHERE {key} BETWEEN a.first AND a.last OFFSET 0) t "
            "WHERE NOT (SELECT many FROM are)"
        )

    def _inside(self, key: str) -> str:
        """Whether a passage's document is there, and meets the conditions. A subquery: as a join it
        could keep an index of vectors from being used."""
        met = f" AND {self._conditions}" if self._conditions else ""
        return (
            f"(SELECT d.last >= {key}{met} FROM documents_{self._n} d WHERE d.first <= {key} "
            "ORDER BY d.first DESC LIMIT 1)"
        )


def conditions(where: Conditions) -> tuple[str, list[Any]]:
    """Conditions on a row d of the documents, and their values."""
    met: list[tuple[str, list[Any]]] = []
    if where.since is not None:
        met.append(("d.until >= ?", [where.since]))
    if where.until is not None:
        met.append(("d.since <= ?", [where.until]))
    if where.names is not None:
        met.append(("position(? IN d.names) > 0", [where.names]))
    if where.language is not None:
        met.append(("(d.spoken = ? OR starts_with(d.spoken, ?))",
                    [where.language, f"{where.language}-"]))  # fmt: skip
    if where.documents is not None:
        met.append(("d.document = ANY(?)", [list(where.documents)]))
    return " AND ".join(one for one, _ in met), [value for _, given in met for value in given]
