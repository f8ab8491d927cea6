"""Bytes to text, once.

In this order: a byte order mark; UTF-8 where it fits, since other text almost never does by chance;
UTF-8 with a few bytes that do not fit, shown as U+FFFD; the encoding that the file declares; the
guess of chardet.

chardet 7 (0BSD) did best of the detectors in ``python -m benchmarks.documents.encodings``. It
chooses from a list of encodings that were in use. It takes short Italian for Cyrillic, so a guess
counts less where it mixes scripts, or puts symbols, inside words.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from corpus.errors import SourceError

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
# Python's names, as chardet gives them. Of those that score alike, the first is taken: Turkish
# before Icelandic, which needs the same six bytes, and common encodings before rare ones.
_EIGHT_BIT = (
    "cp1254", "cp1252", "cp1251", "cp1250", "cp1253", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp874", "gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949", "iso8859-2", "iso8859-7",
    "iso8859-5", "koi8-r", "koi8-u", "cp866", "cp850", "cp437", "cp852", "mac-roman",
)  # fmt: skip
_WITH_NUL = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_SEVEN_BIT = (
    "iso2022_jp", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr", "hz", "utf-7",
)  # fmt: skip
# What the text of seven-bit encodings must have: escape sequences.
_ESCAPES = re.compile(rb"\x1b[$(.]|~\{|\+[A-Za-z0-9+/]{2,60}-")
_ISO_2022 = re.compile(rb"\x1b\$[@-D()]")

# UTF-8 has at least so many continuation bytes for each byte that does not fit; by chance, other
# text has fewer.
_CONTINUATIONS_PER_STRAY = 2
# Declared text has at least so many bytes for each that does not fit.
_BYTES_PER_STRAY = 100
_SAMPLE = 1 << 16
_LONGEST_LINE = 1 << 12
_CHUNK = 1 << 20
_EIGHTH_BIT = re.compile(rb"[\x80-\xff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x80-\x84\x86-\x9f]")
# Symbols that stand beside no letter, and those that stand between no two.
_APART = "¤-¦¬±¶¸\u2500-\u25ff"
_OUTSIDE = "‚„†‡‰"
_WORD = re.compile(rf"[{_APART}]?[^\W\d_](?:[^\W\d_]|[{_APART}{_OUTSIDE}])*")
_SYMBOL = re.compile(rf"[{_APART}]|[{_OUTSIDE}]\b")
_SCRIPTS = frozenset(("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "THAI"))


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
            sample += _sample(chunk)
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
        found = _guess(data, _WITH_NUL)
        if found is None:
            raise SourceError(source, "not a text file (it contains NUL bytes)")
        return found
    if data.isascii():
        return _seven_bit(data, source, declared)
    return (
        _strictly(data, "utf-8")
        or _mostly_utf8(data)
        or (_with_strays(data, declared) if declared else None)
        or _guess(data, _EIGHT_BIT)
    )


def _seven_bit(data: bytes, source: object, declared: str | None) -> Decoded | None:
    """ASCII, or text in escape sequences of ASCII characters, which must not be quoted as such."""
    if declared in _SEVEN_BIT and (found := _strictly(data, declared)):
        return found
    if _ESCAPES.search(data):
        found = _guess(data, _SEVEN_BIT)
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
    """The text in the likeliest of these encodings; None where it would not be text."""
    # Imported here: files that are not UTF-8 are rare, and the detector's tables are not small.
    import chardet

    sample = _sample(data) if encodings is _EIGHT_BIT else data[:_SAMPLE]
    # ASCII is its answer where none fits; ISO-2022-JP it knows by its supersets only.
    asked = ["ascii", *(name for name in encodings if name != "iso2022_jp")]
    ranked = []
    for guess in chardet.detect_all(
        sample,
        ignore_threshold=True,
        compat_names=False,
        include_encodings=asked,
        no_match_encoding="ascii",
    ):
        name = guess["encoding"]
        if name is None or name not in encodings:
            continue
        odd = _odd_words(sample.decode(name, "replace"))
        confidence = guess["confidence"] * (1 - odd) ** 2
        ranked.append((-round(confidence, 3), encodings.index(name), name))
    for _, _, name in sorted(ranked):
        found = _with_strays(data, name, is_guess=True)
        if found is not None and not _CONTROLS.search(found.text):
            return _by_common_name(data, found)
    return None


def _by_common_name(data: bytes, found: Decoded) -> Decoded:
    """The same text under the name of cp1252, where that gives the same."""
    common = _strictly(data, "cp1252", is_guess=True)
    return common if common is not None and common.text == found.text else found


def _odd_words(text: str) -> float:
    """The share of words, of those that are not ASCII, that no language would have: of two scripts,
    with a symbol inside, or one letter of another script in Latin text."""
    words = _WORD.findall(text[:_LONGEST_LINE])
    others = [word for word in words if not word.isascii()]
    is_latin = len(words) > 2 * len(others)
    odd = sum(
        _SYMBOL.search(word) is not None
        or len(scripts := _scripts(word)) > 1
        or (is_latin and len(word) == 1 and bool(scripts - {"LATIN"}))
        for word in others
    )
    return odd / max(1, len(others))


def _scripts(word: str) -> frozenset[str]:
    names = (unicodedata.name(character, "").partition(" ")[0] for character in word)
    return _SCRIPTS.intersection(names)


def _sample(data: bytes) -> bytes:
    """Lines that are not ASCII, since the others say nothing about the encoding."""
    lines = []
    place = size = 0
    while size < _SAMPLE and (found := _EIGHTH_BIT.search(data, place)):
        first = found.start()
        # What is before it is ASCII, so no character is cut there.
        start = max(place, first - _LONGEST_LINE, data.rfind(b"\n", place, first) + 1)
        end = data.find(b"\n", first, first + _LONGEST_LINE) + 1 or first + _LONGEST_LINE
        lines.append(data[start:end])
        size += end - start
        place = end
    return b"".join(lines)
