"""Original files: read as they are sent, uploaded once, given to those who may have them."""

import signal
from pathlib import Path

import pytest

from tests.bot.bot_process import bot
from tests.bot.process import Process, running
from tests.bot_api import BotApiServer, Chat, Message

pytestmark = pytest.mark.slow

FILE = "Original file"
QUESTION = "Where did the herons nest?"
LARGE = 12_000_000


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection of one large web page, most of which is no text."""
    folder = tmp_path_factory.mktemp("files")
    page = (
        "<html><head><title>Herons</title></head><body><article><h1>Herons</h1>"
        "<p>The herons nested beside the old windmill in Rye, the warden said on Sunday.</p>"
        f"</article><!-- {'x' * LARGE} --></body></html>"
    )
    (folder / "herons.html").write_text(page)
    with running("add", str(folder / "herons.html"), data_dir=folder / "data") as adding:
        assert adding.wait() == 0, adding.said
    return folder / "data"


def answer(chat: Chat, words: str = QUESTION) -> Message:
    chat.send(words)
    [message] = chat.wait_for(1)
    return message


def viewed(chat: Chat, message: Message) -> Message:
    """The answer's message with its source in it."""
    chat.press(message, "Source")
    return chat.wait_for_edit(message)


def memory(process: Process) -> int:
    """The most memory that the process has had, in bytes."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) << 10


def test_a_large_file_is_uploaded_once(server: BotApiServer, data_dir: Path) -> None:
    """However many people press at once, and after a restart; and it is never in memory whole."""
    original = (data_dir.parent / "herons.html").read_bytes()
    chats = [server.private_chat(server.user(f"User {n}")) for n in range(6)]
    with bot(server, data_dir, MIN_CONFIDENCE="0.001") as process:
        process.wait_until_said("answering as")
        found = [answer(chat) for chat in chats]
        found = [viewed(chat, message) for chat, message in zip(chats, found, strict=True)]
        before = memory(process)
        for chat, message in zip(chats, found, strict=True):
            for _ in range(2):
                chat.press(message, FILE)
        for chat in chats:
            for message in chat.wait_for(2):
                assert message.file is not None
                assert message.file.name == "herons.html"
                assert message.file.data == original
        grown = memory(process) - before
        assert grown < LARGE, f"{grown:,} bytes"
        process.signal(signal.SIGTERM)
        assert process.wait() == 0
    uploads = [
        call
        for call in server.calls_of("sendDocument")
        if str(call.parameters["document"]).startswith("attach://")
    ]
    assert len(uploads) == 1
    with bot(server, data_dir, MIN_CONFIDENCE="0.001") as process:
        process.wait_until_said("answering as")
        chats[0].press(found[0], FILE)
        [again] = chats[0].wait_for(1)
        assert again.file is not None
        assert again.file.data == original
        # Telegram may forget an id: then the file is uploaded again.
        server.fail("sendDocument", 400, description="Bad Request: wrong file identifier")
        chats[0].press(found[0], FILE)
        [again] = chats[0].wait_for(1)
        assert again.file is not None


@pytest.mark.parametrize("policy", ["admins", "nobody"])
def test_who_may_have_originals(server: BotApiServer, data_dir: Path, policy: str) -> None:
    """Others have no button for it; an admin gets the file alone with the bot."""
    admin, reader = server.user("Ada"), server.user("Ben")
    settings = {
        "TELEGRAM_ADMINS": str(admin.id),
        "TELEGRAM_ORIGINALS": policy,
        "MIN_CONFIDENCE": "0.001",
    }
    with bot(server, data_dir, **settings) as process:
        process.wait_until_said("answering as")
        chats = {
            "admin": server.private_chat(admin),
            "reader": server.private_chat(reader),
            "group": server.group(admin),
        }
        got = {}
        for name, chat in chats.items():
            question = QUESTION if name != "group" else f"/ask@a_test_bot {QUESTION}"
            view = viewed(chat, answer(chat, question))
            assert view.text.startswith("Herons")
            offered = FILE in [button["text"] for button in view.buttons]
            # Of somebody else's view, too: what is pressed is checked again.
            chat.press(view, FILE) if offered else None
            got[name] = offered and chat.wait_for(1)[0].file is not None
        assert got == {"admin": policy == "admins", "reader": False, "group": False}
