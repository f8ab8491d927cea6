"""Feedback on answers, rebuilt from a message and its buttons."""

from collections.abc import Sequence

from telegram import Message
from telegram.constants import MessageEntityType as Kind

from bot.questions.query_filters import FilterError, split_filters
from bot.serving.async_answerer import Finding
from bot.telegram.render.rich_text import RichText
from retrieval.answer import Quote
from retrieval.feedback import RatedAnswer, RatedQuote
from retrieval.turn import Turn

# Of the name of an index. A button has 64 bytes, and confidence takes some.
_LONGEST_NAME = 40
_FINE = 1000


def stamp_of(found: Finding) -> str:
    """Which index answered, and how sure it was, for the buttons."""
    return f"{found.revision[:_LONGEST_NAME]}.{round(_FINE * found.answer.confidence)}"


def rated_answer(
    message: Message, words: str, before: Turn | None, quotes: Sequence[Quote], stamp: str
) -> RatedAnswer:
    """The answer that a message gives to these words. Raises ValueError for a stamp that is
    none."""
    revision, _, confidence = stamp.rpartition(".")
    try:
        question = split_filters(words).text
    except FilterError:
        question = words
    asked = [turn.question for turn in before.back() if turn.question] if before else []
    return RatedAnswer(
        question,
        tuple(map(RatedQuote.of, quotes)),
        answered=is_answer(RichText.of(message)),
        confidence=int(confidence) / _FINE,
        before=tuple(reversed(asked)),
        revision=revision,
    )


def is_answer(body: RichText, block: int = 0) -> bool:
    """Whether a message's quote is shown as an answer: then, something in it is bold."""
    quoted = body.blocks()[block]
    return any(
        one.kind == Kind.BOLD and quoted.start <= one.start < quoted.end for one in body.formats
    )
