"""/watch: saved questions of a chat, and the buttons about them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from telegram import Message

from bot.questions.query_filters import FilterError, split_filters
from bot.telegram.handlers.conversation.addressing import Intent, quoted_words, replied_to_me
from bot.telegram.handlers.questions import complaint
from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts, in_all_languages
from bot.telegram.render.watch_list import news_messages, watch_list, written
from bot.telegram.transport.sending import change, reply, topic, typing
from bot.watches.async_watches import AsyncWatches
from bot.watches.check import quote_of
from bot.watches.store import TooManyWatches, WatchStore
from bot.watches.timing import MORNING, local_time, zone_of
from bot.watches.watch import Subscriber, Watch
from corpus.store.protocol import DocumentStore
from retrieval.errors import QuestionError
from retrieval.query import checked

_WORDS = {
    "daily": "words-daily",
    "now": "words-now",
    "pause": "words-pause",
    "resume": "words-resume",
    "quiet": "words-quiet",
    "zone": "words-zone",
    "remove": "words-remove",
}
_OFF = "words-off"
_HOURS = re.compile(r"(\d{1,2})(?::00)?\s*[-–—]\s*(\d{1,2})(?::00)?(?:\s+(\S+))?")
_LATEST = 5
_LONGEST_TOAST = 190


class Watching:
    """Saves questions, lists them, and sets when a chat is told. ``prefix``: of the names of this
    bot's chats among all subscribers; ``base``: the address of the pages, if there are any."""

    def __init__(self, watches: AsyncWatches, prefix: str, base: str = "") -> None:
        self._watches = watches
        self._prefix = prefix
        self._base = base

    async def command(self, message: Message, intent: Intent, texts: Texts) -> None:
        """/watch: alone, lists; with a number, shows what was found; with a question, saves it;
        with one of the words, changes when the chat is told."""
        name = self._name(message)
        others = replied_to_me(message, message.get_bot().bot) is None
        if not intent.text and others and (words := quoted_words(message)):
            await self._save_words(message, words, texts)
        elif not intent.text:
            await reply(message, [await self._list(name, texts)])
        elif intent.text.isdecimal():
            await self._show(message, int(intent.text), texts)
        elif setting := _setting(intent.text):
            await self._set(message, *setting, texts)
        else:
            await self._save_words(message, intent.text, texts)

    async def remove(self, message: Message, intent: Intent, texts: Texts) -> None:
        """/unwatch: removes the saved question of a number."""
        await self._set(message, "remove", intent.text, texts)

    async def save(self, message: Message, words: str, user: int | None, texts: Texts) -> str:
        """Saves a question for the chat of a message; what to say about that."""
        # Direct messages of a channel are one chat for all its readers.
        if not self._watches.most or message.chat.is_direct_messages:
            return texts("watch-off")
        try:
            asked = split_filters(words)
            question = checked(asked.text)
        except FilterError as error:
            return texts(error.name, **error.values)
        except QuestionError as error:
            return complaint("question", error, texts)
        wanted = Watch(
            0,
            self._name(message),
            0,
            question,
            asked.filters,
            topic=topic(message),
            by=user,
        )
        try:
            _, is_new = await self._watches.save(wanted)
        except TooManyWatches:
            return texts("watch-most", count=self._watches.most)
        await self._change(wanted.subscriber, lambda who: replace(who, language=texts.language))
        return texts("watch-saved" if is_new else "watch-saved-already")

    async def press(self, message: Message, data: str, texts: Texts) -> str:
        """The buttons of the list, and the one that removes a question; what to say."""
        name = self._name(message)
        said = ""
        if data.startswith("u"):
            number = int(data[1:])
            gone = await self._watches.call(lambda store: store.remove(name, number))
            if gone is None:
                return texts("watch-unknown")
            said = texts("watch-removed", question=gone.question)[:_LONGEST_TOAST]
        elif data == "wd":
            await self._change(name, lambda who: replace(who, daily=MORNING))
        elif data == "wn":
            await self._change(name, lambda who: replace(who, daily=None))
        elif data in ("wp", "wr"):
            await self._watches.call(lambda store: store.pause(name, data == "wp"))
        else:
            raise ValueError(f"{data!r} is no button of a list")
        if not _is_news(message):
            shown = await self._list(name, texts)
            await change(
                message.get_bot(), message.chat_id, message.message_id, shown.body, shown.keyboard
            )
        return said

    def _name(self, message: Message) -> str:
        return f"{self._prefix}{message.chat_id}"

    async def _save_words(self, message: Message, words: str, texts: Texts) -> None:
        user = message.from_user.id if message.from_user is not None else None
        async with typing(message):
            said = await self.save(message, words, user, texts)
        await reply(message, [RichText(said)])

    async def _list(self, name: str, texts: Texts) -> Outgoing:
        def read(store: WatchStore) -> Outgoing:
            who = store.subscriber(name)
            clock = local_time(who, datetime.now(UTC)).strftime("%H:%M")
            return watch_list(store.watches(name), who, clock, texts)

        return await self._watches.call(read)

    async def _show(self, message: Message, number: int, texts: Texts) -> None:
        """What was found last for a saved question."""
        name = self._name(message)

        def read(store: WatchStore, documents: DocumentStore) -> list[Outgoing] | Watch | None:
            watch = next((one for one in store.watches(name) if one.number == number), None)
            if watch is None:
                return None
            latest = store.found.latest(name, _LATEST, number)
            found = [(one, quote) for one in latest if (quote := quote_of(one, documents))]
            if not found:
                return watch
            return news_messages(watch, found, 0, texts, self._base)

        shown = await self._watches.read(read)
        if shown is None:
            await reply(message, [RichText(texts("watch-unknown"))])
        elif isinstance(shown, Watch):
            said = texts("watch-nothing-found", question=written(shown))
            await reply(message, [RichText(said)])
        else:
            await reply(message, shown)

    async def _set(self, message: Message, what: str, value: str, texts: Texts) -> None:
        """One of the words: says what is wrong, or shows the list as it is now."""
        name = self._name(message)
        said = ""
        if what in ("pause", "resume", "remove"):
            said = await self._one(name, what, value, texts)
        else:
            try:
                changed = _changed(what, value)
            except LookupError:
                said = texts("watch-zone-unknown")
            except ValueError:
                said = texts("watch-hours-wrong")
            else:
                await self._change(name, changed)
        await reply(message, [RichText(said) if said else await self._list(name, texts)])

    async def _one(self, name: str, what: str, value: str, texts: Texts) -> str:
        """Pauses, resumes or removes a question of a number; without one, pauses or resumes all."""
        if value and not value.isdecimal():
            return texts("watch-unknown")
        number = int(value) if value else None
        if what == "remove":
            wanted = -1 if number is None else number
            gone = await self._watches.call(lambda store: store.remove(name, wanted))
            return "" if gone is not None else texts("watch-unknown")
        done = await self._watches.call(lambda store: store.pause(name, what == "pause", number))
        return "" if done else texts("watch-unknown" if value else "watch-none")

    async def _change(self, name: str, how: Callable[[Subscriber], Subscriber]) -> None:
        await self._watches.call(lambda store: store.put_subscriber(how(store.subscriber(name))))


