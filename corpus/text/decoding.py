"""Bytes to text, once.

A byte order mark decides; else UTF-8 where it fits, since other text almost never does by
chance; else charset-normalizer's best guess, which the caller reports to the user.
"""

import codecs

from corpus.errors import SourceError

MAX_BYTES = 64 * 1024 * 1024

# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, source: object) -> tuple[str, str]:
    """The text and the name of the encoding that was taken.

    Raises SourceError for what is empty, binary, or in no encoding that could be told.
    """
    if not data:
        raise SourceError(source, "the file is empty")
    text, encoding = _decode(data, source)
    if not text.strip():
        raise SourceError(source, "nothing but white space in the file")
    if "\x00" in text:
        raise SourceError(source, "not a text file (it contains NUL bytes)")
    return text, encoding


def _decode(data: bytes, source: object) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError as error:
                raise SourceError(
                    source, f"marked as {encoding} but not valid at byte {error.start}"
                ) from None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise SourceError(source, "not a text file (it contains NUL bytes)")
    # Imported here: files that are not UTF-8 are rare, and the detector's tables are not small.
    from charset_normalizer import from_bytes, is_binary

    best = None if is_binary(data) else from_bytes(data).best()
    if best is None:
        raise SourceError(source, "no text encoding fits it; save it as UTF-8 and add it again")
    return data.decode(best.encoding), best.encoding.replace("_", "-")
