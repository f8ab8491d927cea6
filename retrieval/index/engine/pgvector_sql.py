"""SQL of the engine in PostgreSQL. ``{n}`` is the generation's number."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.index.engine.protocol import Search, SparseTerm

NAMES = ("postings", "sentences", "passages", "documents", "words")
GENERATION = "number, model, format, dimension, revision, sizes"
COLUMNS = (
    "id", "document", "fingerprint", "language", "start", "stop", "sentences", "vectors", "words",
    "context", "tokens", "vector",
)  # fmt: skip
RECORD = ", ".join(f"p.{name}" for name in COLUMNS[:-2])

SETUP = (
    "CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public",
    "CREATE SCHEMA IF NOT EXISTS {schema}",
    """
    CREATE TABLE IF NOT EXISTS indexes (
        number serial PRIMARY KEY, model text NOT NULL, format integer NOT NULL,
        dimension integer NOT NULL, revision text NOT NULL DEFAULT '',
        sizes text NOT NULL DEFAULT '{{}}', next_id bigint NOT NULL DEFAULT 0,
        in_use boolean NOT NULL DEFAULT false
    )
    """,
)
TABLES = (
    'CREATE TABLE documents_{n} (document text COLLATE "C" PRIMARY KEY, '
    "fingerprint bytea NOT NULL, language text NOT NULL, first bigint NOT NULL)",
    """
    CREATE TABLE passages_{n} (
        id bigint PRIMARY KEY, document text COLLATE "C" NOT NULL, fingerprint bytea NOT NULL,
        language text NOT NULL, start integer NOT NULL, stop integer NOT NULL,
        sentences bytea NOT NULL, vectors bytea NOT NULL, words bytea NOT NULL,
        context bytea NOT NULL, tokens bytea NOT NULL, vector halfvec({dimension}) NOT NULL
    )
    """,
    # Numbers like these do not get smaller.
    "ALTER TABLE passages_{n} ALTER COLUMN vectors SET STORAGE EXTERNAL, "
    "ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "CREATE INDEX ON passages_{n} (document)",
    "CREATE TABLE sentences_{n} (passage bigint NOT NULL, vector halfvec({dimension}) NOT NULL)",
    "CREATE INDEX ON sentences_{n} (passage)",
    'CREATE TABLE words_{n} (number serial PRIMARY KEY, word text COLLATE "C" NOT NULL, '
    'language text COLLATE "C" NOT NULL, passages integer NOT NULL, sentences integer NOT NULL, '
    "UNIQUE (word, language))",
    "CREATE TABLE postings_{n} (word integer NOT NULL, base bigint NOT NULL, "
    "ids integer[] NOT NULL, counts smallint[] NOT NULL, lengths smallint[] NOT NULL)",
    "CREATE INDEX ON postings_{n} (word)",
)
HNSW = (
    "CREATE INDEX {table}_{n}_hnsw ON {table}_{n} USING hnsw (vector halfvec_ip_ops) "
    "WITH (m = 16, ef_construction = 100)"
)
NEXT_ID = "SELECT next_id FROM indexes WHERE number = {n} FOR UPDATE"
COUNT_WORDS = (
    "INSERT INTO words_{n} AS w (word, language, passages, sentences) "
    "SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::int[]) "
    "ON CONFLICT (word, language) DO UPDATE SET passages = w.passages + excluded.passages, "
    "sentences = w.sentences + excluded.sentences RETURNING number, word, language"
)
# The postings of words with many rows in as few as possible, without those of passages that are
# gone. A row holds the ids of one million, so that the numbers in it stay small.
MERGE_POSTINGS = """
    WITH many AS (
        SELECT word FROM postings_{n} WHERE word = ANY(?) GROUP BY word HAVING count(*) > ?
    ), gone AS (
        DELETE FROM postings_{n} p USING many m WHERE p.word = m.word RETURNING p.*
    ), flat AS (
        SELECT g.word, g.base + u.id AS id, u.often, u.length
        FROM gone g, unnest(g.ids, g.counts, g.lengths) AS u(id, often, length)
    )
    INSERT INTO postings_{n}
    SELECT word, id / 1000000 * 1000000, array_agg((id % 1000000)::int ORDER BY id),
        array_agg(often ORDER BY id), array_agg(length ORDER BY id)
    FROM flat f WHERE EXISTS (SELECT FROM passages_{n} p WHERE p.id = f.id)
    GROUP BY word, id / 1000000
