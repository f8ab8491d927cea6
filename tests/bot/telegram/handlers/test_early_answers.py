"""Answers that are given before the documents are indexed for the question's language."""

import asyncio
from typing import cast

import pytest

from bot.serving.async_answerer import AsyncAnswerer, Finding, Inquiry
from bot.telegram.handlers.conversation.follow_up_context import FollowUpContext
from bot.telegram.handlers.conversation.recent_exchanges import Memory
from bot.telegram.handlers.questions import Questions
from bot.telegram.render.texts import Texts
from retrieval.answer import Answer, Outcome


class _Refusing:
    """An answerer that finds nothing."""

    def __init__(self, *, is_early: bool) -> None:
        self._is_early = is_early

    async def ask(self, inquiry: Inquiry) -> Finding:
        answer = Answer(inquiry.question, (), 0.0, Outcome.NOT_ANSWERED)
        return Finding(answer, False, "1", self._is_early)


@pytest.mark.parametrize(("is_early", "name"), [(True, "not-ready"), (False, "not-answered")])
@pytest.mark.parametrize("language", ["de", "zh"])
def test_a_refusal_that_may_not_last_says_so(is_early: bool, name: str, language: str) -> None:
    """Nobody is told that the documents do not answer, before they have been searched."""
    texts = Texts(language)
    answerer = cast(AsyncAnswerer, _Refusing(is_early=is_early))
    questions = Questions(answerer, cast(Memory, None), cast(FollowUpContext, None))
    [part] = asyncio.run(questions._answer_all("Wer baut die Brücke?", texts, None))
    assert part.outgoing[0].body.text == texts(name)
