"""Tables of the engine in PostgreSQL. ``{n}`` is the generation's number.

``LAYOUT`` rises with every change of these tables: an index of another layout is rebuilt beside the
one in use, like one of another model.
"""

LAYOUT = 2
NAMES = ("postings", "weights", "sentences", "passages", "documents", "words")
# See Generation.format. (Before there were layouts, it was 1.)
GENERATION = (
    "number, model, CASE WHEN coalesce((to_jsonb(indexes) ->> 'layout')::int, 1) = "
    f"{LAYOUT} THEN format ELSE -format END AS format, dimension, revision, sizes"
)
DOCUMENT = (
    "document", "fingerprint", "language", "first", "last", "fields", "since", "until", "spoken",
    "names",
)  # fmt: skip
PASSAGE = (
    "id", "document", "fingerprint", "language", "start", "stop", "sentences", "vectors", "words",
    "context", "tokens", "vector",
)  # fmt: skip
POSTING = ("word", "many", "peak", "ordered", "block")
# All of a passage but its tokens, and the vector that is searched for.
RECORDED = PASSAGE[:-2]
RECORD = ", ".join(f"p.{name}" for name in RECORDED)

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
    "ALTER TABLE indexes ADD COLUMN IF NOT EXISTS layout integer NOT NULL DEFAULT 1",
    # How many passages are in the lists of words, deleted ones too.
    "ALTER TABLE indexes ADD COLUMN IF NOT EXISTS posted bigint NOT NULL DEFAULT 0",
)
TABLES = (
    # Passages of a document have the ids from first to last. fields: a digest of what follows it.
    'CREATE TABLE documents_{n} (document text COLLATE "C" PRIMARY KEY, '
    "fingerprint bytea NOT NULL, language text NOT NULL, first bigint NOT NULL, "
    "last bigint NOT NULL, fields bytea NOT NULL, since date, until date, "
    'spoken text COLLATE "C" NOT NULL, names text COLLATE "C" NOT NULL)',
    "CREATE INDEX ON documents_{n} (first)",
    "CREATE INDEX ON documents_{n} (until)",
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
    # See postings.py.
    "CREATE TABLE postings_{n} (word integer NOT NULL, many integer NOT NULL, "
    "peak real NOT NULL, ordered boolean NOT NULL, block bytea NOT NULL)",
    "CREATE INDEX ON postings_{n} (word, peak DESC)",
    # The words of each passage with their weights, for scoring the passages of few documents.
    "CREATE TABLE weights_{n} (id bigint PRIMARY KEY, words sparsevec NOT NULL)",
)
HNSW = (
    "CREATE INDEX {table}_{n}_hnsw ON {table}_{n} USING hnsw (vector halfvec_ip_ops) "
    "WITH (m = 16, ef_construction = 100)"
)
COUNT_WORDS = (
    "INSERT INTO words_{n} AS w (word, language, passages, sentences) "
    "SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::int[]) "
    "ON CONFLICT (word, language) DO UPDATE SET passages = w.passages + excluded.passages, "
    "sentences = w.sentences + excluded.sentences RETURNING number, word, language"
)
