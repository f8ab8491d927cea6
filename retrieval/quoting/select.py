"""Selection of quotes from ranked candidates.

Two shares of a score decide: which candidates are worth showing beside the best; and which count as
equal, so that those from other documents come first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from corpus.document import Document
from corpus.span import Span, trimmed
from retrieval.answer import Quote
from retrieval.calibration import confidence
from retrieval.citation import Citation
from retrieval.quoting.candidate_texts import CandidateTexts
from retrieval.quoting.excerpt import MOST_CHARACTERS, excerpt
from retrieval.quoting.highlights import MOST_HIGHLIGHTS, Highlights
from retrieval.quoting.neighbours import Neighbours
from retrieval.quoting.programs import announced_program_end
from retrieval.ranking.rank import Candidate
from retrieval.ranking.search_scope import SearchScope

# A candidate with less than this share of the best score is left out: seldom an answer. What that
# costs shows in the hit@3 and R@5 of `python -m benchmarks.quality`.
_WORTH_SHOWING = 0.1
# Candidates with this share of the best remaining score count as its equals.
_EQUAL = 0.85


def select_quotes(
    candidates: Iterable[Candidate], scope: SearchScope | CandidateTexts, most: int
) -> list[tuple[Candidate, Quote]]:
    """At most ``most`` quotes, best first, each with its candidate. No quote overlaps another, is a
    near-duplicate of one before it, or is far worse than the first. Among equals, documents not
    quoted yet come first. With a larger ``most``, the first quotes are the same. ``scope``: as
    CandidateTexts, what is looked up is kept in it."""
    texts = scope if isinstance(scope, CandidateTexts) else CandidateTexts(scope)
    selection = _QuoteSelection(list(candidates), texts)
    while len(selection.found) < most and selection.add_next():
        pass
    return selection.found


def select_statements(
    candidates: Iterable[Candidate],
    texts: CandidateTexts,
    shown: Iterable[tuple[Candidate, Quote]],
    most: int,
) -> list[tuple[Candidate, Quote]]:
    """A quote for each of the candidates, best first, near-duplicates in one: all that answers, at
    most ``most``. Quotes may overlap; those that are ``shown`` are taken as they are."""
    selection = _QuoteSelection(list(candidates), texts)
    known = {one.sentence: quote for one, quote in shown if len(quote.highlights) == 1}
    found: list[tuple[Candidate, Quote]] = []
    for candidate in selection.remaining():
        if len(found) == most:
            break
        if (quote := known.get(candidate.sentence)) is not None:
            selection.finish(candidate)
            found.append((candidate, quote))
        else:
            found.append(selection.statement(candidate))
    return found


class _QuoteSelection:
    """The quotes of one answer, found one by one."""

    def __init__(self, candidates: Sequence[Candidate], texts: CandidateTexts) -> None:
        self.found: list[tuple[Candidate, Quote]] = []
        self._candidates, self._texts = candidates, texts
        self._scope = texts.scope
        self._by_sentence = {one.sentence: one for one in candidates}
        self._highlights = Highlights(self._by_sentence, texts)
        # Sentences that are done with; those similar to a quoted one; the quoted ones.
        self._done: set[int] = set()
        self._similar: set[int] = set()
        self._quoted: list[Candidate] = []
        self._cursor = 0

    def add_next(self) -> bool:
        """Adds the next candidate's quote, unless its sentence or a near-duplicate is quoted
        already; False where no candidate is left that is worth showing."""
        candidate = self._next()
        if candidate is None:
            return False
        ordered = self.finish(candidate)
        if any(self._is_quoted(one) for one in ordered):
            return True
        shown, *others = ordered
        score = round(confidence(candidate.logit), 4)
        quote = self._quote(shown, score, tuple(map(self._texts.citation, others)))
        self.found.append((shown, quote))
        self._quoted += [candidate, shown]
        return True

    def remaining(self) -> Iterator[Candidate]:
        """The candidates, best first, without those that are done with meanwhile."""
        for one in self._candidates:
            if one.sentence not in self._done and self._texts.is_usable(one):
                yield one

    def finish(self, candidate: Candidate) -> list[Candidate]:
        """The candidate and its near-duplicates, one in each document, by date; all of them are
        done with."""
        copies = self._near_duplicates(candidate)
        self._done.update(one.sentence for one in copies)
        by_document: dict[str, Candidate] = {}
        for one in copies:
            by_document.setdefault(self._texts.document_id(one), one)
        return sorted(by_document.values(), key=self._texts.published)

    def statement(self, candidate: Candidate) -> tuple[Candidate, Quote]:
        """The candidate's quote, wherever other quotes are."""
        shown, *others = self.finish(candidate)
        score = round(confidence(candidate.logit), 4)
        also = tuple(map(self._texts.citation, others))
        return shown, self._quote(shown, score, also, alone=True)

    def _next(self) -> Candidate | None:
        """The best remaining candidate; of its equals, the first from a document that is not quoted
        yet."""
        worth_quoting = self._worth_quoting()
        best = next(worth_quoting, None)
        if best is None:
            return None
        if self.found and best.score < _WORTH_SHOWING:
            return None
        quoted = {quote.document.id for _, quote in self.found}
        chosen = best
        while self._texts.document_id(chosen) in quoted:
            other = next(worth_quoting, None)
            if other is None or other.score < _EQUAL * best.score:
                return best
            chosen = other
        return chosen

    def _worth_quoting(self) -> Iterator[Candidate]:
        """The candidates, best first, that are neither quoted nor near-duplicates of a quoted
        one."""
        while self._cursor < len(self._candidates) and (
            self._candidates[self._cursor].sentence in self._done
        ):
            self._cursor += 1
        for position in range(self._cursor, len(self._candidates)):
            one = self._candidates[position]
            if one.sentence in self._done:
                continue
            if self._is_worth_quoting(one):
                yield one
            else:
                self._done.add(one.sentence)

    def _is_worth_quoting(self, candidate: Candidate) -> bool:
        if not self._texts.is_usable(candidate) or self._is_quoted(candidate):
            return False
        return candidate.sentence not in self._similar or not any(
            self._texts.say_the_same(candidate, quoted) for quoted in self._quoted
        )

    def _near_duplicates(self, candidate: Candidate) -> list[Candidate]:
        """The candidate and its near-duplicates in the whole selection of documents: not all of
        them are candidates."""
        index = self._scope.index
        rows = self._texts.sharing_words(candidate)
        self._similar.update(rows)
        left = [row for row in rows if row not in self._done and row != candidate.sentence]
        passages = index.sentences.owners(np.array(left, np.int64)).tolist()
        self._scope.documents.load(passages)
        copies = (
            self._by_sentence.get(row)
            or replace(candidate, sentence=row, passage=passage, answer=None)
            for row, passage in zip(left, passages, strict=True)
        )
        return [candidate] + [
            self._with_answer(one, candidate)
            for one in copies
            if self._texts.is_usable(one) and self._texts.say_the_same(one, candidate)
        ]

    def _with_answer(self, copy: Candidate, candidate: Candidate) -> Candidate:
        """A near-duplicate with the answer's words where they are in its own text: a reader may
        not have read it."""
        if copy.answer is not None or candidate.answer is None:
            return copy
        wanted = candidate.answer.of(self._texts.document(candidate).text)
        own, text = self._texts.span(copy), self._texts.document(copy).text
        place = text.find(wanted, own.start, own.end)
        if place < 0:
            return copy
        return replace(copy, answer=Span(place, place + len(wanted)))

    def _quote(
        self,
        candidate: Candidate,
        score: float,
        also: tuple[Citation, ...],
        *,
        alone: bool = False,
    ) -> Quote:
        """The candidate's quote. ``alone``: its neighbours are not highlighted with it, however
        good they are: they may say something else."""
        document = self._texts.document(candidate)
        around, number, cues = self._texts.context(candidate)
        top = candidate.sentence - number
        low, high = self._unquoted(around, number, document)
        if alone:
            first, last = self._highlights.with_list(candidate, high)
        else:
            first, last = self._highlights.answering(candidate, low, high)
        chosen = set(range(first, last + 1))
        verdict = self._highlights.verdict(candidate, low)
        if verdict is not None and around.length(verdict, last) <= MOST_CHARACTERS:
            first = min(first, verdict)
            chosen |= set() if alone else {verdict}
        first, last = excerpt(around, first, last, cues, low, high)
        for other in range(first, last + 1) if not alone else ():
            if len(chosen) < MOST_HIGHLIGHTS and self._highlights.is_nearly_as_good(
                top + other, candidate
            ):
                chosen.add(other)
        spans = [around.spans[one] for one in sorted(chosen)]
        whole = trimmed(Span(around.spans[first].start, around.spans[last].end), document.text)
        if whole is None:
            raise ValueError("a candidate without a word in it")
        end = announced_program_end(document, around.spans[last].end, around.sentence(last))
        if end is not None and end - whole.start <= MOST_CHARACTERS:
            whole = Span(whole.start, end)
            if last in chosen:
                spans[-1] = Span(spans[-1].start, end)
        parts = [trimmed(one, document.text) for one in spans]
        # An equal that another document's candidate was preferred to may have a higher score.
        before = self.found[-1][1].score if self.found else 1.0
        shown_score = min(before, score)
        highlights = tuple(part for part in parts if part)
        answer = _answer_span(candidate, highlights)
        return Quote(document, whole, highlights, shown_score, also, answer=answer)

    def _unquoted(self, around: Neighbours, number: int, document: Document) -> tuple[int, int]:
        """The first and last of the sentences around the numbered one that are in no quote yet."""
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
        document_id, span = self._texts.document_id(candidate), self._texts.span(candidate)
        return any(
            quote.document.id == document_id
            and quote.span.start < span.end
            and span.start < quote.span.end
            for _, quote in self.found
        )


def _answer_span(candidate: Candidate, highlights: Iterable[Span]) -> Span | None:
    """The answer's own words, if a reader found them and they are in one of the highlights."""
    found = candidate.answer
    if found is None or not any(one.holds(found) for one in highlights):
        return None
    return found
