"""The bot as a process: every question is answered, and once, whatever happens to it or to
Telegram."""

import resource
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bot.bot_process import ANSWER, QUESTION, bot, collection
from tests.bot.process import FAST
from tests.bot_api import BotApiServer, Chat
from tests.bot_api.chat import DEFAULT_TIMEOUT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collection(tmp_path_factory.mktemp("delivery"))


@pytest.fixture
def chat(server: BotApiServer) -> Chat:
    return server.private_chat(server.user("Ann"))


def confirms(poll: dict[str, Any]) -> bool:
    """Whether a poll says that updates have arrived."""
    return int(poll.get("offset", 0)) > 0


def all_have_arrived(server: BotApiServer) -> None:
    """Waits until Telegram has been told that all updates have arrived."""
    deadline = time.monotonic() + DEFAULT_TIMEOUT
    while len(server.world.updates):
        assert time.monotonic() < deadline, server.report()
        time.sleep(0.01)


def test_a_kill_between_receiving_and_answering(
    server: BotApiServer, chat: Chat, data_dir: Path
) -> None:
    """kill -9: the question is answered after the restart, once; and what was answered before is
    not answered again."""
    other = server.private_chat(server.user("Bo"))
    with bot(server, data_dir) as process:
        other.send(QUESTION)
        other.wait_for(1)
        server.fail("sendMessage", 502, times=100)
        question = chat.send(QUESTION)
        server.wait_for_call("sendMessage", 2)
        all_have_arrived(server)
        process.signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    server.heal()
    assert len(server.world.updates) == 0
    with bot(server, data_dir) as process:
        [answer] = chat.wait_for(1)
        assert ANSWER in answer.text
        assert answer.reply_to == question
        chat.expect_silence(1)
        assert len(other.replies) == 1
        process.signal(signal.SIGTERM)
        assert process.wait() == 0


def test_an_update_that_comes_again_is_known(
    server: BotApiServer, chat: Chat, data_dir: Path
) -> None:
    """Telegram was never told that it has arrived, for it could not be reached any more; after
    the restart it brings it again, and it is not answered again."""
    with bot(server, data_dir, LOG_LEVEL="debug") as process:
        process.wait_until_said("answering as")
        server.fail("getUpdates", 502, times=100, where=confirms)
        chat.send(QUESTION)
        # It has to hear that its answer arrived: nobody can ask Telegram later.
        process.wait_until_said("done in")
        assert len(chat.replies) == 1
        process.signal(signal.SIGKILL)
        process.wait()
    server.heal()
    assert len(server.world.updates) == 1
    with bot(server, data_dir) as process:
        process.wait_until_said("answering as")
        all_have_arrived(server)
        chat.expect_silence(1)
        assert len(chat.replies) == 1


def test_sigterm_finishes_what_is_in_flight(
    server: BotApiServer, chat: Chat, data_dir: Path
) -> None:
    """An answer that Telegram wants to wait two seconds for still goes out; then it ends with 0."""
    with bot(server, data_dir) as process:
        process.wait_until_said("answering as")
        server.fail("sendMessage", 429, retry_after=2)
        chat.send(QUESTION)
        server.wait_for_call("sendMessage")
        process.signal(signal.SIGTERM)
        assert process.wait() == 0
    assert [ANSWER in message.text for message in chat.replies] == [True]


def test_sigterm_does_not_wait_for_ever(server: BotApiServer, chat: Chat, data_dir: Path) -> None:
    """What takes longer than ten seconds is left to the next start, which answers it, once."""
    with bot(server, data_dir) as process:
        process.wait_until_said("answering as")
        server.fail("sendMessage", 429, retry_after=3600)
        chat.send(QUESTION)
        server.wait_for_call("sendMessage")
        process.signal(signal.SIGTERM)
        assert process.wait() == 0
        assert "the next start continues" in process.said
    assert chat.replies == []
    with bot(server, data_dir):
        assert ANSWER in chat.wait_for(1)[0].text
        chat.expect_silence(1)


