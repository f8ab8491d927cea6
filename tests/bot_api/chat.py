"""The user's side of a chat, for tests: say, press, wait, read.

Every method blocks until the server has done its part, which takes no time, except those that
wait for the bot: they take ``timeout`` in seconds and raise AssertionError, with what did arrive
and every refused call, when it passes. The bot must not run on the event loop of the thread
that waits here.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import files
from .readable import readable
from .text import Settled, settle
from .types import Action, Json, Message, Peer, User
from .utf16 import units
from .world import GuestQuery, InlineQuery, Press

if TYPE_CHECKING:
    from .server import BotApiServer

# Seconds: long enough for any machine. Only a test that fails waits that long.
DEFAULT_TIMEOUT = 240.0


class Chat:
    """One chat between a user and the bot.

    >>> chat.send("How many women?")                     # doctest: +SKIP
    >>> [reply] = chat.wait_for(1)                       # doctest: +SKIP
    >>> print(readable(reply))                           # doctest: +SKIP
    """

    def __init__(self, server: "BotApiServer", user: User, peer: Peer) -> None:
        self.id = peer.id
        self.user = user
        self._peer = peer
        self._server = server
        self._world = server.world
        self._background = server.background
        self._handed_out = 0

    @property
    def messages(self) -> list[Message]:
        """All messages of the chat as they are now, oldest first, the user's own too."""
        return self._background.call(self._messages)

    @property
    def replies(self) -> list[Message]:
        """The bot's messages as they are now, oldest first."""
        return [message for message in self.messages if message.sender == self._world.me]

    @property
    def actions(self) -> list[Action]:
        """The chat actions that the bot has shown here."""
        return self._background.call(lambda: list(self._world.actions[self.id]))

    def send(
        self,
        text: str,
        *,
        reply_to: Message | None = None,
        quoting: str | None = None,
        elsewhere: str | None = None,
    ) -> Message:
        """The user writes; links and commands in the text are marked as Telegram marks them.
        ``quoting``: the part of ``reply_to`` that the reply repeats; ``elsewhere``: words of a
        message in another chat that it replies to."""
        settled = settle(text)
        quote = None
        if quoting is not None:
            assert reply_to is not None
            place = units(reply_to.text[: reply_to.text.index(quoting)])
            quote = {"text": quoting, "position": place, "is_manual": True}
        extra: Json = {}
        if elsewhere is not None:
            quote = {"text": elsewhere, "position": 0}
            origin = {"type": "hidden_user", "date": 0, "sender_user_name": "Somebody"}
            extra = {"external_reply": {"origin": origin}}
        return self._background.call(
            lambda: self._post(
                settled.text, entities=settled.entities, reply_to=reply_to, quote=quote, extra=extra
            )
        )

    def forward(self, message: Message) -> Message:
        """The user forwards a message, with its formatting and without its buttons."""
        origin = {"type": "user", "date": 0, "sender_user": message.as_json()["from"]}
        entities = message.as_json().get("entities", [])
        return self._background.call(
            lambda: self._post(message.text, entities=entities, extra={"forward_origin": origin})
        )

    def send_other(self, kind: str, **content: Any) -> Message:
        """The user sends something that is no text: a ``sticker``, a ``voice`` message."""
        return self._background.call(lambda: self._post("", extra={kind: content}))

    def send_photo(self, caption: str, *, album: str = "") -> Message:
        """The user sends a picture with words under it; ``album``: those of one name are one."""
        settled = settle(caption) if caption else Settled("", ())
        size = {"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}
        extra = {"photo": [size], "caption": settled.text}
        extra["caption_entities"] = list(settled.entities)
        if album:
            extra["media_group_id"] = album
        return self._background.call(lambda: self._post("", extra=extra))

    def send_file(
        self, name: str, data: bytes, *, size: int | None = None, caption: str = ""
    ) -> Message:
        """The user sends a file; ``size``: what Telegram says of it, if not the truth."""

        def post() -> Message:
            file_id = files.keep(self._world, data)
            document = {
                "file_id": file_id,
                "file_unique_id": file_id[:16],
                "file_name": name,
                "file_size": len(data) if size is None else size,
            }
            under = {"caption": caption} if caption else {}
            return self._post("", extra={"document": document, **under})

        return self._background.call(post)

    def edit(self, message: Message, text: str) -> Message:
        """The user edits a message of their own."""
        settled = settle(text)

        def revise() -> Message:
            edited = self._world.revise(message, text=settled.text, entities=settled.entities)
            if self._is_heard(edited):
                self._world.updates.add("edited_message", self._world.shown(edited).as_json())
            return edited

        return self._background.call(revise)

    def choose(self, query: InlineQuery, title: str) -> Message:
        """The user sends the result of this title here."""
        content = query.result(title)["input_message_content"]
        settled = settle(content["message_text"], content.get("entities", ()))
        return self._background.call(
            lambda: self._post(settled.text, entities=settled.entities, via_bot=self._world.me)
        )

    def _post(self, text: str, **details: Any) -> Message:
        message = self._world.post(self._peer, self.user, text, **self._place, **details)
        if self._is_heard(message):
            self._world.updates.add("message", self._world.shown(message).as_json())
        return message

    @property
    def _place(self) -> Json:
        """The thread that is written in."""
        return {}

    def _is_heard(self, message: Message) -> bool:
        """Whether the bot is told of it."""
        return True

    def delete(self, message: Message) -> None:
        """The user deletes a message; the bot is not told, as in Telegram."""
        self._background.call(lambda: self._world.delete(message))

    def press(self, message: Message, label: str) -> Press:
        """The user presses the button of a message that bears ``label``."""
        data = {
            button["text"]: button["callback_data"]
            for button in message.buttons
            if "callback_data" in button
        }
        if label not in data:
            raise AssertionError(f"no button {label!r} to press in:\n{readable(message)}")
        return self._background.call(lambda: self._world.press(self.user, message, data[label]))

    def tap(self, message: Message, label: str) -> Message:
        """The user taps a button of the keyboard that a message brought: its text is sent."""
        rows = (message.reply_markup or {}).get("keyboard", [])
        assert any(button["text"] == label for row in rows for button in row), rows
        return self.send(label)

    def forge(self, message: Message, data: str) -> Press:
        """The user's client claims that a button with this data was pressed: Telegram passes on
        whatever data a client names."""
        return self._background.call(lambda: self._world.press(self.user, message, data))

    def press_too_late(self, message: Message, label: str) -> Press:
        """The user presses a button of a message that is too old for the bot to see."""
        data = next(one["callback_data"] for one in message.buttons if one["text"] == label)
        return self._background.call(
            lambda: self._world.press(self.user, message, data, accessible=False)
        )

    def ask_inline(self, words: str) -> InlineQuery:
        """The user types the bot's name and these words, in any chat."""
        return self._background.call(lambda: self._world.ask_inline(self.user, words))

    def mention_elsewhere(self, text: str) -> GuestQuery:
        """The user names the bot in a chat that it is no member of."""
        settled = settle(text)
        return self._background.call(
            lambda: self._world.mention(self.user, settled.text, settled.entities)
        )

    def wait_for_guest(self, query: GuestQuery, *, timeout: float = DEFAULT_TIMEOUT) -> Json:
        """What the bot answered to a mention elsewhere."""
        self._wait(lambda: query.answer is not None, timeout, "an answer to the mention")
        assert query.answer is not None
        return query.answer

    def wait_for_results(
        self, query: InlineQuery, *, timeout: float = DEFAULT_TIMEOUT
    ) -> InlineQuery:
        """The query once the bot has answered it."""
        self._wait(lambda: query.answer is not None, timeout, "an answer to the inline query")
        return query

    def expire(self, press: Press) -> None:
        """The press grows too old for an answer."""
        self._background.call(lambda: setattr(press, "open", False))

    def block(self) -> None:
        """The user blocks the bot: what it sends is answered with 403."""
        self._background.call(lambda: self._world.blocked.add(self.id))

    def unblock(self) -> None:
        """The user lets the bot in again."""
        self._background.call(lambda: self._world.blocked.discard(self.id))

    def wait_for(self, count: int = 1, *, timeout: float = DEFAULT_TIMEOUT) -> list[Message]:
        """The next ``count`` messages of the bot that no earlier call has handed out."""

        def fresh() -> list[Message]:
            return [message for message in self._replies() if message.id > self._handed_out]

        self._wait(lambda: len(fresh()) >= count, timeout, f"{count} more of the bot's messages")
        found = self._background.call(fresh)[:count]
        self._handed_out = max((message.id for message in found), default=self._handed_out)
        return found

    def current(self, message: Message) -> Message:
        """The message as it is now."""
        return self._background.call(lambda: self._world.messages[self.id][message.id])

    def wait_for_edit(self, message: Message, *, timeout: float = DEFAULT_TIMEOUT) -> Message:
        """``message`` once the bot has changed it."""

        def current() -> Message | None:
            return self._world.messages[self.id].get(message.id)

        self._wait(
            lambda: current() not in (message, None), timeout, f"an edit of message {message.id}"
        )
        edited = self._background.call(current)
        assert edited is not None
        return edited

    def wait_for_answer(self, press: Press, *, timeout: float = DEFAULT_TIMEOUT) -> Json:
        """The parameters with which the bot answered a press."""
        self._wait(lambda: press.answer is not None, timeout, "an answer to the button")
        assert press.answer is not None
        return press.answer

    def wait_for_action(self, name: str = "typing", *, timeout: float = DEFAULT_TIMEOUT) -> Action:
        """The latest chat action of that name."""

        def shown() -> list[Action]:
            return [action for action in self._world.actions[self.id] if action.name == name]

        self._wait(lambda: bool(shown()), timeout, f"the chat action {name}")
        return self._background.call(shown)[-1]

    def wait_for_reaction(self, message: Message, *, timeout: float = DEFAULT_TIMEOUT) -> list[str]:
        """The bot's reaction to a message."""
        place = self.id, message.id
        self._wait(lambda: place in self._world.reactions, timeout, "a reaction")
        return self._background.call(lambda: self._world.reactions[place])

    def expect_silence(self, seconds: float) -> None:
        """AssertionError if the bot writes anything here within ``seconds``."""
        before = len(self.replies)
        time.sleep(seconds)
        replies = self.replies
        if len(replies) > before:
            shown = "\n\n".join(readable(message) for message in replies[before:])
            raise AssertionError(f"silence was expected, the bot wrote:\n{shown}")

    def _messages(self) -> list[Message]:
        return sorted(self._world.messages[self.id].values(), key=lambda message: message.id)

    def _replies(self) -> list[Message]:
        return [message for message in self._messages() if message.sender == self._world.me]

    def _wait(self, ready: Callable[[], bool], timeout: float, wanted: str) -> None:
        if self._background.run(self._world.changes.until(ready, timeout)):
            return
        arrived = "\n\n".join(readable(message) for message in self.replies) or "(nothing)"
        raise AssertionError(
            f"Expected {wanted} in the chat with {self.user.first_name} within {timeout:g} s.\n"
            f"The bot's messages there:\n{arrived}\n{self._server.report()}"
        )
