"""Admin commands: adding, correcting and removing documents from the chat, statistics."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from telegram import Bot, Document, Message
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest

from bot.advice import explain
from bot.changes.additions import Added, Additions
from bot.changes.editing import Edit, edit_of
from bot.changes.uploads import safe_name
from bot.serving.async_answerer import AsyncAnswerer
from bot.serving.working import in_thread
from bot.telegram.access import Access
from bot.telegram.handlers.commands import Command
from bot.telegram.handlers.conversation.addressing import Intent
from bot.telegram.handlers.progress import Progress
from bot.telegram.render.changes import added_text, choice_text, shown_name
from bot.telegram.render.inert import inert
from bot.telegram.render.known import known_text
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts
from bot.telegram.transport.sending import reply
from corpus.document import Card
from corpus.errors import CorpusError, PullquoteError
from corpus.filters import Filters
from corpus.parsers.registry import is_readable

_log = logging.getLogger(__name__)
_MOST_BYTES = int(FileSizeLimit.FILESIZE_DOWNLOAD)
_LONGEST_SEARCH = 200
_MOST_ALBUMS = 100


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts since the bot's start, ``seconds`` ago."""

    seconds: float
    questions: int
    abstentions: int
    errors: int
    waiting: int


@dataclass(slots=True)
class _Album:
    """Files that were sent together: one message says what became of them all."""

    shown: Message
    outcome: Added = field(default_factory=Added)


