"""Several replicas of a bot on one database, behind one webhook."""

import contextlib
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.bot_process import ANSWER, ARTICLE, TOKEN, bot
from tests.bot.process import FAST, Process, running
from tests.bot.telegram.transport.test_web_server import update
from tests.bot_api import BotApiServer
from tests.bot_api.chat import DEFAULT_TIMEOUT
from tests.bot_api.raw import HTTP
from tests.ports import free_port

pytestmark = pytest.mark.slow

SECRET = "ours_alone"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MANY = 12


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer(token=TOKEN) as one:
        yield one


@contextlib.contextmanager
def replica(server: BotApiServer, folder: Path, database: str) -> Iterator[tuple[str, Process]]:
    """A replica that is ready, and where it listens."""
    listen = f"127.0.0.1:{free_port()}"
    settings = {
        "DATABASE_URL": database,
        "TELEGRAM_WEBHOOK_URL": "https://bot.example.org/hook",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_WEBHOOK_LISTEN": listen,
    }
    with bot(server, folder, **settings) as process:
        process.wait_until_said("answering as")
        yield f"http://{listen}/hook", process


def bring(address: str, body: dict[str, Any]) -> None:
    assert HTTP.post(address, json=body, headers={_HEADER: SECRET}).status_code == 200


def test_each_update_is_answered_once_whatever_is_lost(
    server: BotApiServer, postgres_url: str, tmp_path: Path
) -> None:
    """At whichever replica it arrives, and though it is brought to both; when one is killed, the
    other goes on with what it had taken. A document that is added is known to all."""
    file = tmp_path / "storms.md"
    file.write_text(ARTICLE)
    given = {"DATABASE_URL": postgres_url}
    with running(
        "add", str(file), data_dir=tmp_path / "adding", settings=given, program=FAST
    ) as process:
        assert process.wait() == 0, process.said
    with (
        replica(server, tmp_path / "one", postgres_url) as (first, one),
        replica(server, tmp_path / "two", postgres_url) as (second, _),
    ):
        chats = [server.private_chat(server.user(f"User {n}")) for n in range(_MANY)]
        for number, chat in enumerate(chats):
            here, there = (first, second) if number % 2 else (second, first)
            body = update(900_000_000 + number, chat.id)
            bring(here, body)
            bring(there, body)
        for chat in chats:
            assert ANSWER in chat.wait_for(1)[0].text
        assert [len(chat.replies) for chat in chats] == [1] * _MANY
        later = [server.private_chat(server.user(f"Later {n}")) for n in range(_MANY)]
        for number, chat in enumerate(later):
            bring(first, update(900_001_000 + number, chat.id))
        one.signal(signal.SIGKILL)
        deadline = time.monotonic() + DEFAULT_TIMEOUT
        while not all(chat.replies for chat in later) and time.monotonic() < deadline:
            time.sleep(0.1)
        counts = [len(chat.replies) for chat in later]
        assert min(counts) >= 1
        # A message whose sending was not written down when the process died may come twice; several
        # may be on their way at once.
        assert max(counts) <= 2
