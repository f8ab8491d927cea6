"""Deep links: what /start is followed by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.handlers.deep_links import (
    asked_question,
    linked_document,
    linked_quote,
    question_payload,
    quote_link,
)
from bot.telegram.render.quote_code import QuoteCode
from corpus.span import Span


@given(st.text(min_size=1).filter(lambda text: text == text.strip() and text.isprintable()))
def test_a_question_comes_back_as_it_was(question: str) -> None:
    """Or it is too long for a link, and there is none."""
    payload = question_payload(question)
    if payload is None:
        assert len(question.encode()) > 45
        return
    assert len(payload) <= 64
    assert asked_question(payload) == question
    assert linked_document(payload) is None


def test_a_quote_comes_back_as_it_was() -> None:
    """Its code is what buttons carry."""
    code = QuoteCode("0123456789ab", "abcdef", Span(10, 90), (Span(20, 40),))
    link = quote_link("a_bot", code)
    assert linked_quote(link.partition("start=")[2]) == code


@pytest.mark.parametrize(
    "payload", ["", "inline", "q", "q!!", "q_w", "c", "cAA", "d12", "dxyz" * 3]
)
def test_anything_else_is_no_link(payload: str) -> None:
    """The bot introduces itself, as after /start alone."""
    assert asked_question(payload) is None
    assert linked_document(payload) is None
    assert linked_quote(payload) is None
