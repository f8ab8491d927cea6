"""Places of a document's passages and sentences, and the passages as they are encoded."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from corpus.document import Document
from corpus.outline import heading_paths, markdown_headings
from corpus.text.boilerplate.spans import is_boilerplate
from corpus.text.front_matter import split_front_matter
from corpus.text.passages import passages
from retrieval.index.embeddings.encode import BREAK, PassageText
from retrieval.text.document_sentences import document_sentences
from retrieval.text.plain_text import plain, plain_passage

# The most characters of title and headings that are encoded with a passage.
_MOST_CONTEXT = 200
_Range = tuple[int, int]
# A passage's start and end, and its sentences.
_Split = tuple[int, int, list[_Range]]


def _numbers() -> "array[int]":
    return array("i")


@dataclass(frozen=True, slots=True)
class Places:
    """Where a document's passages are, and those of their sentences that can be quoted: start, end,
    start, end, …; ``many``: the number of sentences of each passage. Plain numbers, for a long text
    has a million of them."""

    passages: "array[int]" = field(default_factory=_numbers)
    sentences: "array[int]" = field(default_factory=_numbers)
    counts: "array[int]" = field(default_factory=_numbers)

    @classmethod
    def of(cls, document: Document, language: str | None = None) -> "Places":
        """``language``: as for ``document_sentences``."""
        found = cls()
        for start, end, inside in _split(document, language):
            found.passages.extend((start, end))
            for place in inside:
                found.sentences.extend(place)
            found.counts.append(len(inside))
        return found

    def __len__(self) -> int:
        return len(self.counts)

    def __iter__(self) -> Iterator[_Split]:
        """Each passage: start, end, sentences."""
        ends = iter(self.passages)
        inside = iter(self.sentences)
        of_sentences = zip(inside, inside, strict=True)
        for (start, end), count in zip(zip(ends, ends, strict=True), self.counts, strict=True):
            yield start, end, list(islice(of_sentences, count))


def encoded_passages(document: Document, places: Places) -> Iterator[PassageText]:
    """A document's passages as they are encoded, in the order of the text."""
    _, body = split_front_matter(document.text)
    outline = document.outline or tuple(markdown_headings(document.text, body))
    paths = heading_paths(outline, places.passages[::2])
    for (start, end, inside), path in zip(places, paths, strict=True):
        text = document.text[start:end]
        own, found = plain_passage(text, [(first - start, last - start) for first, last in inside])
        yield PassageText(own, tuple(found), _context(document.title, path))


def _context(title: str | None, path: Sequence[str]) -> str:
    """Title and headings, without the outer ones where they are too long."""
    kept = [one for one in dict.fromkeys(map(plain, [title or "", *path])) if one]
    while len(kept) > 1 and len(BREAK.join(kept)) > _MOST_CONTEXT:
        del kept[0]
    return BREAK.join(kept)[:_MOST_CONTEXT].rstrip()


def _split(document: Document, language: str | None) -> Iterable[_Split]:
    """The passages of a document: start, end, and the [start, end) of the sentences that can be
    quoted."""
    _, body = split_front_matter(document.text)
    all_sentences = document_sentences(document, language)
    boilerplate = document.boilerplate or ()
    queue = iter(
        one for one in all_sentences if one.start >= body and not is_boilerplate(one, boilerplate)
    )
    for passage in passages(document.text, all_sentences, body, boilerplate):
        inside = [next(queue)]
        while inside[-1].end < passage.end:
            inside.append(next(queue))
        quotable = [sentence for sentence in inside if not sentence.heading] or inside
        yield passage.start, passage.end, [(one.start, one.end) for one in quotable]
