"""Write lock of a data folder: one writer at a time."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.errors import StorageError, TakenError
from corpus.private_files import PRIVATE, make_private_folder

_FILE_NAME = "write.lock"


@contextlib.contextmanager
def write_lock(folder: Path, on_wait: Callable[[], None] | None) -> Iterator[None]:
    """Holds the folder's write lock. The system releases it even if the process is killed.

    If another process holds the lock, ``on_wait`` is called once, and this waits; with None it
    raises TakenError instead. Raises StorageError if the folder cannot be created or written.
    """
    # Imported here: questions do not write.
    from filelock import FileLock, Timeout

    try:
        make_private_folder(folder)
        lock = FileLock(folder / _FILE_NAME, mode=PRIVATE)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if on_wait is None:
                raise TakenError(f"another process is writing in {folder}") from None
            on_wait()
            lock.acquire()
    except (OSError, NotImplementedError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise StorageError(
            f"cannot write in the data folder {folder}: {reason}",
            "data-folder-unwritable",
            folder=str(folder),
        ) from None
    try:
        yield
    finally:
        lock.release()
