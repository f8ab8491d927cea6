"""Is this quote real? A text held against the documents, word for word."""

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
from retrieval.index.index import Index
from retrieval.text.tokenizer import is_spaced_letter, terms, words

# So many passages that share the most telling words are looked at closely.
_NEAREST_PASSAGES = 5
# The share of words in common from which a text counts as an altered quote.
_ALTERED_FROM = 0.6
MOST_PLACES = 20
# Comparing word by word takes time with the square of the length.
_LONGEST_COMPARED = 3_000
# So many words may have been put in, or left out, before the last word that was given.
_STRAYED = 3
_WORD = re.compile(r"\S+")


class Verdict(StrEnum):
    """``exact``: the words stand in a document just so, white space aside. ``altered``: something
    much like them does. ``absent``: neither."""

    EXACT = "exact"
    ALTERED = "altered"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Change:
    """One step from the stored words to those that were given; equal steps have both alike."""

    stored: str
    given: str


@dataclass(frozen=True, slots=True)
class Verification:
    """``places``: all (up to 20) of an exact quote, of older versions only where no document has it
    as it is now; the nearest of an altered one. ``changes`` lead from the words of the nearest
    place to those that were given."""

    verdict: Verdict
    places: tuple[Citation, ...] = ()
    changes: tuple[Change, ...] = ()


def verify(text: str, library: DocumentStore, index: Index) -> Verification:
    """Whether the documents have the text. Raises QuestionError where there is no word in it, and
    where it is too long to be compared."""
    return verify_exact(text, library) or verify_altered(text, library, index)


def verify_exact(text: str, library: DocumentStore) -> Verification | None:
    """Where the text stands just so; None where it does nowhere. Reads all texts, and takes its
    time where there are many. Raises QuestionError where there is no word in it."""
    if not words(text):
        raise QuestionError("there is nothing to verify; give the words of the quote", "wordless")
    places = tuple(_exact_places(text, library)) or tuple(_exact_places(text, library, older=True))
    return Verification(Verdict.EXACT, places) if places else None


def verify_altered(text: str, library: DocumentStore, index: Index) -> Verification:
    """What the documents have that is nearest to a text that stands nowhere just so. Raises
    QuestionError where that is too long to be compared."""
    if len(text) > _LONGEST_COMPARED:
        raise QuestionError(
            f"these {len(text):,} characters stand nowhere just so; to see what was altered, "
            f"verify them in parts of {_LONGEST_COMPARED:,} at most",
            "long",
            count=len(text),
            most=_LONGEST_COMPARED,
        )
    nearest = max(
        ((_likeness(text, place), place) for place in _near_places(text, library, index)),
        key=lambda pair: pair[0],
        default=None,
    )
    if nearest is None or nearest[0] < _ALTERED_FROM:
        return Verification(Verdict.ABSENT)
    place = nearest[1]
    return Verification(Verdict.ALTERED, (place,), tuple(_changes(place.text, text)))


def _exact_places(text: str, library: DocumentStore, *, older: bool = False) -> Iterator[Citation]:
    given = text.split()
    # "lawful" is no quote of "unlawful"; where words are not parted by blanks, any cut may be.
    before = r"(?<!\w)" if is_spaced_letter(given[0][0]) else ""
    after = r"(?!\w)" if is_spaced_letter(given[-1][-1]) else ""
    pattern = re.compile(before + r"\s+".join(map(re.escape, given)) + after)
    found = 0
    # Most texts need no closer look: they do not have the longest of the words.
    for document in library.holding(max(given, key=len), older=older):
        for match in pattern.finditer(document.text):
            yield Citation(document, Span(*match.span()))
            found += 1
            if found == MOST_PLACES:
                return


def _near_places(text: str, library: DocumentStore, index: Index) -> Iterator[Citation]:
    """Where in the likeliest passages, and in what follows them, the text has its likeness."""
    asked = terms(text, index.passages.words.languages)
    found = index.passages.words.search(asked, _NEAREST_PASSAGES, index.everything.passages)
    for number in found:
        wanted, fingerprint = index.document_of(int(number))
        document = library.get(wanted)
        if document is None or document.fingerprint != fingerprint:
            continue
        span = index.passages.span(int(number))
        # A quote may begin before the passage and end after it.
        around = Span(max(0, span.start - len(text)), min(len(document.text), span.end + len(text)))
        place = _aligned(text, document, around)
        if place is not None:
            yield place


def _aligned(text: str, document: Document, around: Span) -> Citation | None:
    """The stretch from the first to the last word in common, both words' neighbours considered:
    a run of fewer than two common words at either end is chance."""
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
    # Words before the first and after the last common run were changed, one for one; unless the
    # very first or last that was given stands there, among more or fewer others.
    words = [word for word, _, _ in stored]
    begin, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    more = len(given) - blocks[-1].b - blocks[-1].size
    first, last = max(0, begin - blocks[0].b), min(len(stored), end + more)
    if blocks[0].b and given[0] in words[max(0, first - _STRAYED) : begin]:
        first = begin - 1 - words[max(0, first - _STRAYED) : begin][::-1].index(given[0])
    if more and given[-1] in words[end : last + _STRAYED]:
        last = end + words[end : last + _STRAYED].index(given[-1]) + 1
    return Citation(document, Span(stored[first][1], stored[last - 1][2]))


def _likeness(text: str, place: Citation) -> float:
    return _matcher(place.text.split(), text.split()).ratio()


def _changes(stored: str, given: str) -> Iterator[Change]:
    left, right = stored.split(), given.split()
    for _, a, b, c, d in _matcher(left, right).get_opcodes():
        yield Change(" ".join(left[a:b]), " ".join(right[c:d]))


def _matcher(stored: list[str], given: list[str]) -> difflib.SequenceMatcher[str]:
    return difflib.SequenceMatcher(None, stored, given, autojunk=False)
