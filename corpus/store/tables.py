"""Tables of a collection: what its database must do, whichever it is.

SQL that both SQLite and PostgreSQL read goes through as it is, with ``?`` for values; where they
differ, a ``Dialect`` has the words.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Dialect:
    """Pieces of SQL. ``unindexed`` goes before a column whose index should not be used, ``by``
    after a table whose index should: the index's name goes into its braces; ``text_bytes``: a
    document's text as bytes; ``has_letters``: whether it contains a value; ``insertion``: a column
    in the order of insertion."""

    unindexed: str
    by: str
    text_bytes: str
    has_letters: str
    insertion: str


class Tables(Protocol):
    """A database with the tables of ``corpus.store.migrations``. Rows can be read by name and by
    position. Every method raises StorageError."""

    @property
    def dialect(self) -> Dialect: ...

    def stream(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows that a statement gives, one at a time."""
        ...

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]: ...

    def row(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first row, or None."""
        ...

    def write(self, statement: str, *values: str | int | None) -> None: ...

    def put(self, table: str, key: Sequence[str], values: Mapping[str, Any]) -> None:
        """Stores a row in place of the one with its key (``key``: the names of those columns)."""
        ...

    def touch(self, revision: str) -> None:
        """Stores a new revision of the documents, and tells those who wait for one."""
        ...

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """All of what happens inside is kept, or nothing. May be nested."""
        ...

    def check(self) -> None: ...

    def close(self) -> None: ...
