"""Log lines on standard error, out of which secrets are kept."""

import logging
import sys
from collections.abc import Iterable

# At INFO these write a line for every request, its address (and so the bot's token) included.
_CHATTY = ("httpx", "httpcore", "sentence_transformers", "transformers", "bm25s")
# Writes a traceback for each failed poll. What matters of that, bot.telegram says in a line.
_TALKS_TWICE = ("telegram",)
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Redacting(logging.Formatter):
    """Puts ``***`` in place of the secrets, in messages and tracebacks alike."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(_FORMAT)
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


def configure_logging(level: str, secrets: Iterable[str] = ()) -> None:
    """Log lines from ``level`` ("info") up. Libraries speak only where ``level`` is debug, or
    when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(secrets))
    # Here as well: some libraries set their loggers' levels when they are imported.
    handler.setLevel(level.upper())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    if level != "debug":
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)
        for name in _TALKS_TWICE:
            logging.getLogger(name).setLevel(logging.CRITICAL)
