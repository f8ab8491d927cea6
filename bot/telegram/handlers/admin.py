"""What admins do from the chat: documents join the collection and leave it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from telegram import Bot, Document, Message
from telegram.constants import FileSizeLimit
from telegram.constants import MessageEntityType as Kind
from telegram.error import BadRequest

from bot.advice import explain, explain_reason
from bot.app import App
from bot.async_answerer import AsyncAnswerer
from bot.collection_changes import CollectionChanges
from bot.settings import Settings
from bot.telegram.access import Access
from bot.telegram.handlers.addressing import Wish
from bot.telegram.handlers.commands import Command
from bot.telegram.handlers.progress import Progress
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts
from bot.telegram.transport.sending import reply
from bot.uploads import Uploads, safe_name
from corpus.document import Card
from corpus.errors import CorpusError, PullquoteError, SourceError
from corpus.filters import Filters
from corpus.observer import Observer
from corpus.parsers.registry import is_readable

_log = logging.getLogger(__name__)
_MOST_BYTES = int(FileSizeLimit.FILESIZE_DOWNLOAD)
_MOST_SHOWN = 8
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the bot knows of itself since it was started; ``seconds`` ago."""

    seconds: float
    questions: int
    abstentions: int
    errors: int
    waiting: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    """``joined``: the documents that are new. ``reasons``: why others are not."""

    joined: Sequence[Card]
    updated: int
    unchanged: int
    reasons: Sequence[str]


