"""A stretch of a document, and how to point to it."""

from dataclasses import dataclass

from corpus.document import Document
from corpus.locator import locate
from corpus.span import Span
from retrieval.text.text_fragment import with_text_fragment


@dataclass(frozen=True, slots=True)
class Citation:
    """Some of a document's text."""

    document: Document
    span: Span

    @property
    def text(self) -> str:
        """The words: a slice of the stored text."""
        return self.span.of(self.document.text)

    @property
    def locator(self) -> str:
        """Where in the document it begins ("page 12", "paragraph 7")."""
        return locate(self.document, self.span.start)

    @property
    def link(self) -> str | None:
        """The document's address with a text fragment, so that a browser opens it there."""
        if self.document.url is None:
            return None
        return with_text_fragment(self.document.url, self.text)
