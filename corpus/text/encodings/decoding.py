"""Bytes to text, once.

In this order: a byte order mark; UTF-8 where it fits, since other text almost never does by chance;
UTF-8 with a few bytes that do not fit, shown as U+FFFD; the encoding that the file declares; the
guess of a detector.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.text.encodings.detection import (
    EIGHT_BIT,
    SEVEN_BIT,
    WITH_NUL,
    likely_encodings,
    telling_lines,
)

MAX_BYTES = 64 * 1024 * 1024

REPLACEMENT = "\ufffd"
# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What the text of seven-bit encodings must have: escape sequences.
_ESCAPES = re.compile(rb"\x1b[$(.]|~\{|\+[A-Za-z0-9+/]{2,60}-")
_ISO_2022 = re.compile(rb"\x1b\$[@-D()]")

# UTF-8 has at least this many continuation bytes for each byte that does not fit; by chance, other
# text has fewer.
_CONTINUATIONS_PER_STRAY = 2
# Declared text has at least this many bytes for each that does not fit.
_BYTES_PER_STRAY = 100
_SUBSTITUTE = b"\x1a"  # ASCII's own sign for a character that is not valid
_SAMPLE = 1 << 16
_CHUNK = 1 << 20
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x80-\x84\x86-\x9f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and Python's name of its encoding.

    ``is_guess``: neither the file nor its bytes say so. ``strays``: how often bytes did not fit,
    and U+FFFD stands in their place.
    """

    text: str
    encoding: str
    is_guess: bool = False
    strays: int = 0

    @property
    def notes(self) -> list[str]:
        """What the user should know."""
        notes = []
        if self.is_guess:
            notes.append(f"read as {self.encoding.replace('_', '-')}")
        if self.strays:
            fit = "byte does not fit" if self.strays == 1 else "bytes do not fit"
            notes.append(f"{self.strays} {fit} into {self.encoding}, shown as {REPLACEMENT}")
        return notes


def decode(data: bytes, source: object, declared: str | None = None) -> Decoded:
    """The text of a file. ``declared``: the encoding that it names, as ``encoding_of`` gives it.

    Raises SourceError for what is empty, binary, or in no encoding that can be recognised.
    """
    if not data:
        raise SourceError(source, "the file is empty")
    found = _decode(data, source, declared)
    if found is None:
        raise SourceError(source, "no text encoding fits it; save it as UTF-8 and add it again")
    if not found.text.strip():
        raise SourceError(source, "nothing but white space in the file")
    return found


def encoding_of_file(file: BinaryIO, source: object) -> Decoded:
    """The encoding of a file of any size, which is read through from where it stands. The text and
    its strays are only those of a sample. Raises SourceError as ``decode`` does."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    head = sample = b""
    is_utf8 = True
    for chunk in _whole_lines(file):
        if not head:
            head = chunk
            if chunk.startswith(tuple(mark for mark, _ in _MARKS)) or b"\x00" in chunk:
                whole = len(chunk) if len(chunk) < _CHUNK else len(chunk) // 4 * 4
                return decode(chunk[:whole], source)
        try:
            if is_utf8:
                utf8.decode(chunk)
        except UnicodeDecodeError:
            is_utf8 = False
        if len(sample) < _SAMPLE:
            sample += telling_lines(chunk)
    is_utf8 = is_utf8 and not utf8.getstate()[0]
    if is_utf8 and not head.isascii():
        return Decoded(head.decode("utf-8", "ignore"), "utf-8")  # it may end inside a character
    found = decode(head if is_utf8 else sample, source)
    if found.encoding == "utf-8" and not is_utf8:
        return replace(found, strays=max(1, found.strays))
    return found


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk + file.readline(_CHUNK)


def _decode(data: bytes, source: object, declared: str | None) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            found = _with_strays(data, encoding)
            if found is None:
                raise SourceError(source, f"marked as {encoding}, but not valid {encoding}")
            return found
    if b"\x00" in data:
        found = _guess(data, WITH_NUL) or _without_nul(data, source, declared)
        if found is None:
            raise SourceError(source, "not a text file (it contains NUL bytes)")
        return found
    if data.isascii():
        return _seven_bit(data, source, declared)
    return (
        _strictly(data, "utf-8")
        or _mostly_utf8(data)
        or (_with_strays(data, declared) if declared else None)
        or _guess(data, EIGHT_BIT)
    )


def _without_nul(data: bytes, source: object, declared: str | None) -> Decoded | None:
    """Text with a few NUL bytes in it, which are shown as U+FFFD."""
    strays = data.count(b"\x00")
    if strays * _BYTES_PER_STRAY > len(data):
        return None
    found = _decode(data.replace(b"\x00", _SUBSTITUTE), source, declared)
    if found is None or _CONTROLS.search(found.text):
        return None
    text = found.text.replace(_SUBSTITUTE.decode(), REPLACEMENT)
    return replace(found, text=text, strays=found.strays + strays)


def _seven_bit(data: bytes, source: object, declared: str | None) -> Decoded | None:
    """ASCII, or text in escape sequences of ASCII characters, which must not be quoted as such."""
    if declared in SEVEN_BIT and (found := _strictly(data, declared)):
        return found
    if _ESCAPES.search(data):
        found = _guess(data, SEVEN_BIT)
        if found is None and _ISO_2022.search(data):
            raise SourceError(source, "not valid ISO 2022; save it as UTF-8 and add it again")
        if found is not None:
            return found
    return _strictly(data, "utf-8")


def _strictly(data: bytes, encoding: str, *, is_guess: bool = False) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding, is_guess)
    except UnicodeError:
        return None


def _mostly_utf8(data: bytes) -> Decoded | None:
    text = data.decode("utf-8", "replace")
    strays = text.count(REPLACEMENT) - data.count(REPLACEMENT.encode())
    continuations = len(data) - len(text)
    if continuations < _CONTINUATIONS_PER_STRAY * strays:
        return None
    return Decoded(text, "utf-8", strays=strays)


def _with_strays(data: bytes, encoding: str, *, is_guess: bool = False) -> Decoded | None:
    """The text where all but a few bytes fit."""
    if found := _strictly(data, encoding, is_guess=is_guess):
        return found if encoding != "utf-8-sig" else Decoded(found.text, "utf-8")
    text = data.decode(encoding, "replace")
    strays = text.count(REPLACEMENT)
    if strays * _BYTES_PER_STRAY > len(data):
        return None
    return Decoded(text, encoding.removesuffix("-sig"), is_guess, strays)


def _guess(data: bytes, encodings: Sequence[str]) -> Decoded | None:
    """The text in the likeliest of these encodings; None if it would not be text."""
    for name in likely_encodings(data, encodings):
        found = _with_strays(data, name, is_guess=True)
        if found is not None and not _CONTROLS.search(found.text):
            return _by_common_name(data, found)
    return None


def _by_common_name(data: bytes, found: Decoded) -> Decoded:
    """The same text under the name of cp1252, where that gives the same."""
    common = _strictly(data, "cp1252", is_guess=True)
    return common if common is not None and common.text == found.text else found
