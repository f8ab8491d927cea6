"""Other ways to ask: albums, messages of other chats, mentions elsewhere, a channel's messages."""

import pytest

from tests.bot_api import BotApiServer, Chat

pytestmark = pytest.mark.slow

CUT = "Who called the cut a mistake?"
HALE = "Mark Hale, called the cut a mistake."


@pytest.fixture
def chat(newsroom: BotApiServer) -> Chat:
    return newsroom.private_chat(newsroom.user("Ann"))


def test_an_album_is_one_message(chat: Chat) -> None:
    """Its pictures have one question between them, or none, and get one reply."""
    for caption in (CUT, "", ""):
        chat.send_photo(caption, album="7")
    [found] = chat.wait_for(1)
    assert HALE in found.text
    for _ in range(3):
        chat.send_photo("", album="8")
    [told] = chat.wait_for(1)
    assert told.text == "I can read text only. Write your question as a message."
    chat.expect_silence(0.5)


def test_a_message_of_another_chat_is_what_this_means(chat: Chat) -> None:
    """A question in reply to it follows up on it; its words alone are a question."""
    chat.send("And who called that a mistake?", elsewhere="The county cut its flood budget in July")
    [found] = chat.wait_for(1)
    assert found.text.startswith("Following up on: The county cut its flood budget in July")
    chat.send("/ask", elsewhere=CUT)
    [asked] = chat.wait_for(1)
    assert HALE in asked.text


def test_a_mention_elsewhere_gets_one_message(chat: Chat) -> None:
    """The best quote with its source, or why there is none."""
    answer = chat.wait_for_guest(chat.mention_elsewhere(f"@a_test_bot {CUT}"))
    content = answer["input_message_content"]
    assert HALE in content["message_text"]
    assert "Storms over Kent" in content["message_text"]
    assert {one["type"] for one in content["entities"]} >= {"blockquote", "bold"}
    none = chat.wait_for_guest(chat.mention_elsewhere("@a_test_bot How do I bake bread?"))
    assert "does not answer this" in none["input_message_content"]["message_text"]
    empty = chat.wait_for_guest(chat.mention_elsewhere("@a_test_bot"))
    assert "no question" in empty["input_message_content"]["message_text"]


def test_readers_of_a_channel_ask_in_its_direct_messages(newsroom: BotApiServer) -> None:
    """Each is answered in their own topic; buttons and follow-ups work there too."""
    reader = newsroom.direct_messages(newsroom.user("Ann"))
    asked = reader.send(CUT)
    [found] = reader.wait_for(1)
    assert HALE in found.text
    assert found.reply_to == asked
    reader.press(found, "Context")
    assert HALE in reader.wait_for_edit(found).text
    reader.send("thanks")
    reader.expect_silence(0.3)
