"""The Bot API by plain HTTP, for tests of the server itself: what it says, before any library."""

from dataclasses import dataclass
from typing import Any

import httpx

from .server import BotApiServer
from .types import Json

TOKEN = "123456:TEST"

HTTP = httpx.Client(verify=False, timeout=120)
"""One client for all: making one reads the system's certificates, which takes long."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status and Telegram's JSON."""

    status: int
    body: Json

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def description(self) -> str:
        assert not self.body["ok"], self.body
        assert self.body["error_code"] == self.status
        words: str = self.body["description"]
        return words


def ask(server: BotApiServer, method: str, /, **parameters: Any) -> Reply:
    """A call with a JSON body."""
    response = HTTP.post(address(server, method), json=parameters)
    return Reply(response.status_code, response.json())


def address(server: BotApiServer, method: str, token: str = TOKEN) -> str:
    """Where a method is called."""
    return f"{server.url}/bot{token}/{method}"
