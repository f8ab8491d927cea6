"""A parser that does what a file tells it to: what real parsers do with files made to harm."""

import ctypes
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """A line of the file is something to do, and a document if it ends well."""
    for number, line in enumerate(file.read().decode().split("\n")):
        if number >= options.first:
            yield Opened(f"#{number}")
            yield from _do(line, f"{source}#{number}", number)


def _run(code: str) -> str:
    """Runs code of the attacker's, as a file does that has taken its parser over."""
    import os
    import resource
    import socket
    import threading

    names = {
        "ctypes": ctypes,
        "os": os,
        "resource": resource,
        "socket": socket,
        "threading": threading,
    }
    try:
        return f"done: {eval(code, names)!r}"
    except OSError as error:
        return f"refused: {error.strerror}"
    except ValueError as error:
        return f"refused: {error}"


def _do(what: str, source: str, number: int) -> Iterator[Part]:
    if what == "hang":
        while True:
            time.sleep(1)
    elif what == "crash":
        ctypes.string_at(0)
    elif what == "swell":
        bytearray(8 << 30)
    elif what == "raise":
        raise ZeroDivisionError("a parser's own fault")
    elif what == "descend":
        raise RecursionError("maximum recursion depth exceeded")
    elif what.startswith("write "):
        Path(what.removeprefix("write ")).write_bytes(b"x")
    elif what == "print":
        print("noise " * 10_000)
    elif what == "environment":
        import os

        what = " ".join(sorted(os.environ))
    elif what.startswith("run "):
        yield ParsedDocument(_run(what.removeprefix("run ")), Metadata(), name=f"#{number}")
        return
    elif what == "refuse":
        yield SourceError(source, "refused")
        return
    yield ParsedDocument(f"Done: {what}", Metadata(), name=f"#{number}")
