"""Source files: sending the file that a document was parsed from."""

import asyncio
import weakref
from collections.abc import Callable
from typing import Literal

from telegram import InputFile, Message
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.render.source_card import source_card
from bot.telegram.render.texts import Texts
from bot.telegram.transport.file_ids import FileIds
from bot.telegram.transport.sending import reply, reply_with_file
from corpus.document import Document

# Telegram takes files of up to 50 MB from bots.
LARGEST_FILE = 50_000_000
# More would only share the same bandwidth.
_MOST_UPLOADS = 2
Policy = Literal["everyone", "admins", "nobody"]


class SourceFiles:
    """Sends original files to those whom ``policy`` allows them; an admin gets them in a private
    chat only, where nobody else does. Each file is uploaded once, and then sent by its id."""

    def __init__(
        self,
        answerer: AsyncAnswerer,
        file_ids: FileIds,
        policy: Policy,
        is_admin: Callable[[int | None], bool],
        base: str = "",
    ) -> None:
        """``base``: the address of the pages, if there are any."""
        self._base = base
        self._answerer = answerer
        self._file_ids = file_ids
        self._policy = policy
        self._is_admin = is_admin
        self._uploads = asyncio.Semaphore(_MOST_UPLOADS)
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    async def send(self, message: Message, document: Document, user_id: int, texts: Texts) -> None:
        """Says what the document is in reply to a message, with the file where it may be sent and
        there is no address."""
        if not self.offers(message, document, user_id):
            await reply(message, [source_card(document, texts, base=self._base)])
            return
        name = f"{document.id} {document.sha256}"
        # Presses of the same button wait for the first upload.
        lock = self._locks.setdefault(name, asyncio.Lock())
        async with lock:
            if not await self._send_known(message, document, f"original {name}", texts):
                async with self._uploads:
                    await self._upload(message, document, name, texts)

    def offers(self, message: Message, document: Document, user_id: int) -> bool:
        """Whether somebody may have a document's file in this chat: it has no address, then."""
        return not document.url and self._may_have(message, user_id)

    def _may_have(self, message: Message, user_id: int) -> bool:
        if self._policy == "admins":
            return message.chat.type == ChatType.PRIVATE and self._is_admin(user_id)
        return self._policy == "everyone"

    async def _send_known(
        self, message: Message, document: Document, key: str, texts: Texts
    ) -> bool:
        """Sends a file by its id; False where there is none."""
        file_id = self._file_ids.get(key)
        if file_id is None:
            return False
        about = texts("source-original" if key.startswith("original") else "source-stored")
        try:
            await reply_with_file(message, source_card(document, texts, about, self._base), file_id)
        except BadRequest as error:
            if "file" not in error.message.lower():
                raise
            self._file_ids.forget(key)
            return False
        return True

    async def _upload(self, message: Message, document: Document, name: str, texts: Texts) -> None:
        found = await self._answerer.original(document, LARGEST_FILE)
        with found.open() as file:
            key = f"original {name}" if found.is_original else f"text {name}"
            if not found.is_original and await self._send_known(message, document, key, texts):
                return
            about = texts("source-original" if found.is_original else "source-stored")
            sent = await reply_with_file(
                message,
                source_card(document, texts, about, self._base),
                InputFile(file, found.name, read_file_handle=False),
            )
        if sent.document is not None:
            self._file_ids.keep(key, sent.document.file_id)
