"""Faults that a test orders: error answers and broken connections.

A fault strikes the next calls of its method, before they are looked at, or, with ``after``, once
they have had their effect: the message is there, and the bot does not know.

Telegram's answers are JSON, those of its gateways too; in a bad hour, pages have been seen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aiohttp import web

from . import wire
from .refusal import BLOCKED, CONFLICT_POLLERS, Refused
from .types import Call, Json

ANY_METHOD: Final = "*"
_WORDS: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: BLOCKED,
    404: "Not Found",
    409: CONFLICT_POLLERS,
}


@dataclass(slots=True)
class Fault:
    """``times`` calls of ``method`` get ``status``, or a broken connection where that is None.

    ``method`` is in small letters; ``page`` makes the answer HTML, and ``body`` makes it these
    bytes; ``where`` says of a call's parameters whether it is meant.
    """

    method: str
    status: int | None
    times: int = 1
    description: str = ""
    parameters: dict[str, int] = field(default_factory=dict)
    after: bool = False
    page: bool = False
    body: bytes | None = None
    where: Callable[[Json], bool] | None = None

    def hits(self, call: Call, after: bool) -> bool:
        """Whether it strikes this call."""
        return (
            self.after is after
            and self.method in (ANY_METHOD, call.method.lower())
            and (self.where is None or self.where(call.parameters))
        )

    def strike(self, request: web.Request, call: Call) -> web.Response:
        """The answer, or the end of the connection."""
        call.injected = True
        call.status = self.status
        if self.status is None:
            call.description = "connection dropped"
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        call.description = self.description or self._words()
        if self.body is not None:
            return web.Response(status=self.status, body=self.body)
        if self.page:
            return wire.gateway_failure(self.status, HTTPStatus(self.status).phrase)
        return wire.failure(Refused(self.status, call.description, **self.parameters))

    def _words(self) -> str:
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return f"Too Many Requests: retry after {self.parameters.get('retry_after', 1)}"
        assert self.status is not None
        return _WORDS.get(self.status) or HTTPStatus(self.status).phrase


class Faults:
    """The faults that are still to strike, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def take(self, call: Call, *, after: bool = False) -> Fault | None:
        """The fault that strikes this call, which uses up one of its times."""
        for fault in self._waiting:
            if fault.hits(call, after):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Nothing more strikes."""
        self._waiting.clear()
