"""Log lines on standard error, out of which secrets are kept.

A line is ``key=value`` pairs (logfmt), which people can read and every log collector can, too:

    time=2026-01-31T09:30:00.125Z level=info logger=bot.async_answerer update=700000001 msg="started"

``update`` is Telegram's id of the update that the line belongs to. What people wrote and what was
quoted to them is in no line above the level debug.
"""

import json
import logging
import sys
import time
import urllib.parse
from collections.abc import Iterable
from contextvars import ContextVar

# The update that is being worked on.
UPDATE: ContextVar[int | None] = ContextVar("update", default=None)

# Libraries are heard only where something is wrong: at INFO, httpx writes the address of every
# request, the bot's token included.
_OURS = ("bot", "retrieval", "corpus")
# python-telegram-bot writes a traceback for each failed request. What matters of that, bot.telegram
# says in a line.
_TALKS_TWICE = "telegram"


class _Lines(logging.Formatter):
    """Makes a line of a record; puts ``***`` in place of the secrets, in messages and tracebacks
    alike."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        known = {secret for secret in secrets if secret}
        # As they stand in addresses, too.
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
    """In quotation marks, on one line, with nothing in it that would move a cursor."""
    marked = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in marked)


def configure_logging(level: str, secrets: Iterable[str] = ()) -> None:
    """Log lines from ``level`` ("info") up. Libraries speak only where ``level`` is debug, or
    when something is wrong."""
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
    if library == _TALKS_TWICE:
        return record.levelno >= logging.CRITICAL
    return record.levelno >= logging.WARNING or library in _OURS
