"""What is no question: thanks, greetings and emoji; and questions in unusual places."""

import pytest

from bot.telegram.handlers.conversation.small_talk import small_talk
from tests.bot.newsroom import start_with_examples
from tests.bot_api import BotApiServer, Chat

CUT = "Who called the cut a mistake?"
HALE = "The council’s leader, Mark Hale, called the cut a mistake."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thanks!", "thanks"),
        ("OK, thank you very much 🙏", "thanks"),
        ("дякую", "thanks"),
        ("Vielen Dank.", "thanks"),
        ("Hello", "greeting"),
        ("Добрый день!", "greeting"),
        ("¡Buenos días!", "greeting"),
        ("Merci beaucoup !", "thanks"),
        ("D'accord, merci.", "thanks"),
        ("Dzień dobry", "greeting"),
        ("Mulțumesc frumos", "thanks"),
        ("Muito obrigada!", "thanks"),
        ("İyi günler!", "greeting"),
        ("TAMAM, TEŞEKKÜRLER", "thanks"),
        ("你好！", "greeting"),
        ("好的，谢谢！", "thanks"),
        ("谢谢。谁逃离了？", None),
        ("dzień dobry w Kijowie", None),
        ("ok", "acknowledgement"),
        ("Alles klar…", "acknowledgement"),
        ("What can you do?", "help"),
        ("Hi! Who are you?", "help"),
        ("Wie funktioniert das?", "help"),
        ("Что ты умеешь?", "help"),
        ("Help with the storm", None),
        ("👍🏽", "emoji"),
        ("😀 😀", "emoji"),
        ("???", None),
        ("", None),
        ("Thanks. Who fled?", None),
        ("hello world program", None),
        ("No roads", None),
        ("2022", None),
        ("🌊 Which roads were closed?", None),
    ],
)  # fmt: skip
def test_small_talk_is_told_from_questions(text: str, kind: str | None) -> None:
    """Only what is nothing else, in any of the bot's languages."""
    assert small_talk(text) == kind


@pytest.fixture
def chat(newsroom: BotApiServer) -> Chat:
    return newsroom.private_chat(newsroom.user("Ann"))


@pytest.mark.slow
def test_thanks_are_answered_without_quotes(chat: Chat) -> None:
    """With a short word, or a reaction."""
    chat.send("Thank you!")
    assert chat.wait_for(1)[0].text == "You’re welcome."
    chat.send("Hello")
    assert chat.wait_for(1)[0].text == "Hello! Ask me anything about my documents."
    for words in ("ok", "🙏"):
        assert chat.wait_for_reaction(chat.send(words)) == ["👌"]
    chat.expect_silence(0.3)


@pytest.mark.slow
def test_in_a_group_thanks_are_not_answered(newsroom: BotApiServer) -> None:
    """Not even where they are said to the bot."""
    group = newsroom.group(newsroom.user("Ann"))
    group.send(f"/ask@a_test_bot {CUT}")
    [found] = group.wait_for(1)
    for words in ("Thanks!", "👍", "ok"):
        message = group.send(words, reply_to=found)
        group.expect_silence(0.2)
        assert (group.id, message.id) not in newsroom.world.reactions


@pytest.mark.slow
def test_a_caption_is_a_question(newsroom: BotApiServer, chat: Chat) -> None:
    """That of a picture or a file; the file is not fetched."""
    question = chat.send_photo(CUT)
    [found] = chat.wait_for(1)
    assert HALE in found.text
    assert found.reply_to == question
    chat.send_file("notes.txt", b"notes", caption=CUT)
    assert HALE in chat.wait_for(1)[0].text
    assert not newsroom.world.downloads
    chat.send_photo("")
    assert "text only" in chat.wait_for(1)[0].text


@pytest.mark.slow
def test_a_new_user_can_tap_a_question(newsroom: BotApiServer, chat: Chat) -> None:
    """/start offers questions from the collection, and each of them is answered."""
    start_with_examples(newsroom)
    chat.send("/start")
    [start] = chat.wait_for(1)
    rows = (start.reply_markup or {})["keyboard"]
    questions = [button["text"] for row in rows for button in row]
    assert 1 <= len(questions) <= 3
    for question in questions:
        chat.tap(start, question)
        [found] = chat.wait_for(1)
        assert "does not answer" not in found.text
        assert "blockquote" in {entity["type"] for entity in found.entities}


@pytest.mark.slow
def test_a_link_alone_is_no_question(newsroom: BotApiServer, chat: Chat) -> None:
    """A known one brings the document's card; others are not opened, and the bot says so."""
    chat.send("http://example.org/storms/")
    [card] = chat.wait_for(1)
    assert card.text.startswith("Storms over Kent\nThe Mail")
    chat.send("https://example.org/another")
    [declined] = chat.wait_for(1)
    assert "don’t open links" in declined.text
    assert "/add" not in declined.text  # not for everybody
    chat.send("Who called the cut a mistake? https://example.org/another")
    assert "Mark Hale" in chat.wait_for(1)[0].text
