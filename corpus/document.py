"""Documents, and what is known of them."""

import hashlib
from dataclasses import dataclass

from corpus.outline import OutlineEntry
from corpus.text.boilerplate import Boilerplate, boilerplate_to_json


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
    document in (ISO 8601, UTC) and never stands in for ``published``. ``version`` counts the texts
    that the document has had, from 1; one that another took the place of is no part of an answer,
    and ``superseded_by`` is the id of that other.
    """

    id: str
    source: str
    sha256: str
    added: str
    version: int = 1
    superseded_by: str | None = None

    @property
    def name(self) -> str:
        """What to call the document: its title, else the last part of its source."""
        return self.title or self.source.replace("\\", "/").rstrip("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Card):
    """A text and where it comes from.

    ``text`` of a plain text file is the decoded file, unchanged; of other formats, what their
    parser gave, stored once. Quote offsets index it, and so does the ``outline``, in order, which
    only extracted texts have: a plain text shows its own. ``boilerplate`` are the paragraphs that
    are never quoted (None: not searched for yet).
    """

    text: str
    outline: tuple[OutlineEntry, ...] = ()
    boilerplate: tuple[Boilerplate, ...] | None = None

    @property
    def fingerprint(self) -> str:
        """What the index of the document follows from: its text, and what of it is quoted."""
        return fingerprint(
            self.sha256, boilerplate_to_json(self.boilerplate) if self.boilerplate else None
        )


def fingerprint(sha256: str, boilerplate: str | None) -> str:
    """That of a document with this hash of its text, and this boilerplate as it is stored.

    >>> fingerprint("ab", None), fingerprint("ab", "[]")
    ('ab', 'ab')
    """
    if boilerplate is None or boilerplate == "[]":
        return sha256
    return hashlib.sha256(f"{sha256} {boilerplate}".encode()).hexdigest()


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_id(source: str) -> str:
    """Twelve hexadecimal digits that follow from the source alone, so that they stay the same
    when the file changes and when the collection is made anew."""
    return hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest()[:12]
