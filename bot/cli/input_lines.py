"""Lines of standard input, and which of them wait behind the one that is worked on."""

import queue
import sys
import threading
from collections.abc import Iterator

# So many are read ahead; a pipe with a million lines is not taken in whole.
_AHEAD = 64


class InputLines:
    """The lines of standard input that have anything in them, each as soon as it is there."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str | BaseException | None] = queue.Queue(_AHEAD)
        self._next: list[str | BaseException | None] = []
        threading.Thread(target=self._read, name="standard input", daemon=True).start()

    def waiting(self) -> list[str]:
        """Those that have come and were not taken yet."""
        while True:
            try:
                self._next.append(self._lines.get_nowait())
            except queue.Empty:
                return [line for line in self._next if isinstance(line, str)]

    def __iter__(self) -> Iterator[str]:
        while True:
            line = self._next.pop(0) if self._next else self._lines.get()
            if line is None:
                return
            if isinstance(line, BaseException):
                raise line
            yield line

    def _read(self) -> None:
        try:
            while line := sys.stdin.readline():
                if text := line.strip().strip("\ufeff").strip():
                    self._lines.put(text)
        except Exception as error:  # it belongs to who waits for lines
            self._lines.put(error)
        self._lines.put(None)
