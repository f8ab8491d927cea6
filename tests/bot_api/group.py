"""A member's side of a group, where the bot hears only some of what is said.

With privacy mode, which every bot has until its owner turns it off, Telegram tells the bot of

- commands that name it (``/ask@a_test_bot``), and bare ones if no other bot wrote after it;
- replies to its messages, and what was sent by way of it;

and of nothing else. (Telegram's documentation names no mentions, and bots that waited for them
report that none came.) An administrator, and a bot without privacy mode, hears everything.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .chat import Chat
from .types import Json, Message, Peer, User
from .utf16 import cut

if TYPE_CHECKING:
    from .server import BotApiServer


class Group(Chat):
    """A group as one of its members sees it. ``thread``: what is written goes there."""

    def __init__(
        self,
        server: "BotApiServer",
        user: User,
        peer: Peer,
        thread: Json | None = None,
        *,
        hears_all: bool = False,
    ) -> None:
        super().__init__(server, user, peer)
        self._thread = thread or {}
        self._hears_all = hears_all

    def member(self, user: User) -> "Group":
        """The same place as another member sees it."""
        return Group(self._server, user, self._peer, self._thread, hears_all=self._hears_all)

    def topic(self, title: str) -> "Group":
        """A new topic of a forum. What is written there, in reply to nothing, "replies" to the
        message that began it."""
        begin = {"forum_topic_created": {"name": title, "icon_color": 7322096}}
        first = self._call(lambda: self._world.post(self._peer, self.user, "", extra=begin))
        thread = {"thread_id": first.id, "is_topic": True, "reply_to": first}
        return Group(self._server, self.user, self._peer, thread, hears_all=self._hears_all)

    def comments(self, post: str) -> "Group":
        """The comments under a post of the channel whose discussion this group is."""
        channel = {"id": self.id - 1_000, "type": "channel", "title": "The channel"}
        extra = {"sender_chat": channel, "is_automatic_forward": True}
        telegram = User(777_000, "Telegram")
        first = self._call(lambda: self._world.post(self._peer, telegram, post, extra=extra))
        thread = {"thread_id": first.id, "reply_to": first}
        return Group(self._server, self.user, self._peer, thread, hears_all=self._hears_all)

    def _call(self, work: Callable[[], Message]) -> Message:
        return self._background.call(work)

    def _post(self, text: str, **details: Any) -> Message:
        if details.get("reply_to") is None and "reply_to" in self._thread:
            details["reply_to"] = self._thread["reply_to"]
        return super()._post(text, **details)

    @property
    def _place(self) -> Json:
        return {name: value for name, value in self._thread.items() if name != "reply_to"}

    def _is_heard(self, message: Message) -> bool:
        me = self._world.me
        to = message.reply_to
        if self._hears_all or message.via_bot == me:
            return True
        if to is not None and me in (to.sender, to.via_bot):
            return True
        for entity in message.entities:
            if entity["type"] == "bot_command":
                words = cut(message.text, entity["offset"], entity["length"])
                whose = words.partition("@")[2]
                return whose == me.username or (not whose and self._last_bot() == me)
        return False

    def _last_bot(self) -> User | None:
        bots = [one.sender for one in self._messages() if one.sender.is_bot]
        return bots[-1] if bots else None


class DirectMessages(Chat):
    """A reader's side of a channel's direct messages, which the bot reads as an administrator. Each
    reader has a topic of their own."""

    def _post(self, text: str, **details: Any) -> Message:
        topic = {"topic_id": self.user.id, "user": self.user.as_json()}
        extra = {**details.pop("extra", {}), "direct_messages_topic": topic}
        self._world.readers.setdefault(self.id, set()).add(self.user.id)
        return super()._post(text, extra=extra, **details)
