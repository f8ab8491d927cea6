"""Answerer: the way from a question to its answer."""

import contextlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.filters import Filters
from corpus.span import trimmed
from corpus.store.protocol import DocumentStore
from retrieval.answer import Answer, Outcome, Quote
from retrieval.arrays import Rows
from retrieval.calibration import Calibration, confidence
from retrieval.defaults import MIN_CONFIDENCE, MIN_UNCERTAIN, TOP
from retrieval.errors import QuestionError
from retrieval.index.any_index import AnyIndex
from retrieval.index.index import Index
from retrieval.models.encoder import Encoder
from retrieval.models.question_batch import QuestionBatch
from retrieval.query import Query, QueryAnalyzer, checked
from retrieval.quoting.candidate_texts import CandidateTexts
from retrieval.quoting.select import select_quotes, select_statements
from retrieval.ranking.crossing import Crossing
from retrieval.ranking.follow_up import rank_follow_up
from retrieval.ranking.rank import Candidate, rank
from retrieval.ranking.reranker import Progress, best_passages, rerank
from retrieval.ranking.respelling import respelt_query
from retrieval.ranking.search_scope import SearchScope
from retrieval.ranking.search_scopes import SearchScopes
from retrieval.readers.reader import Reader
from retrieval.text.question_language import is_foreign
from retrieval.turn import Turn

if TYPE_CHECKING:
    from retrieval.grouping.groups import Comparisons

# Where the ranker's best is less likely to answer than this share of the threshold, the reader is
# not asked: it would read for hundreds of a thousand questions, and change nothing.
_HOPELESS = 0.1
# Sentences that are compared for a usual question.
_MOST_STATEMENTS = 12
# A sentence may be one of those that answer from the least confidence of an answer on; if a reader
# finds it not unlikely to answer by itself, from this share of it: confidence also weighs how far
# it comes behind the best. Which of them are shown, their comparison decides, unless all are: then
# the reader has to find them likelier.
_EVIDENCE, _EVIDENCE_FOR_ALL, _SHARE_WITH_EVIDENCE = 0.2, 0.4, 0.08
_LEAST_COMPARED = 0.1


