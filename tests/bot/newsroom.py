"""A bot that answers from the articles in ``newsroom/``, as a process, for conversations."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bot.process import Process, running
from tests.bot_api import BotApiServer

TOKEN = "123456:TEST-secret_token"
_ARTICLES = Path(__file__).with_name("newsroom")


def collected(folder: Path) -> Path:
    """A data folder with the articles, which lie beside it as ``articles/``."""
    shutil.copytree(_ARTICLES, folder / "articles")
    with running("add", str(folder / "articles"), data_dir=folder / "data") as process:
        assert process.wait() == 0, process.said
    return folder / "data"


@contextlib.contextmanager
def answering(
    server: BotApiServer, data_dir: Path, settings: Mapping[str, str] | None = None
) -> Iterator[Process]:
    """The bot, once it answers."""
    given = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": server.url,
        # Words alone make nobody sure.
        "MIN_CONFIDENCE": "0.018",
        "TELEGRAM_PER_MINUTE": "0",
        **(settings or {}),
    }
    with running("bot", data_dir=data_dir, settings=given) as process:
        process.wait_until_said("answering as")
        yield process
        assert "Traceback" not in process.said, process.said
