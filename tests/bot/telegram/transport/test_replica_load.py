"""Two replicas of a bot under a bounded load: many chats, each update answered once."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.bot.bot_process import ANSWER, ARTICLE, TOKEN
from tests.bot.process import FAST, running
from tests.bot.telegram.transport.test_replicas import bring, replica
from tests.bot.telegram.transport.test_web_server import update
from tests.bot_api import BotApiServer
from tests.bot_api.chat import Chat

pytestmark = pytest.mark.slow

# So many chats ask so many questions each, so many a second; every third call is made twice, to
# both replicas, as Telegram and a proxy may.
_CHATS, _EACH, _RATE, _TWICE = 60, 2, 20, 3
_PATIENCE = 240.0


def test_each_update_of_many_chats_is_answered_once(postgres_url: str, tmp_path: Path) -> None:
    """By one replica or the other, though some come to both."""
    file = tmp_path / "storms.md"
    file.write_text(ARTICLE)
    given = {"DATABASE_URL": postgres_url}
    adding = tmp_path / "adding"
    with running("add", str(file), data_dir=adding, settings=given, program=FAST) as process:
        assert process.wait() == 0, process.said
    with (
        BotApiServer(token=TOKEN) as server,
        replica(server, tmp_path / "one", postgres_url) as (first, _),
        replica(server, tmp_path / "two", postgres_url) as (second, _),
        ThreadPoolExecutor(8) as calls,
    ):
        chats = [server.private_chat(server.user(f"User {n}")) for n in range(_CHATS)]
        asked = [chat for _ in range(_EACH) for chat in chats]
        chooser = random.Random(4)
        called = []
        for number, chat in enumerate(asked):
            body = update(910_000_000 + number, chat.id)
            both = [first, second]
            chooser.shuffle(both)
            some = both[: 2 if number % _TWICE == 0 else 1]
            called += [calls.submit(bring, address, body) for address in some]
            time.sleep(1 / _RATE)
        for one in called:
            one.result(60)
        deadline = time.monotonic() + _PATIENCE
        while min(map(_answers, chats)) < _EACH and time.monotonic() < deadline:
            time.sleep(0.2)
        # What would come twice comes at once: both replicas have all of it by now.
        time.sleep(2)
        assert [_answers(chat) for chat in chats] == [_EACH] * _CHATS


def _answers(chat: Chat) -> int:
    """How many answers came; whoever has to wait is told that too."""
    return sum(ANSWER in reply.text for reply in chat.replies)
