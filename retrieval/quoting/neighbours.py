"""Neighbouring sentences in one run of text."""

from dataclasses import dataclass

import numpy as np

from corpus.document import Document
from corpus.span import Span
from corpus.text.paragraphs import paragraphs
from retrieval.index.index import Index
from retrieval.text.quotations import inside

# On either side. More than fit into an excerpt, so that direct quotations are seen whole.
_SENTENCES = 8


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Neighbouring sentences of a text, without a heading or gap between them.

    ``spans``: the sentences. ``begins[n]``: whether the n-th starts a paragraph. ``quoted[n]``:
    whether it starts inside a direct quotation.
    """

    text: str
    spans: tuple[Span, ...]
    begins: tuple[bool, ...]
    quoted: tuple[bool, ...]

    @classmethod
    def of(cls, text: str, spans: tuple[Span, ...]) -> "Neighbours":
        """From adjacent sentences of a text, at least one."""
        whole = Span(spans[0].start, spans[-1].end)
        starts = {whole.start + part.start for part in paragraphs(whole.of(text))}
        begins = tuple(n == 0 or span.start in starts for n, span in enumerate(spans))
        grouped: list[list[str]] = []
        for span, first in zip(spans, begins, strict=True):
            if first:
                grouped.append([])
            grouped[-1].append(span.of(text))
        return cls(text, spans, begins, tuple(inside(grouped)))

    def sentence(self, number: int) -> str:
        return self.spans[number].of(self.text)

    def run(self, first: int, last: int) -> str:
        """The text from one sentence to another, inclusive."""
        return self.text[self.spans[first].start : self.spans[last].end]

    def length(self, first: int, last: int) -> int:
        """The characters from one sentence to another, inclusive."""
        return self.spans[last].end - self.spans[first].start


def neighbours(row: int, index: Index, document: Document) -> tuple[Neighbours, int]:
    """The sentences around a row of the index, and the row's number among them."""
    sentences = index.sentences
    numbers = np.arange(max(0, row - _SENTENCES), min(len(sentences), row + _SENTENCES + 1))
    owners = index.passages.owners(sentences.owners(numbers))
    spans = sentences.spans(numbers)
    first = last = here = row - int(numbers[0])
    while (
        first > 0 and spans[first - 1, 1] == spans[first, 0] and owners[first - 1] == owners[here]
    ):
        first -= 1
    while (
        last < len(numbers) - 1
        and spans[last + 1, 0] == spans[last, 1]
        and owners[last + 1] == owners[here]
    ):
        last += 1
    around = tuple(Span(*one) for one in spans[first : last + 1].tolist())
    return Neighbours.of(document.text, around), here - first
