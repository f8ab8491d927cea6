"""Documents and their metadata."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.outline import OutlineEntry
from corpus.text.boilerplate.spans import Boilerplate, boilerplate_to_json

_INDEXED = ("language", "title")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata that a document gives; None where it gives none. Nothing is guessed.

    ``published`` and ``updated`` are ISO 8601 and may be partial ("2022", "2022-11").
    """

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Metadata):
    """Everything about a document except its text.

    ``sha256`` is that of the text in UTF-8. ``added`` is when the document was first added to the
    collection (ISO 8601, UTC); it is never used as ``published``. ``version`` counts the texts that
    the document has had, from 1. ``superseded_by`` is the id of the newer version that replaced
    this one; superseded versions are not quoted in answers. ``corrected``: the fields whose values
    are a person's corrections, not what the document says of itself.
    """

    id: str
    source: str
    sha256: str
    added: str
    version: int = 1
    superseded_by: str | None = None
    corrected: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The document's name: its title, else the last part of its source."""
        return self.title or self.file_name

    @property
    def file_name(self) -> str:
        """The last part of the document's source."""
        return self.source.replace("\\", "/").rstrip("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Card):
    """A text with its metadata and outline.

    ``text`` of a plain-text file is the decoded file, unchanged; of other formats, the parser's
    output, stored once. Quotes and the ``outline`` are offsets into it. Plain text has no stored
    outline; its headings are found when needed. ``boilerplate``: the paragraphs that are never
    quoted (None: not searched for yet). ``places``: where the characters of a PDF's text stand on
    its pages, packed as in ``corpus.character_places``.
    """

    text: str
    outline: tuple[OutlineEntry, ...] = ()
    boilerplate: tuple[Boilerplate, ...] | None = None
    places: bytes | None = None

    @property
    def fingerprint(self) -> str:
        """A hash of everything that the document's index depends on: its text and boilerplate, and
        corrections of title and language."""
        return fingerprint(
            self.sha256,
            boilerplate_to_json(self.boilerplate) if self.boilerplate else None,
            {name: getattr(self, name) for name in self.corrected},
        )


def fingerprint(
    sha256: str, boilerplate: str | None, corrections: Mapping[str, str | None] | None = None
) -> str:
    """The fingerprint of a document with this text hash, this boilerplate as stored, and these
    corrections. Without any, it is as before there were corrections.

    >>> fingerprint("ab", None), fingerprint("ab", "[]")
    ('ab', 'ab')
    """
    parts = [] if boilerplate is None or boilerplate == "[]" else [boilerplate]
    # A passage is encoded with its title, and split into sentences and words by its language.
    known = corrections or {}
    indexed = {one: known[one] for one in _INDEXED if one in known}
    if indexed:
        parts.append(json.dumps(indexed))
    if not parts:
        return sha256
    return hashlib.sha256(" ".join([sha256, *parts]).encode()).hexdigest()


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_id(source: str) -> str:
    """Twelve hexadecimal digits that depend only on the source, so that the id stays the same when
    the file changes or the collection is built again."""
    return hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest()[:12]


def version_id(document_id: str, version: int | str) -> str:
    """The id of a version of a document.

    >>> version_id("3f2a", 2), without_version("3f2a@2"), without_version("3f2a")
    ('3f2a@2', '3f2a', '3f2a')
    """
    return f"{document_id}@{version}"


def without_version(document_id: str) -> str:
    """The id that a document has in all of its versions."""
    return document_id.partition("@")[0]
