"""A bot that answers from the articles in ``newsroom/``, as a process, for conversations."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bot.process import Process, running
from tests.bot_api import BotApiServer, Message

TOKEN = "123456:TEST-secret_token"
# Each is waited for, for a while, by the bot.
_MOST_STARTS = 200
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


def start_with_examples(server: BotApiServer, language: str = "en") -> Message:
    """A newcomer's /start, once the bot has found the questions that it offers."""
    for _ in range(_MOST_STARTS):
        chat = server.private_chat(server.user("Newcomer", language_code=language))
        chat.send("/start")
        [started] = chat.wait_for(1)
        if "keyboard" in (started.reply_markup or {}):
            return started
    raise AssertionError(f"no example questions in {language}")
