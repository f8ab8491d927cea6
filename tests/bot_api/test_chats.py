"""The user's side of the loopback Bot API: what a test can do in a chat, and what it is told."""

import json

import pytest

from tests.bot_api import BotApiServer, Chat
from tests.bot_api.raw import ask


def test_waiting_tells_what_came_instead(server: BotApiServer, chat: Chat) -> None:
    """A wait that fails shows the bot's messages, its calls and the refusals."""
    ask(server, "sendMessage", chat_id=chat.id, text="One **thing**")
    ask(server, "sendMessage", chat_id=chat.id, text="x" * 5000)
    with pytest.raises(AssertionError) as failure:
        chat.wait_for(2, timeout=0.05)
    told = str(failure.value)
    assert "Expected 2 more of the bot's messages in the chat with Ann within 0.05 s" in told
    assert "One **thing**" in told
    assert "400 Bad Request: message is too long" in told
    assert len(told) < 2000
    assert [reply.text for reply in chat.wait_for(1)] == ["One **thing**"]
    with pytest.raises(AssertionError, match="2 calls of getMe expected"):
        server.wait_for_call("getMe", 2, timeout=0.05)


def test_edits_buttons_and_silence(server: BotApiServer, chat: Chat) -> None:
    """A test can press a button, wait for the answer and for the edit, and for nothing."""
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
    ask(server, "sendMessage", chat_id=chat.id, text="One", reply_markup=keyboard)
    [message] = chat.wait_for(1)
    press = chat.press(message, "More")
    [update] = ask(server, "getUpdates").result
    query = update["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("m", message.id)
    assert query["from"]["id"] == chat.user.id
    ask(server, "answerCallbackQuery", callback_query_id=query["id"])
    place = {"chat_id": chat.id, "message_id": message.id}
    ask(server, "editMessageText", **place, text="One, two")
    assert chat.wait_for_answer(press)["callback_query_id"] == press.id
    edited = chat.wait_for_edit(message)
    assert (edited.text, edited.buttons) == ("One, two", [])
    with pytest.raises(AssertionError, match="no button 'More'"):
        chat.press(edited, "More")
    chat.expect_silence(0.01)
    assert chat.replies == [edited]


def test_chats_do_not_mix(server: BotApiServer, chat: Chat) -> None:
    """Each chat has its own messages; ids grow over all of them."""
    other = server.private_chat(server.user(first_name="Bob"))
    first, second = chat.send("a"), other.send("b")
    assert first.id < second.id
    ask(server, "sendMessage", chat_id=other.id, text="to Bob")
    assert [message.text for message in other.messages] == ["b", "to Bob"]
    assert [message.text for message in chat.messages] == ["a"]
    reply = ask(
        server,
        "sendMessage",
        chat_id=other.id,
        text="x",
        reply_parameters={"message_id": first.id, "allow_sending_without_reply": True},
    )
    assert "reply_to_message" not in reply.result


def test_commands_by_scope_and_language(server: BotApiServer, chat: Chat) -> None:
    """Commands are kept for each scope and language, and deleted so."""
    commands = [{"command": "ask", "description": "Ask"}]
    scope = {"chat_id": chat.id, "type": "chat"}
    assert ask(server, "setMyCommands", commands=commands, scope=scope).result is True
    assert ask(server, "getMyCommands").result == []
    assert ask(server, "getMyCommands", scope=scope).result == commands
    assert server.commands == {(json.dumps(scope, sort_keys=True), ""): commands}
    assert ask(server, "deleteMyCommands", scope=scope).result is True
    assert ask(server, "getMyCommands", scope=scope).result == []


def test_other_methods_answer_true(server: BotApiServer, chat: Chat) -> None:
    """A known method that only ever answers true does so, once its parameters are right."""
    assert ask(server, "banChatMember", chat_id=chat.id, user_id=chat.user.id).result is True
    assert ask(server, "setMyName", name="Pullquote").result is True
