"""Data types: users, chats, messages and calls, as this server keeps them.

Everything here is frozen except ``Call``, which is filled in while it is being answered.
``as_json`` gives an object as the Bot API shows it to a bot.
"""

import textwrap
import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Entity = dict[str, Any]
"""A ``MessageEntity`` as the Bot API writes it; offset and length in UTF-16 units."""


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    is_bot: bool = False
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None

    def as_json(self) -> Json:
        return _without_none(
            id=self.id,
            is_bot=self.is_bot,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language_code=self.language_code,
        )


@dataclass(frozen=True, slots=True)
class Peer:
    """A chat as the bot sees it: an id, a type and names."""

    id: int
    type: str
    title: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    is_forum: bool | None = None
    is_direct_messages: bool | None = None

    @classmethod
    def private(cls, user: User) -> "Peer":
        """The private chat with ``user``; Telegram gives it the user's own id."""
        return cls(user.id, "private", None, user.first_name, user.last_name, user.username)

    def as_json(self) -> Json:
        return _without_none(
            id=self.id,
            type=self.type,
            title=self.title,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            is_forum=self.is_forum,
            is_direct_messages=self.is_direct_messages,
        )


@dataclass(frozen=True, slots=True)
class File:
    """A file that the bot has sent."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A message as Telegram would hold it after cleaning, trimming and link detection.

    ``text`` and ``entities`` are the caption's where there is a ``file``. ``thread_id`` is the
    forum topic (``is_topic``) or the thread of comments that it stands in. ``extra`` are further
    fields of the Bot API's: a sticker, a sender that is a channel. ``parameters`` are those of the
    call that wrote it, exactly as the bot sent them (empty for a user's message):
    ``parameters["text"]`` may differ from ``text``.
    """

    id: int
    peer: Peer
    sender: User
    date: int
    text: str
    entities: tuple[Entity, ...] = ()
    reply_to: "Message | None" = None
    quote: Json | None = None
    reply_markup: Json | None = None
    edit_date: int | None = None
    parameters: Json = field(default_factory=dict)
    thread_id: int | None = None
    is_topic: bool = False
    via_bot: User | None = None
    file: File | None = None
    extra: Json = field(default_factory=dict)

    @property
    def link_preview_options(self) -> Json | None:
        options: Json | None = self.parameters.get("link_preview_options")
        return options

    @property
    def buttons(self) -> list[Json]:
        """The inline keyboard's buttons, row after row."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def as_json(self, *, nested: bool = False) -> Json:
        """The Bot API's ``Message``; a replied-to message does not show its own reply."""
        return _without_none(
            message_id=self.id,
            **{"from": self.sender.as_json()},
            chat=self.peer.as_json(),
            date=self.date,
            edit_date=self.edit_date,
            reply_to_message=(
                self.reply_to.as_json(nested=True) if self.reply_to and not nested else None
            ),
            quote=self.quote if not nested else None,
            message_thread_id=self.thread_id,
            is_topic_message=self.is_topic or None,
            via_bot=self.via_bot.as_json() if self.via_bot else None,
            **self._content(),
            link_preview_options=self.link_preview_options,
            has_protected_content=self.parameters.get("protect_content") or None,
            reply_markup=self.reply_markup if self.buttons else None,
            **self.extra,
        )

    def _content(self) -> Json:
        entities = [dict(entity) for entity in self.entities] or None
        if self.file is None:
            return {"text": self.text or None, "entities": entities}
        about = {
            "file_id": f"file-{self.id}",
            "file_unique_id": f"unique-{self.id}",
            "file_name": self.file.name,
            "file_size": len(self.file.data),
        }
        return {"document": about, "caption": self.text or None, "caption_entities": entities}


@dataclass(frozen=True, slots=True)
class Action:
    """A chat action (``typing``) and when it came, on the clock of ``time.monotonic``."""

    name: str
    at: float


@dataclass(slots=True, repr=False)
class Call:
    """One request of a bot: what it asked, and what it was told.

    ``status`` is None while a call is being answered, and for ever if its connection broke.
    ``injected`` marks answers that the test ordered (``BotApiServer.fail``).
    """

    method: str
    parameters: Json = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    status: int | None = None
    description: str | None = None
    injected: bool = False

    @property
    def refused(self) -> bool:
        """Whether the call itself was at fault; not so a conflict, or a user who blocks the bot."""
        return not self.injected and self.status in (400, 401, 404)

    def __repr__(self) -> str:
        outcome = f"{self.status} {self.description or ''}".strip()
        parameters = textwrap.shorten(repr(self.parameters), 300, placeholder=" …")
        return f"{self.method} {parameters} -> {outcome}"


def _without_none(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
