"""From sentences that may answer to quotes that can be shown.

Three shares of a candidate's score decide, all of them of a score that is above nothing: what is
worth showing beside the best, what is nearly as good as the sentence that it stands beside (and is
highlighted with it), and what are equals (of which those from different documents come first).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from corpus.document import Document
from corpus.span import Span, trimmed
from retrieval.answer import Quote
from retrieval.citation import Citation
from retrieval.confidence import confidence
from retrieval.index.documents import IndexedDocuments
from retrieval.index.index import Index, Selection
from retrieval.quoting.candidate_texts import CandidateTexts
from retrieval.quoting.excerpt import MOST_CHARACTERS, excerpt, introduces, is_list_item
from retrieval.quoting.near_duplicates import Statement
from retrieval.quoting.neighbours import Neighbours
from retrieval.ranking.rank import Candidate

# What scores less than this share of the best is left out: mostly noise, though now and then an
# answer. What that costs is in the hit@3 and R@5 of `python -m benchmarks.quality`.
_WORTH_SHOWING = 0.1
# A sentence beside the answering one, of this share of its score, is highlighted as well.
_NEARLY_AS_GOOD = 0.6
# So must its likeness to the question be: all sentences of a passage share much of their scores.
_NEARLY_AS_LIKE = 0.7
_MOST_HIGHLIGHTS = 3
_MOST_LIST_ITEMS = 6
# Candidates of this share of the next one's score are its equals.
_EQUAL = 0.85
# Copies have most of their words in common, and so their vectors point the same way.
_COPY_COSINE = 0.75
_MOST_COPIES = 50


def quotes(
    candidates: Iterable[Candidate],
    index: Index,
    documents: IndexedDocuments,
    most: int,
    allowed: Selection | None = None,
) -> list[tuple[Candidate, Quote]]:
    """At most ``most`` quotes, best first, each with the candidate it came from: none overlaps
    another, none says in nearly the same words what one before it says, and none is far worse
    than the first. Among equals, documents not quoted yet come first. More of them begin with the
    same ones."""
    quoting = _Quoting(list(candidates), index, documents, allowed)
    while len(quoting.found) < most and quoting.take():
        pass
    return quoting.found


class _Quoting:
    """The quotes of one answer, as they are found."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        index: Index,
        documents: IndexedDocuments,
        allowed: Selection | None,
    ) -> None:
        self.found: list[tuple[Candidate, Quote]] = []
        self._candidates, self._index = candidates, index
        self._allowed = allowed or index.everything
        self._texts = CandidateTexts(index, documents)
        self._by_sentence = {one.sentence: one for one in candidates}
        # Sentences that have been dealt with; those much like one that is quoted; what that says.
        self._done: set[int] = set()
        self._alike: set[int] = set()
        self._said: list[Statement] = []
        self._cursor = 0

    def take(self) -> bool:
        """Finds one more quote, if there is one worth showing."""
        candidate = self._next()
        if candidate is None:
            return False
        copies = self._copies(candidate)
        self._done.update(one.sentence for one in copies)
        by_document: dict[str, Candidate] = {}
        for one in copies:
            by_document.setdefault(self._texts.name(one), one)
        ordered = sorted(by_document.values(), key=self._texts.published)
        if any(self._is_quoted(one) for one in ordered):
            return True
        shown, *others = ordered
        likely = round(confidence(candidate.logit), 4)
        quote = self._quote(shown, likely, tuple(map(self._texts.place, others)))
        self.found.append((shown, quote))
        self._said += [self._texts.statement(candidate), self._texts.statement(shown)]
        return True

    def _next(self) -> Candidate | None:
        """The best candidate that is left; of its equals, the first of a document that is not
        quoted yet."""
        usable = self._usable()
        best = next(usable, None)
        if best is None:
            return None
        if self.found and best.score < _WORTH_SHOWING * self._candidates[0].score:
            return None
        quoted = {quote.document.id for _, quote in self.found}
        chosen = best
        while self._texts.name(chosen) in quoted:
            following = next(usable, None)
            if following is None or following.score < _EQUAL * best.score:
                return best
            chosen = following
        return chosen

    def _usable(self) -> Iterator[Candidate]:
        while self._cursor < len(self._candidates) and (
            self._candidates[self._cursor].sentence in self._done
        ):
            self._cursor += 1
        for position in range(self._cursor, len(self._candidates)):
            one = self._candidates[position]
            if one.sentence in self._done:
                continue
            if self._is_usable(one):
                yield one
            else:
                self._done.add(one.sentence)

    def _is_usable(self, candidate: Candidate) -> bool:
        if not self._texts.is_there(candidate) or self._is_quoted(candidate):
            return False
        return candidate.sentence not in self._alike or not any(
            self._texts.statement(candidate).is_copy_of(said) for said in self._said
        )

    def _copies(self, candidate: Candidate) -> list[Candidate]:
        """The candidate, and what says the same in nearly the same words, anywhere in the
        collection: not all that copies a candidate need have become one."""
        sentences = self._index.sentences
        [vector] = sentences.vectors.vectors(np.array([candidate.sentence], dtype=np.int64))
        near = sentences.vectors.search(vector, _MOST_COPIES, self._allowed.sentences)
        cosines = sentences.vectors.vectors(near) @ vector
        rows = [int(row) for row in near[cosines >= _COPY_COSINE]]
        self._alike.update(rows)
        said = self._texts.statement(candidate)
        copies = (
            self._by_sentence.get(row)
            or replace(candidate, sentence=row, passage=sentences.owner(row))
            for row in rows
            if row not in self._done and row != candidate.sentence
        )
        return [candidate] + [
            one
            for one in copies
            if self._texts.is_there(one) and self._texts.statement(one).is_copy_of(said)
        ]

    def _quote(self, candidate: Candidate, score: float, also: tuple[Citation, ...]) -> Quote:
        document = self._texts.document(candidate)
        around, number, cues = self._texts.around(candidate)
        top = candidate.sentence - number
        low, high = self._free(around, number, document)
        first, last = self._answering(around, number, candidate, low, high)
        chosen = set(range(first, last + 1))
        first, last = excerpt(around, first, last, cues, low, high)
        for other in range(first, last + 1):
            if len(chosen) < _MOST_HIGHLIGHTS and self._is_nearly_as_good(top + other, candidate):
                chosen.add(other)
        parts = [trimmed(around.spans[one], document.text) for one in sorted(chosen)]
        whole = trimmed(Span(around.spans[first].start, around.spans[last].end), document.text)
        if whole is None:
            raise ValueError("a candidate without a word in it")
        # An equal that waited for another document is no better than what came before it.
        before = self.found[-1][1].score if self.found else 1.0
        shown_score = min(before, score)
        return Quote(document, whole, tuple(part for part in parts if part), shown_score, also)

    def _answering(
        self, around: Neighbours, number: int, candidate: Candidate, low: int, high: int
    ) -> tuple[int, int]:
        """The sentences that answer together: the candidate's, with a neighbour that is nearly as
        good; or with the list that it introduces."""
        first = last = number
        if introduces(around.sentence(number)):
            most = min(high, number + _MOST_LIST_ITEMS)
            while last < most and is_list_item(around.sentence(last + 1)):
                last += 1
            while last > first and _length(around, first, last) > MOST_CHARACTERS:
                last -= 1
        if last == number:
            top = candidate.sentence - number
            for one in (number + 1, number - 1):
                pair = min(one, number), max(one, number)
                if (
                    low <= one <= high
                    and self._is_nearly_as_good(top + one, candidate)
                    and _length(around, *pair) <= MOST_CHARACTERS
                ):
                    return pair
        return first, last

    def _is_nearly_as_good(self, row: int, candidate: Candidate) -> bool:
        """Whether a sentence beside a candidate's answers as well, in words of its own."""
        other = self._by_sentence.get(row)
        return (
            other is not None
            and other.score >= _NEARLY_AS_GOOD * candidate.score
            and other.similarity >= _NEARLY_AS_LIKE * candidate.similarity
            and self._texts.is_there(other)
            and not self._texts.statement(other).is_copy_of(self._texts.statement(candidate))
        )

    def _free(self, around: Neighbours, number: int, document: Document) -> tuple[int, int]:
        """The first and last of the sentences around one that no quote has yet."""
        taken = [quote.span for _, quote in self.found if quote.document.id == document.id]
        low, high = 0, len(around.spans) - 1
        for other, span in enumerate(around.spans):
            if any(one.start < span.end and span.start < one.end for one in taken):
                if other < number:
                    low = other + 1
                elif other > number:
                    high = min(high, other - 1)
        return low, high

    def _is_quoted(self, candidate: Candidate) -> bool:
        name, span = self._texts.name(candidate), self._texts.span(candidate)
        return any(
            quote.document.id == name
            and quote.span.start < span.end
            and span.start < quote.span.end
            for _, quote in self.found
        )


def _length(around: Neighbours, first: int, last: int) -> int:
    return around.spans[last].end - around.spans[first].start
