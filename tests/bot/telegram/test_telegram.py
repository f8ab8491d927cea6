"""The bot as a process, against a Bot API server on loopback that checks what it is sent."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.bot.process import Process, running
from tests.bot_api import BotApiServer, readable

pytestmark = pytest.mark.slow

TOKEN = "123456:TEST-secret_token"
ARTICLE = (
    "---\ntitle: Storms over Kent\npublisher: The <b>Mail</b> & Co\npublished: 2022-11-30\n"
    "url: https://example.org/storms\n---\n"
    "Roads were closed on Friday <i>because</i> of the storm & the floods 🌊🌊. "
    "Trees 🌳 fell on 17 cars in Dover, the county’s police_chief *said*. Nobody was hurt.\n\n"
    "The county expects repairs to cost 12 million pounds.\n"
)


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiServer]:
    with BotApiServer(token=TOKEN) as one:
        yield one
        assert not one.refusals, one.report()


@pytest.fixture
def own_server() -> Iterator[BotApiServer]:
    """For a test that starts its own bot: at ``server``, that of ``bot`` polls, and would get the
    updates, or take turns with it for as long as both run."""
    with BotApiServer(token=TOKEN) as one:
        yield one
        assert not one.refusals, one.report()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection of one article."""
    folder = tmp_path_factory.mktemp("telegram")
    (folder / "storms.md").write_text(ARTICLE)
    with running("add", str(folder / "storms.md"), data_dir=folder / "data") as process:
        assert process.wait() == 0, process.said
    return folder / "data"


@pytest.fixture(scope="module")
def bot(server: BotApiServer, data_dir: Path) -> Iterator[Process]:
    """The bot, polling."""
    with started(server, data_dir, LOG_LEVEL="debug") as process:
        process.wait_until_said("answering as @a_test_bot")
        yield process
        # At this level the libraries speak too, with tracebacks and addresses.
        assert "secret_token" not in process.said


def started(server: BotApiServer, data_dir: Path, **more: str) -> AbstractContextManager[Process]:
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "LOG_LEVEL": "info"}
    settings["MIN_CONFIDENCE"] = "0.018"  # words alone make nobody sure
    return running("bot", data_dir=data_dir, settings={**settings, **more})


def copied(data_dir: Path) -> Path:
    """A data folder of its own: two processes do not run one bot from the same."""
    folder = Path(tempfile.mkdtemp(dir=data_dir.parent)) / "data"
    shutil.copytree(data_dir, folder, ignore=shutil.ignore_patterns("telegram"))
    return folder


def cut(text: str, offset: int, length: int) -> str:
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


@pytest.mark.usefixtures("bot")
def test_a_question_is_answered_with_a_verbatim_quote(server: BotApiServer) -> None:
    """In reply, the stored words, no preview, all of it cited. The article is Markdown: what it
    stresses is set in italics."""
    chat = server.private_chat(server.user("Ann"))
    question = chat.send("How many cars were hit by trees in Dover?")
    [answer] = chat.wait_for(1)
    assert answer.reply_to == question
    assert answer.link_preview_options == {"is_disabled": True}
    sent = {
        entity["type"]: cut(answer.text, entity["offset"], entity["length"])
        for entity in reversed(answer.entities)  # of several alike, the first
    }
    assert sent["blockquote"] in ARTICLE.replace("*said*", "said")
    bold = [one for one in answer.entities if one["type"] == "bold"]
    answering = "".join(cut(answer.text, one["offset"], one["length"]) for one in bold)
    assert answering == "Trees 🌳 fell on 17 cars in Dover, the county’s police_chief said."
    assert sent["italic"] == "said"
    assert sent["text_link"] == "Storms over Kent"
    [link] = [entity for entity in answer.entities if entity["type"] == "text_link"]
    assert link["url"].startswith("https://example.org/storms#:~:text=Trees%20")
    assert "Storms over Kent · The <b>Mail</b> & Co · 2022-11-30 · paragraph 1" in answer.text


