"""Files of records as text, in whatever encoding they are, however long they are."""

import io
from typing import BinaryIO

from corpus.text.encodings.decoding import REPLACEMENT, encoding_of_file


def open_text(file: BinaryIO, source: str) -> tuple[io.TextIOWrapper, list[str]]:
    """The file from its beginning, with the line ends that it has, and notes for the user.

    Raises SourceError where no encoding fits.
    """
    file.seek(0)
    found = encoding_of_file(file, source)
    notes = found.notes
    if found.strays:  # only those of a sample were counted
        notes[-1] = f"bytes that do not fit into {found.encoding} are shown as {REPLACEMENT}"
    file.seek(0)
    encoding = "utf-8-sig" if found.encoding == "utf-8" else found.encoding
    return io.TextIOWrapper(file, encoding, errors="replace", newline=""), notes


def as_utf8(text: io.TextIOBase) -> BinaryIO:
    """The text as a file of bytes in UTF-8, for parsers that want one."""
    return io.BufferedReader(_Utf8(text))


class _Utf8(io.RawIOBase):
    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._ready:
            self._ready = self._text.read(len(buffer)).encode("utf-8", "replace")
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size
