"""Worker process that parses files, one after the other, for ``corpus.sandbox.client``.

A file may take it over. So it is isolated before the first one arrives
(``corpus.sandbox.isolation``), and the client treats what it sends as data.
"""

import base64
import contextlib
import io
import json
import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple
from typing import IO, Any, BinaryIO

from corpus.errors import ForeignError, SourceError
from corpus.parsers.parsed import Opened, Options, PagePicture, ParsedDocument, Part, Remark
from corpus.parsers.registry import parser_in
from corpus.sandbox.framing import read_frame, write_frame
from corpus.sandbox.isolation import isolate
from corpus.sandbox.limits import SWOLLEN

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_LONGEST_TEXT = 64_000_000  # characters
_LOOK_SECONDS = 0.2
_TELL_SECONDS = 0.1
_BUFFER = 1 << 17
_UNFIT = re.compile("[\x00\ud800-\udfff]")


def main(files: int | None, packages: Sequence[str]) -> None:
    """Answers requests until there are no more. ``files``: the socket by which open files arrive,
    None where the system cannot send any. ``packages``: folders that may be read,
    for they are imported from or have language data."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it handles it
    incoming = None if files is None else socket.socket(fileno=files)
    # What parsers print must not come among the answers.
    answers = os.fdopen(os.dup(1), "wb", _BUFFER)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    requests = sys.stdin.buffer
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    _forbid()
    write_frame(answers, json.dumps(asdict(isolate(packages))).encode())
    answers.flush()
    while (frame := read_frame(requests)) is not None:
        request = json.loads(frame)
        content = read_frame(requests)
        _limit(request["limits"])
        try:
            _serve(request, _input(request, content or b"", incoming), answers)
        except MemoryError:
            os._exit(SWOLLEN)  # what is left is in no state to go on


def _input(request: dict[str, Any], content: bytes, incoming: socket.socket | None) -> BinaryIO:
    """The file that a request is about."""
    if "path" in request:
        return open(request["path"], "rb")  # noqa: PTH123
    if request.get("sent") and incoming is not None:
        _, [descriptor], _, _ = socket.recv_fds(incoming, 1, 1)
        # Opened under its name, which some libraries look at.
        return open(request["source"], "rb", opener=lambda *_: descriptor)
    return io.BytesIO(content)


def _serve(request: dict[str, Any], content: BinaryIO, answers: IO[bytes]) -> None:
    """Answers one request. A MemoryError is for the caller."""

    told = time.monotonic()

    def answer(message: dict[str, Any], *, at_once: bool = True) -> None:
        nonlocal told
        write_frame(answers, json.dumps(message).encode())
        # Small ones are kept together: each that is sent wakes the other side up.
        if at_once or time.monotonic() - told > _TELL_SECONDS:
            answers.flush()
            told = time.monotonic()
            _restart_clock(request["limits"]["seconds"])

    source = request["source"]
    try:
        with content as file:
            if "page" in request:
                shown = _drawn(request, file, source)
                answer({**asdict(shown), "png": base64.b64encode(shown.png).decode()})
                answer({"end": True})
                return
            parse = parser_in(request["module"])
            record = False  # one of many, which come quickly
            for part in _bounded(parse(file, source, Options(**request["options"])), source):
                if isinstance(part, Opened):
                    record = part.safely
                answer(_message(part, source), at_once=not record)
    except SourceError as error:
        reason = " ".join(error.reason.split())
        answer({"raise": reason, "foreign": isinstance(error, ForeignError)})
    except (MemoryError, BrokenPipeError):
        raise
    except RecursionError:
        answer({"raise": "cannot be read: its parts are nested too deep; the file may be damaged"})
    except Exception as error:  # whatever a parser raises for a file it was not made for
        answer({"raise": f"cannot be read; the file may be damaged ({_words(error)})"})
    else:
        answer({"end": True})


def _drawn(request: dict[str, Any], file: BinaryIO, source: str) -> PagePicture:
    """The picture of a page of a PDF or an image."""
    page, width = int(request["page"]), int(request["width"])
    if request.get("image"):
        from corpus.parsers.image import image_picture

        return image_picture(file, source, page, width)
    from corpus.parsers.pdf.page_picture import page_picture

    return page_picture(file, source, page, width)


def _bounded(parts: Iterator[Part], source: str) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, ParsedDocument) and len(part.text) > _LONGEST_TEXT:
            message = f"{len(part.text)} characters of text are more than the {_LONGEST_TEXT} taken"
            yield SourceError(f"{source}{part.name}", message)
        else:
            yield part


def _message(part: Part, source: str) -> dict[str, Any]:
    if isinstance(part, Opened):
        return {"opened": part.name, "total": part.total}
    if isinstance(part, Remark):
        return {"remark": part.text}
    if isinstance(part, SourceError):
        return {"failed": " ".join(part.reason.split()), "name": part.source.removeprefix(source)}
    metadata = {name: value and _clean(value) for name, value in asdict(part.metadata).items()}
    return {
        "text": _clean(part.text),
        "metadata": metadata,
        "notes": part.notes,
        "outline": [astuple(one) for one in part.outline],
        "name": _clean(part.name),
        "is_excerpt": part.is_excerpt,
        "places": part.places and base64.b64encode(part.places).decode(),
    }


def _clean(words: str) -> str:
    """Text that can be stored: of the same length, without NUL and halves of surrogate pairs."""
    return _UNFIT.sub("\ufffd", words)


def _words(error: Exception) -> str:
    said = " ".join(str(error).split())[:120]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


# Limits ------------------------------------------------------------------------------------------


def _forbid() -> None:
    """No files written (pipes are no files), no core dumps, no processes."""
    if resource is not None:
        for what in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(what, (0, 0))


_watching = False


def _limit(limits: dict[str, Any]) -> None:
    global _watching
    _restart_clock(limits["seconds"])
    if resource is None:
        return
    memory = int(limits["memory"])
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    elif not _watching:
        _watching = True
        threading.Thread(target=_watch, args=(memory,), daemon=True).start()


def _restart_clock(seconds: float) -> None:
    """So much processor time from now on, in case the client is gone and cannot kill this
    process."""
    if resource is not None:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        spent = usage.ru_utime + usage.ru_stime
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (int(spent + seconds) + 1, hard))


def _watch(memory: int) -> None:
    """Ends this process when it uses too much memory: macOS does not enforce the limit itself."""
    while True:
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > memory:
            os._exit(SWOLLEN)
        time.sleep(_LOOK_SECONDS)
