"""The sign that an answer is being looked for."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from telegram import Message

from bot.telegram.transport import sending
from bot.telegram.transport.sending import typing


@dataclass
class SlowLine:
    """A message, and the bot that it came to, whose calls take a moment; what was begun and done
    is noted."""

    noted: list[str] = field(default_factory=list)
    chat_id: int = 7
    is_topic_message: bool = False

    def get_bot(self) -> "SlowLine":
        return self

    async def send_chat_action(self, chat_id: int, action: str, **_: Any) -> None:
        self.noted.append(f"{action} begun")
        await asyncio.sleep(0.05)
        self.noted.append(f"{action} shown")


def answer_after(seconds: float) -> list[str]:
    line = SlowLine()

    async def run() -> None:
        async with typing(cast(Message, line)):
            await asyncio.sleep(seconds)
        line.noted.append("answered")
        await asyncio.sleep(0.1)

    asyncio.run(run())
    return line.noted


def test_who_is_answered_at_once_needs_no_sign() -> None:
    """It would cost a call for each question."""
    assert answer_after(0.0) == ["answered"]


def test_who_waits_sees_that_somebody_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """And never under the answer: one that is under way is waited for."""
    monkeypatch.setattr(sending, "_UNNOTICED_SECONDS", 0.01)
    assert answer_after(0.02) == ["typing begun", "typing shown", "answered"]
