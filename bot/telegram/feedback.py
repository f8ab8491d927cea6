"""What people think of answers: the seam behind which verdicts are kept."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Protocol

from telegram import Message

from retrieval.reference import Reference


class Feedback(Protocol):
    """Keeps verdicts."""

    def record(
        self,
        question: str,
        quotes: Sequence[Reference],
        index_version: str,
        verdict: bool,
        ballot: str,
    ) -> None:
        """Keeps one: ``verdict`` is True for a good answer. One that comes later with the same
        ``ballot`` takes its place; nothing can be told from that."""
        ...


def ballot(message: Message, user_id: int) -> str:
    """A name for one person's verdict on one message, of which neither can be told without the
    bot's token."""
    key = message.get_bot().token.encode()
    words = f"{message.chat_id} {message.message_id} {user_id}".encode()
    return hmac.new(key, words, hashlib.sha256).hexdigest()[:32]
