"""Lines of standard input, read ahead in a thread."""

import queue
import sys
import threading
from collections.abc import Iterator

# Lines read ahead at most; a pipe with a million lines is not loaded whole.
_AHEAD = 64


class InputLines:
    """The lines of standard input that are not blank, each as soon as it has arrived."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str | BaseException | None] = queue.Queue(_AHEAD)
        self._next: list[str | BaseException | None] = []
        threading.Thread(target=self._read, name="standard input", daemon=True).start()

    def queued(self) -> list[str]:
        """The lines that have arrived but were not iterated over yet."""
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
        except Exception as error:  # raised again where the lines are used
            self._lines.put(error)
        self._lines.put(None)
