"""Words of an index in PostgreSQL: their counts and the beginnings of their lists.

Both come in one round trip. Lists are kept in memory for the next question: a few frequent words
are in most of them, and theirs are the long lists.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from corpus.store.postgres.connection import PostgresConnection
from retrieval.index.engine.pgvector.bm25 import WordList
from retrieval.index.engine.pgvector.postings import MOST
from retrieval.index.engine.protocol import Counts, Generation

# What lists may take in memory, in bytes.
_KEPT = 64 * 2**20
_FETCH = (
    "SELECT w.word, w.language, w.number, w.passages, w.sentences, ARRAY("
    "SELECT block FROM (SELECT block, peak, sum(many) OVER (ORDER BY peak DESC ROWS UNBOUNDED "
    "PRECEDING) - many AS before FROM postings_{n} o WHERE o.word = w.number) b "
    "WHERE before < {most} ORDER BY peak DESC) AS blocks "
    "FROM words_{n} w WHERE w.word = ANY(?) AND w.passages + w.sentences > 0"
)

Key = tuple[str, str]


class Words:
    """The words of whichever generation was asked for last."""

    def __init__(self, connection: PostgresConnection, seconds: float) -> None:
        """``seconds``: how long a reply is waited for."""
        self._connection, self._seconds = connection, seconds
        self._of = ("", "")
        self._lists: OrderedDict[Key, WordList] = OrderedDict()
        self._size = 0

    def fetch(self, generation: Generation, words: Sequence[str]) -> Counts:
        """The counts of these words. Their lists are in memory afterwards."""
        self._forget_others(generation)
        statement = _FETCH.format(n=generation.name, most=MOST)
        found: Counts = {}
        rows = self._connection.run(statement, [list(words)], binary=True, seconds=self._seconds)
        for row in rows:
            found.setdefault(row["word"], {})[row["language"]] = row["passages"], row["sentences"]
            blocks = tuple(bytes(one) for one in row["blocks"])
            self._keep(
                (row["language"], row["word"]), WordList(row["number"], row["passages"], blocks)
            )
        return found

    def lists(self, generation: Generation, wanted: Iterable[Key]) -> dict[Key, WordList]:
        """The lists of these words, by language and word. Those that were dropped meanwhile take
        another round trip."""
        self._forget_others(generation)
        keys = list(dict.fromkeys(wanted))
        missing = {word for code, word in keys if (code, word) not in self._lists}
        if missing:
            self.fetch(generation, sorted(missing))
        found = {key: self._lists[key] for key in keys if key in self._lists}
        for key in found:
            self._lists.move_to_end(key)
        while self._size > _KEPT and self._lists:
            self._size -= self._lists.popitem(last=False)[1].size
        return found

    def _keep(self, key: Key, words: WordList) -> None:
        known = self._lists.pop(key, None)
        self._size += words.size - (known.size if known else 0)
        self._lists[key] = words

    def _forget_others(self, generation: Generation) -> None:
        if self._of != (generation.name, generation.revision):
            self._of = generation.name, generation.revision
            self._lists.clear()
            self._size = 0
