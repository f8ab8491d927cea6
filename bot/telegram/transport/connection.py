"""HTTP connections to Telegram: retries for calls made while answering an update, and one log line
when a connection breaks and one when it works again."""

import asyncio
import logging
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from telegram.error import NetworkError
from telegram.request import HTTPXRequest, RequestData

from bot.telegram.transport.queue.update_context import CURRENT_UPDATE, UpdateContext
from bot.telegram.transport.responses import (
    LIMITED_RESPONSES,
    is_answer,
    is_unchanged,
    json_object,
    status_of,
    too_many,
    wanted_pause,
)

_log = logging.getLogger(__name__)
# The two channels: for getUpdates, and for everything else.
POLLING, CALLS = "polling", "calls"

_UNAUTHORIZED = 401
_CONFLICT = 409
_TOO_MANY = 429
_BAD_REQUEST = 400

# For how many seconds a call is tried again. Most are answers, which are still wanted after an
# outage. "typing…" is not worth repeating, and Telegram accepts an answer to a press of a button or
# to an inline query only for a while.
_RETRY_SECONDS = 6 * 3600.0
_BRIEF_RETRY = {
    "sendChatAction": 0.0,
    "answerCallbackQuery": 10.0,
    "answerInlineQuery": 10.0,
}
# Seconds between tries while Telegram cannot be reached; the last is repeated.
_PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
# A call may take seconds, and giving up too early sends a message twice.
READ_SECONDS = 30.0
# In place of "message is not modified", where the modification was ours.
_DONE = b'{"ok":true,"result":true}'


@dataclass(frozen=True, slots=True)
class _Parameters:
    """What HTTPXRequest reads of a RequestData, whose attributes are private."""

    json_parameters: dict[str, str]
    multipart_data: None = None
    contains_files: bool = False


_Data = RequestData | _Parameters | None


class ConnectionState:
    """State of the connections to Telegram, shared by all requests of a bot.

    ``rejected`` is True once Telegram has refused the token; ``on_rejected`` is called then.
    ``on_moved`` is called where a group has become a supergroup, with its old id and the new one.
    """

    def __init__(
        self,
        on_rejected: Callable[[], None] = lambda: None,
        on_moved: Callable[[int, int], None] = lambda old, new: None,
    ) -> None:
        self.rejected = False
        self._on_rejected = on_rejected
        self._on_moved = on_moved
        self._broken: set[str] = set()
        self._polled = False
        self._conflict = False

    def answered(self, channel: str, status: int) -> None:
        """Telegram has answered on this channel, with this HTTP status."""
        if status >= 500:
            self.failed(channel, f"it answers with HTTP status {status}")
            return
        self._polled |= channel == POLLING
        if self._broken and (channel in self._broken or channel == POLLING):
            self._broken.clear()
            _log.info("Telegram can be reached again")
        if status == _CONFLICT and not self._conflict:
            self._conflict = True
            _log.error(
                "another process polls with this token, or a webhook is set; stop one of the two. "
                "Trying again until it is gone"
            )
        elif status < 400 and self._conflict and channel == POLLING:
            self._conflict = False
            _log.info("no other process polls any more")
        if status == _UNAUTHORIZED and not self.rejected:
            self.rejected = True
            self._on_rejected()

    def failed(self, channel: str, reason: str) -> None:
        """Telegram has not answered on this channel, or with a server error."""
        if channel == CALLS and self._polled:
            return  # the call is retried; polling finds out whether Telegram can be reached
        if not self._broken:
            _log.warning("Telegram cannot be reached (%s); trying again until it can", reason)
        self._broken.add(channel)

    def moved(self, old: int, new: int) -> None:
        """A group has become a supergroup."""
        self._on_moved(old, new)