@pytest.mark.usefixtures("bot")
def test_what_is_not_answered_is_one_line_and_a_button(server: BotApiServer) -> None:
    """The button shows the closest passages, folded, with nothing in them bold."""
    chat = server.private_chat(server.user("Bo"))
    chat.send("How do I bake sourdough bread?")
    [answer] = chat.wait_for(1)
    assert answer.text == "The collection does not answer this."
    assert [one["text"] for one in answer.buttons] == ["Show closest passages", "🔔 Tell me when"]
    chat.press(answer, "Show closest passages")
    [nearest] = chat.wait_for(1)
    assert nearest.text.startswith("The collection does not answer this. Closest passages:")
    kinds = {entity["type"] for entity in nearest.entities}
    assert "expandable_blockquote" in kinds
    assert "bold" not in kinds


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/start", "verbatim quotes"),
        ("/help", "excerpts"),
        ("/sources", "One document:\n1. Storms over Kent"),
        ("/nonsense", "/help"),
        ("???", "Your question has no words in it"),
        ("x" * 3000, "characters"),
    ],
)
def test_other_messages(server: BotApiServer, said: str, answer: str) -> None:
    """Commands, and questions that are none, get a friendly line."""
    chat = server.private_chat(server.user("Cy"))
    chat.send(said)
    [reply] = chat.wait_for(1)
    assert answer in readable(reply) or answer in reply.text


@pytest.mark.usefixtures("bot")
def test_every_question_is_answered_in_its_own_chat(server: BotApiServer) -> None:
    """Ten people at once: each gets one answer, to their own question."""
    chats = [server.private_chat(server.user(f"User {n}")) for n in range(10)]
    asked = [chat.send(f"Roads closed on Friday {n}?") for n, chat in enumerate(chats)]
    for chat, question in zip(chats, asked, strict=True):
        [answer] = chat.wait_for(1)
        assert answer.reply_to == question
    assert all(len(chat.replies) == 1 for chat in chats)


@pytest.mark.usefixtures("bot")
def test_the_menu_is_set(server: BotApiServer) -> None:
    """Telegram shows the commands beside the text field."""
    server.wait_for_call("setMyCommands", 10)
    menus = {
        (json.loads(scope)["type"], language): [one["command"] for one in commands]
        for (scope, language), commands in server.commands.items()
    }
    for language in ("", "ru", "uk", "de", "es"):
        assert menus["all_private_chats", language][0] == "sources"
        assert menus["all_group_chats", language][0] == "ask"


@pytest.mark.usefixtures("bot")
def test_a_new_index_is_picked_up(server: BotApiServer, data_dir: Path, tmp_path: Path) -> None:
    """What another shell adds is answered at the next question."""
    (tmp_path / "bread.txt").write_text("Sourdough rises overnight beside the zebra cage.\n")
    with running("add", str(tmp_path / "bread.txt"), data_dir=data_dir) as process:
        assert process.wait() == 0
    chat = server.private_chat(server.user("Di"))
    chat.send("Where does sourdough rise overnight beside the zebra?")
    [answer] = chat.wait_for(1)
    assert "zebra cage" in answer.text
    with running("remove", "--", _id_of("bread.txt", data_dir), data_dir=data_dir) as process:
        assert process.wait() == 0
    chat.send("Where does sourdough rise overnight beside the zebra?")
    [answer] = chat.wait_for(1)
    assert "zebra cage" not in answer.text


def _id_of(name: str, data_dir: Path) -> str:
    from corpus.store.collection import Collection

    with Collection(data_dir) as collection:
        return next(card.id for card in collection.cards() if card.source.endswith(name))


def test_strangers_are_told_once(data_dir: Path) -> None:
    """Who is not allowed gets one line with their own id, then silence; others are answered."""
    # A server of its own: the bot that polls the other one lets everybody ask.
    with BotApiServer(token=TOKEN) as server:
        ann, stranger = server.user("Ann"), server.user("Eve")
        allowed, other = server.private_chat(ann), server.private_chat(stranger)
        with started(server, copied(data_dir), TELEGRAM_ALLOWED=f"{ann.id}") as process:
            process.wait_until_said("answering as")
            other.send("Which roads were closed?")
            [line] = other.wait_for(1)
            assert str(stranger.id) in line.text
            assert "Roads" not in line.text
            other.send("/sources")
            allowed.send("Which roads were closed?")
            assert "Roads were closed" in allowed.wait_for(1)[0].text
            other.expect_silence(1)
        assert not server.refusals, server.report()


