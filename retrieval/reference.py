"""Places in documents by name: what can be kept, and sent around, without the documents."""

from dataclasses import dataclass

from corpus.span import Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A stretch of the document of this id, as its text was when that had this SHA-256."""

    document_id: str
    sha256: str
    span: Span
