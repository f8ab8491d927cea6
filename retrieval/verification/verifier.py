"""Verifier: the verdict on a quotation."""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.document import Document
from corpus.span import Span
from corpus.store.protocol import DocumentStore
from retrieval.citation import Citation
from retrieval.errors import QuestionError
from retrieval.text.tokenizer import words
from retrieval.verification.alignment import MOST_WORDS, Token, align, tokens
from retrieval.verification.changes import changes
from retrieval.verification.folding import Folded, fold
from retrieval.verification.matching import matches, raw_places
from retrieval.verification.shortened import (
    Shortened,
    has_marks,
    parts_of,
    shortened,
    without_remarks,
)
from retrieval.verification.verdicts import Omission, Verdict, Verification

MOST_PLACES = 20
# The least share of common words of an altered quotation.
_ALTERED_FROM = 0.6
LONGEST_COMPARED = 20_000
# Parts of a shortened quotation may be far apart, so more of a document is folded than a passage.
_SHORTENED_AROUND = 20_000
# Folded letters for one quotation, so that no text can make it take minutes.
_MOST_FOLDED = 3_000_000
_MOST_KEPT = 64
_RUN = re.compile(r"[^\W_]+")

# Passages that may have a text, the best first.
Near = Callable[[str], Sequence[Citation]]


class Verifier:
    """Verifies quotations against some documents.

    ``near`` finds passages by their words (``retrieval.verification.nearest``). ``skip``: documents
    that do not count, such as the draft itself.
    """

    def __init__(
        self,
        documents: DocumentStore,
        near: Near,
        skip: Callable[[Document], bool] = lambda _: False,
    ) -> None:
        self._documents, self._near, self._skip = documents, near, skip
        self._folded: dict[tuple[str, int, int], Folded] = {}
        self._budget = _MOST_FOLDED

    def verify(self, text: str, *, everywhere: bool = True) -> Verification:
        """The verdict on one quotation, without quotation marks around it. ``everywhere``: all
        texts are read for further places, which is slow for a large collection; else only where
        the nearest passages do not have the words. Raises QuestionError where there are no words,
        or too many to compare."""
        text = text.strip()
        if not words(text):
            raise QuestionError(
                "there is nothing to verify; give the words of the quote", "wordless"
            )
        self._budget = _MOST_FOLDED
        near: list[Citation] | None = None
        if not everywhere:
            near = self._near_places(text)
            found = self._verbatim(text, near)
            if found is not None:
                return found
        found = self._scanned(text)
        if found is not None and found.verdict is Verdict.EXACT:
            return found
        if near is None:
            near = self._near_places(text)
        return (
            found
            or self._verbatim(text, near)
            or self._scanned(text, older=True)
            or self._without_remarks(text, near)
            or self._shortened(without_remarks(text), near)
            or self._altered(text, near)
            or Verification(Verdict.ABSENT, quotation=text)
        )

    def _near_places(self, text: str) -> list[Citation]:
        return [one for one in self._near(text) if not self._skip(one.document)]

    # Exact, and exact but for typography ------------------------------------------------------

    def _scanned(self, text: str, *, older: bool = False) -> Verification | None:
        """The places in all texts that have the quotation's longest word."""
        letters = _longest_run(text)
        longest = sorted(text.split(), key=len)[-3:]
        given = fold(text)
        exact: list[Citation] = []
        alike: list[Citation] = []
        for document in self._documents.holding(letters, older=older):
            if self._skip(document):
                continue
            if all(word in document.text for word in longest):
                exact += self._exact(text, document, MOST_PLACES - len(exact))
                if len(exact) == MOST_PLACES:
                    break
            if not exact and len(alike) < MOST_PLACES:
                windows = _windows(document.text, letters, 2 * len(text) + 200)
                alike += self._alike(given, document, windows, MOST_PLACES - len(alike))
        return _verdict_on(text, exact, alike)

    def _verbatim(self, text: str, near: Iterable[Citation]) -> Verification | None:
        """The places in and around some passages."""
        given = fold(text)
        exact: dict[tuple[str, Span], Citation] = {}
        alike: dict[tuple[str, Span], Citation] = {}
        for place in near:
            around = _around(place, 2 * len(text) + 200)
            for span in raw_places(text, around.of(place.document.text), MOST_PLACES):
                moved = Span(span.start + around.start, span.end + around.start)
                exact[place.document.id, moved] = Citation(place.document, moved)
            for one in self._alike(given, place.document, [around], MOST_PLACES):
                alike[one.document.id, one.span] = one
        return _verdict_on(text, [*exact.values()], [*alike.values()])

    def _exact(self, text: str, document: Document, most: int) -> list[Citation]:
        return [Citation(document, span) for span in raw_places(text, document.text, most)]

    def _alike(
        self, given: Folded, document: Document, windows: Iterable[Span], most: int
    ) -> list[Citation]:
        found: list[Citation] = []
        for window in windows:
            if self._budget <= 0 or len(found) >= most:
                break
            true = (one for one in matches(given, self._fold(document, window)) if one.is_true)
            found += [
                _moved(document, one.span, window.start)
                for one in itertools.islice(true, most - len(found))
            ]
        return found[:most]

    def _fold(self, document: Document, window: Span) -> Folded:
        key = (document.id, window.start, window.end)
        known = self._folded.pop(key, None)
        if known is None:
            self._budget -= window.end - window.start
            known = fold(window.of(document.text))
            if len(self._folded) >= _MOST_KEPT:
                del self._folded[next(iter(self._folded))]
        self._folded[key] = known
        return known

    # Shortened, altered -----------------------------------------------------------------------

    def _without_remarks(self, text: str, near: Sequence[Citation]) -> Verification | None:
        """The verdict on a quotation without "[sic]"."""
        plain = without_remarks(text)
        if plain == text or not words(plain):
            return None
        found = self._verbatim(plain, near) or self._scanned(plain)
        return None if found is None else replace(found, verdict=Verdict.TYPOGRAPHY)

    def _shortened(self, text: str, near: Sequence[Citation]) -> Verification | None:
        parts = parts_of(text) if has_marks(text) else []
        for place in near if parts else ():
            if self._budget <= 0:
                break
            window = _around(place, _SHORTENED_AROUND)
            found = shortened(parts, self._fold(place.document, window))
            if found is not None:
                return _verdict_on_parts(text, place.document, found, window.start)
        return None

    def _altered(self, text: str, near: Sequence[Citation]) -> Verification | None:
        given = tokens(text) if len(text) <= LONGEST_COMPARED else []
        if len(text) > LONGEST_COMPARED or len(given) > MOST_WORDS:
            raise QuestionError(
                f"no document has these {len(text):,} characters exactly; to see what was "
                f"altered, verify them in parts of {LONGEST_COMPARED:,} at most",
                "long",
                count=len(text),
                most=LONGEST_COMPARED,
            )
        best: tuple[float, Verification] | None = None
        for place in near:
            # A quotation may start before the passage and end after it.
            around = _around(place, len(text) + 100)
            found = self._aligned(given, text, place.document, around)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        return best[1] if best is not None and best[0] >= _ALTERED_FROM else None

    def _aligned(
        self, given: Sequence[Token], text: str, document: Document, around: Span
    ) -> tuple[float, Verification] | None:
        aligned = align(given, text, document.text, around)
        if aligned is None:
            return None
        found = tuple(changes(aligned, given, document.text, text, document.language))
        same = all(one.is_same for one in found)
        verdict = Verdict.TYPOGRAPHY if same else Verdict.ALTERED
        place = Citation(document, aligned.span)
        return aligned.similarity, Verification(
            verdict, (place,), () if same else found, quotation=text
        )