class AdminHandlers:
    """A method for each thing that admins can do; to others, each says that it is not for them.
    Nobody else's file is ever fetched."""

    def __init__(
        self,
        settings: Settings,
        answerer: AsyncAnswerer,
        access: Access,
        statistics: Callable[[], Statistics],
    ) -> None:
        self._settings = settings
        self._answerer = answerer
        self._access = access
        self._statistics = statistics
        self._uploads = Uploads(settings.data_dir / "uploads")
        self._one_at_a_time = asyncio.Lock()
        self.named: dict[str, Command] = {
            "add": self.add,
            "remove": self.remove,
            "stats": self.stats,
        }

    async def upload(self, message: Message, texts: Texts) -> None:
        """A file: of an admin, it joins the collection; of others it is not even fetched."""
        document = message.document
        if document is None or not await self._permitted(message, texts, "upload-declined"):
            return
        name = safe_name(document.file_name or "")
        if not is_readable(Path(name)):
            await reply(message, [RichText(texts("upload-kind", name=name))])
        elif document.file_size is not None and document.file_size > _MOST_BYTES:
            await reply(message, [RichText(texts("upload-large", most=_MOST_BYTES // 10**6))])
        else:
            await self._take_in(message, texts, document, name)

    async def _take_in(self, message: Message, texts: Texts, document: Document, name: str) -> None:
        progress = await self._begin(message, texts)
        try:
            data = await _fetched(message.get_bot(), document)
        except BadRequest as error:
            if "too big" not in error.message:
                raise
            await progress.end(RichText(texts("upload-large", most=_MOST_BYTES // 10**6)))
            return
        try:
            path = await asyncio.to_thread(self._uploads.keep, name, data)
        except CorpusError as error:
            await progress.end(RichText(texts("change-failed", reason=explain(error))))
            return
        await self._add(str(path), progress, texts, kept=path)

    async def add(self, message: Message, wish: Wish, texts: Texts) -> None:
        """/add: an address joins the collection; or the file that the command replies to."""
        if not await self._permitted(message, texts):
            return
        to = message.reply_to_message
        if not wish.text and to is not None and to.document is not None:
            name = safe_name(to.document.file_name or "")
            await self._take_in(message, texts, to.document, name)
            return
        address = urlsplit(wish.text) if len(wish.text.split()) == 1 else None
        # Nothing but addresses: a path would be one of the server's own files.
        if address is None or address.scheme not in ("http", "https") or not address.hostname:
            await reply(message, [RichText(texts("add-usage"))])
            return
        await self._add(wish.text, await self._begin(message, texts), texts)

    async def remove(self, message: Message, wish: Wish, texts: Texts) -> None:
        """/remove: a document leaves the collection, by its id; words show which there are."""
        if not await self._permitted(message, texts):
            return
        if not wish.text:
            await reply(message, [RichText(texts("remove-usage"))])
            return
        cards = await self._answerer.cards()
        named = [card for card in cards if card.id.startswith(wish.text)]
        if len(named) == 1:
            await self._remove(message, named[0], texts)
            return
        found = named or [card for card in cards if Filters(source=wish.text).admit(card)]
        if not found:
            await reply(message, [RichText(texts("sources-none", search=wish.text))])
            return
        draft = RichText(texts("remove-which"))
        for card in found[:_MOST_SHOWN]:
            draft.add("\n").add(f"/remove {card.id}", Kind.CODE).add(f" {_named(card)}")
        if len(found) > _MOST_SHOWN:
            draft.add("\n").add(texts("change-more", count=len(found) - _MOST_SHOWN))
        await reply(message, [draft])

    async def stats(self, message: Message, _: Wish, texts: Texts) -> None:
        """/stats: how much there is, and how much was asked."""
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
        # Who writes as a channel or a group is nobody in particular.
        user = message.from_user if message.sender_chat is None else None
        if self._access.is_admin(user.id if user is not None else None):
            return True
        await reply(message, [RichText(texts(refusal))])
        return False

    async def _begin(self, message: Message, texts: Texts) -> Progress:
        [shown] = await reply(message, [RichText(texts("change-begun"))])

        def say(what: str, done: int, total: int) -> str:
            return texts("change-progress", what=what, done=done, total=total)

        return Progress(shown, say)

    async def _add(
        self, source: str, progress: Progress, texts: Texts, kept: Path | None = None
    ) -> None:
        """Has a source join, and tells what came of it. ``kept``: a file that was kept for it, and
        goes if it cannot be read."""
        failed = True
        try:
            async with progress.shown(), self._one_at_a_time:
                outcome = await asyncio.to_thread(self._joined, source, progress)
                failed = bool(outcome.reasons)
                await self._answerer.refresh()
            told = _told(outcome, texts)
        except PullquoteError as error:
            told = RichText(texts("change-failed", reason=explain(error)))
        if failed and kept is not None:
            await asyncio.to_thread(self._uploads.discard, kept)
        await progress.end(told)

    async def _remove(self, message: Message, card: Card, texts: Texts) -> None:
        progress = await self._begin(message, texts)
        try:
            async with self._one_at_a_time:
                await asyncio.to_thread(self._left, card, progress)
                await self._answerer.refresh()
        except PullquoteError as error:
            await progress.end(RichText(texts("change-failed", reason=explain(error))))
        else:
            await progress.end(RichText(texts("remove-done", name=_named(card))))

    # What follows runs in a thread.

    def _joined(self, source: str, progress: Progress) -> _Outcome:
        reasons: list[str] = []

        def failed(error: SourceError) -> None:
            reasons.append(
                explain_reason(error)
            )  # not where it lies: that is the server's business

        # An app of its own: its model is not the one that answers meanwhile.
        app = App(self._settings, _log.info)
        before = self._ids(app)
        observer = Observer(progress.step, _log.info, failed)
        report = CollectionChanges(app, observer).ingest(lambda ingester: ingester.add([source]))
        with app.collection() as collection:
            joined = [card for card in collection.cards() if card.id not in before]
        return _Outcome(joined, report.updated, report.unchanged, reasons)

    def _left(self, card: Card, progress: Progress) -> None:
        app = App(self._settings, _log.info)
        with app.collection() as collection:
            sources = collection.sources.files().values()
            files = [Path(one.path) for one in sources if one.document_id == card.id]
        CollectionChanges(app, Observer(progress.step, _log.info)).remove([card.id])
        for file in files:
            self._uploads.discard(file)

    def _ids(self, app: App) -> set[str]:
        with app.collection() as collection:
            return {name for name, _ in collection.versions()}


async def _fetched(bot: Bot, document: Document) -> bytes:
    """The file's bytes. Raises BadRequest for one that Telegram does not hand out."""
    file = await bot.get_file(document.file_id)
    data = bytes(await file.download_as_bytearray())
    if len(data) > _MOST_BYTES:
        raise BadRequest("file is too big")
    return data


def _told(outcome: _Outcome, texts: Texts) -> RichText:
    """What came of adding, in a few lines."""
    draft = RichText()
    if outcome.joined:
        draft.add(texts("add-done", count=len(outcome.joined)))
        for card in outcome.joined[:_MOST_SHOWN]:
            draft.add("\n• ").add(_named(card)).add(" ").add(card.id, Kind.CODE)
        if len(outcome.joined) > _MOST_SHOWN:
            draft.add("\n").add(texts("change-more", count=len(outcome.joined) - _MOST_SHOWN))
    elif outcome.updated:
        draft.add(texts("add-updated", count=outcome.updated))
    elif outcome.unchanged and not outcome.reasons:
        draft.add(texts("add-unchanged"))
    for reason in outcome.reasons[:_MOST_SHOWN]:
        draft.add("\n" if draft.text else "").add(texts("change-failed", reason=reason))
    return draft if draft.text else RichText(texts("add-unchanged"))


def _named(card: Card) -> str:
    name = card.name
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