def test_a_wrong_token_stops_the_bot_with_a_line(server: BotApiServer, data_dir: Path) -> None:
    """It says where to get the right one, and does not repeat the wrong one."""
    with started(server, copied(data_dir), TELEGRAM_TOKEN="999:wrong_token") as process:
        assert process.wait() == 2
        assert process.said.count("\n") == 1, process.said
        assert "BotFather" in process.said
        assert "wrong_token" not in process.said
    assert [call.method for call in server.refusals] == ["getMe"]
    server.calls[:] = [call for call in server.calls if not call.refused]


def test_sigterm_ends_the_bot(own_server: BotApiServer, data_dir: Path) -> None:
    """With exit code 0, soon."""
    with started(own_server, copied(data_dir)) as process:
        process.wait_until_said("answering as")
        process.signal(signal.SIGTERM)
        assert process.wait() == 0
        assert "Traceback" not in process.said


def test_telegram_unreachable_is_said_once(data_dir: Path) -> None:
    """At the start and in between: one line when it goes, one when it is back, nothing lost."""
    with BotApiServer(token=TOKEN) as server:
        chat = server.private_chat(server.user("Ann"))
        server.unreachable()
        with started(server, copied(data_dir)) as process:
            process.wait_until_said("cannot be reached")
            server.reachable()
            process.wait_until_said("answering as")
            server.unreachable()
            chat.send("Which roads were closed?")
            server.reachable()
            assert "Roads were closed" in chat.wait_for(1)[0].text
            server.fail("getUpdates", 502, times=3, page=True)
            chat.send("Which trees fell?")
            assert "Trees" in chat.wait_for(1)[0].text
            assert "Traceback" not in process.said
            outages = process.said.count("cannot be reached")
            assert 1 <= outages <= 3, process.said
            process.wait_until_said("reached again", times=outages)


def test_an_answer_gets_through(own_server: BotApiServer, data_dir: Path) -> None:
    """Told to wait, cut off, or answered with an error page: the bot sends again."""
    chat = own_server.private_chat(own_server.user("Flo"))
    with started(own_server, copied(data_dir)) as process:
        process.wait_until_said("answering as")
        for fault in ("wait", "error page", "broken connection"):
            if fault == "wait":
                own_server.fail("sendMessage", 429, retry_after=1)
            elif fault == "error page":
                own_server.fail("sendMessage", 502, times=2, page=True)
            else:
                own_server.drop_connection("sendMessage")
            chat.send("Which roads were closed?")
            [answer] = chat.wait_for(1)
            if answer.text.startswith("One moment"):  # a slow machine; the answer is to come
                [answer] = chat.wait_for(1)
            assert "Roads were closed" in answer.text
        assert "Traceback" not in process.said


def test_a_second_bot_is_told_so(own_server: BotApiServer, data_dir: Path) -> None:
    """Two processes with one token: a clear line, no traceback; when one has gone, the other
    answers on."""
    chat = own_server.private_chat(own_server.user("Gil"))
    with started(own_server, copied(data_dir)) as one:
        one.wait_until_said("answering as")
        with started(own_server, copied(data_dir)) as two:
            two.wait_until_said("answering as")
            # Either may lose its poll first; this one has to lose it, to be seen to recover.
            one.wait_until_said("another process polls")
            assert "Traceback" not in two.said
            two.signal(signal.SIGTERM)
            assert two.wait() == 0
        chat.send("Which roads were closed?")
        assert "Roads were closed" in chat.wait_for(1)[0].text
        one.wait_until_said("no other process polls any more")
        assert one.said.count("another process polls") == 1
        assert "Traceback" not in one.said


def test_doctor_asks_telegram_for_the_name(server: BotApiServer, data_dir: Path) -> None:
    """A working token is shown by the bot's name, never by itself."""
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
    with running("doctor", data_dir=data_dir, settings=settings) as process:
        assert process.wait() == 0
        assert process.output().splitlines()[-1] == "ok    telegram: the token is @a_test_bot's"


def test_the_module_runs_without_the_script(data_dir: Path) -> None:
    """`python -m bot` is the command line too."""
    found = subprocess.run(
        [sys.executable, "-m", "bot", "--version"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert found.stdout == "pullquote 0.1.0\n"