def _verdict_on(text: str, exact: list[Citation], alike: list[Citation]) -> Verification | None:
    if exact:
        return Verification(Verdict.EXACT, tuple(exact[:MOST_PLACES]), quotation=text)
    if alike:
        return Verification(Verdict.TYPOGRAPHY, tuple(alike[:MOST_PLACES]), quotation=text)
    return None


def _verdict_on_parts(text: str, document: Document, found: Shortened, by: int) -> Verification:
    omissions = tuple(
        Omission(Span(one.span.start + by, one.span.end + by), one.mark, one.negation)
        if one.span
        else one
        for one in found.omissions
    )
    marked = any(one.span or any(map(str.isalpha, one.mark)) for one in omissions)
    return Verification(
        Verdict.SHORTENED if marked else Verdict.TYPOGRAPHY,
        (_moved(document, found.span, by),),
        omissions=omissions if marked else (),
        quotation=text,
    )


def _moved(document: Document, span: Span, by: int) -> Citation:
    return Citation(document, Span(span.start + by, span.end + by))


def _around(place: Citation, more: int) -> Span:
    end = len(place.document.text)
    return Span(max(0, place.span.start - more), min(end, place.span.end + more))


def _longest_run(text: str) -> str:
    """The longest run of letters and digits that fonts and encodings leave alone."""
    runs = _RUN.findall(text) or text.split()
    plain = [one for one in runs if unicodedata.is_normalized("NFKC", one)] or runs
    return max(plain, key=len)


def _windows(text: str, letters: str, more: int) -> Iterator[Span]:
    """The stretches of a text around every place of some letters, without overlaps."""
    start = end = -1
    position = text.find(letters)
    while position >= 0:
        if start < 0:
            start = max(0, position - more)
        elif position - more > end:
            yield Span(start, min(end, len(text)))
            start = position - more
        end = position + len(letters) + more
        position = text.find(letters, position + len(letters))
    if start >= 0:
        yield Span(start, min(end, len(text)))
