"""Backups: the data folder in one file, and back."""

import os
from pathlib import Path

from bot.storage.data_folder import (
    NOT_BACKED_UP,
    exclusive,
    finish_restore,
    refuse_missing_collection,
)
from corpus.errors import BackupError
from corpus.observer import Observer
from corpus.store import backup
from corpus.store.backup import Entry
from corpus.store.restore import restore as restore_backup


def back_up(data_dir: Path, target: Path, observer: Observer) -> list[Entry]:
    """Writes everything in the data folder that cannot be made again into one file, while others
    ask and give feedback. Raises BackupError, StorageError, OSError."""
    if not data_dir.is_dir():
        raise BackupError(f"there is no data folder {data_dir} to back up")
    if not os.access(data_dir, os.W_OK):
        # On read-only media there is no lock to be had, and nobody to be locked out.
        refuse_missing_collection(data_dir)
        return backup.back_up(data_dir, target, NOT_BACKED_UP, observer)
    finish_restore(data_dir, observer.note)
    with exclusive(data_dir, observer):
        refuse_missing_collection(data_dir)
        return backup.back_up(data_dir, target, NOT_BACKED_UP, observer)


def restore(data_dir: Path, source: Path, observer: Observer, *, force: bool) -> list[Entry]:
    """Puts a backup into the data folder, which must be empty unless ``force``. Raises
    BackupError, StorageError, OSError."""
    finish_restore(data_dir, observer.note)
    with exclusive(data_dir, observer):
        if not force and not backup.is_empty(data_dir, NOT_BACKED_UP):
            raise BackupError(
                f"{data_dir} is not empty; back it up, then give --force to replace it"
            )
        return restore_backup(source, data_dir, NOT_BACKED_UP, observer)
