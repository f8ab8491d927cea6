"""Answers as messages: why a quote is shown, and in which order."""

from telegram.constants import MessageEntityType as Kind

from bot.questions.conversation import fresh_first
from bot.telegram.render.messages import AnswerPage, answer_messages
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import LANGUAGES, texts_for
from corpus.document import Document
from corpus.span import Span
from retrieval.answer import Answer, Outcome, Quote
from retrieval.turn import Turn
from tests.fakes import document

ENGLISH = texts_for("en")
_TEXT = document("Farmers lost **300 sheep** to the\nwater. Nobody was hurt. Roads were closed.")


def quote(words: str, score: float, *, answers: bool = True, of: Document = _TEXT) -> Quote:
    start = of.text.index(words)
    span = Span(start, start + len(words))
    return Quote(of, span, (span,), score, answers=answers)


def shown(*quotes: Quote, follow_up: Turn | None = None) -> RichText:
    answer = Answer("Who?", quotes, 0.9, Outcome.ANSWERED, follow_up)
    [message] = answer_messages(AnswerPage(fresh_first(answer), ENGLISH))
    return message.body


def test_an_unmarked_quote_says_why_it_is_there() -> None:
    """Beside others that answer; where it stands alone, or all answer, there is nothing to say."""
    near = quote("Nobody was hurt.", 0.1, answers=False)
    body = shown(quote("Roads were closed.", 0.8), near)
    reason = "2. Close to the question, but perhaps not an answer:\n"
    assert reason in body.text
    block = body.blocks()[1]
    assert body.text[: block.start].endswith(reason)
    assert not [one for one in body.formats if one.kind == Kind.BOLD and one.start >= block.start]
    assert "perhaps" not in shown(quote("Roads were closed.", 0.8)).text
    for language in LANGUAGES:
        assert texts_for(language)("quote-near", count=1).endswith((":", "："))


def test_unmarked_quotes_in_a_row_say_it_once() -> None:
    """Over the first of them, for all."""
    near = [quote(words, 0.1, answers=False) for words in ("Nobody was hurt.", "Farmers lost")]
    body = shown(quote("Roads were closed.", 0.8), *near)
    assert body.text.count("Close to the question") == 1
    assert "\n\nClose to the question, but perhaps not answers:\n2.\nNobody was hurt." in body.text
    assert "\n\n3.\nFarmers lost" in body.text


def test_a_repeated_quote_comes_behind_the_new_ones() -> None:
    """In a follow-up: what was shown for the question before is not the first thing again."""
    old, new = quote("Nobody was hurt.", 0.9), quote("Roads were closed.", 0.8)
    before = Turn("What happened?", (old.reference,))
    body = shown(old, new, follow_up=before)
    assert body.text.index("Roads were closed.") < body.text.index("Nobody was hurt.")
    body = shown(old, new)
    assert body.text.index("Nobody was hurt.") < body.text.index("Roads were closed.")
    # Where nothing new answers, the old answer stays first.
    near = quote("Roads were closed.", 0.1, answers=False)
    body = shown(old, near, follow_up=before)
    assert body.text.index("Nobody was hurt.") < body.text.index("Roads were closed.")


def test_what_answers_is_bold_and_what_the_document_stresses_is_not() -> None:
    """Bold says that it answers; the document's own bold words are in italics, and offsets are
    those of the shown text."""
    stressed = document("It is **very 🌊 wet**, they\nsay *today*. Nobody came.", "a.md")
    found = quote("It is **very 🌊 wet**, they\nsay *today*.", 0.9, of=stressed)
    body = shown(found)
    styles = {(one.kind, body.text[one.start : one.end]) for one in body.formats}
    assert (Kind.BOLD, "It is very 🌊 wet, they say today.") in styles
    assert (Kind.ITALIC, "very 🌊 wet") in styles
    assert (Kind.ITALIC, "today") in styles
    units = body.text.encode("utf-16-le")
    said = [
        units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le")
        for one in body.entities()
        if one.type == Kind.ITALIC
    ]
    assert said[:2] == ["very 🌊 wet", "today"]
