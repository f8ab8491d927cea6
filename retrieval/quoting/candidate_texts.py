"""Texts of candidates: their sentences, with document and context."""

from corpus.document import Document
from corpus.span import Span, trimmed
from corpus.text.dates import by_last_day
from retrieval.citation import Citation
from retrieval.quoting.excerpt import opening
from retrieval.quoting.near_duplicates import SentenceContent, sharing_words
from retrieval.quoting.neighbours import Neighbours, neighbours
from retrieval.ranking.rank import Candidate
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.cues import Cues, cues_for
from retrieval.text.plain_text import plain

_UNKNOWN_DATE = ("9999-12-31", "9999-12-31")


class CandidateTexts:
    """Looks up the text of candidates, each once."""

    def __init__(self, scope: SearchScope) -> None:
        self.scope = scope
        self._index, self._documents = scope.index, scope.documents
        self._context: dict[int, tuple[Neighbours, int, Cues]] = {}
        self._contents: dict[int, SentenceContent] = {}
        self._names: dict[int, str] = {}
        self._sharing: dict[int, list[int]] = {}

    def document_id(self, candidate: Candidate) -> str:
        """The id of the candidate's document."""
        passage = candidate.passage
        if passage not in self._names:
            self._names[passage] = self._index.document_of(passage)[0]
        return self._names[passage]

    def span(self, candidate: Candidate) -> Span:
        """The span of the candidate's sentence in its document."""
        return self._index.sentences.span(candidate.sentence)

    def is_usable(self, candidate: Candidate) -> bool:
        """Whether the document still has the text that was indexed, and the sentence is not
        blank."""
        document = self._documents.of_passage(candidate.passage)
        return document is not None and trimmed(self.span(candidate), document.text) is not None

    def document(self, candidate: Candidate) -> Document:
        """The candidate's document. Raises LookupError where it has changed or is gone."""
        document = self._documents.of_passage(candidate.passage)
        if document is None:
            raise LookupError("the document of a candidate has changed since it was indexed")
        return document

    def citation(self, candidate: Candidate) -> Citation:
        """The candidate's sentence as a citation."""
        document, span = self.document(candidate), self.span(candidate)
        return Citation(document, trimmed(span, document.text) or span)

    def context(self, candidate: Candidate) -> tuple[Neighbours, int, Cues]:
        """The sentences around the candidate's, the number of the candidate's among them, and the
        cue words of their language."""
        if candidate.sentence not in self._context:
            document = self.document(candidate)
            around, number = neighbours(candidate.sentence, self._index, document)
            whole = around.run(0, len(around.spans) - 1)
            cues = cues_for(document.language, whole)
            self._context[candidate.sentence] = around, number, cues
        return self._context[candidate.sentence]

    def content(self, candidate: Candidate) -> SentenceContent:
        """The content of the sentence, with the sentences before it that it depends on: "He denied
        it" is said of many."""
        if candidate.sentence not in self._contents:
            around, number, cues = self.context(candidate)
            text = around.run(opening(around, number, cues), number)
            self._contents[candidate.sentence] = SentenceContent.of(text, cues)
        return self._contents[candidate.sentence]

    def say_the_same(self, one: Candidate, other: Candidate) -> bool:
        """Whether two candidates are near-duplicates, and the words that answer, where a reader
        found them, are in both."""
        content, compared = self.content(one), self.content(other)
        return content.is_near_duplicate_of(compared) and not (
            self._lacks_answer_of(one, other) or self._lacks_answer_of(other, one)
        )

    def _lacks_answer_of(self, one: Candidate, other: Candidate) -> bool:
        if other.answer is None:
            return False
        _, _, cues = self.context(other)
        answer = SentenceContent.of(other.answer.of(self.document(other).text), cues)
        return self.content(one).lacks(answer)

    def sharing_words(self, candidate: Candidate) -> list[int]:
        """The sentences (rows of the index) that may be near-duplicates of the candidate's."""
        if candidate.sentence not in self._sharing:
            sentence = plain(self.span(candidate).of(self.document(candidate).text))
            found = sharing_words(sentence, self._index, self.scope.selection)
            self._sharing[candidate.sentence] = found
        return self._sharing[candidate.sentence]

    def published(self, candidate: Candidate) -> tuple[str, str]:
        """Sort key by publication date, unknown dates last."""
        return by_last_day(self.document(candidate).published) or _UNKNOWN_DATE
