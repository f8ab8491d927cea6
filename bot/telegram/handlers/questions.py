"""Question handlers: new questions, follow-ups, edits, and further quotes."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message

from bot.questions.conversation import fresh_first
from bot.questions.query_filters import FilterError, PlainQuestion, split_filters
from bot.questions.split_questions import split_questions
from bot.serving.async_answerer import AsyncAnswerer, Finding, Inquiry
from bot.telegram.handlers.conversation.addressing import intent_of
from bot.telegram.handlers.conversation.follow_up_context import (
    FollowUpContext,
    part_of,
    recent,
    shown_context,
    with_context,
    with_question,
)
from bot.telegram.handlers.conversation.recent_exchanges import Exchange, Memory
from bot.telegram.handlers.deep_links import asked_question
from bot.telegram.handlers.feedback import stamp_of
from bot.telegram.render.keyboards import Panel, refusal_keyboard
from bot.telegram.render.messages import AnswerPage, answer_messages
from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.quote_code import QuoteCode
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts
from bot.telegram.transport.queue.update_context import record_answer
from bot.telegram.transport.sending import replace, reply, typing
from corpus.filters import Filters
from retrieval.answer import Outcome
from retrieval.errors import QuestionError
from retrieval.turn import Link, Turn

# Of a filter, where it is repeated.
_LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class _Answered:
    """A question, messages that answer it, and the turn for follow-ups; None if it was not a
    question."""

    words: str
    outgoing: list[Outgoing]
    turn: Turn | None = None


class Questions:
    """Answers questions, in reply to them. ``base``: the address of the pages that show quotes in
    their place, if there are any."""

    def __init__(
        self, answerer: AsyncAnswerer, memory: Memory, context: FollowUpContext, base: str = ""
    ) -> None:
        self._answerer = answerer
        self._memory = memory
        self._context = context
        self._base = base

    async def ask(self, message: Message, words: str, texts: Texts) -> None:
        """Answers a new question; several in one message each by itself."""
        async with typing(message):
            before = await self._context.of(message)
            answered = await self._answer_all(words, texts, before)
        outgoing = [one for part in answered for one in part.outgoing]
        sent = [one.message_id for one in await reply(message, outgoing)]
        self._keep(message, words, answered, sent)

    async def change(self, message: Message, words: str, texts: Texts) -> None:
        """Answers an edited question by editing its answer; if that is forgotten, with a new
        one."""
        known = self._memory.of_question(message.chat_id, message.message_id)
        if known is None:
            await self.ask(message, words, texts)
        elif known.words != words:  # Telegram calls other changes an edit, too
            async with typing(message):
                answered = await self._answer_all(words, texts, known.before)
            outgoing = [one for part in answered for one in part.outgoing]
            sent = await replace(message, known.answers, outgoing)
            self._keep(message, words, answered, sent)

    async def more(self, answer: Message, words: str, skip: int, texts: Texts) -> bool:
        """Sends the quotes after the first ``skip``, in reply to the question that ``answer``
        replies to. False where there are none."""
        known = self._memory.of_answer(answer.chat_id, answer.message_id)
        before = self.before(answer)
        question = answer.reply_to_message or answer
        async with typing(answer):
            answered = await self._answer(words, texts, before, skip)
        if not answered.outgoing:
            return False
        sent = await reply(question, answered.outgoing)
        if known:  # a reply to these follows up on the same question
            self._memory.add_answers(known, [one.message_id for one in sent])
        return True

    async def others(self, answer: Message, words: str, code: QuoteCode, texts: Texts) -> bool:
        """Sends the other quotes that give the same answer as the one with this code. False where
        there are none."""
        async with typing(answer):
            try:
                asked = split_filters(words)
                inquiry = Inquiry(asked.text, asked.filters, self.before(answer))
                found = await self._answerer.ask(inquiry)
            except (FilterError, QuestionError):
                return False
        group = next((one for one in found.answer.groups if code.is_of(one.quote)), None)
        if group is None or len(group.quotes) < 2:
            return False
        same = dataclasses.replace(found.answer, quotes=group.quotes[1:], groups=(), agreement=None)
        page = AnswerPage(same, texts, RichText(texts("others-head")))
        await reply(answer.reply_to_message or answer, answer_messages(page))
        return True

    async def again(
        self, answer: Message, codes: Sequence[QuoteCode], texts: Texts
    ) -> Outgoing | None:
        """The message with one of these quotes, of the answer that ``answer`` belongs to; None
        where the question is gone, or is answered otherwise now."""
        words = self.words_of(answer)
        if not words:
            return None
        for skip in (None, 0):  # the closest passages are there on demand
            answered = await self._answer(words, texts, self.before(answer), skip)
            for one in answered.outgoing:
                shown = Panel.of(one.keyboard).codes if one.keyboard is not None else ()
                if any(code.widened(0) == one.widened(0) for code in codes for one in shown):
                    return one
        return None

    def forget(self, chat_id: int) -> None:
        """Forgets the conversation in a chat."""
        self._memory.forget(chat_id)

    def words_of(self, answer: Message) -> str:
        """The question that a message answers, as it was written; empty if it was deleted and is
        forgotten."""
        known = self._memory.of_answer(answer.chat_id, answer.message_id)
        if known is not None:
            return known.words
        question = answer.reply_to_message
        if question is None:
            return ""
        wanted = intent_of(question, answer.get_bot().bot)
        if wanted is not None:
            linked = asked_question(wanted.text) if wanted.command == "start" else None
            return part_of(answer, linked or wanted.text)
        return part_of(answer, question.text or question.caption or "")

    def before(self, answer: Message) -> Turn | None:
        """The turn that the question of an answer followed up on."""
        known = self._memory.of_answer(answer.chat_id, answer.message_id)
        return known.before if known else shown_context(answer)

    async def _answer_all(self, words: str, texts: Texts, before: Turn | None) -> list[_Answered]:
        """The answers to the questions in a message: nearly always one. Each may follow up on the
        one before it."""
        try:
            parts = split_questions(words)
        except FilterError:
            parts = [words]
        if len(parts) == 1:
            return [await self._answer(words, texts, before)]
        answered: list[_Answered] = []
        for part in parts:
            found = await self._answer(part, texts, before, is_part=True)
            answered.append(found)
            if found.turn is not None:
                before = dataclasses.replace(found.turn, link=Link.CHAT)
        return answered

    async def _answer(
        self,
        words: str,
        texts: Texts,
        before: Turn | None,
        skip: int | None = None,
        *,
        is_part: bool = False,
    ) -> _Answered:
        """The answer, or (with ``skip``) its quotes after the first ``skip``; under the question
        where it is part of a message."""
        first = (skip or 0) + 1
        try:
            asked = split_filters(words)
            found = await self._answerer.ask(Inquiry(asked.text, asked.filters, before, first - 1))
            record_answer(found.answer.answered)
        except FilterError as error:
            values = {name: _cut(value) for name, value in error.values.items()}
            return _Answered(words, [Outgoing(RichText(texts(error.name, **values)))])
        except QuestionError as error:
            return _Answered(words, [Outgoing(RichText(complaint("question", error, texts)))])
        if skip and not found.answer.quotes:
            return _Answered(words, [])
        is_folded = skip is None and found.answer.outcome is Outcome.NOT_ANSWERED
        label = "" if is_folded else "next-nearest" if skip else "nearest"
        head = await self._head(asked, found, texts, label)
        follow_up = found.answer.follow_up
        if follow_up is not None:
            head = with_context(follow_up, head, texts)
        if is_part:
            head = with_question(asked.text, head)
        turn = found.answer.turn
        turn = dataclasses.replace(turn, before=recent(turn.before))
        if is_folded and head is not None:
            offered = refusal_keyboard(texts, nearest=bool(found.answer.quotes))
            return _Answered(words, [Outgoing(head, offered)], turn)
        page = AnswerPage(
            found.answer if skip else fresh_first(found.answer),
            texts,
            head,
            first=first,
            more=first - 1 + len(found.answer.quotes) if found.more else None,
            stamp="" if skip else stamp_of(found),
            base=self._base,
        )
        return _Answered(words, answer_messages(page), turn)

    async def _head(
        self, asked: PlainQuestion, found: Finding, texts: Texts, label: str
    ) -> RichText | None:
        """What stands over the quotes, ``label`` at its end: nothing, where they answer."""
        answer = found.answer
        if answer.answered:
            return None
        if found.is_early and answer.outcome is not Outcome.NOTHING_IN_SCOPE:
            head = RichText(texts("not-ready"))
        elif answer.outcome is Outcome.UNCERTAIN:
            head = RichText(texts("uncertain"))
        elif not asked.written:
            head = RichText(texts("not-answered"))
        elif answer.quotes or await self._are_there(asked.filters):
            head = RichText(texts("not-answered-among", filters=asked.written))
        else:
            return RichText(texts("no-documents-among", filters=asked.written))
        return head.add(f" {texts(label)}") if answer.quotes and label else head

    async def _are_there(self, filters: Filters) -> bool:
        return any(filters.admit(card) for card in await self._answerer.cards())

    def _keep(
        self, message: Message, words: str, answered: Sequence[_Answered], sent: Sequence[int]
    ) -> None:
        """Remembers a message's questions. ``sent``: the ids of all answers, in order."""
        turns = [one.turn or Turn("") for one in answered]
        now = self._memory.now()

        def exchange(words: str, turn: Turn, ids: Sequence[int], before: Turn | None) -> Exchange:
            place = message.chat_id, message.message_id
            return Exchange(*place, words, turn, tuple(ids), now, before)

        self._memory.keep(exchange(words, turns[-1], sent, turns[0].before))
        if len(answered) > 1:
            position = 0
            for one, turn in zip(answered, turns, strict=True):
                end = position + len(one.outgoing)
                self._memory.keep_part(exchange(one.words, turn, sent[position:end], turn.before))
                position = end


def complaint(about: str, error: QuestionError, texts: Texts) -> str:
    """What is wrong with a question or a quote, in the user's language."""
    if error.reason:
        return texts(f"{about}-{error.reason}", count=error.count, most=error.most)
    return f"{str(error)[:1].upper()}{str(error)[1:]}."


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