class AdminHandlers:
    """A method for each admin command, which refuses everybody else. Files of others are never
    downloaded."""

    def __init__(
        self,
        additions: Additions,
        answerer: AsyncAnswerer,
        access: Access,
        statistics: Callable[[], Statistics],
    ) -> None:
        self._additions = additions
        self._answerer = answerer
        self._access = access
        self._statistics = statistics
        self._one_at_a_time = asyncio.Lock()
        self._albums: dict[tuple[int, str], _Album] = {}
        self.by_name: dict[str, Command] = {
            "add": self.add,
            "edit": self.edit,
            "remove": self.remove,
            "stats": self.stats,
        }

    async def upload(self, message: Message, texts: Texts) -> None:
        """Adds an admin's file; anybody else's is declined without downloading it."""
        document = message.document
        if document is None or not await self._permitted(message, texts, "upload-declined"):
            return
        name = safe_name(document.file_name or "")
        if not is_readable(Path(name)):
            await reply(message, [RichText(texts("upload-kind", name=inert(name)))])
        elif document.file_size is not None and document.file_size > _MOST_BYTES:
            await reply(message, [RichText(texts("upload-large", most=_MOST_BYTES // 10**6))])
        else:
            await self._add_upload(message, texts, document, name)

    async def _add_upload(
        self, message: Message, texts: Texts, document: Document, name: str
    ) -> None:
        progress = await self._begin(message, texts)
        try:
            data = await _fetched(message.get_bot(), document)
        except BadRequest as error:
            if "too big" not in error.message:
                raise
            await progress.end(RichText(texts("upload-large", most=_MOST_BYTES // 10**6)))
            return
        try:
            path = await asyncio.to_thread(self._additions.uploads.keep, name, data)
        except CorpusError as error:
            await progress.end(RichText(texts("change-failed", reason=inert(explain(error)))))
            return
        await self._add(str(path), progress, texts, kept=path, album=self._album_of(message))

    async def add(self, message: Message, intent: Intent, texts: Texts) -> None:
        """/add: adds a web address, or the file that the command replies to."""
        if not await self._permitted(message, texts):
            return
        to = message.reply_to_message
        if not intent.text and to is not None and to.document is not None:
            name = safe_name(to.document.file_name or "")
            await self._add_upload(message, texts, to.document, name)
            return
        address = urlsplit(intent.text) if len(intent.text.split()) == 1 else None
        # Web addresses only: a path would be a file of the server.
        if address is None or address.scheme not in ("http", "https") or not address.hostname:
            await reply(message, [RichText(texts("add-usage"))])
            return
        await self._add(intent.text, await self._begin(message, texts), texts)

    async def remove(self, message: Message, intent: Intent, texts: Texts) -> None:
        """/remove: removes the document with this id; given words, lists the matching ones."""
        if not await self._permitted(message, texts):
            return
        if not intent.text:
            await reply(message, [RichText(texts("remove-usage"))])
            return
        card = await self._chosen(message, intent.text, texts, "/remove {}")
        if card is not None:
            await self._remove(message, card, texts)

    async def edit(self, message: Message, intent: Intent, texts: Texts) -> None:
        """/edit: corrects what is known of the document with this id, and shows it; given words,
        lists the matching documents."""
        if not await self._permitted(message, texts):
            return
        wanted = edit_of(intent.text)
        if not wanted.wanted:
            await reply(message, [RichText(texts("edit-usage"))])
            return
        # What was typed after the document need not be typed again.
        rest = intent.text[len(wanted.wanted) :] if wanted.is_change else ""
        card = await self._chosen(
            message, wanted.wanted, texts, f"/edit {{}}{rest[:_LONGEST_SEARCH]}"
        )
        if card is not None and wanted.is_change:
            await self._edit(message, card, wanted, texts)
        elif card is not None:
            body = await self._known(card, texts)
            await reply(message, [body.add("\n\n").add(texts("edit-usage"))])

    async def _chosen(
        self, message: Message, search: str, texts: Texts, command: str
    ) -> Card | None:
        """The document that an admin names by its id. If it is not an id: None, and a reply that
        lists matching documents, each with the ``command`` for it."""
        if len(search) > _LONGEST_SEARCH:
            await reply(message, [RichText(texts("sources-long"))])
            return None
        cards = await self._answerer.cards()
        named = [card for card in cards if card.id.startswith(search)]
        if len(named) == 1:
            return named[0]
        found = named or [card for card in cards if Filters(source=search).admit(card)]
        if not found:
            await reply(message, [RichText(texts("sources-none", search=search))])
            return None
        await reply(message, [choice_text(found, command, texts)])
        return None

    async def stats(self, message: Message, _: Intent, texts: Texts) -> None:
        """/stats: sizes and counts."""
        if not await self._permitted(message, texts):
            return
        known, size = self._statistics(), self._answerer.size
        hours, minutes = divmod(int(known.seconds) // 60, 60)
        lines = [
            texts("stats-documents", count=size.documents),
            texts("stats-passages", count=size.passages),
            texts("stats-questions", count=known.questions),
            texts("stats-abstentions", count=known.abstentions),
            texts("stats-errors", count=known.errors),
            texts("stats-waiting", count=known.waiting),
            texts("stats-running", hours=f"{hours}:{minutes:02}"),
        ]
        await reply(message, [RichText("\n".join(lines))])

    async def _permitted(
        self, message: Message, texts: Texts, refusal: str = "admins-only"
    ) -> bool:
        # A message sent as a channel or a group has no user behind it.
        user = message.from_user if message.sender_chat is None else None
        if self._access.is_admin(user.id if user is not None else None):
            return True
        await reply(message, [RichText(texts(refusal))])
        return False

    def _album_of(self, message: Message) -> _Album | None:
        return self._albums.get((message.chat_id, message.media_group_id or ""))

    async def _begin(self, message: Message, texts: Texts) -> Progress:
        album = self._album_of(message)
        if album is not None:
            shown = album.shown
        else:
            [shown] = await reply(message, [RichText(texts("change-begun"))])
        if album is None and message.media_group_id is not None:
            if len(self._albums) >= _MOST_ALBUMS:
                self._albums.pop(next(iter(self._albums)))
            self._albums[message.chat_id, message.media_group_id] = _Album(shown)

        def say(what: str, done: int, total: int) -> str:
            return texts("change-progress", what=what, done=done, total=total)

        return Progress(shown, say)

    async def _add(
        self,
        source: str,
        progress: Progress,
        texts: Texts,
        kept: Path | None = None,
        album: _Album | None = None,
    ) -> None:
        """Adds a source and reports the result, with that of the others of its album. ``kept``: the
        uploaded file, which is deleted if it cannot be parsed."""
        try:
            async with progress.shown(), self._one_at_a_time:
                outcome = await in_thread(self._additions.add, [source], progress.step)
                await self._answerer.refresh()
        except PullquoteError as error:
            outcome = Added(reasons=(explain(error),))
        failed = bool(outcome.reasons)
        if album is not None:
            album.outcome = outcome = album.outcome + outcome
        report_text = added_text(outcome, texts)
        if failed and kept is not None:
            await asyncio.to_thread(self._additions.uploads.discard, kept)
        await progress.end(report_text)

    async def _remove(self, message: Message, card: Card, texts: Texts) -> None:
        progress = await self._begin(message, texts)
        try:
            async with self._one_at_a_time:
                await in_thread(self._additions.remove, card, progress.step)
                await self._answerer.refresh()
        except PullquoteError as error:
            await progress.end(RichText(texts("change-failed", reason=inert(explain(error)))))
        else:
            await progress.end(RichText(texts("remove-done", name=shown_name(card))))

    async def _edit(self, message: Message, card: Card, wanted: Edit, texts: Texts) -> None:
        progress = await self._begin(message, texts)
        change = partial(self._additions.edit, reset=wanted.reset)
        try:
            async with self._one_at_a_time:
                card = await in_thread(change, card, wanted.values, progress.step)
                await self._answerer.refresh()
        except PullquoteError as error:
            await progress.end(RichText(texts("change-failed", reason=inert(explain(error)))))
        else:
            await progress.end(await self._known(card, texts))

    async def _known(self, card: Card, texts: Texts) -> RichText:
        """What is known of a document."""
        as_parsed = await asyncio.to_thread(self._additions.as_parsed, card)
        return known_text(card, as_parsed, texts)


async def _fetched(bot: Bot, document: Document) -> bytes:
    """The file's bytes. Raises BadRequest if Telegram does not hand it out."""
    file = await bot.get_file(document.file_id)
    data = bytes(await file.download_as_bytearray())
    if len(data) > _MOST_BYTES:
        raise BadRequest("file is too big")
    return data