def test_telegram_in_a_bad_hour(server: BotApiServer, data_dir: Path) -> None:
    """Polls told to wait, refused, cut off; answers told to wait, refused, cut off: twenty people
    get one answer each."""
    chats = [server.private_chat(server.user(f"User {n}")) for n in range(20)]
    with bot(server, data_dir) as process:
        process.wait_until_said("answering as")
        for number, chat in enumerate(chats):
            chat.send(f"{QUESTION} {number}")
            if number % 8 == 0:
                server.fail("sendMessage", 429, retry_after=1)
                server.fail("getUpdates", 502)
            if number % 8 == 4:
                server.drop_connection("sendMessage")
                server.drop_connection("getUpdates")
        for chat in chats:
            assert ANSWER in chat.wait_for(1)[0].text
        time.sleep(1)
        assert [len(chat.replies) for chat in chats] == [1] * 20
        assert "Traceback" not in process.said
        assert "Warning" not in process.said  # of libraries, past all logging


def test_who_blocks_the_bot_is_forgotten(server: BotApiServer, chat: Chat, data_dir: Path) -> None:
    """Quietly: no error, no traceback, no second try; and they are answered when they are back."""
    with bot(server, data_dir) as process:
        process.wait_until_said("answering as")
        chat.block()
        chat.send(QUESTION)
        process.wait_until_said("blocked")
        assert len(server.calls_of("sendMessage")) == 1
        chat.unblock()
        chat.send(QUESTION)
        assert ANSWER in chat.wait_for(1)[0].text
        assert "level=error" not in process.said
        assert "level=warning" not in process.said
        assert "trace=" not in process.said


def test_two_processes_with_one_data_folder(
    server: BotApiServer, chat: Chat, data_dir: Path
) -> None:
    """The second says so, and takes over when the first has ended: a restart without a gap."""
    with bot(server, data_dir) as one, bot(server, data_dir) as two:
        while not any("waiting for it to end" in process.said for process in (one, two)):
            time.sleep(0.05)
        waiting = one if "waiting for it to end" in one.said else two
        working = two if waiting is one else one
        working.wait_until_said("answering as")
        working.signal(signal.SIGTERM)
        assert working.wait() == 0
        waiting.wait_until_said("answering as")
        chat.send(QUESTION)
        assert ANSWER in chat.wait_for(1)[0].text


def test_somebody_who_asks_much(server: BotApiServer, data_dir: Path) -> None:
    """They are told that it takes a moment, others do not wait, and what is beyond all measure is
    declined in one line."""
    greedy, other = server.private_chat(server.user("Max")), server.private_chat(server.user("Bo"))
    with bot(server, data_dir, TELEGRAM_PER_MINUTE="10") as process:
        process.wait_until_said("answering as")
        started = time.monotonic()
        for number in range(40):
            greedy.send(f"{QUESTION} {number}")
        other.send(QUESTION)
        [answer] = other.wait_for(1)
        assert ANSWER in answer.text
        found = greedy.wait_for(7)
        answers = [message for message in found if ANSWER in message.text]
        # Five at once, and then one every six seconds.
        assert 5 <= len(answers) <= 6 + (time.monotonic() - started) / 6
        said = [message.text for message in found if message not in answers]
        assert sum("too much at once" in text for text in said) == 1
        assert sum("One moment" in text for text in said) == 1


def test_a_full_disk_at_the_start_is_waited_out(
    server: BotApiServer, chat: Chat, data_dir: Path
) -> None:
    """No file can grow when the bot starts: it says so in a line, does not end, and answers what
    has been asked as soon as there is space."""
    program = (
        "import resource; hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1];"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard)); {FAST}"
    )
    folder = data_dir / "telegram"
    shutil.rmtree(folder, ignore_errors=True)
    with bot(server, data_dir, program) as process:
        process.wait_until_said("Trying again until it works")
        chat.send(QUESTION)
        time.sleep(1)
        assert process.is_running
        assert process.said.count("Trying again until it works") == 1
        hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        assert ANSWER in chat.wait_for(1)[0].text
        assert "Traceback" not in process.said
