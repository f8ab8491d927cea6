"""The line to Telegram: says once when it breaks, and once when it is back."""

import logging
from collections.abc import Callable
from typing import Any

from telegram.error import NetworkError
from telegram.request import HTTPXRequest

_log = logging.getLogger(__name__)
_UNAUTHORIZED = 401


class Line:
    """What is known of the connection, shared by all requests of a bot.

    ``rejected`` is True once Telegram has refused the token; ``on_rejected`` is called then.
    """

    def __init__(self) -> None:
        self.rejected = False
        self.on_rejected: Callable[[], None] | None = None
        self._broken = False

    def works(self, status: int) -> None:
        """Telegram has answered, with this HTTP status."""
        if self._broken and status < 500:
            self._broken = False
            _log.info("Telegram can be reached again")
        if status == _UNAUTHORIZED and not self.rejected:
            self.rejected = True
            if self.on_rejected is not None:
                self.on_rejected()

    def fails(self, reason: str) -> None:
        """Telegram has not answered, or only to say that it cannot."""
        if not self._broken:
            self._broken = True
            _log.warning("Telegram cannot be reached (%s); trying again until it can", reason)


class Request(HTTPXRequest):
    """HTTPX as python-telegram-bot uses it, watched."""

    def __init__(self, line: Line, **options: Any) -> None:
        super().__init__(**options)
        self._line = line

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        try:
            status, payload = await super().do_request(*args, **kwargs)
        except NetworkError as error:
            self._line.fails(str(error))
            raise
        if status >= 500:
            self._line.fails(f"it answers with HTTP status {status}")
        else:
            self._line.works(status)
        return status, payload
