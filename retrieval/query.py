"""The analysed question: everything that is known about it before the search.

Whether a question is a follow-up is decided here and nowhere else; ``Answer.follow_up`` reports it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from retrieval.arrays import Vectors
from retrieval.errors import QuestionError
from retrieval.models.encoder import Encoder, Tokens
from retrieval.text.follow_up_cues import is_incomplete, points_back
from retrieval.text.language import language_of
from retrieval.text.question_types import Kind, kinds
from retrieval.text.tokenizer import Term, words
from retrieval.turn import Link, Turn

LONGEST_QUESTION = 2000
# Earlier questions that a follow-up is combined with, and the most characters of them all.
_MOST_TURNS, _MOST_CHARACTERS = 3, 1000

# A question's vector, shape (dimension,), and its tokens.
Encode = Callable[[str], tuple[Vectors, Tokens]]


@dataclass(frozen=True, slots=True)
class Query:
    """A question, analysed.

    ``terms``: its words as the index has them, some perhaps more than once. ``vector``: shape
    (dimension,). ``kinds``: what it asks for. ``follow_up``: the turn that it follows up on, if it
    does; ``combined`` is then the query of both questions as one. ``model``: the fingerprint of the
    model that made its vectors.
    """

    text: str
    terms: tuple[Term, ...]
    vector: Vectors
    tokens: Tokens
    kinds: frozenset[Kind]
    follow_up: Turn | None = None
    combined: "Query | None" = None
    model: str = ""

    @property
    def language(self) -> str:
        """The code of its language. Detected only when it is needed: that costs a cold process
        several milliseconds."""
        return language_of(self.text)


class KnowsTerms(Protocol):
    """An index, as far as queries need it."""

    def terms(self, question: str) -> list[Term]: ...


class QueryAnalyzer:
    """Makes queries for one index."""

    def __init__(self, index: KnowsTerms, encode: Encode, model: str = "") -> None:
        """``model``: the fingerprint of the model that encodes."""
        self._index, self._encode, self._model = index, encode, model

    @classmethod
    def of(cls, index: KnowsTerms, encoder: Encoder) -> "QueryAnalyzer":
        """Encodes every question by itself, when it is analysed."""
        model = encoder.fingerprint
        return cls(index, lambda text: encoder.encode_questions_with_tokens([text])[0], model)

    def analyze(self, question: str, previous: Turn | None = None) -> Query:
        """The query of a question that was asked after ``previous``. Raises QuestionError,
        ModelError."""
        text = checked(question)
        turn = previous if is_follow_up(text, previous) else None
        return self.query(text, turn)

    def query(self, text: str, follow_up: Turn | None = None, combined: str | None = None) -> Query:
        """The query of a valid text that is known to follow up on a turn, or on none.
        ``combined``: both questions as one, if they are not to be taken as they were asked."""
        if follow_up is None:
            return self._query(text, kinds(text))
        both = combined or combined_question(text, follow_up)
        # The new question says what is asked for, if it says so at all.
        asked = kinds(text)
        return self._query(text, asked, follow_up, self._query(both, asked or kinds(both)))

    def _query(
        self,
        text: str,
        asked: frozenset[Kind],
        follow_up: Turn | None = None,
        combined: Query | None = None,
    ) -> Query:
        vector, tokens = self._encode(text)
        terms = tuple(self._index.terms(text))
        return Query(text, terms, vector, tokens, asked, follow_up, combined, self._model)


def is_follow_up(question: str, previous: Turn | None) -> bool:
    """Whether a question must be understood together with the turn before it.

    A reply always is. Of two questions in a row, the second is where it is incomplete; but in a
    chat, where people also send a bare name, only where its words point back.
    """
    if previous is None:
        return False
    match previous.link:
        case Link.REPLY:
            return True
        case Link.CHAT:
            return points_back(question)
        case Link.DIALOGUE:
            return is_incomplete(question)


def combined_question(question: str, turn: Turn) -> str:
    """The question after those that it follows up on, as far back as each is a follow-up."""
    asked = [question]
    for one in list(turn.back())[:_MOST_TURNS]:
        if sum(map(len, asked)) + len(one.question) > _MOST_CHARACTERS:
            break
        asked.append(one.question)
        if not is_follow_up(one.question, one.before):
            break
    return " ".join(reversed(asked))


def checked(question: str) -> str:
    """The question without surrounding white space. Raises QuestionError where it cannot be
    searched for."""
    question = question.strip()
    try:
        question.encode()
    except UnicodeEncodeError:
        raise QuestionError("the question is not valid UTF-8 text; type it again") from None
    if not question:
        raise QuestionError("the question is empty; ask in a few words", "empty")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters, at most {LONGEST_QUESTION:,} can be "
            "searched for; ask it in a sentence or two",
            "long",
            count=len(question),
            most=LONGEST_QUESTION,
        )
    if not words(question):
        raise QuestionError(
            f"there is no word in the question {question[:40]!r}; ask in words", "wordless"
        )
    return question
