"""Parsers' process, seen from outside: started, asked, listened to, killed."""

import contextlib
import importlib.util
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from corpus.errors import SourceError
from corpus.parsers.ocr_data import VARIABLE, readable_folders
from corpus.parsers.registry import FORMATS, parser_name
from corpus.sandbox.answers import isolation_in
from corpus.sandbox.framing import read_frame, write_frame
from corpus.sandbox.libc import refuse_to_be_read
from corpus.sandbox.limits import SWOLLEN, Limits, swollen

# What Python needs to start as it did here, and no more: settings hold a token.
_ENVIRONMENT = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "TEMP", "TMP", VARIABLE,
)  # fmt: skip
_START = (
    "import sys; sys.path[:] = {path!r}; from corpus.sandbox.worker import main; "
    "main({files!r}, {packages!r})"
)
_WAITING = 8  # answers that are read ahead before the parser has to wait
_SENDS_FILES = hasattr(socket, "send_fds") and os.name == "posix"


class ParserDeath(Exception):
    """The process ended, or was ended; its text says why."""


class ParserProcess:
    """A worker process, and the thread that reads its answers (on Windows, reading from a pipe
    cannot have a time limit). ``isolation``: what keeps it from everything else."""

    def __init__(self, limits: Limits, languages: Path | None) -> None:
        self._limits = limits
        refuse_to_be_read()
        ours, theirs = socket.socketpair() if _SENDS_FILES else (None, None)
        files = theirs.fileno() if theirs is not None else None
        readable = [*_packages(), *readable_folders(languages)]
        start = _START.format(path=sys.path, files=files, packages=readable)
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        if languages is not None:
            environment[VARIABLE] = str(languages)
        self._process = subprocess.Popen(
            # -P: nothing is imported from the folder that Pullquote happens to be started in.
            [sys.executable, "-P", "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            pass_fds=() if files is None else (files,),
        )
        if theirs is not None:
            theirs.close()
        self._files = ours
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
        self.isolation = isolation_in(self.receive())

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def send_file(self, request: dict[str, Any], path: Path, source: str) -> None:
        """Sends a request about a file: the open file, where the system can send one, else its
        path. Raises SourceError where it cannot be opened."""
        try:
            file = path.open("rb")
        except OSError as error:
            raise SourceError(source, (error.strerror or str(error)).lower()) from None
        with file:
            if self._files is None:
                self.send({**request, "path": str(path)}, b"")
                return
            self.send({**request, "sent": True}, b"")
            try:
                socket.send_fds(self._files, [b"."], [file.fileno()])
            except OSError:
                self.kill()
                raise ParserDeath(self._reason()) from None

    def send(self, request: dict[str, Any], content: bytes) -> None:
        limits = {"seconds": self._limits.seconds, "memory": self._limits.memory}
        try:
            write_frame(self._to, json.dumps({**request, "limits": limits}).encode())
            write_frame(self._to, content)
            self._to.flush()
        except OSError:
            self.kill()
            raise ParserDeath(self._reason()) from None

    def receive(self) -> dict[str, Any]:
        try:
            answer = self._answers.get(timeout=self._limits.seconds)
        except queue.Empty:
            self.kill()
            raise ParserDeath(f"its parser timed out after {self._limits.seconds:.0f} s") from None
        if answer is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
            reason = self._reason()
            self.kill()
            raise ParserDeath(reason)
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
        if self._files is not None:
            self._files.close()

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
            return f"its parser used more than {self._limits.seconds:.0f} s of processor time"
        if code == SWOLLEN:
            return swollen(self._limits.memory)
        if code is not None and code < 0:
            return (
                f"its parser crashed on it ({signal.Signals(-code).name}); the file may be damaged"
            )
        return "its parser ended unexpectedly; the file may be damaged"


def _packages() -> list[str]:
    """The folders of the packages that the parsers are in."""
    names = {parser_name(one.module).partition(".")[0] for one in FORMATS.values()}
    found = [importlib.util.find_spec(name) for name in sorted(names)]
    return [
        place for one in found if one is not None for place in one.submodule_search_locations or ()
    ]
