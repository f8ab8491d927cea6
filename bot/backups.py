"""Backups: the data folder in one file, and back."""

from pathlib import Path

from bot.collection_changes import exclusive
from corpus.errors import BackupError
from corpus.observer import Observer
from corpus.store import backup
from corpus.store.backup import Entry

# Left out of a backup: what can be made again, and messages in progress at Telegram, which nobody
# wants answered a week later.
_LEFT_OUT = frozenset({"models", "sample-index", "evaluation-index", "telegram"})


def back_up(data_dir: Path, target: Path, observer: Observer) -> list[Entry]:
    """Writes everything in the data folder that cannot be made again into one file, while others
    ask and give feedback. Raises BackupError, StorageError."""
    if not data_dir.is_dir():
        raise BackupError(f"there is no data folder {data_dir} to back up")
    with exclusive(data_dir, observer):
        return backup.back_up(data_dir, target, _LEFT_OUT, observer)


def restore(data_dir: Path, source: Path, observer: Observer, *, force: bool) -> list[Entry]:
    """Puts a backup into the data folder, which must be empty unless ``force``. Raises
    BackupError, StorageError, OSError."""
    with exclusive(data_dir, observer):
        if not force and not backup.is_empty(data_dir, _LEFT_OUT):
            raise BackupError(
                f"{data_dir} is not empty; back it up, then give --force to replace it"
            )
        return backup.restore(source, data_dir, _LEFT_OUT, observer)
