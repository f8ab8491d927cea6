"""Log lines on standard error, out of which secrets are kept."""

import logging
import sys
from collections.abc import Iterable

# Libraries are heard only where something is wrong: at INFO, httpx writes the address of every
# request, the bot's token included.
_OURS = ("bot", "retrieval", "corpus")
# python-telegram-bot writes a traceback for each failed request. What matters of that, bot.telegram
# says in a line; only its Application tells what nobody else does.
_TALKS_TWICE, _TELLS_NEWS = "telegram", "telegram.ext.Application"
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
    handler.setLevel(level.upper())
    if level == "debug":
        logging.basicConfig(level=logging.DEBUG, handlers=[handler], force=True)
        return
    # A filter rather than levels: some libraries set their loggers' levels when imported.
    handler.addFilter(_matters)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _matters(record: logging.LogRecord) -> bool:
    library = record.name.partition(".")[0]
    if library == _TALKS_TWICE and record.name != _TELLS_NEWS:
        return record.levelno >= logging.CRITICAL
    return record.levelno >= logging.WARNING or library in _OURS
