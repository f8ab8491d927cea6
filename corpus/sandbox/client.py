"""Sandbox: files are parsed in a process of their own, so that one that makes its parser hang,
crash or use too much memory fails alone.

The process (``corpus.sandbox.worker``) is started when it is first needed and used again for the
next file, so that a parser is imported once. It is given no secrets (nothing of the environment but
what Python needs), may write no files, and has limits on memory and processor time; it is watched
by the clock, and killed and started again when it does not answer. What it sends back is treated as
data, and checked; nothing is unpickled.

Limits on memory and processor time are the system's on Linux and macOS (on macOS, memory is watched
from inside the process); Windows has none of these here, only the clock.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from corpus.document import Metadata
from corpus.errors import ForeignError, SourceError
from corpus.outline import Kind, OutlineEntry
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part, Remark
from corpus.parsers.registry import FORMATS
from corpus.sandbox.framing import read_frame, write_frame
from corpus.sandbox.limits import SWOLLEN, Limits, swollen

# What Python needs to start as it did here. Nothing else goes in: settings hold a token.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "TEMP", "TMP")
_START = "import sys; sys.path[:] = {path!r}; from corpus.sandbox.worker import main; main()"
# A file whose parser dies again and again (an archive of bad ones) is given up.
_MOST_DEATHS = 10
_WAITING = 8  # readings that may lie ready before the parser is made to wait


class _Death(Exception):
    """The process ended, or was ended."""


class Sandbox:
    """Reads files in another process. Use as a context manager, from one thread."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker: _Worker | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process, if there is one."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def read(
        self, content: Path | bytes, source: str, ending: str, options: Options | None = None
    ) -> Iterator[Part]:
        """What a reader gives for a file, or for what would be in one, with this name ending.

        Raises SourceError where the file as a whole cannot be read (any further).
        """
        options = options or Options()
        done, deaths = options.first, 0
        while True:
            opened: str | None = None
            try:
                for part in self._ask(content, source, ending, options, done):
                    yield part
                    if isinstance(part, Opened):
                        opened = part.name
                    elif not isinstance(part, Remark):
                        opened, done = None, done + 1
                return
            except _Death as death:
                deaths += 1
                if opened is None or deaths >= _MOST_DEATHS:
                    raise SourceError(source, str(death)) from None
                yield SourceError(f"{source}{opened}", str(death))
                done += 1

    def _ask(
        self, content: Path | bytes, source: str, ending: str, options: Options, first: int
    ) -> Iterator[Part]:
        if self._worker is None or not self._worker.is_alive():
            self._worker = _Worker(self._limits)
        worker = self._worker
        finished = False
        try:
            how = asdict(replace(options, first=first))
            request = {"source": source, "module": FORMATS[ending].module, "options": how}
            if isinstance(content, Path):
                worker.send({**request, "path": str(content)}, b"")
            else:
                worker.send(request, content)
            while (answer := worker.receive()) != {"end": True}:
                if "raise" in answer:
                    finished = True
                    fault = ForeignError if answer.get("foreign") else SourceError
                    raise fault(source, str(answer["raise"]))
                yield _part(answer, source)
            finished = True
        finally:
            # Whoever stops listening half-way leaves a process that goes on talking.
            if not finished:
                self.close()


def _part(answer: dict[str, Any], source: str) -> Part:
    """What an answer says; a parser that was taken over cannot say more than that."""
    try:
        if "opened" in answer:
            return Opened(str(answer["opened"]), answer["total"] and int(answer["total"]))
        if "remark" in answer:
            return Remark(str(answer["remark"]))
        if "failed" in answer:
            name = str(answer["name"])
            return SourceError(f"{source}{name}" if name else source, str(answer["failed"]))
        text = str(answer["text"])
        return ParsedDocument(
            text,
            Metadata(**{name: value and str(value) for name, value in answer["metadata"].items()}),
            [str(note) for note in answer["notes"]],
            tuple(_landmark(row, len(text)) for row in answer["outline"]),
            str(answer["name"]),
            bool(answer["is_excerpt"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _Death(f"its parser answered nonsense ({type(error).__name__})") from None


def _landmark(row: list[Any], length: int) -> OutlineEntry:
    start, end, kind, label, level = row
    if not 0 <= int(start) <= int(end) <= length:
        raise ValueError(row)
    return OutlineEntry(int(start), int(end), Kind(kind), str(label), int(level))


class _Worker:
    """One process, and the thread that listens to it (for Windows cannot wait for a pipe with a
    time limit)."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self._process = subprocess.Popen(
            # -P: nothing is imported from the folder that Pullquote happens to be started in.
            [sys.executable, "-P", "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONUTF8": "1"},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to: IO[bytes] = self._process.stdin
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue(_WAITING)
        self._stopped = threading.Event()
        listener = threading.Thread(
            target=self._listen, args=(self._process.stdout,), name="sandbox", daemon=True
        )
        listener.start()
        self._listener = listener

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def send(self, request: dict[str, Any], content: bytes) -> None:
        limits = {"seconds": self._limits.seconds, "memory": self._limits.memory}
        try:
            write_frame(self._to, json.dumps({**request, "limits": limits}).encode())
            write_frame(self._to, content)
            self._to.flush()
        except OSError:
            self.kill()
            raise _Death(self._reason()) from None

    def receive(self) -> dict[str, Any]:
        try:
            answer = self._answers.get(timeout=self._limits.seconds)
        except queue.Empty:
            self.kill()
            raise _Death(
                f"its parser did not get done with it in {self._limits.seconds:.0f} s"
            ) from None
        if answer is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
            reason = self._reason()
            self.kill()
            raise _Death(reason)
        return answer

    def kill(self) -> None:
        self._stopped.set()
        self._process.kill()
        self._process.wait()
        while self._listener.is_alive():
            with contextlib.suppress(queue.Empty):
                self._answers.get_nowait()
            self._listener.join(0.01)
        with contextlib.suppress(OSError):
            self._to.close()

    def _listen(self, stream: IO[bytes]) -> None:
        """Puts the answers in the queue; None when there are no more."""
        with stream:
            try:
                while (frame := read_frame(stream)) is not None and not self._stopped.is_set():
                    answer = json.loads(frame)
                    self._answers.put(answer if isinstance(answer, dict) else {})
            except (OSError, ValueError, RecursionError):
                pass
        self._answers.put(None)

    def _reason(self) -> str:
        code = self._process.poll()
        if code == getattr(signal, "SIGXCPU", 0) * -1 and code:
            return f"its parser worked on it for more than {self._limits.seconds:.0f} s"
        if code == SWOLLEN:
            return swollen(self._limits.memory)
        if code is not None and code < 0:
            return (
                f"its parser crashed on it ({signal.Signals(-code).name}); the file may be damaged"
            )
        return "its parser ended unexpectedly; the file may be damaged"
