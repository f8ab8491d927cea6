"""Admins change the collection from the chat; others cannot."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store.collection import Collection
from tests.bot.bot_process import ANSWER, QUESTION, TOKEN, bot, collection
from tests.bot.process import Process, running
from tests.bot_api import BotApiServer, Chat, Message
from tests.bot_api.chat import DEFAULT_TIMEOUT

pytestmark = pytest.mark.slow

REPORT = b"Herons\n\nEleven herons nested beside the old windmill in Rye.\n"
HERONS = "How many herons nested beside the windmill?"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collection(tmp_path_factory.mktemp("admins"))


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiServer]:
    with BotApiServer(token=TOKEN) as one:
        yield one
        assert not one.refusals, one.report()


@pytest.fixture(scope="module")
def admin(server: BotApiServer) -> Chat:
    return server.private_chat(server.user("Ada"))


@pytest.fixture
def reader(server: BotApiServer) -> Chat:
    return server.private_chat(server.user("Ben"))


@pytest.fixture(scope="module", autouse=True)
def process(server: BotApiServer, data_dir: Path, admin: Chat) -> Iterator[Process]:
    with bot(server, data_dir, TELEGRAM_ADMINS=str(admin.user.id), TELEGRAM_PER_MINUTE="0") as one:
        one.wait_until_said("answering as")
        yield one


def ended(chat: Chat) -> Message:
    """The next message, once it says what came of it all."""
    [message] = chat.wait_for(1)
    deadline = time.monotonic() + DEFAULT_TIMEOUT
    while (now := chat.current(message)).text == "Working on it …" or " of " in now.text:
        assert time.monotonic() < deadline, now.text
        time.sleep(0.05)
    return now


def test_a_file_joins_the_collection(
    admin: Chat, reader: Chat, data_dir: Path, tmp_path: Path
) -> None:
    """It is answered from at once, `sync` finds it again, and /remove takes it out."""
    admin.send_file("../../herons.txt", REPORT)
    told = ended(admin)
    assert told.text.startswith("In the collection now:\n• Herons ")
    kept = data_dir / "uploads" / "herons.txt"
    assert kept.read_bytes() == REPORT
    reader.send(HERONS)
    assert "Eleven herons" in reader.wait_for(1)[0].text
    with running("sync", data_dir=data_dir) as sync:
        assert sync.wait() == 0, sync.said
        assert "removed 0" in sync.output()
    admin.send_file("herons.txt", REPORT)
    assert "already in the collection" in ended(admin).text
    admin.send("/remove herons")
    [choice] = admin.wait_for(1)
    line = next(line for line in choice.text.splitlines() if line.startswith("/remove"))
    admin.send(" ".join(line.split()[:2]))
    assert ended(admin).text == "No longer in the collection: Herons"
    assert not kept.exists()
    reader.send(HERONS)
    assert "Eleven herons" not in reader.wait_for(1)[0].text


def test_a_document_is_corrected(admin: Chat, reader: Chat, data_dir: Path) -> None:
    """The next answer cites it as corrected; what is wrong is said, and all can be taken back."""
    with Collection(data_dir) as documents:
        [card] = documents.cards()
    admin.send("/edit")
    assert "Write /edit, a document’s id" in admin.wait_for(1)[0].text
    admin.send(f"/edit {card.name.split()[0]} author=Zoe Hart")
    line = next(line for line in admin.wait_for(1)[0].text.splitlines() if card.id in line)
    assert line.startswith(f"/edit {card.id} author=Zoe Hart ")
    admin.send(f"/edit {card.id} title=The great gale published=30 November 2019")
    told = ended(admin).text
    assert f"What is known about {card.id}" in told
    assert "title The great gale ✎ the document says" in told.replace("\u2060", "")
    reader.send(QUESTION)
    [answer] = reader.wait_for(1)
    assert "The great gale" in answer.text
    assert "2019" in answer.text
    admin.send(f"/edit {card.id} published=03/04/2022")
    assert "2022-04-03 or as 2022-03-04" in ended(admin).text.replace("\u2060", "")
    admin.send(f"/edit {card.id}")
    assert "✎" in admin.wait_for(1)[0].text
    admin.send(f"/edit {card.id} reset")
    assert "✎" not in ended(admin).text


def test_files_of_others_are_declined_and_never_fetched(
    server: BotApiServer, reader: Chat, data_dir: Path
) -> None:
    """In one line that says what they can do instead."""
    before = len(server.world.downloads), len(server.calls_of("getFile"))
    reader.send_file("virus.txt", b"evil")
    [line] = reader.wait_for(1)
    assert "Write your question as a message" in line.text
    for command in (
        "/add https://example.org/x",
        "/remove storms",
        "/edit storms title=x",
        "/stats",
    ):
        reader.send(command)
        assert reader.wait_for(1)[0].text == "Only the people who run me can do that."
    reader.expect_silence(0.3)
    assert (len(server.world.downloads), len(server.calls_of("getFile"))) == before
    with Collection(data_dir) as documents:
        assert len(documents) == 1


def test_what_cannot_be_taken_in_is_said(server: BotApiServer, admin: Chat, data_dir: Path) -> None:
    """What is too large, of no readable kind or no text: a line, nothing kept, nothing in vain."""
    before = len(server.world.downloads)
    admin.send_file("film.mkv", b"x")
    # The name is no link: marks that are not seen keep Telegram from making it one.
    assert "film.mkv" in admin.wait_for(1)[0].text.replace("\u2060", "")
    admin.send_file("large.txt", b"x", size=21_000_000)
    assert "20 MB" in admin.wait_for(1)[0].text
    assert len(server.world.downloads) == before
    admin.send_file("lying.txt", b"x" * 20_000_001, size=5)
    assert "20 MB" in ended(admin).text
    admin.send_file("empty.txt", b"\n\n")
    told = ended(admin).text
    assert told.startswith("That didn’t work: ")
    assert str(data_dir) not in told
    assert not (data_dir / "uploads" / "empty.txt").exists()
    server.calls[:] = [call for call in server.calls if not call.refused]


def test_only_addresses_can_be_added(admin: Chat, tmp_path: Path) -> None:
    """A path would be one of the server's own files."""
    for wrong in (
        "",
        " /etc/passwd",
        " file:///etc/passwd",
        " notes.md",
        " https://",
        " two words",
    ):
        admin.send(f"/add{wrong}")
        assert "address of a page" in admin.wait_for(1)[0].text


