"""The bot as a process, for tests of how it runs."""

from contextlib import AbstractContextManager
from pathlib import Path

from tests.bot.process import FAST, Process, running
from tests.bot_api import BotApiServer

TOKEN = "123456:TEST-secret_token"
ARTICLE = (
    "---\ntitle: Storms over Kent\npublisher: The Mail\npublished: 2022-11-30\n---\n"
    "Roads were closed on Friday because of the storm. Trees fell on 17 cars in Dover.\n\n"
    "The county expects repairs to cost 12 million pounds.\n"
)
QUESTION, ANSWER = "Which roads were closed on Friday?", "Roads were closed on Friday"


def collection(folder: Path) -> Path:
    """A data folder with one article."""
    (folder / "storms.md").write_text(ARTICLE)
    with running("add", str(folder / "storms.md"), data_dir=folder / "data") as process:
        assert process.wait() == 0, process.said
    return folder / "data"


def bot(
    server: BotApiServer, data_dir: Path, program: str = FAST, **settings: str
) -> AbstractContextManager[Process]:
    """The bot, from ``with`` to the end of its block."""
    known = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "MIN_CONFIDENCE": "0.018"}
    return running("bot", data_dir=data_dir, settings={**known, **settings}, program=program)
