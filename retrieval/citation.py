"""Citations: spans of a document's text, with what points to them."""

from dataclasses import dataclass

from corpus.document import Document
from corpus.locator import locate
from corpus.span import Span
from retrieval.text.text_fragment import with_text_fragment


@dataclass(frozen=True, slots=True)
class Reference:
    """A span in the document of this id, for the text with this SHA-256. Can be stored and sent
    without the document."""

    document_id: str
    sha256: str
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of a document's text. ``language``: the document's, by its code, where it was asked in
    another one."""

    document: Document
    span: Span
    language: str | None = None

    @property
    def text(self) -> str:
        """The cited words: a slice of the stored text."""
        return self.span.of(self.document.text)

    @property
    def locator(self) -> str:
        """Where in the document the span begins ("page 12", "paragraph 7")."""
        return locate(self.document, self.span.start)

    @property
    def link(self) -> str | None:
        """The document's URL with a text fragment, which opens it at the span; None without a
        URL."""
        if self.document.url is None:
            return None
        return with_text_fragment(self.document.url, self.text)

    @property
    def reference(self) -> Reference:
        """The citation without the document."""
        return Reference(self.document.id, self.document.sha256, self.span)
