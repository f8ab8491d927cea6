"""Merging of postings: few long blocks, the best first, out of what changes have added.

A change adds a row for each of its words. Rows are put together once a word has many short ones (as
in a log-structured merge tree); and a word's whole list is sorted again when a quarter of it is out
of order. So each posting is written a few times, however many changes there are.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus.store.postgres.connection import PostgresConnection
from retrieval.index.engine.pgvector import tables
from retrieval.index.engine.pgvector.postings import BLOCK, PassageWords, Postings
from retrieval.index.engine.pgvector.writing import Writer
from retrieval.index.engine.records import WordsInside

_SHORT, _MOST_SHORT = BLOCK // 4, 16
# Postings put in order at a time, and passages posted at a time: what bounds memory.
_PIECE, _PASSAGES = 4_000_000, 2_000
# Above this share of deleted passages in the lists, all lists are rewritten.
_DEAD_SHARE, _FEW_DEAD = 0.25, 10_000
_SIZES = (
    "SELECT word, sum(many) AS all, count(*) AS rows, "
    "coalesce(sum(many) FILTER (WHERE NOT ordered), 0) AS loose, "
    f"count(*) FILTER (WHERE many < {_SHORT} AND NOT ordered) AS short "
    "FROM postings_{n} WHERE word = ANY(?) GROUP BY word"
)


def merge(connection: PostgresConnection, n: str, words: Sequence[int], mean: float) -> None:
    """Merges the lists of those of these words that need it."""
    whole: list[tuple[int, int]] = []
    short: list[tuple[int, int]] = []
    for row in connection.run(_SIZES.format(n=n), [list(words)]):
        is_loose = 4 * row["loose"] > row["all"]
        if is_loose and (row["all"] > BLOCK or row["short"] > _MOST_SHORT) and row["rows"] > 1:
            whole.append((row["word"], int(row["all"])))
        elif row["short"] > _MOST_SHORT:
            short.append((row["word"], int(row["short"]) * _SHORT))
    for condition, ordered, found in (
        ("", True, whole),
        (f" AND many < {_SHORT} AND NOT ordered", False, short),
    ):
        for piece in _pieces(found):
            with connection.transaction():
                _merge_blocks(connection, n, piece, condition, mean, ordered=ordered)


def rewrite(connection: PostgresConnection, n: str, mean: float) -> list[int]:
    """Rewrites all lists, without deleted passages, inside a transaction: questions see the old
    ones until it ends. Returns the words that have lists."""
    writer = Writer(connection, n)
    connection.run(f"DELETE FROM postings_{n}")

    def post(some: Sequence[PassageWords]) -> None:
        words = {(one.language, word) for one in some for word in one.words.words}
        writer.post(some, writer.numbers(sorted(words)), mean)

    piece: list[PassageWords] = []
    for row in connection.stream(f"SELECT id, language, words FROM passages_{n} ORDER BY id"):
        piece.append(PassageWords(row["id"], row["language"], WordsInside.unpack(row["words"])))
        if len(piece) == _PASSAGES:
            post(piece)
            piece = []
    post(piece)
    return sorted(writer.touched)


def has_many_dead(posted: int, alive: int) -> bool:
    """Whether the lists are to be rewritten: ``posted`` passages are in them, of which ``alive``
    are not deleted."""
    return posted - alive > max(_FEW_DEAD, _DEAD_SHARE * alive)


def _merge_blocks(
    connection: PostgresConnection,
    n: str,
    words: Sequence[int],
    condition: str,
    mean: float,
    *,
    ordered: bool,
) -> None:
    gone: dict[int, list[bytes]] = {}
    for row in connection.run(
        f"DELETE FROM postings_{n} WHERE word = ANY(?){condition} RETURNING word, block",
        [list(words)],
        binary=True,
    ):
        gone.setdefault(row["word"], []).append(row["block"])

    def rows() -> Iterator[tuple[Any, ...]]:
        for word, blocks in gone.items():
            for many, peak, block in Postings.unpack(blocks).blocks(mean):
                yield word, many, peak, ordered, block

    connection.copy(f"postings_{n}", tables.POSTING, rows())


def _pieces(sizes: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    piece: list[int] = []
    total = 0
    for word, size in sizes:
        piece.append(word)
        total += size
        if total >= _PIECE:
            yield piece
            piece, total = [], 0
    if piece:
        yield piece
