"""The sentences around one, as they stand in one run of text."""

from dataclasses import dataclass

from corpus.document import Document
from corpus.paragraphs import paragraphs
from corpus.span import Span
from retrieval.index import Index
from retrieval.quotations import inside

# On either side. More than an excerpt has room for, so that quotations are seen whole.
_SENTENCES = 8


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Neighbouring sentences of a text, without a heading or gap between them.

    ``spans`` are the sentences; ``begins[n]`` says whether the n-th begins a paragraph,
    ``quoted[n]`` whether it begins inside a direct quotation.
    """

    text: str
    spans: tuple[Span, ...]
    begins: tuple[bool, ...]
    quoted: tuple[bool, ...]

    @classmethod
    def of(cls, text: str, spans: tuple[Span, ...]) -> "Surroundings":
        """Those of a text. ``spans`` follow one another, and there is at least one."""
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
        """The text from one sentence to another, both included."""
        return self.text[self.spans[first].start : self.spans[last].end]


def surroundings(row: int, index: Index, document: Document) -> tuple[Surroundings, int]:
    """The sentences around a row of the index, and the row's number among them."""
    rows, first, last = index.sentences.rows, row, row
    owner = _document(index, row)
    while (
        first > max(0, row - _SENTENCES)
        and rows[first - 1, 2] == rows[first, 1]
        and _document(index, first - 1) == owner
    ):
        first -= 1
    while (
        last < min(len(rows) - 1, row + _SENTENCES)
        and rows[last + 1, 1] == rows[last, 2]
        and _document(index, last + 1) == owner
    ):
        last += 1
    spans = tuple(index.sentences.span(number) for number in range(first, last + 1))
    return Surroundings.of(document.text, spans), row - first


def _document(index: Index, row: int) -> int:
    return int(index.passages.rows[index.sentences.rows[row, 0], 0])
