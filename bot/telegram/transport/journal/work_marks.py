"""Work marks: a small file that says which updates are being worked on right now.

If the process is killed, or crashes, the marks stay: the updates that they name are the only ones
that can have caused it. Others, which waited for their turn or for Telegram, are not suspected.

Setting a mark writes eight bytes to a file that is never synced: it survives the process, and need
not survive a power failure. That takes some microseconds, so each step of the work can have one.
"""

import contextlib
import os
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

# At a time: one step in the event loop, and one in each thread.
_SLOTS = 128
_ID = struct.Struct("<q")
_FREE = _ID.pack(0)


class WorkMarks:
    """The marks of one bot. May be used from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._file: int | None = None
        self._slots = list(range(_SLOTS))

    def open(self) -> list[int]:
        """The ids of the updates that an earlier process was working on when it ended. Without a
        usable file (a full disk), there are none, and no marks are set."""
        found: list[int] = []
        with contextlib.suppress(OSError):
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            data = os.pread(self._file, _SLOTS * _ID.size, 0)
            whole = data[: len(data) - len(data) % _ID.size]
            found = [number for (number,) in _ID.iter_unpack(whole) if number]
        return list(dict.fromkeys(found))

    def clear(self) -> None:
        """Removes all marks. The file then has its full size: setting a mark needs no space."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.pwrite(self._file, _FREE * _SLOTS, 0)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextlib.contextmanager
    def mark(self, update_id: int) -> Iterator[None]:
        """Marks an update until the block ends."""
        with self._lock:
            slot = self._slots.pop() if self._slots else None
        if slot is None:
            yield
            return
        self._write(slot, _ID.pack(update_id))
        try:
            yield
        finally:
            self._write(slot, _FREE)
            with self._lock:
                self._slots.append(slot)

    def _write(self, slot: int, data: bytes) -> None:
        file = self._file
        if file is not None:
            with contextlib.suppress(OSError):
                os.pwrite(file, data, slot * _ID.size)
