"""Documents, and what is known of them."""

import hashlib
from dataclasses import dataclass

from corpus.landmarks import Landmark


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; what it does not say is None, never guessed.

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
    """A document in the catalogue: all that is known of it but the text.

    ``sha256`` is that of the text in UTF-8. ``added`` is when the collection first took the
    document in (ISO 8601, UTC) and never stands in for ``published``.
    """

    id: str
    source: str
    sha256: str
    added: str

    @property
    def name(self) -> str:
        """What to call the document: its title, else the last part of its source."""
        return self.title or self.source.replace("\\", "/").rstrip("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Card):
    """A text and where it comes from.

    ``text`` of a plain text file is the decoded file, unchanged; of other formats, what their
    extractor gave, stored once. Quote offsets index it, and so do the ``landmarks`` (in order),
    which only extracted texts have: those of a plain text are in it to be seen.
    """

    text: str
    landmarks: tuple[Landmark, ...] = ()


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_id(source: str) -> str:
    """Twelve hexadecimal digits that follow from the source alone, so that they stay the same
    when the file changes and when the collection is made anew."""
    return hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest()[:12]
