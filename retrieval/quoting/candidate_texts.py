"""The words behind candidates: index rows with their documents."""

from corpus.document import Document
from corpus.span import Span, trimmed
from corpus.text.dates import period
from retrieval.citation import Citation
from retrieval.index.documents import IndexedDocuments
from retrieval.index.index import Index
from retrieval.quoting.excerpt import opening
from retrieval.quoting.near_duplicates import Statement, statement
from retrieval.quoting.neighbours import Neighbours, neighbours
from retrieval.ranking.rank import Candidate
from retrieval.text.cues import Cues, cues_for

_UNKNOWN_DATE = ("9999-12-31", "9999-12-31")


class CandidateTexts:
    """What each candidate says and where, worked out once."""

    def __init__(self, index: Index, documents: IndexedDocuments) -> None:
        self._index, self._documents = index, documents
        self._around: dict[int, tuple[Neighbours, int, Cues]] = {}
        self._statements: dict[int, Statement] = {}

    def name(self, candidate: Candidate) -> str:
        """The id of its document."""
        return self._index.document_of(candidate.passage)[0]

    def span(self, candidate: Candidate) -> Span:
        """Where its sentence stands in its document."""
        return self._index.sentences.span(candidate.sentence)

    def is_there(self, candidate: Candidate) -> bool:
        """Whether its document still has the text that was indexed, and its sentence a word."""
        document = self._documents.of_passage(candidate.passage)
        return document is not None and trimmed(self.span(candidate), document.text) is not None

    def document(self, candidate: Candidate) -> Document:
        """Its document. Raises LookupError where that has changed or gone."""
        document = self._documents.of_passage(candidate.passage)
        if document is None:
            raise LookupError("the document of a candidate has changed since it was indexed")
        return document

    def place(self, candidate: Candidate) -> Citation:
        """Its sentence, to be cited."""
        document, span = self.document(candidate), self.span(candidate)
        return Citation(document, trimmed(span, document.text) or span)

    def around(self, candidate: Candidate) -> tuple[Neighbours, int, Cues]:
        """The sentences around its own, the number of its own among them, and the words by which
        they lean on one another."""
        if candidate.sentence not in self._around:
            document = self.document(candidate)
            around, number = neighbours(candidate.sentence, self._index, document)
            whole = around.run(0, len(around.spans) - 1)
            cues = cues_for(document.language, whole)
            self._around[candidate.sentence] = around, number, cues
        return self._around[candidate.sentence]

    def statement(self, candidate: Candidate) -> Statement:
        """What it says, with what goes before it where it leans on that: "He denied it" is said
        of many."""
        if candidate.sentence not in self._statements:
            around, number, cues = self.around(candidate)
            said = around.run(opening(around, number, cues), number)
            self._statements[candidate.sentence] = statement(said, cues)
        return self._statements[candidate.sentence]

    def published(self, candidate: Candidate) -> tuple[str, str]:
        """What orders candidates by when their documents were published, unknown dates last: the
        last day that the date can mean, for by then it was; then the date itself, hour and all."""
        date = self.document(candidate).published
        try:
            return (period(date)[1].isoformat(), date) if date else _UNKNOWN_DATE
        except ValueError:
            return _UNKNOWN_DATE
