"""Deep links: what `https://t.me/BOT?start=PAYLOAD` opens the bot with.

A payload has at most 64 letters, digits, ``_`` and ``-``. Its first letter says what it is: ``q`` a
question (URL-safe Base64), ``d`` the id of a document, ``c`` a quote as buttons carry it.
"""

import base64
import binascii
import re

from bot.telegram.render.quote_code import QuoteCode

# Telegram's limit of a payload.
_LONGEST = 64
_ID = re.compile(r"[0-9a-f]{12}")


def question_payload(question: str) -> str | None:
    """The payload that asks a question; None where it is too long for a link."""
    data = base64.urlsafe_b64encode(question.encode()).rstrip(b"=").decode()
    return f"q{data}" if len(data) < _LONGEST else None


def quote_link(username: str, code: QuoteCode) -> str:
    """The link that shows a quote in the private chat with the bot."""
    return f"https://t.me/{username}?start=c{code.encode()}"


def asked_question(payload: str) -> str | None:
    """The question of a payload, if it is one.

    >>> asked_question(question_payload("Who fled?") or "")
    'Who fled?'
    """
    if not payload.startswith("q"):
        return None
    try:
        data = payload[1:] + "=" * (-len(payload[1:]) % 4)
        return base64.b64decode(data, b"-_", validate=True).decode().strip() or None
    except (binascii.Error, UnicodeDecodeError):
        return None


def linked_document(payload: str) -> str | None:
    """The id of a payload's document, if it is one."""
    return payload[1:] if payload[:1] == "d" and _ID.fullmatch(payload[1:]) else None


def linked_quote(payload: str) -> QuoteCode | None:
    """The quote of a payload, if it is one."""
    if not payload.startswith("c"):
        return None
    try:
        return QuoteCode.decode(payload[1:])
    except ValueError:
        return None
