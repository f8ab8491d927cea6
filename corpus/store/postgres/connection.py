"""Connections to PostgreSQL: statements, transactions, waiting for a change. The one module that
imports psycopg.

A connection that is lost is made again with the next statement, unless a transaction was open: what
was done in it is gone, and its caller has to know. So after a fail-over, reading goes on by itself.
"""

import contextlib
import importlib
import re
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from corpus.errors import StorageError
from corpus.store.postgres.address import Address
from corpus.store.postgres.deadline import Deadline
from corpus.store.postgres.faults import is_refusal, is_standby
from corpus.store.postgres.row import row_factory

# How long a lost server is looked for before it is called lost: a fail-over takes seconds.
_RETRY_SECONDS = 8.0
_PAUSE_SECONDS = 0.2
_CONNECT_SECONDS = 5
# How soon a machine that is gone without a word is noticed: after about a minute, not two hours.
_ALIVE = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
_FETCHED = 200
_NUL = "\x00"


def _psycopg() -> Any:
    try:
        return importlib.import_module("psycopg")
    except ImportError as error:
        raise StorageError(
            f"PostgreSQL needs the package psycopg ({error})", "postgres-missing"
        ) from None


@lru_cache(maxsize=512)
def _translated(statement: str) -> str:
    """``?`` to psycopg's ``%s``. No statement here has a question mark or a percent sign that means
    anything else."""
    return re.sub(r"\?", "%s", statement.replace("%", "%%"))


class PostgresConnection:
    """One connection, made when it is first needed, for one thread. Methods raise StorageError,
    without the password."""

    def __init__(
        self,
        address: Address,
        *,
        retry_seconds: float = _RETRY_SECONDS,
        session: Sequence[str] = (),
    ) -> None:
        """``session``: statements that every new connection begins with."""
        self.address = address
        self._retry_seconds = retry_seconds
        self._session = tuple(session)
        self._made: Any = None
        self._depth = 0
        self._streams = 0
        self._deadline = Deadline()

    def close(self) -> None:
        if self._made is not None:
            with contextlib.suppress(Exception):
                self._made.close()
            self._made = None

    def run(
        self,
        statement: str,
        values: Sequence[Any] = (),
        *,
        binary: bool = False,
        seconds: float | None = None,
    ) -> list[Any]:
        """Runs a statement with ``?`` for values; its rows, if it gives any. ``binary``: rows with
        many bytes in them come as they are, not in hexadecimal digits. ``seconds``: how long the
        reply is waited for; then the connection is cut."""
        try:
            with self._deadline.within(seconds, lambda: self._made):
                rows: list[Any] = self._again(
                    lambda made: _fetched(made, statement, values, binary)
                )
        except TimeoutError:
            raise StorageError(
                f"the database at {self.address.shown} does not answer: no reply within "
                f"{seconds:g} s",
                "database-lost",
            ) from None
        return rows

    def many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Runs a statement for each of these values, in few round trips."""

        def work(made: Any) -> None:
            with made.cursor() as cursor:
                cursor.executemany(_translated(statement), [_stored(one) for one in rows])

        self._again(work)

    def copy(self, table: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
        """Adds rows to a table, the fastest way. Inside a transaction only."""

        def work(made: Any) -> None:
            names = ", ".join(columns)
            with (
                made.cursor() as cursor,
                cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(_stored(row))

        self._again(work)

    def stream(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows, a few hundred at a time; the server keeps the rest."""
        self._streams += 1
        name = f"stream_{self._streams}"

        def declare(made: Any) -> Any:
            cursor = made.cursor(name=name, withhold=True)
            cursor.execute(_translated(statement), _stored(values))
            return cursor

        cursor = self._again(declare)
        try:
            while True:
                with self.faults():
                    rows = cursor.fetchmany(_FETCHED)
                if not rows:
                    return
                yield from rows
        finally:
            with contextlib.suppress(Exception):
                cursor.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what happens inside is kept, or nothing. May be nested."""
        if self._depth:
            yield
            return
        made = self._again(lambda one: one)
        with self.faults(), made.transaction():
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1

    def wait_for(self, channel: str, seconds: float) -> bool:
        """Waits for a notification on a channel; False if none came in this time. Use the
        connection for nothing else."""

        def listen(made: Any) -> bool:
            made.execute(f"LISTEN {channel}")
            return any(True for _ in made.notifies(timeout=seconds, stop_after=1))

        return bool(self._again(listen))

    @contextlib.contextmanager
    def faults(self) -> Iterator[None]:
        """Turns PostgreSQL's errors into StorageError."""
        psycopg = _psycopg()
        try:
            yield
        except psycopg.Error as error:
            raise self._explained(error) from None

    def _again(self, work: Any) -> Any:
        """Does the work, once more where the connection turns out to be lost, for as long as a
        fail-over may take; inside a transaction only once."""
        psycopg = _psycopg()
        deadline = time.monotonic() + self._retry_seconds
        while True:
            try:
                return work(self._connected())
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                lost = self._made is None or self._made.closed or is_standby(error)
                given_up = self._depth or self._deadline.passed or time.monotonic() > deadline
                if not lost or given_up or is_refusal(error):
                    raise self._explained(error) from None
            except psycopg.errors.ReadOnlySqlTransaction as error:
                # A primary that has become a standby.
                if self._depth or time.monotonic() > deadline:
                    raise self._explained(error) from None
            except psycopg.Error as error:
                raise self._explained(error) from None
            self.close()
            time.sleep(_PAUSE_SECONDS)

    def _connected(self) -> Any:
        if self._made is None or (self._made.closed and not self._depth):
            psycopg = _psycopg()
            schema = self.address.schema
            given = psycopg.conninfo.conninfo_to_dict(self.address.conninfo)
            self._made = psycopg.connect(
                self.address.conninfo,
                autocommit=True,
                row_factory=row_factory,
                connect_timeout=_CONNECT_SECONDS,
                application_name="pullquote",
                **{name: value for name, value in _ALIVE.items() if name not in given},
            )
            for statement in (
                f"SET search_path TO {schema}, public",
                "SET client_min_messages TO warning",
                *self._session,
            ):
                try:
                    self._made.execute(statement)
                except BaseException:
                    self.close()
                    raise
        return self._made

    def _explained(self, error: Exception) -> StorageError:
        why = self.address.without_secrets(str(error)) or type(error).__name__
        lost = self._made is None or self._made.closed
        if lost:
            return StorageError(
                f"the database at {self.address.shown} does not answer: {why}", "database-lost"
            )
        return StorageError(f"the database at {self.address.shown} refused: {why}")


def _fetched(made: Any, statement: str, values: Sequence[Any], binary: bool) -> list[Any]:
    cursor = made.execute(_translated(statement), _stored(values), binary=binary)
    return cursor.fetchall() if cursor.description else []


def _stored(values: Sequence[Any]) -> Sequence[Any]:
    """PostgreSQL's texts have no NUL; a title may have one."""
    return [
        one.replace(_NUL, "\ufffd") if isinstance(one, str) and _NUL in one else one
        for one in values
    ]
