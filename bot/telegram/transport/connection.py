"""HTTP connections to Telegram: retries for calls made while answering an update, and one log line
when a connection breaks and one when it works again."""

import asyncio
import json
import logging
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from telegram.error import NetworkError
from telegram.request import HTTPXRequest, RequestData

from bot.telegram.transport.update_context import CURRENT_UPDATE

_log = logging.getLogger(__name__)
# The two channels: for getUpdates, and for everything else.
POLLING, CALLS = "polling", "calls"

_UNAUTHORIZED = 401
_CONFLICT = 409
_TOO_MANY = 429
_BAD_REQUEST = 400

# For how many seconds a call is tried again. Most are worth more than an outage: what they say was
# asked for. "typing…" is not worth repeating, and Telegram takes an answer to a press of a button
# or to an inline query only for a while.
_RETRY_SECONDS = 6 * 3600.0
_BRIEF_RETRY = {
    "sendChatAction": 0.0,
    "answerCallbackQuery": 10.0,
    "answerInlineQuery": 10.0,
}
# Seconds between the tries while Telegram cannot be reached, the last for as long as it takes.
_PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
# Where Telegram is slow a call takes seconds, and giving up too early sends a message twice.
READ_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Parameters:
    """What HTTPXRequest reads of a RequestData, whose attributes are private."""

    json_parameters: dict[str, str]
    multipart_data: None = None
    contains_files: bool = False


_Data = RequestData | _Parameters | None


class Watch:
    """What is known of the connections, shared by all requests of a bot.

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
                "Trying again until it has gone"
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

    - 429: the call is repeated after the time that Telegram asks for;
    - 5xx and broken connections: repeated at growing intervals, for hours;
    - a group that became a supergroup: repeated with its new id;
    - the message replied to, or the topic, is gone: repeated without it.

    A message is sent twice if only Telegram's response was lost: better than not at all.
    """

    def __init__(self, channel: str, watch: Watch, **options: Any) -> None:
        super().__init__(**options)
        self._channel = channel
        self._watch = watch

    async def do_request(  # type: ignore[override]
        self, url: str, method: str, request_data: _Data = None, **more: Any
    ) -> tuple[int, bytes]:
        context = CURRENT_UPDATE.get()
        name = url.rpartition("/")[2]
        if context is None or self._channel == POLLING:
            return await self._once(url, method, request_data, more)
        makes_message = _makes_message(name)
        if makes_message and (before := context.sent_before(name)) is not None:
            return 200, before.encode()
        status, payload = await self._with_retries(name, url, method, request_data, more)
        if makes_message and status == 200:
            context.sent(name, payload.decode("utf-8", "replace"))
        return status, payload

    async def _with_retries(
        self, name: str, url: str, method: str, data: _Data, more: dict[str, Any]
    ) -> tuple[int, bytes]:
        give_up = asyncio.get_running_loop().time() + _BRIEF_RETRY.get(name, _RETRY_SECONDS)
        pauses = _pauses()
        repaired: set[str] = set()
        while True:
            failure: NetworkError | None = None
            status, payload = 0, b""
            try:
                status, payload = await self._once(url, method, data, more)
            except NetworkError as error:
                failure, pause = error, next(pauses)
            else:
                if status == _TOO_MANY:
                    pause = _wanted_pause(payload)
                elif status >= 500:
                    pause = next(pauses)
                elif status == _BAD_REQUEST and (repair := self._repaired(payload, data, repaired)):
                    data, pause = repair, 0.0
                else:
                    return status, payload
            if asyncio.get_running_loop().time() + pause > give_up:
                if failure is not None:
                    raise failure
                return status, payload
            if status == _TOO_MANY:
                _log.info("Telegram wants %s to wait for %g s", name, pause)
            await asyncio.sleep(pause)

    async def _once(
        self, url: str, method: str, data: _Data, more: dict[str, Any]
    ) -> tuple[int, bytes]:
        try:
            status, payload = await super().do_request(url, method, data, **more)  # type: ignore[arg-type]
        except NetworkError as error:
            self._watch.failed(self._channel, str(error))
            raise
        self._watch.answered(self._channel, status)
        return status, payload

    def _repaired(self, payload: bytes, data: _Data, repaired: set[str]) -> _Data:
        """The parameters without what Telegram rejected; None where that cannot be repaired. No
        fault is repaired twice."""
        if data is None or data.contains_files:
            return None
        try:
            answer = json.loads(payload)
        except ValueError:
            return None
        given = data.json_parameters
        new = (answer.get("parameters") or {}).get("migrate_to_chat_id")
        description = str(answer.get("description", ""))
        if isinstance(new, int) and "chat_id" in given and "moved" not in repaired:
            repaired.add("moved")
            if given["chat_id"].lstrip("-").isdigit():
                self._watch.moved(int(given["chat_id"]), new)
            # The message replied to has another id there, and there are no topics yet.
            without = {"reply_parameters", "message_thread_id"}
            changed = {k: v for k, v in given.items() if k not in without}
            return _Parameters({**changed, "chat_id": str(new)})
        for words, parameter in _GONE.items():
            if words in description and parameter in given and parameter not in repaired:
                repaired.add(parameter)
                return _Parameters({k: v for k, v in given.items() if k != parameter})
        return None


# Telegram's description of something that no longer exists, and the parameter that names it.
_GONE = {
    "message to be replied not found": "reply_parameters",
    "replied message not found": "reply_parameters",
    "message thread not found": "message_thread_id",
    "TOPIC_CLOSED": "message_thread_id",
}


def _makes_message(method: str) -> bool:
    return method.startswith("send") and method != "sendChatAction"


def _pauses() -> Iterator[float]:
    """Seconds between tries, with jitter, so that not all calls come back at once."""
    for pause in _PAUSES:
        yield pause * random.uniform(0.8, 1.2)
    while True:
        yield _PAUSES[-1] * random.uniform(0.8, 1.2)


def _wanted_pause(payload: bytes) -> float:
    """The seconds that a 429 asks for."""
    try:
        wanted = json.loads(payload)["parameters"]["retry_after"]
        return max(0.0, float(wanted))
    except (ValueError, KeyError, TypeError):
        return _PAUSES[0]
