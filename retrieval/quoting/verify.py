"""Verification of quotes: a text is compared with the documents, word by word."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.document import Document
from corpus.span import Span
from corpus.store.protocol import DocumentStore
from retrieval.citation import Citation
from retrieval.errors import QuestionError
from retrieval.index.any_index import AnyIndex, by_words
from retrieval.text.tokenizer import is_spaced_letter, terms, words

# The passages that are compared: the best by BM25.
_NEAREST_PASSAGES = 5
# The least share of common words of an altered quote.
_ALTERED_FROM = 0.6
MOST_PLACES = 20
# Comparing words takes time quadratic in the length.
_LONGEST_COMPARED = 3_000
# The most words added or left out beside the first or last given word.
_STRAYED = 3
_WORD = re.compile(r"\S+")


class Verdict(StrEnum):
    """``exact``: a document has these words, white space aside. ``altered``: it has similar ones.
    ``absent``: neither."""

    EXACT = "exact"
    ALTERED = "altered"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Change:
    """A step of the word diff from the stored to the given words; both are equal where nothing
    changed."""

    stored: str
    given: str


@dataclass(frozen=True, slots=True)
class Verification:
    """``places``: of an exact quote, all citations (at most 20), from older versions only where no
    current document has it; of an altered one, the nearest. ``changes``: the word diff from the
    nearest to the given words."""

    verdict: Verdict
    places: tuple[Citation, ...] = ()
    changes: tuple[Change, ...] = ()


def verify(text: str, library: DocumentStore, index: AnyIndex) -> Verification:
    """Looks for the text in the documents. Raises QuestionError where it has no words or is too
    long to compare."""
    return verify_exact(text, library) or verify_altered(text, library, index)


def verify_exact(text: str, library: DocumentStore) -> Verification | None:
    """The exact places of the text; None where there are none. Reads all texts, which is slow for
    a large collection. Raises QuestionError where the text has no words."""
    if not words(text):
        raise QuestionError("there is nothing to verify; give the words of the quote", "wordless")
    places = tuple(_exact_places(text, library)) or tuple(_exact_places(text, library, older=True))
    return Verification(Verdict.EXACT, places) if places else None


def verify_altered(text: str, library: DocumentStore, index: AnyIndex) -> Verification:
    """The nearest place for a text without an exact one. Raises QuestionError where the text is
    too long to compare."""
    if len(text) > _LONGEST_COMPARED:
        raise QuestionError(
            f"no document has these {len(text):,} characters exactly; to see what was altered, "
            f"verify them in parts of {_LONGEST_COMPARED:,} at most",
            "long",
            count=len(text),
            most=_LONGEST_COMPARED,
        )
    nearest = max(
        ((_similarity(text, place), place) for place in _near_places(text, library, index)),
        key=lambda pair: pair[0],
        default=None,
    )
    if nearest is None or nearest[0] < _ALTERED_FROM:
        return Verification(Verdict.ABSENT)
    place = nearest[1]
    return Verification(Verdict.ALTERED, (place,), tuple(_changes(place.text, text)))


def _exact_places(text: str, library: DocumentStore, *, older: bool = False) -> Iterator[Citation]:
    given = text.split()
    # "lawful" is no quote of "unlawful"; in scripts without spaces a quote may start anywhere.
    before = r"(?<!\w)" if is_spaced_letter(given[0][0]) else ""
    after = r"(?!\w)" if is_spaced_letter(given[-1][-1]) else ""
    pattern = re.compile(before + r"\s+".join(map(re.escape, given)) + after)
    found = 0
    # Only documents that contain the longest word need to be searched.
    for document in library.holding(max(given, key=len), older=older):
        for match in pattern.finditer(document.text):
            yield Citation(document, Span(*match.span()))
            found += 1
            if found == MOST_PLACES:
                return


def _near_places(text: str, library: DocumentStore, index: AnyIndex) -> Iterator[Citation]:
    """The nearest place in each of the best passages and the text around them."""
    index = by_words(index, text, _NEAREST_PASSAGES)
    asked = terms(text, index.passages.words.languages)
    found = index.passages.words.search(asked, _NEAREST_PASSAGES, index.everything.passages)
    for number in found:
        wanted, fingerprint = index.document_of(int(number))
        document = library.get(wanted)
        if document is None or document.fingerprint != fingerprint:
            continue
        span = index.passages.span(int(number))
        # A quote may start before the passage and end after it.
        around = Span(max(0, span.start - len(text)), min(len(document.text), span.end + len(text)))
        place = _aligned(text, document, around)
        if place is not None:
            yield place


def _aligned(text: str, document: Document, around: Span) -> Citation | None:
    """The span from the first to the last common run of words. A single common word does not count,
    since it is likely to be chance."""
    stored = [
        (match[0], match.start() + around.start, match.end() + around.start)
        for match in _WORD.finditer(around.of(document.text))
    ]
    given = text.split()
    blocks = [
        block
        for block in _matcher([word for word, _, _ in stored], given).get_matching_blocks()
        if block.size >= min(2, len(given))
    ]
    if not blocks:
        return None
    # Words before the first and after the last common run were replaced one by one, unless the
    # first or last given word is found there among more or fewer others.
    words = [word for word, _, _ in stored]
    begin, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    more = len(given) - blocks[-1].b - blocks[-1].size
    first, last = max(0, begin - blocks[0].b), min(len(stored), end + more)
    if blocks[0].b and given[0] in words[max(0, first - _STRAYED) : begin]:
        first = begin - 1 - words[max(0, first - _STRAYED) : begin][::-1].index(given[0])
    if more and given[-1] in words[end : last + _STRAYED]:
        last = end + words[end : last + _STRAYED].index(given[-1]) + 1
    return Citation(document, Span(stored[first][1], stored[last - 1][2]))


def _similarity(text: str, place: Citation) -> float:
    return _matcher(place.text.split(), text.split()).ratio()


def _changes(stored: str, given: str) -> Iterator[Change]:
    left, right = stored.split(), given.split()
    for _, a, b, c, d in _matcher(left, right).get_opcodes():
        yield Change(" ".join(left[a:b]), " ".join(right[c:d]))


def _matcher(stored: list[str], given: list[str]) -> difflib.SequenceMatcher[str]:
    return difflib.SequenceMatcher(None, stored, given, autojunk=False)