"""


def halfvec(vector: NDArray[np.floating]) -> str:
    """A vector as pgvector reads it."""
    return f"[{','.join(map(str, vector.astype(np.float32).tolist()))}]"


def search(n: str, wanted: Search, k1: float, b: float) -> tuple[str, list[Any]]:
    """One statement for all proposals, and its values."""
    tables: list[str] = []
    values: list[Any] = []
    only = "" if wanted.documents is None else "WHERE p.document = ANY(?)"
    names = [] if wanted.documents is None else [list(wanted.documents)]
    if wanted.vector is not None:
        vector = halfvec(wanted.vector)
        tables.append(
            f"by_passage AS (SELECT p.id FROM passages_{n} p {only} "
            "ORDER BY p.vector <#> ?::halfvec LIMIT ?)"
        )
        values += [*names, vector, wanted.passages]
        joined = f"JOIN passages_{n} p ON p.id = s.passage {only}" if only else ""
        tables.append(
            f"by_sentence AS (SELECT s.passage AS id FROM sentences_{n} s {joined} "
            "ORDER BY s.vector <#> ?::halfvec LIMIT ?)"
        )
        values += [*names, vector, wanted.sentences]
    if wanted.terms:
        tables.append(_by_words(n, only, len(wanted.terms) < _variants(wanted.terms)))
        asked = [
            (number, word, code, weight)
            for number, term in enumerate(wanted.terms)
            for (code, word), weight in term.variants.items()
        ]
        values += [list(column) for column in zip(*asked, strict=True)]
        # k₁ · (1 - b + b · length / mean) in two parts.
        values += [k1 * (1 - b), k1 * b / wanted.mean, *names, wanted.by_words]
    if not tables:
        return f"SELECT {RECORD} FROM passages_{n} p WHERE false", []
    found = " UNION ".join(f"SELECT id FROM {one.partition(' ')[0]}" for one in tables)
    return (
        f"WITH {', '.join(tables)} SELECT {RECORD} FROM passages_{n} p WHERE p.id IN ({found})",
        values,
    )


def _variants(terms: Iterable[SparseTerm]) -> int:
    return sum(len(term.variants) for term in terms)


def _by_words(n: str, only: str, several: bool) -> str:
    """The best by BM25; ``several``: some term has several variants, of which the best counts."""
    gains = "SELECT term, id, max(gain) AS gain FROM flat GROUP BY term, id"
    return f"""by_words AS (
        WITH asked AS (
            SELECT a.term, w.number AS word, a.weight
            FROM unnest(?::int[], ?::text[], ?::text[], ?::real[])
                AS a(term, word, language, weight)
            JOIN words_{n} w ON w.word = a.word AND w.language = a.language
        ), flat AS (
            SELECT a.term, o.base + u.id AS id,
                a.weight * u.often / (u.often + ?::real + ?::real * u.length) AS gain
            FROM asked a JOIN postings_{n} o ON o.word = a.word,
                unnest(o.ids, o.counts, o.lengths) AS u(id, often, length)
        ), best AS (
            SELECT id, sum(gain) AS score FROM ({gains if several else "SELECT * FROM flat"}) g
            GROUP BY id
        )
        SELECT b.id FROM best b JOIN passages_{n} p ON p.id = b.id {only}
        ORDER BY b.score DESC, b.id LIMIT ?
    )"""
