"""Sandbox: files are parsed in a separate process, so that a file that makes its parser hang,
crash or use too much memory fails alone, and one that takes its parser over reaches nothing.

The process (``corpus.sandbox.worker``) is started when it is first needed and used again for the
next file, so that a parser is imported once. It gets an open file, and nothing of the environment
but what Python needs. It can write no files and start no processes, and has limits on memory and
processor time; when it does not answer in time, it is killed and started again. What it sends back
is treated as data, and checked; nothing is unpickled. On Linux it can open no other files and reach
no network (``corpus.sandbox.walls``), and this process closes its own memory and environment to
others of the same user.

Limits on memory and processor time are the system's on Linux and macOS (on macOS, the process
checks its own memory); on Windows there is only the limit on time.
"""

import base64
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
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from corpus.character_places import checked
from corpus.document import Metadata
from corpus.errors import ForeignError, SourceError
from corpus.outline import Kind, OutlineEntry
from corpus.parsers.ocr_data import VARIABLE, readable_folders
from corpus.parsers.parsed import Opened, Options, PagePicture, ParsedDocument, Part, Remark
from corpus.parsers.pdf.png import size_of
from corpus.parsers.registry import FORMATS, parser_name
from corpus.sandbox.framing import read_frame, write_frame
from corpus.sandbox.libc import refuse_to_be_read
from corpus.sandbox.limits import SWOLLEN, Limits, swollen
from corpus.sandbox.walls import Walls

# What Python needs to start as it did here, and no more: settings hold a token.
_ENVIRONMENT = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "TEMP", "TMP", VARIABLE,
)  # fmt: skip
_START = (
    "import sys; sys.path[:] = {path!r}; from corpus.sandbox.worker import main; "
    "main({files!r}, {packages!r})"
)
# After this many crashes (in an archive of bad files), the rest of the file is given up.
_MOST_DEATHS = 10
_NARROWEST, _WIDEST = 100, 3000  # pixels of a page's picture
_WAITING = 8  # answers that are read ahead before the parser has to wait
_SENDS_FILES = hasattr(socket, "send_fds") and os.name == "posix"


class _Death(Exception):
    """The process ended, or was ended."""


class Sandbox:
    """Parses files in another process. Use as a context manager, from one thread. ``note`` gets a
    line where this is Linux and its kernel lacks a wall. ``languages``: a folder with language data
    for text recognition, beside the usual ones."""

    def __init__(
        self,
        limits: Limits | None = None,
        note: Callable[[str], None] | None = None,
        languages: Path | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._note = note
        self._languages = languages
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

    def walls(self) -> Walls:
        """The walls that stand around the process. Starts it if need be. Raises SourceError."""
        try:
            return self._started().walls
        except _Death as death:
            raise SourceError("the parsers' process", str(death)) from None

    def read(
        self, content: Path | bytes, source: str, ending: str, options: Options | None = None
    ) -> Iterator[Part]:
        """What the parser for this name ending gives for a file, or for its content.

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

    def page_picture(
        self, content: Path | bytes, source: str, page: int, width: int, *, is_image: bool = False
    ) -> PagePicture:
        """The picture of a page (from 1) of a PDF, or of an image, about ``width`` pixels wide, at
        most so many as are good for a screen. Raises SourceError, also where there is no such
        page."""
        wanted = max(_NARROWEST, min(width, _WIDEST))
        request = {"source": source, "page": page, "width": wanted, "image": is_image}
        try:
            [shown] = [_picture(answer) for answer in self._answers(content, source, request)]
        except _Death as death:
            raise SourceError(source, str(death)) from None
        except ValueError:
            raise SourceError(source, "its page could not be shown") from None
        return shown

    def _ask(
        self, content: Path | bytes, source: str, ending: str, options: Options, first: int
    ) -> Iterator[Part]:
        how = asdict(replace(options, first=first))
        request = {"source": source, "module": FORMATS[ending].module, "options": how}
        answers = self._answers(content, source, request)
        with contextlib.closing(answers):
            for answer in answers:
                yield _part(answer, source)

    def _answers(
        self, content: Path | bytes, source: str, request: dict[str, Any]
    ) -> Generator[dict[str, Any], None, None]:
        """What the process answers to a request. Raises SourceError where it refuses the file."""
        worker = self._started()
        finished = False
        try:
            if isinstance(content, Path):
                worker.send_file(request, content, source)
            else:
                worker.send(request, content)
            while (answer := worker.receive()) != {"end": True}:
                if "raise" in answer:
                    finished = True
                    fault = ForeignError if answer.get("foreign") else SourceError
                    raise fault(source, str(answer["raise"]))
                yield answer
            finished = True
        finally:
            # If the caller stops half-way, the process would go on sending answers.
            if not finished:
                self.close()

    def _started(self) -> "_Worker":
        if self._worker is None or not self._worker.is_alive():
            self._worker = _Worker(self._limits, self._languages)
            walls = self._worker.walls
            if self._note is not None and sys.platform == "linux" and not walls.all_stand:
                self._note(str(walls))
                self._note = None
        return self._worker


def _part(answer: dict[str, Any], source: str) -> Part:
    """The part in an answer, checked: the process that sent it may have been taken over."""
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
            _places(answer["places"], len(text)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _Death(f"its parser sent an invalid answer ({type(error).__name__})") from None


def _places(packed: str | None, length: int) -> bytes | None:
    """Places of characters. They are unpacked when they are needed, with limits of their own."""
    return checked(base64.b64decode(packed, validate=True), length) if packed else None


def _picture(answer: dict[str, Any]) -> PagePicture:
    """The picture in an answer, checked like other parts. Raises ValueError."""
    try:
        file = base64.b64decode(answer["png"], validate=True)
        width, height = size_of(file)
        return PagePicture(file, width, height, int(answer["pages"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("no picture") from error


def _landmark(row: list[Any], length: int) -> OutlineEntry:
    start, end, kind, label, level = row
    if not 0 <= int(start) <= int(end) <= length:
        raise ValueError(row)
    return OutlineEntry(int(start), int(end), Kind(kind), str(label), int(level))


def _walls(answer: dict[str, Any]) -> Walls:
    return Walls(int(answer.get("files", 0)), bool(answer.get("calls", False)))


def _packages() -> list[str]:
    """The folders of the packages that the parsers are in."""
    names = {parser_name(one.module).partition(".")[0] for one in FORMATS.values()}
    found = [importlib.util.find_spec(name) for name in sorted(names)]
    return [
        place for one in found if one is not None for place in one.submodule_search_locations or ()
    ]


class _Worker:
    """A worker process, and the thread that reads its answers (on Windows, reading from a pipe
    cannot have a time limit). ``walls`` are those around it."""

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
        self.walls = _walls(self.receive())

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
                raise _Death(self._reason()) from None

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
            raise _Death(f"its parser timed out after {self._limits.seconds:.0f} s") from None
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