class Request(HTTPXRequest):
    """HTTPX request of python-telegram-bot with retries while an update is worked on:

    - 429: the call is repeated after the time that Telegram asks for, and nothing else is sent to
      that chat before;
    - 5xx, broken connections and answers that are not Telegram's: repeated at growing intervals,
      for hours;
    - a group that became a supergroup: repeated with its new id;
    - the message replied to, or the topic, is gone: repeated without it;
    - formatting or buttons that Telegram refuses: repeated without them.

    A message is sent twice if only Telegram's response was lost: better than not at all.
    """

    def __init__(self, channel: str, state: ConnectionState, **options: Any) -> None:
        super().__init__(**options, httpx_kwargs=LIMITED_RESPONSES)
        self._channel = channel
        self._state = state

    async def do_request(  # type: ignore[override]
        self, url: str, method: str, request_data: _Data = None, **more: Any
    ) -> tuple[int, bytes]:
        context = CURRENT_UPDATE.get()
        name = url.rpartition("/")[2]
        if context is None or self._channel == POLLING:
            return await self._once(url, method, request_data, more)
        is_recorded = _is_recorded(name)
        if is_recorded and (before := context.sent_before(name)) is not None:
            return status_of(before), before.encode()
        call = _Call(name, url, method, request_data, more, context, context.is_repeated)
        status, payload = await self._with_retries(call)
        if is_recorded and (status == 200 or is_unchanged(payload)):
            context.sent(name, payload.decode("utf-8", "replace"))
        return status, payload

    async def _with_retries(self, call: "_Call") -> tuple[int, bytes]:
        now = asyncio.get_running_loop().time
        give_up = now() + _BRIEF_RETRY.get(call.name, _RETRY_SECONDS)
        pauses = _pauses()
        while True:
            limited = call.context.limited_for(call.chat)
            if limited:
                if now() + limited > give_up:
                    return _TOO_MANY, too_many(limited)
                await call.context.limited(call.chat, limited)
            failure: NetworkError | None = None
            status, payload = 0, b""
            try:
                status, payload = await self._once(call.url, call.method, call.data, call.more)
            except NetworkError as error:
                failure, pause = error, next(pauses)
            else:
                if status == _TOO_MANY:
                    pause = wanted_pause(payload)
                elif status >= 500 or (status == 200 and call.is_odd(payload)):
                    pause = next(pauses)
                elif status == _BAD_REQUEST and self._repair(call, payload):
                    pause = 0.0
                elif status == _BAD_REQUEST and call.maybe_done and is_unchanged(payload):
                    return 200, _DONE
                else:
                    return status, payload
            if now() + pause > give_up:
                if failure is not None:
                    raise failure
                return status, payload
            if status == _TOO_MANY:
                _log.info("Telegram wants %s to wait for %g s", call.name, pause)
                await call.context.limited(call.chat, pause)
            else:
                # Telegram may have done what was asked, although its answer was lost.
                call.maybe_done |= status != _BAD_REQUEST
                await asyncio.sleep(pause)

    async def _once(
        self, url: str, method: str, data: _Data, more: dict[str, Any]
    ) -> tuple[int, bytes]:
        try:
            status, payload = await super().do_request(url, method, data, **more)  # type: ignore[arg-type]
        except NetworkError as error:
            self._state.failed(self._channel, str(error))
            raise
        self._state.answered(self._channel, status)
        return status, payload

    def _repair(self, call: "_Call", payload: bytes) -> bool:
        """Takes out of the parameters what Telegram rejected; False where that cannot be repaired.
        No fault is repaired twice."""
        data = call.data
        if data is None or data.contains_files or is_unchanged(payload):
            return False
        answer = json_object(payload)
        given = data.json_parameters
        new = json_object(answer.get("parameters")).get("migrate_to_chat_id")
        description = str(answer.get("description", ""))
        if isinstance(new, int) and "chat_id" in given and "moved" not in call.repaired:
            call.repaired.add("moved")
            if call.chat is not None:
                self._state.moved(call.chat, new)
            # The message replied to has another id there, and there are no topics yet.
            without = {"reply_parameters", "message_thread_id"}
            changed = {k: v for k, v in given.items() if k not in without}
            call.data = _Parameters({**changed, "chat_id": str(new)})
            return True
        for pattern, parameters in _REJECTED:
            rejected = set(parameters) & given.keys() - call.repaired
            if rejected and pattern.search(description):
                call.repaired |= rejected
                if pattern is _FORMATTING or pattern is _BUTTONS:
                    _log.warning("Telegram refused a part of a message: %s", description)
                call.data = _Parameters({k: v for k, v in given.items() if k not in rejected})
                return True
        return False


@dataclass(slots=True)
class _Call:
    """A call that is made until it has arrived. ``maybe_done``: an earlier try may have had its
    effect. ``repaired``: the parameters that were taken out."""

    name: str
    url: str
    method: str
    data: _Data
    more: dict[str, Any]
    context: UpdateContext
    maybe_done: bool
    repaired: set[str] = field(default_factory=set)

    def is_odd(self, payload: bytes) -> bool:
        """Whether this is no answer of Telegram's; a file may be anything."""
        return self.method == "POST" and not is_answer(payload)

    @property
    def chat(self) -> int | None:
        """The chat that it is for."""
        chat = (self.data.json_parameters if self.data is not None else {}).get("chat_id", "")
        return int(chat) if re.fullmatch(r"-?[0-9]+", chat) else None


# What Telegram says of something that no longer exists, or that it does not accept, and the
# parameters without which the call can be made.
_FORMATTING = re.compile(r"(?i)entit(?:y|ies)|unallowed tag")
_BUTTONS = re.compile(r"(?i)button|reply.markup|keyboard")
_REJECTED = (
    (
        re.compile(r"message to be replied not found|replied message not found"),
        ("reply_parameters",),
    ),
    (re.compile(r"message thread not found|TOPIC_CLOSED"), ("message_thread_id",)),
    (_FORMATTING, ("entities", "caption_entities")),
    (_BUTTONS, ("reply_markup",)),
)


def _is_recorded(method: str) -> bool:
    """Whether a call is recorded in the journal, so that it is not made again after a crash. Other
    edits need not be: made twice, they have the same result."""
    return (
        method.startswith("send") and method != "sendChatAction"
    ) or method == "editMessageReplyMarkup"


def _pauses() -> Iterator[float]:
    """Seconds between tries, with jitter, so that not all calls come back at once."""
    for pause in _PAUSES:
        yield pause * random.uniform(0.8, 1.2)
    while True:
        yield _PAUSES[-1] * random.uniform(0.8, 1.2)
