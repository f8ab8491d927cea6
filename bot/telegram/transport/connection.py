"""The lines to Telegram: what is wrong with them is said once, and once when it is over; and what
is sent in answer to an update is sent until it has arrived."""

import asyncio
import json
import logging
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from telegram.error import NetworkError
from telegram.request import HTTPXRequest, RequestData

from bot.telegram.transport.update_context import COURSE

_log = logging.getLogger(__name__)
# The two lines: for getUpdates, and for everything else.
POLLING, CALLS = "polling", "calls"

_UNAUTHORIZED = 401
_CONFLICT = 409
_TOO_MANY = 429
_BAD_REQUEST = 400

# For how many seconds a call is tried again. Most are worth more than an outage: what they say was
# asked for. A courtesy is not worth repeating, and Telegram takes an answer to a press of a button
# or to an inline query only for a while.
_PATIENCE = 6 * 3600.0
_SHORT_PATIENCE = {"sendChatAction": 0.0, "answerCallbackQuery": 10.0, "answerInlineQuery": 10.0}
# Seconds between the tries while Telegram cannot be reached, the last for as long as it takes.
_PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
# A call takes seconds where Telegram is slow; who gives up too early sends twice.
READ_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Parameters:
    """What HTTPXRequest reads of a RequestData, whose own parts are nobody else's business."""

    json_parameters: dict[str, str]
    multipart_data: None = None
    contains_files: bool = False


_Data = RequestData | _Parameters | None


class Watch:
    """What is known of the connections, shared by all requests of a bot.

    ``rejected`` is True once Telegram has refused the token; ``on_rejected`` is called then.
    ``on_moved`` is called where a group has become a supergroup, with its old id and the new one.
    """

    def __init__(self) -> None:
        self.rejected = False
        self.on_rejected: Callable[[], None] | None = None
        self.on_moved: Callable[[int, int], None] | None = None
        self._broken: set[str] = set()
        self._polled = False
        self._rivalled = False

    def answered(self, line: str, status: int) -> None:
        """Telegram has answered on this line, with this HTTP status."""
        if status >= 500:
            self.failed(line, f"it answers with HTTP status {status}")
            return
        self._polled |= line == POLLING
        if self._broken and (line in self._broken or line == POLLING):
            self._broken.clear()
            _log.info("Telegram can be reached again")
        if status == _CONFLICT and not self._rivalled:
            self._rivalled = True
            _log.error(
                "another process polls with this token, or a webhook is set; stop one of the two. "
                "Trying again until it has gone"
            )
        elif status < 400 and self._rivalled and line == POLLING:
            self._rivalled = False
            _log.info("no other process polls any more")
        if status == _UNAUTHORIZED and not self.rejected:
            self.rejected = True
            if self.on_rejected is not None:
                self.on_rejected()

    def failed(self, line: str, reason: str) -> None:
        """Telegram has not answered on this line, or only to say that it cannot."""
        if line == CALLS and self._polled:
            return  # who sends tries again; whether Telegram can be reached, polling tells
        if not self._broken:
            _log.warning("Telegram cannot be reached (%s); trying again until it can", reason)
        self._broken.add(line)

    def moved(self, old: int, new: int) -> None:
        """A group has become a supergroup."""
        if self.on_moved is not None:
            self.on_moved(old, new)


class Request(HTTPXRequest):
    """HTTPX as python-telegram-bot uses it, watched, and patient in the course of an update:

    - 429: the call is made again when Telegram wants it to be;
    - 5xx and broken connections: again after a while, for hours;
    - a group that became a supergroup is written to under its new id;
    - what was to be in reply to a message, or in a topic, that is gone, is sent without.

    A message may arrive twice if only the news of its arrival was lost: better than not at all.
    """

    def __init__(self, line: str, watch: Watch, **options: Any) -> None:
        super().__init__(**options)
        self._line = line
        self._watch = watch

    async def do_request(  # type: ignore[override]
        self, url: str, method: str, request_data: _Data = None, **more: Any
    ) -> tuple[int, bytes]:
        course = COURSE.get()
        name = url.rpartition("/")[2]
        if course is None or self._line == POLLING:
            return await self._once(url, method, request_data, more)
        makes_message = _makes_message(name)
        if makes_message and (before := course.sent_before(name)) is not None:
            return 200, before.encode()
        status, payload = await self._patiently(name, url, method, request_data, more)
        if makes_message and status == 200:
            course.sent(name, payload.decode("utf-8", "replace"))
        return status, payload

    async def _patiently(
        self, name: str, url: str, method: str, data: _Data, more: dict[str, Any]
    ) -> tuple[int, bytes]:
        give_up = asyncio.get_running_loop().time() + _SHORT_PATIENCE.get(name, _PATIENCE)
        pauses = _pauses()
        mended: set[str] = set()
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
                elif status == _BAD_REQUEST and (mend := self._mended(payload, data, mended)):
                    data, pause = mend, 0.0
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
            self._watch.failed(self._line, str(error))
            raise
        self._watch.answered(self._line, status)
        return status, payload

    def _mended(self, payload: bytes, data: _Data, mended: set[str]) -> _Data:
        """The parameters without what Telegram did not take; None where that cannot be mended. No
        fault is mended twice."""
        if data is None or data.contains_files:
            return None
        try:
            answer = json.loads(payload)
        except ValueError:
            return None
        given = data.json_parameters
        new = (answer.get("parameters") or {}).get("migrate_to_chat_id")
        description = str(answer.get("description", ""))
        if isinstance(new, int) and "chat_id" in given and "moved" not in mended:
            mended.add("moved")
            if given["chat_id"].lstrip("-").isdigit():
                self._watch.moved(int(given["chat_id"]), new)
            # What was replied to has another number there, and topics there are none yet.
            without = {"reply_parameters", "message_thread_id"}
            changed = {k: v for k, v in given.items() if k not in without}
            return _Parameters({**changed, "chat_id": str(new)})
        for words, parameter in _GONE.items():
            if words in description and parameter in given and parameter not in mended:
                mended.add(parameter)
                return _Parameters({k: v for k, v in given.items() if k != parameter})
        return None


# What Telegram says of something that is not there any more: the parameter that named it.
_GONE = {
    "message to be replied not found": "reply_parameters",
    "replied message not found": "reply_parameters",
    "message thread not found": "message_thread_id",
    "TOPIC_CLOSED": "message_thread_id",
}


def _makes_message(method: str) -> bool:
    return method.startswith("send") and method != "sendChatAction"


def _pauses() -> Iterator[float]:
    """Not all who wait at the same moment."""
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
