"""Write lock of a collection in PostgreSQL: an advisory lock, held by a connection of its own.

The server releases it when the process ends or the connection is lost, on whichever machine.
"""

import contextlib
import time
from collections.abc import Callable, Iterator

from corpus.errors import TakenError
from corpus.store.postgres.address import Address
from corpus.store.postgres.connection import PostgresConnection

_WRITING = 717_002
_PAUSE_SECONDS = 0.2


@contextlib.contextmanager
def database_lock(
    address: Address, on_wait: Callable[[], None] | None, name: str = ""
) -> Iterator[None]:
    """Holds the write lock of the address's schema (or another lock of this name). If another
    process has it, ``on_wait`` is called once and this waits; with None it raises TakenError.
    Raises StorageError."""
    connection = PostgresConnection(address)
    wanted = [_WRITING, address.schema + name]
    waited = False
    try:
        while not connection.run("SELECT pg_try_advisory_lock(?, hashtext(?))", wanted)[0][0]:
            if on_wait is None:
                raise TakenError(f"another process is writing in {address.shown}")
            if not waited:
                waited = True
                on_wait()
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        connection.close()