def test_very_long_commands_get_a_line(admin: Chat) -> None:
    """Words that no title has are not repeated: the answer would be longer than Telegram takes."""
    for length in (3000, 4080):
        admin.send(f"/remove {'x' * length}")
        assert "too long to search for" in admin.wait_for(1)[0].text


def test_the_numbers(admin: Chat, reader: Chat) -> None:
    """How much there is, and how much was asked."""
    reader.send(QUESTION)
    reader.wait_for(1)
    admin.send("/stats")
    lines = dict(line.rsplit(": ", 1) for line in admin.wait_for(1)[0].text.splitlines())
    assert lines["Documents"] == "1"
    assert int(lines["Questions since the start"]) >= 1
    assert lines["Errors"] == "0"


def test_admins_see_their_commands(server: BotApiServer, admin: Chat) -> None:
    """In the menu of their own chat, and of nobody else's."""
    deadline = time.monotonic() + DEFAULT_TIMEOUT
    menus: dict[str, set[str]] = {}
    while str(admin.id) not in "".join(menus) and time.monotonic() < deadline:
        menus = {
            scope: {one["command"] for one in commands}
            for (scope, language), commands in server.commands.items()
            if not language
        }
        time.sleep(0.05)
    assert [scope for scope, commands in menus.items() if "remove" in commands] == [
        scope for scope in menus if str(admin.id) in scope
    ]


def test_what_another_shell_adds_is_picked_up(
    reader: Chat, data_dir: Path, tmp_path: Path, process: Process
) -> None:
    """While questions go on, each of which is answered, and within seconds."""
    (tmp_path / "bread.txt").write_text("Sourdough rises overnight beside the zebra cage.\n")
    with running("add", str(tmp_path / "bread.txt"), data_dir=data_dir) as adding:
        while adding.is_running:
            reader.send(QUESTION)
            assert ANSWER in reader.wait_for(1)[0].text
        assert adding.wait() == 0, adding.said
    process.wait_until_said("answering from a new index")
    reader.send("Where does sourdough rise overnight?")
    assert "zebra cage" in reader.wait_for(1)[0].text
