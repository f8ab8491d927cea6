"""Context of a follow-up question."""

import contextlib
import dataclasses
from collections.abc import Iterable

from telegram import Message
from telegram.constants import ChatType
from telegram.constants import MessageEntityType as Kind

from bot.questions.query_filters import FilterError
from bot.questions.split_questions import split_questions
from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.handlers.conversation.addressing import quoted_words, replied_to_me
from bot.telegram.handlers.conversation.recent_exchanges import Memory
from bot.telegram.render.keyboards import Panel
from bot.telegram.render.quote_code import QuoteCode
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts, in_all_languages
from retrieval.citation import Reference
from retrieval.errors import QuestionError
from retrieval.query import combined_question
from retrieval.turn import Link, Turn
from retrieval.verification.verdicts import Verdict

_GAP = "\n\n"
_TURNS = 3
# Of somebody else's message that is asked about.
_LONGEST_WORDS = 400


class FollowUpContext:
    """Finds the turn that a question may follow up on."""

    def __init__(self, answerer: AsyncAnswerer, memory: Memory) -> None:
        self._answerer = answerer
        self._memory = memory

    async def of(self, message: Message) -> Turn | None:
        """The turn of the message that this one replies to; in a private chat, without a reply,
        the turn just before it."""
        to = message.reply_to_message
        if to is None or to.forum_topic_created is not None:
            if message.external_reply is not None:
                return _others_words(message)
            if message.chat.type != ChatType.PRIVATE:
                return None
            latest = self._memory.latest(message.chat_id)
            return _linked(latest.turn, Link.CHAT) if latest is not None else None
        known = self._memory.of_answer(to.chat_id, to.message_id) or self._memory.of_question(
            to.chat_id, to.message_id
        )
        turn = _linked(known.turn, Link.REPLY) if known is not None else None
        if replied_to_me(message, message.get_bot().bot) is None:
            return turn or _others_words(message)
        quotes = await self._quoted(message, to)
        if turn is None:  # asked long ago: what is left of it are the quotes
            quotes = quotes or await self._quotes(to)
            return _linked(Turn("", quotes, shown_context(to)), Link.REPLY)
        return dataclasses.replace(turn, quotes=quotes) if quotes else turn

    async def _quoted(self, message: Message, to: Message) -> tuple[Reference, ...]:
        """The quote to which the words belong that the reply quotes; none if it quotes nothing."""
        if message.quote is None:
            return ()
        place = message.quote.position
        before = (to.text or "").encode("utf-16-le")[: 2 * place].decode("utf-16-le", "ignore")
        blocks = [n for n, one in enumerate(RichText.of(to).blocks()) if one.start <= len(before)]
        codes = _codes(to)
        if not blocks or blocks[-1] >= len(codes):
            return ()
        return await self._references([codes[blocks[-1]]])

    async def _quotes(self, to: Message) -> tuple[Reference, ...]:
        """The quotes of an answer, read from its buttons. That of a message without buttons (an
        inline result) is looked up by its words."""
        if codes := _codes(to):
            return await self._references(codes)
        body = RichText.of(to)
        found: list[Reference] = []
        for block in body.blocks()[:1]:
            text = body.text[block.start : block.end]
            with contextlib.suppress(QuestionError):
                verification = await self._answerer.verify(text)
                found += [
                    Reference(one.document.id, one.document.sha256, one.span)
                    for one in verification.places
                    if verification.verdict.rank <= Verdict.TYPOGRAPHY.rank
                ]
        return tuple(found)

    async def _references(self, codes: Iterable[QuoteCode]) -> tuple[Reference, ...]:
        found = []
        for code in codes:
            document = await self._answerer.document(code.document_id)
            quote = code.quote(document) if document is not None else None
            if quote is not None:
                found.append(quote.reference)
        return tuple(found)


def _others_words(message: Message) -> Turn | None:
    """Somebody else's message that a question is asked about ("Who said this?"), perhaps one of
    another chat; it counts where the question points back."""
    words = quoted_words(message)
    if len(words) > _LONGEST_WORDS:
        words = words[:_LONGEST_WORDS].rpartition(" ")[0]
    return _linked(Turn(words), Link.CHAT)


def _linked(turn: Turn, link: Link) -> Turn | None:
    """The turn with this link; None where it is empty."""
    if not turn.question and not turn.quotes:
        return None
    return dataclasses.replace(turn, link=link)


def recent(turn: Turn | None, most: int = _TURNS) -> Turn | None:
    """The turn with only as many earlier ones as a search looks at: a conversation may go on for
    years."""
    if turn is None or not most:
        return None
    return dataclasses.replace(turn, before=recent(turn.before, most - 1))


def with_context(turn: Turn, head: RichText | None, texts: Texts) -> RichText | None:
    """Adds the line that says which question this one was understood to follow up on. There is none
    where only quotes are known."""
    asked = combined_question("", turn).strip()
    if not asked:
        return head
    body = RichText(f"{texts('follow-up')} ").add(asked, Kind.ITALIC)
    return body if head is None else body.add(_GAP).extend(head)


def with_question(question: str, head: RichText | None) -> RichText:
    """The question over its answer, where a message has several."""
    body = RichText().add(question, Kind.ITALIC)
    return body if head is None else body.add(_GAP).extend(head)


def shown_question(answer: Message) -> str | None:
    """The question that ``with_question`` put over an answer."""
    body = RichText.of(answer)
    first = next((one for one in body.formats if one.start == 0 and one.kind == Kind.ITALIC), None)
    return body.text[: first.end] if first is not None else None


def part_of(answer: Message, words: str) -> str:
    """Of several questions in a message, the one over its answer."""
    try:
        parts = split_questions(words)
    except FilterError:
        return words
    asked = shown_question(answer) if len(parts) > 1 else None
    return next((one for one in parts if asked and one.startswith(asked)), words)


def shown_context(answer: Message) -> Turn | None:
    """The earlier question, read from the line that ``with_context`` added to a message."""
    body = RichText.of(answer)
    asked = shown_question(answer)
    begin = len(asked) + len(_GAP) if asked else 0
    for text in in_all_languages("follow-up").values():
        line = f"{text} "
        if body.text.startswith(line, begin):
            for one in body.formats:
                if one.kind == Kind.ITALIC and one.start == begin + len(line):
                    return Turn(body.text[one.start : one.end], link=Link.REPLY)
    return None


def _codes(answer: Message) -> tuple[QuoteCode, ...]:
    if answer.reply_markup is None:
        return ()
    try:
        return Panel.of(answer.reply_markup).codes
    except ValueError:
        return ()
