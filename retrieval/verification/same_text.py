"""Documents that have a text, or much of it: the same one, another version, a part.

Shares are of runs of three words ("shingles"), as in ``corpus.text.near_duplicates``, but counted,
not estimated: only documents are compared that have the text's words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from corpus.document import Document
from corpus.store.protocol import DocumentStore
from retrieval.verification.folding import fold
from retrieval.verification.verifier import Near

_SHINGLE = 3
_SAME, _MUCH, _SOME = 0.97, 0.5, 0.3
_MOST_DOCUMENTS = 5
_MOST_OLDER = 20
_LONGEST = 300_000
_SLICES, _SLICE = 6, 400
_RUN = re.compile(r"[^\W_]{4,}")


class Kinship(StrEnum):
    """How a document and a text are related. ``same``: word for word, nearly; ``version``: most of
    each is in the other; ``excerpt``: the text is a part of the document; ``contains``: the
    document is a part of the text; ``some``: they share passages."""

    SAME = "same"
    VERSION = "version"
    EXCERPT = "excerpt"
    CONTAINS = "contains"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Overlap:
    """A document that shares a text's words. ``of_text``: the share of the text's runs of words
    that the document has; ``of_document``: the other way round."""

    document: Document
    of_text: float
    of_document: float

    @property
    def kinship(self) -> Kinship | None:
        """How they are related; None if they are not."""
        if min(self.of_text, self.of_document) >= _SAME:
            return Kinship.SAME
        if min(self.of_text, self.of_document) >= _MUCH:
            return Kinship.VERSION
        if self.of_text >= _MUCH:
            return Kinship.EXCERPT
        if self.of_document >= _MUCH:
            return Kinship.CONTAINS
        return Kinship.SOME if self.of_text >= _SOME else None


def overlaps(text: str, documents: DocumentStore, near: Near) -> list[Overlap]:
    """The documents that have much of a text, most first; older versions after current ones."""
    text = text[:_LONGEST]
    own = _shingles(text)
    if not own:
        return []
    current = {place.document.id: place.document for one in _slices(text) for place in near(one)}
    longest = max(_RUN.findall(text), key=len, default="")
    older = islice(documents.holding(longest, older=True), _MOST_OLDER) if longest else ()
    return [*_ordered(own, current.values()), *_ordered(own, older)][:_MOST_DOCUMENTS]


def _ordered(own: set[int], documents: Iterable[Document]) -> list[Overlap]:
    found = [one for one in _compared(own, documents) if one.kinship is not None]
    return sorted(found, key=lambda one: (-one.of_text, -one.of_document))


def _compared(own: set[int], documents: Iterable[Document]) -> Iterator[Overlap]:
    for document in documents:
        theirs = _shingles(document.text[:_LONGEST])
        shared = len(own & theirs)
        if shared:
            yield Overlap(document, shared / len(own), shared / len(theirs))


def _shingles(text: str) -> set[int]:
    folded = fold(text)
    units = [folded.cased_unit(n).lower() for n in range(len(folded))]
    return {hash(tuple(units[n : n + _SHINGLE])) for n in range(max(0, len(units) - _SHINGLE + 1))}


def _slices(text: str) -> list[str]:
    if len(text) <= _SLICES * _SLICE:
        return [text[n : n + _SLICE] for n in range(0, len(text), _SLICE)]
    step = (len(text) - _SLICE) // (_SLICES - 1)
    return [text[n * step : n * step + _SLICE] for n in range(_SLICES)]
