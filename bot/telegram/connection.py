"""The lines to Telegram: said once when something is wrong with them, and once when it is over."""

import logging
from collections.abc import Callable
from typing import Any

from telegram.error import NetworkError
from telegram.request import HTTPXRequest

_log = logging.getLogger(__name__)
# The two lines: for getUpdates, and for everything else.
POLLING, CALLS = "polling", "calls"

_UNAUTHORIZED = 401
_CONFLICT = 409


class Watch:
    """What is known of the connections, shared by all requests of a bot.

    ``rejected`` is True once Telegram has refused the token; ``on_rejected`` is called then.
    """

    def __init__(self) -> None:
        self.rejected = False
        self.on_rejected: Callable[[], None] | None = None
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


class Request(HTTPXRequest):
    """HTTPX as python-telegram-bot uses it, watched."""

    def __init__(self, line: str, watch: Watch, **options: Any) -> None:
        super().__init__(**options)
        self._line = line
        self._watch = watch

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        try:
            status, payload = await super().do_request(*args, **kwargs)
        except NetworkError as error:
            self._watch.failed(self._line, str(error))
            raise
        self._watch.answered(self._line, status)
        return status, payload
