"""State of the server: people, chats, messages, commands, presses, and where the bot may write."""

import itertools
import time
from dataclasses import dataclass, replace
from typing import Any

from .background import Changes
from .refusal import BLOCKED, bad_request, forbidden
from .types import Action, Entity, File, Json, Message, Peer, User
from .updates import Updates

_FIRST_USER_ID = 5_000_000_001
"""Beyond 32 bits, as real ids are."""


@dataclass(slots=True)
class Press:
    """A press of an inline button: open until the bot answers it, or it grows too old."""

    id: str
    user: User
    message: Message
    data: str
    open: bool = True
    answer: Json | None = None
    accessible: bool = True

    def as_json(self) -> Json:
        """The Bot API's ``CallbackQuery``."""
        chat = self.message.peer
        hidden = {"chat": chat.as_json(), "message_id": self.message.id, "date": 0}
        return {
            "id": self.id,
            "from": self.user.as_json(),
            "message": self.message.as_json() if self.accessible else hidden,
            "chat_instance": str(self.message.peer.id),
            "data": self.data,
        }


@dataclass(slots=True)
class InlineQuery:
    """What a user types after the bot's name: open until the bot answers it."""

    id: str
    user: User
    query: str
    answer: Json | None = None

    def as_json(self) -> Json:
        """The Bot API's ``InlineQuery``."""
        return {
            "id": self.id,
            "from": self.user.as_json(),
            "query": self.query,
            "offset": "",
            "chat_type": "supergroup",
        }

    @property
    def results(self) -> list[Json]:
        """What the bot offered."""
        assert self.answer is not None
        results: list[Json] = self.answer["results"]
        return results

    def result(self, title: str) -> Json:
        """The first result with this title."""
        return next(one for one in self.results if one["title"] == title)


@dataclass(slots=True)
class GuestQuery:
    """A mention of the bot in a chat that it is no member of: open until the bot answers it."""

    id: str
    answer: Json | None = None


class World:
    """All state behind the API; touched on the server's event loop only."""

    def __init__(self, me: User) -> None:
        self.me = me
        self.updates = Updates()
        self.changes = Changes()
        self.peers: dict[int, Peer] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.actions: dict[int, list[Action]] = {}
        # The bot's reactions to messages, by chat and message.
        self.reactions: dict[tuple[int, int], list[str]] = {}
        self.blocked: set[int] = set()
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.presses: dict[str, Press] = {}
        # What users sent, by id; and the paths that the bot has fetched.
        self.files: dict[str, bytes] = {}
        self.downloads: list[str] = []
        self.queries: dict[str, InlineQuery] = {}
        self.guests: dict[str, GuestQuery] = {}
        # Of a channel's direct messages, the topics of its readers.
        self.readers: dict[int, set[int]] = {}
        self._user_ids = itertools.count(_FIRST_USER_ID)
        self._message_ids = itertools.count(1)
        self._peer_ids = itertools.count(-1_002_000_000_001, -1)
        self._press_ids = itertools.count(4_000_000_000_000_001)

    def new_user(self, first_name: str, **details: Any) -> User:
        return User(next(self._user_ids), first_name, **details)

    def new_group(self, title: str, *, forum: bool = False) -> Peer:
        """A supergroup that the bot is a member of."""
        peer = Peer(next(self._peer_ids), "supergroup", title, is_forum=forum or None)
        return self.add_peer(peer)

    def add_peer(self, peer: Peer) -> Peer:
        """Makes a chat known to the bot; a known one keeps what is in it."""
        self.peers[peer.id] = peer
        self.messages.setdefault(peer.id, {})
        self.actions.setdefault(peer.id, [])
        return peer

    def peer(self, chat_id: int | str) -> Peer:
        """A chat that the bot knows; Refused where there is none."""
        try:
            return self.peers[int(chat_id)]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None

    def writable(self, chat_id: int | str) -> Peer:
        """A chat that the bot may write to."""
        peer = self.peer(chat_id)
        if peer.id in self.blocked:
            raise forbidden(BLOCKED)
        return peer

    def find(self, peer: Peer, message_id: int, what: str) -> Message:
        """A message of a chat; Refused as "``what`` not found" where there is none."""
        message = self.messages[peer.id].get(message_id)
        if message is None:
            raise bad_request(f"{what} not found")
        return message

    def post(self, peer: Peer, sender: User, text: str, **details: Any) -> Message:
        """A new message in a chat."""
        message = Message(next(self._message_ids), peer, sender, _now(), text, **details)
        return self.put(message)

    def revise(self, message: Message, **changed: Any) -> Message:
        """The message with what was changed, in place of what it was."""
        return self.put(replace(message, edit_date=_now(), **changed))

    def put(self, message: Message) -> Message:
        self.messages[message.peer.id][message.id] = message
        self.changes.notify()
        return message

    def sent_file(self, file_id: str) -> File | None:
        """The file of this id, if the bot has sent it before."""
        number = file_id.removeprefix("file-")
        for messages in self.messages.values():
            if number.isdecimal() and int(number) in messages:
                return messages[int(number)].file
        return None

    def delete(self, message: Message) -> None:
        del self.messages[message.peer.id][message.id]
        self.changes.notify()

    def react(self, message: Message, emoji: list[str]) -> None:
        """The bot reacts to a message."""
        self.reactions[message.peer.id, message.id] = emoji
        self.changes.notify()

    def act(self, peer: Peer, action: str) -> None:
        """The bot shows that it is doing something."""
        self.actions[peer.id].append(Action(action, time.monotonic()))
        self.changes.notify()

    def shown(self, message: Message) -> Message:
        """The message as an update shows it: with what it replies to as that is now, if it still
        is."""
        if message.reply_to is None:
            return message
        return replace(message, reply_to=self.messages[message.peer.id].get(message.reply_to.id))

    def ask_inline(self, user: User, query: str) -> InlineQuery:
        """A user types after the bot's name, and the bot hears of it."""
        asked = InlineQuery(str(next(self._press_ids)), user, query)
        self.queries[asked.id] = asked
        self.updates.add("inline_query", asked.as_json())
        return asked

    def mention(self, user: User, text: str, entities: tuple[Entity, ...]) -> GuestQuery:
        """A user names the bot in a chat that it is no member of, and the bot hears of it."""
        asked = GuestQuery(str(next(self._press_ids)))
        self.guests[asked.id] = asked
        peer = Peer(next(self._peer_ids), "supergroup", "Elsewhere")
        message = Message(next(self._message_ids), peer, user, _now(), text, entities)
        self.updates.add("guest_message", {**message.as_json(), "guest_query_id": asked.id})
        return asked

    def press(self, user: User, message: Message, data: str, *, accessible: bool = True) -> Press:
        """A user presses a button, and the bot hears of it."""
        number = str(next(self._press_ids))
        press = Press(number, user, self.shown(message), data, accessible=accessible)
        self.presses[press.id] = press
        self.updates.add("callback_query", press.as_json())
        return press


def _now() -> int:
    return int(time.time())