def _changed(what: str, value: str) -> Callable[[Subscriber], Subscriber]:
    """The change that a word and what follows it ask for. Raises LookupError for a time zone that
    is none, ValueError for hours that are none."""
    if what == "now":
        return lambda who: replace(who, daily=None)
    if what == "zone":
        zone = _zone(value)
        return lambda who: replace(who, zone=zone)
    if what == "daily":
        hour = int(value.removesuffix(":00")) if value else MORNING
        if not 0 <= hour < 24:
            raise ValueError(f"{hour} is no hour")
        return lambda who: replace(who, daily=hour)
    if value.casefold() in _phrases(_OFF):
        return lambda who: replace(who, quiet=None)
    match = _HOURS.fullmatch(value)
    if match is None or int(match[1]) > 24 or int(match[2]) > 24:
        raise ValueError(f"{value!r} are no hours")
    hours = int(match[1]) % 24, int(match[2]) % 24
    wanted = _zone(match[3]) if match[3] else None
    return lambda who: replace(who, quiet=hours, zone=who.zone if wanted is None else wanted)


def _zone(value: str) -> str:
    try:
        zone_of(value)
    except ValueError:
        raise LookupError(value) from None
    return value


def _setting(text: str) -> tuple[str, str] | None:
    """The word that the text begins with, and what follows it; None where it is a question: those
    have more to them than a number, hours or a zone."""
    lowered = text.casefold().strip()
    for what, name in _WORDS.items():
        for phrase in sorted(_phrases(name), key=len, reverse=True):
            if lowered == phrase:
                return what, ""
            if lowered.startswith(f"{phrase} "):
                value = text.strip()[len(phrase) :].strip()
                few = len(value.split()) <= 2 and not value.endswith("?")
                if few and (any(map(str.isdigit, value)) or what in ("quiet", "zone")):
                    return what, value
    return None


@cache
def _phrases(name: str) -> frozenset[str]:
    """The words of this name in all languages: people know the English ones from the list."""
    return frozenset(
        phrase.strip().casefold()
        for phrases in in_all_languages(name).values()
        for phrase in phrases.split(",")
    )


def _is_news(message: Message) -> bool:
    """Whether a message has quotes in it, and so is not the list."""
    return bool(RichText.of(message).blocks())
