"""Headers of mail, in the encodings that they are really in.

The standard library decodes a header's words by whatever codec they name, and replaces bytes that
are in no encoding at all.
"""

import re
from email.message import EmailMessage
from email.policy import default

from corpus.errors import SourceError
from corpus.text.encodings.decoding import decode
from corpus.text.encodings.labels import encoding_of

# RFC 2047, with a language as in RFC 2231.
_ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?(?=[bBqQ]\?)")
# What the standard library raises for headers of some broken messages.
FAULTS = (LookupError, UnicodeError, ValueError, AttributeError, TypeError, IndexError)


def header(message: EmailMessage, name: str) -> str | None:
    """The first header of this name, decoded; None where there is none."""
    found = next((raw for key, raw in message.raw_items() if key.lower() == name), None)
    if found is None:
        return None
    raw = _ENCODED_WORD.sub(_known, _characters(str(found)))
    try:
        decoded = str(default.header_factory(name, raw))
    except FAULTS:
        decoded = raw
    return " ".join(decoded.split()) or None


def file_name(part: EmailMessage) -> str:
    """The name of an attachment, else its kind."""
    try:
        return part.get_filename() or part.get_content_type()
    except FAULTS:
        return "a part without a name"


def _characters(raw: str) -> str:
    """A header's characters: those that are not ASCII were kept as single bytes."""
    if raw.isascii():
        return raw
    data = raw.encode("utf-8", "surrogateescape")
    try:
        return decode(data, "header").text
    except SourceError:
        return data.decode("utf-8", "replace")


def _known(word: re.Match[str]) -> str:
    return f"=?{encoding_of(word[1]) or 'unknown-8bit'}?"
