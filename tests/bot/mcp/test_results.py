"""What the tools say of an answer."""

import pytest

from bot.mcp.results import Results, answer_text
from bot.serving.async_answerer import Finding
from corpus.span import Span
from retrieval.answer import Answer, Outcome, Quote
from tests.fakes import document

_STORM = document("Roads were closed on Friday. Trees fell in Dover.\n")


def said(outcome: Outcome, quotes: tuple[Quote, ...] = (), *, is_early: bool = False) -> str:
    answer = Answer("Wer sperrte die Straßen?", quotes, 0.1, outcome)
    result = Results("", is_local=True).answer(Finding(answer, False, "1", is_early))
    assert result.indexing is is_early
    return answer_text(answer, result)


def test_nothing_is_denied_while_the_documents_are_being_indexed() -> None:
    """For a question in another language, nothing has been searched as it should be."""
    quote = Quote(_STORM, Span(0, 28), (Span(0, 28),), 0.1)
    for outcome in (Outcome.UNCERTAIN, Outcome.NOT_ANSWERED):
        early = said(outcome, (quote,), is_early=True)
        assert early.startswith("The documents are still being indexed")
        assert "Roads were closed on Friday." in early
    assert "do not answer" not in said(Outcome.NOT_ANSWERED, is_early=True)
    assert "do not answer" in said(Outcome.NOT_ANSWERED)


@pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.NOTHING_IN_SCOPE])
def test_other_outcomes_are_said_as_ever(outcome: Outcome) -> None:
    assert said(outcome, is_early=True) == said(outcome)
