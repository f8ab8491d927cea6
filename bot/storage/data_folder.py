"""Data folder: how its collection is opened and locked, and interrupted restores are finished."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from bot.advice import explain
from bot.environment import INDEX, SECOND_INDEX
from corpus.errors import StorageError
from corpus.observer import Observer
from corpus.store.collection import FILE_NAME, Collection
from corpus.store.interrupted_restore import finish, has_leftovers, is_decided
from corpus.store.lock import write_lock

# What the web server keeps: the key of its sessions.
WEB = "web"
# What can be made again, a lock, and messages in progress at Telegram, which nobody wants answered
# a week later. A restore leaves these as they are.
NOT_BACKED_UP = frozenset(
    {
        "models",
        SECOND_INDEX,
        "sample-index",
        "multilingual-sample-index",
        "evaluation-index",
        "telegram",
        "watching",
        WEB,
    }
)


def exclusive(data_dir: Path, observer: Observer) -> contextlib.AbstractContextManager[None]:
    """The data folder's write lock. Where another process holds it, this says so and waits. Raises
    StorageError."""
    return write_lock(
        data_dir,
        lambda: observer.note("another process is changing the collection; waiting for it"),
    )


def finish_restore(data_dir: Path, note: Callable[[str], None]) -> None:
    """Finishes a restore that was cut off, and deletes what it left. Raises StorageError where
    that cannot be done and the data are in neither place."""
    if not has_leftovers(data_dir):
        return
    if not is_decided(data_dir):
        # Private copies, which nobody needs; unless a restore goes on at this very moment.
        with contextlib.suppress(OSError, StorageError), write_lock(data_dir, None):
            finish(data_dir, NOT_BACKED_UP)
        return
    with exclusive(data_dir, Observer(note=note)):
        if is_decided(data_dir):  # and not finished meanwhile by who had the lock
            try:
                finish(data_dir, NOT_BACKED_UP)
            except OSError as error:
                raise StorageError(
                    f"a restore into {data_dir} was interrupted, and cannot be finished "
                    f"({error.strerror or error})",
                    "restore-unfinished",
                ) from error
            note("finished a restore that had been interrupted")


def open_collection(data_dir: Path, note: Callable[[str], None]) -> Collection:
    """The collection, read-only; ``note`` gets a line for each damaged document. Close it. Raises
    StorageError, also where the collection's file is gone."""
    refuse_missing_collection(data_dir)
    return Collection(data_dir, on_damaged=lambda error: note(explain(error)))


def writable_collection(
    data_dir: Path, note: Callable[[str], None], *, create: bool = False
) -> Collection:
    """The same for writing. ``create``: a missing file may be created."""
    if not create:
        refuse_missing_collection(data_dir)
    return Collection(data_dir, writable=True, on_damaged=lambda error: note(explain(error)))


def refuse_missing_collection(data_dir: Path) -> None:
    """Raises StorageError where the collection's file is gone, but its index is there: the
    collection is lost, and not merely empty."""
    file = data_dir / FILE_NAME
    try:
        is_there = file.is_file() and file.stat().st_size > 0
    except OSError:
        return  # opening it says what is wrong
    if not is_there and not file.is_dir() and (data_dir / INDEX).is_dir():
        raise StorageError(
            f"the collection {file} is gone, but its index is still there",
            "collection-missing",
        )
