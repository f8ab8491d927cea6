"""Input of a reader: a passage with what tells who and what it is about.

That is the document's title with the headings over the passage, and the sentences before it where
no heading lies between: "She left the stage in 1971" says little without them.
"""

from dataclasses import dataclass, replace

import numpy as np

from corpus.document import Document
from corpus.outline import heading_path, markdown_headings
from corpus.span import Span
from corpus.text.front_matter import split_front_matter
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from retrieval.text.plain_text import BareText, plain

# Sentences before the passage that are read along, and the most characters of them.
SENTENCES_BEFORE = 2
_MOST_BEFORE = 400
_STEP = " › "


@dataclass(frozen=True, slots=True)
class PassageToRead:
    """The reader's input for a passage, ``given``: the stored text from ``start`` on without its
    markup, ``bare``."""

    given: ReaderPassage
    bare: BareText
    start: int

    def in_document(self, output: ReaderOutput) -> ReaderOutput:
        """The output with answers as spans of the document."""
        return replace(output, answers=tuple(one and self._moved(one) for one in output.answers))

    def _moved(self, answer: Span) -> Span:
        start, end = self.bare.stored(answer.start, answer.end)
        return Span(self.start + start, self.start + end)


def reader_passage(passage: int, scope: SearchScope) -> PassageToRead | None:
    """The reader's input for this passage of the index; None where its document is gone or has
    changed."""
    index, documents = scope.index, scope.documents
    document = documents.of_passage(passage)
    if document is None:
        return None
    own = index.passages.span(passage)
    spans = [index.sentences.span(row) for row in index.sentences.of(np.array([passage])).tolist()]
    start = _context_start(passage, own, spans, scope)
    places = [(one.start - start, one.end - start) for one in spans]
    bare = BareText.of(document.text[start : own.end], places)
    given = ReaderPassage(
        text=bare.text,
        sentences=tuple(Span(*one) for one in bare.ranges(places)),
        title=_STEP.join(_titles(document, own.start)),
    )
    return PassageToRead(given, bare, start)


def _context_start(passage: int, own: Span, spans: list[Span], scope: SearchScope) -> int:
    """Where the sentences before the passage begin; its own start where there are none."""
    index = scope.index
    if not passage or not spans or spans[0].start != own.start:  # the passage begins with a heading
        return own.start
    if index.document_of(passage - 1) != index.document_of(passage):
        return own.start
    rows = index.sentences.of(np.array([passage - 1]))[-SENTENCES_BEFORE:]
    before = [index.sentences.span(row) for row in rows.tolist()]
    if not before or before[-1].end != own.start:
        return own.start
    near = [one.start for one in before if own.start - one.start <= _MOST_BEFORE]
    return near[0] if near else own.start


def _titles(document: Document, place: int) -> list[str]:
    title = plain(document.title or "")
    _, body = split_front_matter(document.text)
    outline = document.outline or tuple(markdown_headings(document.text[:place], body))
    headings = map(plain, heading_path(outline, place))
    path = [one for one in headings if one.casefold() != title.casefold()]
    return [title, *path] if title else path
