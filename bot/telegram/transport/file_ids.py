"""File ids: what Telegram calls the files that the bot has sent before.

A file that is sent again by its id is not uploaded again. The ids are only kept to save that: a
store that cannot be read or written counts as empty.
"""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import StorageError
from corpus.store.database import Format, connect, faults, statements

_FILE_NAME = "files.sqlite3"
_FORMAT = Format(
    first=statements("CREATE TABLE files (key TEXT PRIMARY KEY, file_id TEXT NOT NULL)"),
    steps=(),
    advice="delete it: files are then uploaded once more",
)


class FileIds:
    """The ids of one bot's files. The folder is the bot's own."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE_NAME
        self._known: dict[str, str] | None = None

    def get(self, key: str) -> str | None:
        """The id of the file with this key, if it has been sent."""
        return self._all().get(key)

    def keep(self, key: str, file_id: str) -> None:
        """Remembers an id."""
        self._all()[key] = file_id
        self._run("REPLACE INTO files VALUES (?, ?)", [key, file_id])

    def forget(self, key: str) -> None:
        """Telegram does not know the id any more."""
        self._all().pop(key, None)
        self._run("DELETE FROM files WHERE key = ?", [key])

    def _all(self) -> dict[str, str]:
        if self._known is None:
            self._known = dict(self._run("SELECT key, file_id FROM files"))
        return self._known

    def _run(self, sql: str, values: Sequence[str] = ()) -> list[tuple[str, str]]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (
                contextlib.closing(connect(self._path, _FORMAT, writable=True)) as database,
                faults(self._path, _FORMAT.advice),
            ):
                return [tuple(row) for row in database.execute(sql, values)]
        except (StorageError, OSError):
            return []
