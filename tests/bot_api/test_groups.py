"""Groups, inline queries and files of the loopback Bot API."""

import json

import pytest

from tests.bot_api import BotApiServer, Group, Message
from tests.bot_api.raw import HTTP, address, ask


@pytest.fixture
def group(server: BotApiServer) -> Group:
    return server.group(server.user("Ann"))


def heard(server: BotApiServer) -> list[str]:
    """The texts of the messages that the bot is told of, which it has read then."""
    updates = ask(server, "getUpdates").result
    if updates:
        ask(server, "getUpdates", offset=updates[-1]["update_id"] + 1)
    return [update["message"].get("text", "") for update in updates if "message" in update]


def say(server: BotApiServer, group: Group, **parameters: object) -> Message:
    assert ask(server, "sendMessage", chat_id=group.id, text="I", **parameters).status == 200
    [message] = group.wait_for(1)
    return message


def test_privacy_mode(server: BotApiServer, group: Group) -> None:
    """A bot hears commands that name it, replies to it, bare commands where it wrote last; no
    mention, and no other talk."""
    for text in ("Hello", "@a_test_bot hello", "/ask me", "/ask@another_bot me"):
        group.send(text)
    assert heard(server) == []
    group.send("/ask@a_test_bot me")
    assert heard(server) == ["/ask@a_test_bot me"]
    mine = say(server, group)
    group.send("A reply", reply_to=mine)
    group.send("/ask me")
    group.send_other("dice", emoji="🎲", value=3)
    assert heard(server) == ["A reply", "/ask me"]
    everything = server.group(server.user("Bo"), hears_all=True)
    everything.send("Hello")
    assert heard(server) == ["Hello"]


def test_topics(server: BotApiServer) -> None:
    """A message goes where it is told to, or where what it replies to is, in forums only."""
    forum = server.group(server.user("Ann"), forum=True)
    one, two = forum.topic("One"), forum.topic("Two")
    question = one.send("/ask@a_test_bot me")
    [update] = ask(server, "getUpdates").result
    assert update["message"]["is_topic_message"] is True
    assert update["message"]["reply_to_message"]["forum_topic_created"]["name"] == "One"
    thread = update["message"]["message_thread_id"]
    replied = say(server, one, reply_parameters={"message_id": question.id})
    assert (replied.thread_id, replied.is_topic) == (thread, True)
    assert say(server, one, message_thread_id=thread).thread_id == thread
    elsewhere = two.messages[-1].id
    for wrong in (elsewhere + 1000, question.id):
        told = ask(server, "sendMessage", chat_id=one.id, text="I", message_thread_id=wrong)
        assert told.description == "Bad Request: message thread not found"
    plain = server.group(server.user("Bo"))
    told = ask(server, "sendMessage", chat_id=plain.id, text="I", message_thread_id=thread)
    assert told.description == "Bad Request: message thread not found"
    action = {"chat_id": plain.id, "action": "typing", "message_thread_id": thread}
    assert ask(server, "sendChatAction", **action).status == 400


def test_comments(server: BotApiServer, group: Group) -> None:
    """What is written under a channel's post replies to that, and the bot in its thread."""
    comments = group.comments("A post")
    comment = comments.send("/ask@a_test_bot me")
    [update] = ask(server, "getUpdates").result
    assert update["message"]["reply_to_message"]["is_automatic_forward"] is True
    assert "is_topic_message" not in update["message"]
    answer = say(server, comments, reply_parameters={"message_id": comment.id})
    assert answer.thread_id == comment.thread_id is not None


def article(name: str, text: str = "Text") -> dict[str, object]:
    content = {"message_text": text}
    return {"type": "article", "id": name, "title": name, "input_message_content": content}


def test_inline_queries(server: BotApiServer, group: Group) -> None:
    """Each is answered once, with results that Telegram would take; what is chosen is posted, and
    the bot hears of that in groups that it is in."""
    query = group.ask_inline("words")
    [update] = ask(server, "getUpdates").result
    assert update["inline_query"]["query"] == "words"
    name = update["inline_query"]["id"]

    def offer(*results: dict[str, object]) -> str:
        told = ask(server, "answerInlineQuery", inline_query_id=name, results=list(results))
        return "" if told.status == 200 else told.description

    assert offer(article("a"), article("a")) == "Bad Request: RESULT_ID_DUPLICATE"
    assert offer(article("x" * 65)) == "Bad Request: RESULT_ID_INVALID"
    assert offer(article("a", "x" * 5000)) == "Bad Request: message is too long"
    assert offer(*(article(f"{n}") for n in range(51))) == "Bad Request: RESULTS_TOO_MUCH"
    assert offer(article("a"), article("b", "Chosen")) == ""
    assert offer(article("a")).startswith("Bad Request: query is too old")
    assert group.wait_for_results(query).result("b")["id"] == "b"
    chosen = group.choose(query, "b")
    assert (chosen.text, chosen.via_bot) == ("Chosen", server.world.me)
    assert heard(server) == ["Chosen"]


def test_files(server: BotApiServer, group: Group) -> None:
    """A file comes with its name and bytes, under a caption of 1024 characters at most."""
    files = {"document": ("notes.txt", b"Words")}
    target = address(server, "sendDocument")

    def send(caption: str) -> dict[str, object]:
        fields = {"chat_id": f"{group.id}", "caption": caption}
        entities = [{"type": "bold", "offset": 0, "length": 5}]
        fields["caption_entities"] = json.dumps(entities)
        answer: dict[str, object] = HTTP.post(target, data=fields, files=files).json()
        return answer

    assert send("Notes of Ann's")["ok"] is True
    [message] = group.wait_for(1)
    assert message.file is not None
    assert (message.file.name, message.file.data) == ("notes.txt", b"Words")
    assert message.as_json()["caption"] == "Notes of Ann's"
    assert message.as_json()["document"]["file_size"] == 5
    assert send("x" * 1025)["description"] == "Bad Request: message caption is too long"


def test_a_deleted_message_is_not_replied_to(server: BotApiServer, group: Group) -> None:
    """A press shows the message as it is now: without what it replied to, if that is gone."""
    question = group.send("/ask@a_test_bot me")
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
    found = say(server, group, reply_parameters={"message_id": question.id}, reply_markup=keyboard)
    assert group.press(found, "More").as_json()["message"]["reply_to_message"]["text"]
    group.delete(question)
    assert "reply_to_message" not in group.press(found, "More").as_json()["message"]
