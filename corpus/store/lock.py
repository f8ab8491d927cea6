"""One writer at a time in a data folder."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.errors import StorageError, TakenError
from corpus.private_files import PRIVATE, make_private_folder

_FILE_NAME = "write.lock"


@contextlib.contextmanager
def write_lock(folder: Path, on_wait: Callable[[], None] | None) -> Iterator[None]:
    """Holds the folder's write lock; the system lets go of it even if the process is killed.

    ``on_wait`` is called once if somebody else has it; then this waits for them. Without it, this
    does not wait. Raises StorageError where the folder cannot be made or written, and TakenError
    where somebody has it.
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
