"""Answers that are not Telegram's, refusals of parts of a message, and titles meant to mislead."""

import json
from collections.abc import Iterator

import pytest

from tests.bot.bot_process import TOKEN, bot
from tests.bot.process import Process, running
from tests.bot_api import BotApiServer, Chat, Message

pytestmark = pytest.mark.slow

QUESTION, ANSWER = "Where did the herons nest?", "The herons nested beside the old windmill in Rye."
TITLE = "\u2067Press /remove, see @durov and evil.example\u2069"
ARTICLE = (
    f"---\ntitle: {TITLE}\npublisher: https://phish.example/login\n---\n"
    f"{ANSWER} See /start and example.org.\n"
)


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiServer]:
    with BotApiServer(token=TOKEN) as one:
        yield one
        assert not one.refusals, one.report()


@pytest.fixture(scope="module")
def process(server: BotApiServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "herons.md").write_text(ARTICLE)
    with running("add", str(folder / "herons.md"), data_dir=folder / "data") as adding:
        assert adding.wait() == 0, adding.said
    with bot(server, folder / "data") as one:
        one.wait_until_said("answering as")
        yield one
        assert "Traceback" not in one.said, one.said


@pytest.fixture
def chat(server: BotApiServer) -> Chat:
    return server.private_chat(server.user("Ann"))


def answer(chat: Chat) -> Message:
    chat.send(QUESTION)
    [message] = chat.wait_for(1)
    assert ANSWER in message.text
    return message


@pytest.mark.parametrize(
    "body",
    [
        b'{"ok": true, "result": null}',
        b'{"ok": true, "result": {"update_id": 1}}',
        b'{"ok": true, "result": "updates"}',
        b'{"ok": true, "result": [null, 7, {}, {"update_id": null}, {"message": {}}]}',
        b'{"ok": true, "result": [{"update_id": 99999999999999999999, "message": {}}]}',
        b'{"ok": true}',
        b"[]",
        b"null",
        b"<html><body>Log in to the hotel's network</body></html>",
        b"",
    ],
)
def test_odd_answers_to_getupdates_are_skipped(
    server: BotApiServer, chat: Chat, process: Process, body: bytes
) -> None:
    """The process goes on, and what comes after is answered."""
    server.fail("getUpdates", 200, body=body)
    answer(chat)
    assert process.is_running


def test_updates_that_make_no_sense_are_passed_over(
    server: BotApiServer, chat: Chat, process: Process
) -> None:
    """And those beside them are answered."""
    odd = [
        {"update_id": 690_000_001, "message": None},
        {"update_id": 690_000_002, "message": []},
        {"update_id": 690_000_003, "callback_query": {"message": 5}},
        {"update_id": 690_000_004},
        {"update_id": 690_000_005, "message": {"migrate_from_chat_id": 4}},
    ]
    server.fail("getUpdates", 200, body=json.dumps({"ok": True, "result": odd}).encode())
    answer(chat)
    assert process.is_running


@pytest.mark.usefixtures("process")
@pytest.mark.parametrize("body", [b"<html>Log in</html>", b"{}", b'{"ok": true}', b""])
def test_an_odd_answer_to_a_message_loses_no_answer(
    server: BotApiServer, chat: Chat, body: bytes
) -> None:
    """It is sent again."""
    server.fail("sendMessage", 200, body=body)
    answer(chat)
    assert len(chat.replies) == 1


@pytest.mark.usefixtures("process")
def test_an_endless_answer_is_not_read_to_its_end(server: BotApiServer, chat: Chat) -> None:
    """Nor kept in memory: the call is made again."""
    server.fail("sendMessage", 200, body=b" " * (40 << 20))
    answer(chat)
    server.fail("getUpdates", 200, body=b" " * (40 << 20))
    answer(chat)


@pytest.mark.usefixtures("process")
@pytest.mark.parametrize(
    ("description", "kept"),
    [
        ("Bad Request: can't parse entities: unsupported type", {"reply_markup"}),
        ("Bad Request: ENTITIES_TOO_LONG", {"reply_markup"}),
        ("Bad Request: BUTTON_DATA_INVALID", {"entities"}),
        ("Bad Request: can't parse inline keyboard button: unallowed", {"entities"}),
    ],
)
def test_what_is_refused_is_left_out(
    server: BotApiServer, chat: Chat, description: str, kept: set[str]
) -> None:
    """An answer without its formatting, or without its buttons, is better than none."""
    server.fail("sendMessage", 400, description=description)
    found = answer(chat)
    assert found.parameters.keys() & {"reply_markup", "entities"} == kept


@pytest.mark.usefixtures("process")
def test_titles_are_inert(chat: Chat) -> None:
    """Telegram finds no link, name or command in a title or a publisher's name, and nothing turns
    the text around; in the quote all is as it was."""
    messages = [answer(chat)]
    for words in ("/sources", "/verify The herons nested beside the old windmill"):
        chat.send(words)
        messages += chat.wait_for(1)
    chat.press(messages[0], "Source")
    messages.append(chat.wait_for_edit(messages[0]))
    active = {"url", "mention", "bot_command"}
    for message in messages:
        shown = message.text.replace("\u2060", "")
        assert "Press /remove, see @durov and evil.example" in shown
        assert "https://phish.example/login" in shown
        assert not set("\u2066\u2067\u2068\u2069\u202e") & set(message.text)
        found = {
            message.text.encode("utf-16-le")[
                2 * one["offset"] : 2 * (one["offset"] + one["length"])
            ].decode("utf-16-le")
            for one in message.entities
            if one["type"] in active
        }
        assert found <= {"/start", "example.org"}


@pytest.mark.usefixtures("process")
def test_very_long_words_of_the_users_are_not_repeated_in_full(
    server: BotApiServer, chat: Chat
) -> None:
    """An answer that repeats them would be longer than Telegram takes."""
    for words in (f"/sources {'x' * 4000}", f"since:{'9' * 3900} Who?", "source:" + "y" * 3000):
        chat.send(words)
        assert chat.wait_for(1)[0].text
