"""The loopback Bot API refuses what Telegram refuses, in Telegram's words."""

import json
from typing import Any

import pytest

from tests.bot_api import BotApiServer, Chat
from tests.bot_api.raw import HTTP, address, ask

STRICTER = "(this test server is stricter than Telegram)"


def button(**action: Any) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": [[{"text": "B", **action}]]}}


def entity(**fields: Any) -> dict[str, Any]:
    return {"text": "hello", "entities": [{"type": "bold", "offset": 0, "length": 5} | fields]}


SEND_MESSAGE: dict[str, dict[str, Any]] = {
    "message text is empty": {"text": None},
    "chat_id is empty": {"chat_id": None},
    "chat not found": {"chat_id": 1},
    "text must be non-empty": {"text": " \n "},
    "message is too long": {"text": "x" * 4097},
    "text is too long": {"text": "x" * 40_000},
    "unsupported parse_mode": {"parse_mode": "XML"},
    "can't parse entities: Can't find end tag corresponding to start tag \"b\"": {
        "text": "<b>x",
        "parse_mode": "HTML",
    },
    "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'": {
        "text": "x.",
        "parse_mode": "MarkdownV2",
    },
    "entity begins after the end of the text at UTF-16 offset 100": entity(offset=100),
    "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9": (
        entity(length=9)
    ),
    "receive an entity with incorrect offset -1": entity(offset=-1),
    "entity begins in a middle of a UTF-16 symbol at byte offset 4": {
        **entity(offset=1, length=1),
        "text": "😀",
    },
    "entity URL 'not-a-url' is invalid: Wrong HTTP URL": entity(type="text_link", url="not-a-url"),
    "can't parse MessageEntity: Can't find field \"url\"": entity(type="text_link"),
    "can't parse MessageEntity: Unsupported type specified": entity(type="shout"),
    'can\'t parse MessageEntity: Field "offset" must be of type Number': entity(offset="0"),
    "message to be replied not found": {"reply_parameters": {"message_id": 99}},
    'can\'t find field "message_id"': {"reply_parameters": {"quote": "x"}},
    'field "is_disabled" must be of type Boolean': {"link_preview_options": {"is_disabled": "yes"}},
    "WEBPAGE_URL_INVALID": {"link_preview_options": {"url": "not-a-url"}},
    "BUTTON_DATA_INVALID": button(callback_data="я" * 33),
    "BUTTON_COPY_TEXT_INVALID": button(copy_text={"text": "x" * 257}),
    "inline keyboard button URL 'no' is invalid: Wrong HTTP URL": button(url="no"),
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard": (
        button()
    ),
    "can't parse inline keyboard button: Can't find field \"text\"": {
        "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}
    },
    "can't parse reply keyboard markup JSON object": {"reply_markup": "{"},
    "REPLY_MARKUP_TOO_LONG": {
        "reply_markup": {"inline_keyboard": [[{"text": "B", "callback_data": "x"}]] * 101}
    },
    'field "disable_notification" must be of type Boolean': {"disable_notification": "maybe"},
    'field "text" must be of type String': {"text": 7},
    f"parameter colour is unknown to sendMessage and would be ignored {STRICTER}": {"colour": 1},
    f"parameter disable_web_page_preview is deprecated {STRICTER}": {
        "disable_web_page_preview": True
    },
    f"field reply_parameters.colour is unknown to Telegram and would be ignored {STRICTER}": {
        "reply_parameters": {"message_id": 1, "colour": 1}
    },
    f"101 entities, and those after the 100th would be dropped {STRICTER}": {
        "text": "ab" * 101,
        "entities": [{"type": "bold", "offset": 2 * index, "length": 1} for index in range(101)],
    },
    "ENTITIES_TOO_LONG": {
        "text": "ab" * 40,
        "entities": [
            {"type": "text_link", "offset": 2 * i, "length": 1, "url": f"https://x.org/{i:0300}"}
            for i in range(40)
        ],
    },
    f"a button has more than one action: url, callback_data {STRICTER}": button(
        url="https://x.org", callback_data="x"
    ),
}


@pytest.mark.parametrize("words", SEND_MESSAGE)
def test_sending(server: BotApiServer, chat: Chat, words: str) -> None:
    """Each faulty sendMessage is refused with the words of its row, and leaves no message."""
    parameters = {"chat_id": chat.id, "text": "hello"} | SEND_MESSAGE[words]
    reply = ask(server, "sendMessage", **parameters)
    assert (reply.status, reply.description) == (400, f"Bad Request: {words}")
    assert chat.replies == []
    [refusal] = server.refusals
    assert (refusal.method, refusal.description) == ("sendMessage", f"Bad Request: {words}")


