"""Responses of Telegram: a limit to their size, and what is read from them."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx

# Telegram's answers are far smaller, and it hands out files of 20 MB at most.
_MOST_BYTES = 32 << 20
_DEFAULT_PAUSE = 1.0
_BAD_REQUEST = 400


class _Limited(httpx.AsyncByteStream):
    """A response of limited size."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for chunk in self._stream:
            count += len(chunk)
            if count > _MOST_BYTES:
                raise httpx.ReadError(f"the answer has more than {_MOST_BYTES >> 20} MiB")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _limit(response: httpx.Response) -> None:
    """Called before the body is read. A compressed one could hold any number of bytes; none was
    asked for."""
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        await response.aclose()
        raise httpx.ReadError("the answer is compressed")
    assert isinstance(response.stream, httpx.AsyncByteStream)
    response.stream = _Limited(response.stream)


LIMITED_RESPONSES = {
    "event_hooks": {"response": [_limit]},
    "headers": {"Accept-Encoding": "identity"},
}


def is_answer(payload: bytes) -> bool:
    """Whether this is JSON as Telegram answers with: a proxy's page is not."""
    answer = json_object(payload)
    return answer.get("ok") is True and "result" in answer


def is_unchanged(payload: bytes) -> bool:
    """Whether Telegram says that an edit changes nothing."""
    return "is not modified" in str(json_object(payload).get("description", ""))


def status_of(answer: str) -> int:
    """The HTTP status of an answer of Telegram's."""
    known = json_object(answer)
    return 200 if known.get("ok") else int(known.get("error_code", _BAD_REQUEST))


def json_object(value: Any) -> dict[str, Any]:
    """A JSON object, or an empty one where this is none."""
    if isinstance(value, str | bytes):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def wanted_pause(payload: bytes) -> float:
    """The seconds that a 429 asks for."""
    try:
        wanted = json.loads(payload)["parameters"]["retry_after"]
        return max(0.0, float(wanted))
    except (ValueError, KeyError, TypeError):
        return _DEFAULT_PAUSE


def too_many(seconds: float) -> bytes:
    """Telegram's answer to a call for a chat that it limits."""
    return json.dumps(
        {
            "ok": False,
            "error_code": 429,
            "description": f"Too Many Requests: retry after {seconds:.0f}",
            "parameters": {"retry_after": max(1, round(seconds))},
        }
    ).encode()
