"""Logging on standard error, without secrets.

A line consists of ``key=value`` pairs (logfmt), which people and log collectors can read:

    time=2026-01-31T09:30:00.125Z level=info logger=bot.telegram.service msg="started"

``update=…`` is Telegram's id of the update that a line belongs to. Messages and quotes are logged
at the level debug only.
"""

import json
import logging
import sys
import time
import urllib.parse
from collections.abc import Iterable
from contextvars import ContextVar

# The id of the update that is being handled.
UPDATE: ContextVar[int | None] = ContextVar("update", default=None)

# Other libraries log warnings and errors only: at INFO, httpx logs the address of every request,
# including the bot's token.
_OURS = ("bot", "retrieval", "corpus")
# python-telegram-bot logs a traceback for each failed request, which bot.telegram logs in one line.
_LOGGED_BY_US = "telegram"


class _Lines(logging.Formatter):
    """Formats records as logfmt lines, with ``***`` for secrets in messages and tracebacks."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        known = {secret for secret in secrets if secret}
        # In addresses they are percent-encoded.
        known |= {urllib.parse.quote(secret, safe="") for secret in known}
        self._secrets = sorted(known, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        pairs = {
            "time": f"{at}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        update = UPDATE.get()
        if update is not None:
            pairs["update"] = str(update)
        pairs["msg"] = _quoted(record.getMessage())
        if record.exc_info:
            pairs["trace"] = _quoted(self.formatException(record.exc_info))
        line = " ".join(f"{key}={value}" for key, value in pairs.items())
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


def _quoted(text: str) -> str:
    """In quotation marks, on one line, without control characters."""
    marked = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in marked)


def configure_logging(level: str, secrets: Iterable[str] = ()) -> None:
    """Logs from ``level`` ("info") up; other libraries from warning up, except at debug."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(secrets))
    handler.setLevel(level.upper())
    if level == "debug":
        logging.basicConfig(level=logging.DEBUG, handlers=[handler], force=True)
        return
    # A filter rather than levels: some libraries set their loggers' levels when imported.
    handler.addFilter(_matters)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _matters(record: logging.LogRecord) -> bool:
    library = record.name.partition(".")[0]
    if library == _LOGGED_BY_US:
        return record.levelno >= logging.CRITICAL
    return record.levelno >= logging.WARNING or library in _OURS