OTHER_METHODS = [
    ("sendChatAction", {"chat_id": 1, "action": "typing"}, "chat not found"),
    ("sendChatAction", {"chat_id": 1, "action": "dance"}, "wrong parameter action in request"),
    ("sendChatAction", {"chat_id": 1}, "wrong parameter action in request"),
    ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    ("editMessageText", {"chat_id": 1}, "message text is empty"),
    ("deleteMessage", {"chat_id": 1}, "message identifier is not specified"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ("setMyCommands", {"commands": [{"command": "A", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": ""}]},
        "command description must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "chat"}},
        "can't parse BotCommandScope: Can't find field \"chat_id\"",
    ),
    ("setMyCommands", {}, 'parameter "commands" is required'),
    (
        "setWebhook",
        {"url": "http://x.org"},
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    ("getUpdates", {"allowed_updates": ["x"]}, f"there are no updates of the kind x {STRICTER}"),
    ("getChat", {"chat_id": 1}, f"method getChat is not simulated {STRICTER}"),
    ("sendPhoto", {"chat_id": 1}, 'parameter "photo" is required'),
]


@pytest.mark.parametrize(("method", "parameters", "words"), OTHER_METHODS)
def test_other_methods(
    server: BotApiServer, method: str, parameters: dict[str, Any], words: str
) -> None:
    """Each faulty call is refused with the words of its row."""
    reply = ask(server, method, **parameters)
    assert (reply.status, reply.description) == (400, f"Bad Request: {words}")


def test_editing(server: BotApiServer, chat: Chat) -> None:
    """An edit must change something, of a message that is there and is the bot's."""
    question = chat.send("Who?")
    sent = ask(server, "sendMessage", chat_id=chat.id, text="Ann").result["message_id"]

    def edit(message_id: int, text: str) -> str:
        place = {"chat_id": chat.id, "message_id": message_id}
        return ask(server, "editMessageText", **place, text=text).description

    assert edit(sent, " Ann ") == (
        "Bad Request: message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message"
    )
    assert edit(sent + 1, "Bob") == "Bad Request: message to edit not found"
    assert edit(question.id, "Bob") == "Bad Request: message can't be edited"
    assert ask(server, "deleteMessage", chat_id=chat.id, message_id=sent).result is True
    assert edit(sent, "Bob") == "Bad Request: message to edit not found"
    assert ask(server, "deleteMessage", chat_id=chat.id, message_id=sent).description == (
        "Bad Request: message to delete not found"
    )


def test_old_button_press(server: BotApiServer, chat: Chat) -> None:
    """A press can be answered once, and not when it has grown too old."""
    ask(server, "sendMessage", chat_id=chat.id, text="More?", **button(callback_data="m"))
    [message] = chat.wait_for(1)
    press, late = chat.press(message, "B"), chat.press(message, "B")
    chat.expire(late)
    assert ask(server, "answerCallbackQuery", callback_query_id=press.id, text="Yes").result
    assert chat.wait_for_answer(press)["text"] == "Yes"
    for query in (press, late):
        assert "query is too old" in (
            ask(server, "answerCallbackQuery", callback_query_id=query.id).description
        )


def test_blocked_bot(server: BotApiServer, chat: Chat) -> None:
    """A user who blocked the bot gets nothing from it."""
    chat.block()
    reply = ask(server, "sendMessage", chat_id=chat.id, text="x")
    assert (reply.status, reply.description) == (403, "Forbidden: bot was blocked by the user")
    chat.unblock()
    assert ask(server, "sendMessage", chat_id=chat.id, text="x").result


def test_wrong_quote(server: BotApiServer, chat: Chat) -> None:
    """A reply may quote only what stands in the message, found near the given position."""
    question = chat.send("😀 one, one")
    reply = {"message_id": question.id, "quote": "one", "quote_position": 8}
    sent = ask(server, "sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert sent.result["quote"] == {"text": "one", "position": 8, "is_manual": True}
    reply["quote"] = "two"
    sent = ask(server, "sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert sent.description == "Bad Request: QUOTE_TEXT_INVALID"


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [
        ("123456:OTHER", 401, "Unauthorized"),
        ("123456", 404, "Not Found"),
        ("", 404, "Not Found"),
        ("a:b", 404, "Not Found"),
    ],
)
def test_tokens(server: BotApiServer, token: str, status: int, words: str) -> None:
    """Another bot's token is unauthorized; what cannot be a token is not found."""
    response = HTTP.get(address(server, "getMe", token))
    assert (response.status_code, response.json()["description"]) == (status, words)


def test_unknown_method(server: BotApiServer) -> None:
    """A method that Telegram does not have is not found, and the call is kept."""
    assert ask(server, "sendQuote").description == "Not Found"
    assert [(call.method, call.status) for call in server.refusals] == [("sendQuote", 404)]


def test_every_encoding(server: BotApiServer, chat: Chat) -> None:
    """Query, urlencoded, multipart and JSON calls mean the same, whatever the method's case."""
    options = {"is_disabled": True}
    form = {"chat_id": str(chat.id), "text": "é", "link_preview_options": json.dumps(options)}
    at = address(server, "SENDmessage")
    HTTP.get(at, params=form)
    HTTP.post(at, data=form)
    HTTP.post(at, files={name: (None, value) for name, value in form.items()})
    HTTP.post(at, json={"chat_id": chat.id, "text": "é", "link_preview_options": options})
    replies = chat.wait_for(4)
    assert {reply.text for reply in replies} == {"é"}
    assert all(reply.link_preview_options == options for reply in replies)
    assert not server.refusals