@dataclass(frozen=True, slots=True)
class Depth:
    """How far to look for everything that answers: the most ``passages`` to rank and read, and the
    most ``statements`` to compare. ``progress`` is called with the number of passages read."""

    passages: int
    statements: int
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An answer and the whole ranking behind it. ``uncalibrated``: the first quote's confidence
    before calibration, 0 where there is no quote."""

    answer: Answer
    uncalibrated: float
    candidates: Sequence[Candidate]
    index: Index

    def documents(self, most: int) -> list[str]:
        """The ids of the first ``most`` distinct documents of the ranking, best first, including
        those that are not quoted (much worse than the first, or near-duplicates)."""
        found: dict[str, None] = {}
        for candidate in self.candidates:
            found.setdefault(self.index.document_of(candidate.passage)[0])
            if len(found) == most:
                break
        return list(found)


class Answerer:
    """Answers questions; every front end uses it. Not thread-safe."""

    def __init__(
        self,
        documents: DocumentStore,
        index: AnyIndex,
        encoder: Encoder,
        calibration: Calibration | None = None,
        reader: Reader | None = None,
        multilingual: "Callable[[], Answerer | None] | None" = None,
    ) -> None:
        """``multilingual``, with an encoder that knows English alone: gives the answerer over the
        same documents that answers questions in other languages, if there is one by now."""
        self._multilingual = multilingual
        self._other: Answerer | None = None
        self._documents = documents
        self._index = index
        self._questions = QuestionBatch(encoder)
        self._analyzer = QueryAnalyzer(index, self._questions.encode, encoder.fingerprint)
        self._calibration = calibration or Calibration()
        self._reader = reader
        self._scopes = SearchScopes(documents, index, encoder)

    @property
    def documents(self) -> DocumentStore:
        """The documents that answers come from."""
        return self._documents

    @property
    def index(self) -> AnyIndex:
        """The index that is searched."""
        return self._index

    @property
    def revision(self) -> str:
        """The revision of the documents that were indexed."""
        return self._index.revision

    @property
    def model(self) -> str:
        """The encoder's fingerprint."""
        return self._index.model

    def ask(
        self,
        question: str,
        top: int = TOP,
        filters: Filters | None = None,
        min_confidence: float | None = None,
        after: Turn | None = None,
        *,
        use_reader: bool = True,
    ) -> Answer:
        """The answer to a question that was asked after the turn ``after``, which counts only if
        the question is a follow-up. For the rest see ``search``. Raises QuestionError, ModelError.
        """
        query = self.analyze(question, after)
        return self.answer(query, top, filters, min_confidence, use_reader=use_reader)

    def answerer_for(self, question: str, after: Turn | None = None) -> "Answerer":
        """The one that answers a question: this one, or the multilingual one."""
        if self._multilingual is not None and is_foreign(
            question, after.question if after is not None else None
        ):
            self._other = self._multilingual()
            if self._other is not None:
                return self._other
        return self

    def analyze(self, question: str, after: Turn | None = None) -> Query:
        """The query of a question. Raises QuestionError, ModelError."""
        return self.answerer_for(question, after)._analyzer.analyze(question, after)

    def answer(
        self,
        query: Query,
        top: int = TOP,
        filters: Filters | None = None,
        min_confidence: float | None = None,
        *,
        use_reader: bool = True,
        depth: Depth | None = None,
    ) -> Answer:
        """The answer to a query; see ``search``."""
        found = self.search(query, top, filters, min_confidence, use_reader=use_reader, depth=depth)
        return found.answer

    def search(
        self,
        query: Query,
        top: int = TOP,
        filters: Filters | None = None,
        min_confidence: float | None = None,
        *,
        use_reader: bool = True,
        depth: Depth | None = None,
    ) -> SearchResult:
        """The answer with at most ``top`` quotes, and the ranking behind it.

        ``min_confidence``: the confidence from which it counts as an answer; None: the
        calibration's, else the default. ``use_reader`` False leaves the reader out: sooner, and a
        little worse. ``depth``: how far to look for further sources that answer; None: no further
        than for the quotes. Raises ModelError.
        """
        if self._other is not None and query.model == self._other.model:
            return self._other.search(
                query, top, filters, min_confidence, use_reader=use_reader, depth=depth
            )
        scope = self._scopes.for_query(query, filters or Filters())
        asked, query = query, self.respelt(query, scope)
        if query is not asked:
            scope = self._scopes.for_query(query, filters or Filters())
        candidates = self._rank(query, scope, use_reader, depth)
        texts = CandidateTexts(scope)
        found = select_quotes(candidates, texts, top)
        uncalibrated = confidence(found[0][0].logit) if found else 0.0
        probability = self._calibrated(uncalibrated) if found else 0.0
        threshold = self._threshold(min_confidence)
        crossing = Crossing.of(query, scope)
        quotes = tuple(
            replace(
                quote,
                answers=self._calibrated(quote.score) >= threshold,
                language=crossing.foreign_language(candidate.passage),
            )
            for candidate, quote in found
        )
        outcome = self._outcome(probability, threshold) if found else Outcome.NOT_ANSWERED
        if not candidates and scope.selection.is_empty:
            outcome = Outcome.NOTHING_IN_SCOPE
        answer = Answer(asked.text, quotes, probability, outcome, query.follow_up)
        if outcome is Outcome.ANSWERED:
            shown = [(one, quote) for (one, _), quote in zip(found, quotes, strict=True)]
            compared, telling = self._compared(query, candidates, shown, texts, threshold, depth)
            answer = replace(
                answer,
                quotes=compared.with_answers(telling),
                groups=compared.groups,
                agreement=compared.agreement,
                sources=compared.sources,
            )
        return SearchResult(answer, uncalibrated, candidates, scope.index)

    def scope_of(self, documents: Collection[tuple[str, str]], query: Query | None) -> SearchScope:
        """The scope of these documents alone; see ``SearchScopes.of_documents``."""
        return self._scopes.of_documents(documents, query)

    def respelt(self, query: Query, scope: SearchScope, passages: Rows | None = None) -> Query:
        """The query with misspelt words as the documents spell them; see ``respelt_query``. Raises
        ModelError."""
        return respelt_query(query, scope, self._analyzer, passages)

    def quotes_from(
        self,
        query: Query,
        passages: Rows | None,
        scope: SearchScope,
        top: int,
        min_confidence: float | None = None,
    ) -> list[tuple[Candidate, Quote]]:
        """The quotes that answer, from these passages of the scope alone (in ascending order; None:
        from all that are retrieved), best first; none where none is likely enough to answer. Raises
        ModelError."""
        candidates = rank(query, scope, passages)
        threshold = self._threshold(min_confidence)
        hopeless = threshold * _HOPELESS
        if not candidates or self._calibrated(confidence(candidates[0].logit)) < hopeless:
            return []
        if self._reader is not None and self._reader.supports(query.text):
            candidates = rerank(query, candidates, scope, self._reader)
        return [
            (candidate, replace(quote, answers=True))
            for candidate, quote in select_quotes(candidates, scope, top)
            if self._calibrated(quote.score) >= threshold
        ]

    def expect(self, questions: Iterable[str]) -> None:
        """Encodes waiting questions in one batch, so that each is answered sooner. An invalid
        question is left out; ``ask`` raises its error."""
        valid = []
        for one in questions:
            with contextlib.suppress(QuestionError):
                valid.append(checked(one))
        self._questions.expect(valid)

    def _compared(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        shown: Sequence[tuple[Candidate, Quote]],
        texts: CandidateTexts,
        threshold: float,
        depth: Depth | None,
    ) -> "tuple[Comparisons, list[Quote]]":
        """All candidates that answer, in groups, and whether their sources agree; and the quotes
        that are shown, their answers marked only where these say something."""
        # Imported here: where nothing answers, nothing is compared.
        from retrieval.grouping.asked import Asked
        from retrieval.grouping.groups import group
        from retrieval.grouping.statements import Statements

        most, everything = (depth.statements, True) if depth else (_MOST_STATEMENTS, False)
        # Where everything counts as an answer, not everything is worth comparing.
        threshold = max(threshold, _LEAST_COMPARED)
        asked = Asked.of(query.text, query.kinds)
        statements = Statements(asked)
        evidence = _EVIDENCE_FOR_ALL if everything else _EVIDENCE
        answering = [one for one in candidates if self._answers(one, threshold, evidence)]
        made = []
        for candidate, quote in select_statements(answering, texts, shown, most):
            span = texts.span(candidate)
            sentence = trimmed(span, quote.document.text) or span
            strength = self._calibrated(confidence(candidate.logit)) / threshold
            made.append(statements.of(quote, sentence, strength, candidate.evidence))
        found = group(made, asked, everything=everything)
        return found, [statements.telling(quote) for _, quote in shown]

    def _answers(self, candidate: Candidate, threshold: float, evidence: float) -> bool:
        probability = self._calibrated(confidence(candidate.logit))
        if candidate.evidence is not None and candidate.evidence >= evidence:
            threshold *= _SHARE_WITH_EVIDENCE
        return probability >= threshold

    def _rank(
        self, query: Query, scope: SearchScope, use_reader: bool, depth: Depth | None = None
    ) -> list[Candidate]:
        if query.follow_up is not None:
            return rank_follow_up(query, scope, self._reader if use_reader else None)
        found = rank(query, scope, most=depth.passages) if depth else rank(query, scope)
        if use_reader and self._reader is not None and self._reader.supports(query.text):
            if depth is None:
                return rerank(query, found, scope, self._reader)
            wanted = best_passages(found, depth.passages)
            found = rerank(query, found, scope, self._reader, wanted, depth.progress)
        return found

    def _calibrated(self, probability: float) -> float:
        # Rounded here, so that what is shown and what is compared are the same.
        return round(self._calibration.apply(probability), 4)

    def _threshold(self, wanted: float | None) -> float:
        if wanted is not None:
            return wanted
        fitted = self._calibration.min_confidence
        return MIN_CONFIDENCE if fitted is None else fitted

    def _outcome(self, probability: float, threshold: float) -> Outcome:
        """The outcome for the first quote's confidence. ``threshold``: the least that is an answer;
        an answer is uncertain from the calibration's least on, else from the same share of the
        threshold on as with the default."""
        if probability >= threshold:
            return Outcome.ANSWERED
        least = self._calibration.min_uncertain
        if least is None:
            least = MIN_UNCERTAIN / MIN_CONFIDENCE * threshold
        return Outcome.UNCERTAIN if probability >= least else Outcome.NOT_ANSWERED
