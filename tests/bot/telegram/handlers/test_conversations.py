"""Conversations with the bot: where it answers, what it takes for a question, what follows."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.bot.newsroom import TOKEN, answering
from tests.bot.process import running
from tests.bot_api import BotApiServer, Chat, Group, Message, readable
from tests.bot_api.utf16 import cut

pytestmark = pytest.mark.slow

CUT = "Who called the cut a mistake?"
HALE = "The council’s leader, Mark Hale, called the cut a mistake."


@pytest.fixture
def chat(newsroom: BotApiServer) -> Chat:
    """A private chat with somebody new."""
    return newsroom.private_chat(newsroom.user("Ann"))


@pytest.fixture
def group(newsroom: BotApiServer) -> Group:
    """A group in which the bot has privacy mode, as every bot at first."""
    return newsroom.group(newsroom.user("Ann"))


def answer(chat: Chat, words: str, reply_to: Message | None = None) -> Message:
    chat.send(words, reply_to=reply_to)
    [message] = chat.wait_for(1)
    return message


def quotes(message: Message) -> list[str]:
    """The blockquotes of a message."""
    kinds = ("blockquote", "expandable_blockquote")
    return [
        cut(message.text, one["offset"], one["length"])
        for one in message.entities
        if one["type"] in kinds
    ]


# Groups ------------------------------------------------------------------------------------------


def test_a_group_is_answered_when_it_asks(group: Group) -> None:
    """By /ask with the bot's name, and by a reply to an answer; with privacy mode on."""
    group.send("Did anybody read the piece about the floods?")
    question = group.send(f"/ask@a_test_bot {CUT}")
    [first] = group.wait_for(1)
    assert first.reply_to == question
    assert HALE in first.text
    second = answer(group, "How many sheep were lost?", reply_to=first)
    assert "300 sheep" in second.text
    # The bot wrote last, so it hears bare commands.
    assert HALE in answer(group, f"/ask {CUT}").text


def test_a_group_is_not_disturbed(newsroom: BotApiServer) -> None:
    """What people say to one another, and to other bots, is no question; nor are stickers."""
    group = newsroom.group(newsroom.user("Ann"), hears_all=True)
    group.send(CUT)
    group.send("/weather in Dover")
    group.send("/ask@another_bot Which roads were closed?")
    group.send_other("sticker", **STICKER)
    group.send("mail@a_test_bot.example and @a_test_bot_2 are other names")
    assert "sheep" in answer(group, "How many sheep were lost, @A_Test_Bot?").text
    assert len(group.replies) == 1


def test_the_bots_name_alone_means_what_is_replied_to(newsroom: BotApiServer) -> None:
    """/ask, or a mention, in reply to somebody's question answers that question."""
    group = newsroom.group(newsroom.user("Ann"), hears_all=True)
    question = group.send(CUT)
    colleague = group.member(newsroom.user("Bo"))
    assert HALE in answer(colleague, "@a_test_bot", reply_to=question).text
    assert HALE in answer(colleague, "/ask@a_test_bot", reply_to=question).text
    assert "/ask" in answer(colleague, "@a_test_bot").text


def test_a_topic_of_a_forum_gets_its_answer_there(newsroom: BotApiServer) -> None:
    """Also if the question is deleted before it is answered."""
    forum = newsroom.group(newsroom.user("Ann"), forum=True)
    topic = forum.topic("Weather")
    found = answer(topic, f"/ask@a_test_bot {CUT}")
    assert found.is_topic
    assert found.thread_id == topic.messages[0].id
    threads = {
        call.parameters.get("message_thread_id") for call in newsroom.calls_of("sendMessage")
    }
    assert found.thread_id in threads
    assert "And in July?" in answer(topic, "And in July?", reply_to=found).reply_to.text  # type: ignore[union-attr]


def test_comments_under_a_channels_post_get_answers_there(newsroom: BotApiServer) -> None:
    """In reply to the comment, in its thread; the post itself can be the question."""
    discussion = newsroom.group(newsroom.user("Ann"))
    comments = discussion.comments("How many sheep were lost?")
    found = answer(comments, f"/ask@a_test_bot {CUT}")
    assert HALE in found.text
    assert found.thread_id is not None
    assert not found.is_topic
    assert "300 sheep" in answer(comments, "/ask@a_test_bot").text


# Follow-ups --------------------------------------------------------------------------------------


def test_a_reply_hangs_on_what_it_replies_to(chat: Chat) -> None:
    """The answer says so; a reply to an older answer goes by that one, not by the last."""
    sheep = answer(chat, "How many sheep were lost?")
    answer(chat, "How many passengers did the ferry company carry?")
    third = answer(chat, "Who said that there was a warning?", reply_to=sheep)
    assert third.text.startswith("Following up on: How many sheep were lost?\n")
    assert "Joan Pratt" in third.text


def test_a_reply_to_a_quote_looks_there_first(chat: Chat) -> None:
    """Part of an answer that is marked in the reply is what the next question hangs on."""
    first = answer(chat, "How many were there?")
    chat.send("How many of them?", reply_to=first, quoting=quotes(first)[-1][:20])
    [second] = chat.wait_for(1)
    assert second.text.startswith("Following up on: ")


def test_only_what_plainly_asks_on_does_without_a_reply(chat: Chat) -> None:
    """In a private chat; whatever could stand for itself does."""
    answer(chat, "How many sheep were lost?")
    assert "Following up on" not in answer(chat, "Joan Pratt").text
    assert "Following up on" not in answer(chat, CUT).text
    assert answer(chat, "And in July?").text.startswith(f"Following up on: {CUT}")
    assert "Forgotten" in answer(chat, "/new").text
    assert "Following up on" not in answer(chat, "And in July?").text


def test_in_a_group_nobody_asks_on_by_chance(group: Group) -> None:
    """There, only a reply hangs on anything."""
    answer(group, f"/ask@a_test_bot {CUT}")
    assert "Following up on" not in answer(group, "/ask And in July?").text


# Edits -------------------------------------------------------------------------------------------


def test_an_edited_question_changes_its_answer(chat: Chat) -> None:
    """In place; and an edit that changes no word changes nothing."""
    question = chat.send("How many sheep were lost?")
    [first] = chat.wait_for(1)
    question = chat.edit(question, CUT)
    second = chat.wait_for_edit(first)
    assert HALE in second.text
    chat.edit(question, CUT)
    chat.expect_silence(0.5)
    assert chat.replies == [second]


def test_an_answer_that_is_gone_is_given_anew(newsroom: BotApiServer, chat: Chat) -> None:
    """The question is edited after its answer was deleted."""
    question = chat.send("How many sheep were lost?")
    [first] = chat.wait_for(1)
    chat.delete(first)
    chat.edit(question, CUT)
    [second] = chat.wait_for(1)
    assert HALE in second.text
    newsroom.forgive("message to edit not found")


def nearest(chat: Chat, words: str) -> Message:
    """The closest passages to a question that is not answered."""
    chat.send(words)
    return unfolded(chat)


def unfolded(chat: Chat) -> Message:
    [refusal] = chat.wait_for(1)
    chat.wait_for_answer(chat.press(refusal, "Show closest passages"))
    [message] = chat.wait_for(1)
    return message


# Buttons -----------------------------------------------------------------------------------------


def test_more_is_gone_once_it_was_pressed(newsroom: BotApiServer, chat: Chat) -> None:
    """Two presses bring the next quotes once, numbered on; the last have no such button."""
    first = nearest(chat, "How do I bake sourdough bread?")
    one, two = chat.press(first, "More"), chat.press(first, "More")
    chat.wait_for_answer(one)
    chat.wait_for_answer(two)
    [second] = chat.wait_for(1)
    assert "\n4.\n" in second.text
    assert len(chat.replies) == 3
    assert "More" not in labels(chat.current(first))
    assert quotes(first)[0] not in quotes(second)
    newsroom.forgive("message is not modified")  # so the second press knows of the first


def test_a_press_that_is_too_old_for_an_answer_still_does_its_work(
    newsroom: BotApiServer, chat: Chat
) -> None:
    """Telegram takes an answer to a press for seconds only; the message is changed all the same."""
    first = nearest(chat, "How do I bake sourdough bread?")
    newsroom.fail(
        "answerCallbackQuery",
        400,
        description="Bad Request: query is too old and response timeout expired or query ID is "
        "invalid",
    )
    chat.press(first, "Context")
    wider = chat.wait_for_edit(first)
    assert len(quotes(wider)[0]) > len(quotes(first)[0])
    assert chat.wait_for_answer(chat.press(wider, "Less")) is not None


def test_buttons_outlive_the_process(articles: Path) -> None:
    """After a restart, all that a button needs is in the message and what it replies to; where
    that is gone, it is said."""
    with BotApiServer(token=TOKEN) as server:
        chat = server.private_chat(server.user("Ann"))
        with answering(server, articles, {"TOP": "1"}) as process:
            question = chat.send("How do I bake sourdough bread?")
            kept = unfolded(chat)
            other = chat.send("How do I bake rye bread?")
            lost = unfolded(chat)
            followed = answer(chat, "And in Dover?", reply_to=kept)
            process.signal(signal.SIGTERM)
            assert process.wait() == 0
        chat.delete(other)
        with answering(server, articles, {"TOP": "1"}):
            chat.press(kept, "Context")
            wider = chat.wait_for_edit(kept)
            assert quotes(kept)[0] in quotes(wider)[0]
            chat.press(wider, "More")
            [further] = chat.wait_for(1)
            assert further.reply_to == question
            assert "\n2.\n" in further.text
            told = chat.wait_for_answer(chat.press(lost, "More"))
            assert "ask it again" in told["text"]
            # The question before is read from the answer itself.
            chat.press(followed, "More")
            [more] = chat.wait_for(1)
            assert more.text.startswith("Following up on: How do I bake sourdough bread?")
            # A reply goes by the quotes, an edited question is answered anew.
            answer(chat, "Who said that?", reply_to=kept)
            chat.edit(question, CUT)
            assert HALE in chat.wait_for(1)[0].text
        assert not server.refusals, server.report()


def test_what_has_changed_is_not_shown_as_it_was(articles: Path, tmp_path: Path) -> None:
    """Context and Source of a document that was changed, or removed, say so."""
    file = tmp_path / "tides.txt"
    file.write_text("The tide came in at noon on Sunday. Boats rose. Gulls cried.\n")
    data = tmp_path / "data"
    with running("add", str(file), data_dir=data) as process:
        assert process.wait() == 0
    with BotApiServer(token=TOKEN) as server, answering(server, data):
        chat = server.private_chat(server.user("Ann"))
        found = answer(chat, "When did the tide come in?")
        file.write_text("The tide came in at one on Monday. Boats rose. Gulls cried.\n")
        # The file is not sent: nobody has put what it says now into the collection.
        chat.press(found, "Source")
        view = chat.wait_for_edit(found)
        chat.press(view, "Original file")
        [sent] = chat.wait_for(1)
        assert sent.file is not None
        assert b"noon on Sunday" in sent.file.data
        assert "The stored text" in sent.text
        with running("sync", data_dir=data) as process:
            assert process.wait() == 0
        chat.press(view, "Close")
        found = chat.wait_for_edit(view)
        assert "has changed" in chat.wait_for_answer(chat.press(found, "Context"))["text"]
        file.unlink()
        with running("sync", data_dir=data) as process:
            assert process.wait() == 0
        for label in ("Context", "Source"):
            told = chat.wait_for_answer(chat.press(found, label))["text"]
            assert "no longer in the collection" in told


def test_a_verdict_is_kept_and_taken_back(chat: Chat, articles: Path) -> None:
    """With the question, what it hung on, the quotes and their index; as nobody's."""
    first = answer(chat, "How many sheep were lost?")
    second = answer(chat, "And in July?", reply_to=first)
    assert "Thank you" in chat.wait_for_answer(chat.press(second, "👍"))["text"]
    assert "Thank you" in chat.wait_for_answer(chat.press(second, "👎"))["text"]
    [kept] = feedback(articles, "And in July?")
    assert kept["verdict"] == "disliked"
    assert kept["before"] == ["How many sheep were lost?"]
    assert kept["answered"] is True
    assert 0 < kept["confidence"] < 1
    assert kept["revision"]
    assert kept["model"]
    assert len(kept["quotes"]) == len(quotes(second))
    assert str(chat.user.id) not in json.dumps(kept)
    assert "has been removed" in chat.wait_for_answer(chat.press(second, "👎"))["text"]
    assert feedback(articles, "And in July?") == []


def feedback(data_dir: Path, question: str) -> list[dict[str, Any]]:
    """The feedback on answers to a question: other tests give some too."""
    with running("feedback", "--json", data_dir=data_dir) as process:
        process.wait()
        return [one for one in json.loads(process.output()) if one["question"] == question]


def test_buttons_are_in_the_language_of_who_asked(newsroom: BotApiServer) -> None:
    """Whoever presses them."""
    asker = newsroom.user("Ганна", language_code="uk")
    group = newsroom.group(asker)
    found = answer(group, f"/ask@a_test_bot {CUT}")
    group.member(newsroom.user("Ann", language_code="en")).press(found, "Контекст")
    assert "Коротше" in labels(group.wait_for_edit(found))


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


# Inline mode -------------------------------------------------------------------------------------


def test_inline_each_quote_is_a_result(chat: Chat) -> None:
    """With all of its citation, for its asker only, and not for long."""
    query = chat.wait_for_results(chat.ask_inline(CUT))
    assert query.answer is not None
    assert query.answer["is_personal"] is True
    assert query.answer["cache_time"] <= 60
    first = query.results[0]
    assert (
        first["title"]
        == "Storms over Kent · The Mail & Co · 2022-11-30 · What the farmers say, paragraph 2"
    )
    assert first["description"] == HALE
    sent = chat.choose(query, first["title"])
    assert readable(sent).startswith(f"▌ ⟦bold: {HALE}⟧\n⟦text_link: Storms over Kent → ")
    # The bot does not answer itself; but a reply to its quote hangs on that.
    chat.expect_silence(0.3)
    assert "Following up" not in answer(chat, "How many sheep were lost?", reply_to=sent).text


def test_inline_nothing_is_dressed_as_an_answer(chat: Chat) -> None:
    """No results, and a line that says why."""
    for words, line in [
        ("How do I bake sourdough bread?", "The documents do not answer this"),
        ("", "Write a question"),
        ("since:soon bread", "“soon” is not a date like 2022-11-30, 2022-11 or 2022."),
    ]:
        query = chat.wait_for_results(chat.ask_inline(words))
        assert query.results == []
        assert query.answer is not None
        assert query.answer["button"]["text"] == line


def test_strangers_get_nothing_by_any_way(newsroom: BotApiServer, articles: Path) -> None:
    """Messages, buttons and inline queries obey one rule; members of an allowed group may ask
    there."""
    with BotApiServer(token=TOKEN) as server:
        ann, eve = server.user("Ann"), server.user("Eve")
        group, chat = server.group(ann), server.private_chat(ann)
        allowed = {"TELEGRAM_ALLOWED": f"{ann.id},{group.id}"}
        with answering(server, articles, allowed):
            stranger = server.private_chat(eve)
            query = stranger.wait_for_results(stranger.ask_inline(CUT))
            assert query.results == []
            assert query.answer is not None
            assert "only people it knows" in query.answer["button"]["text"]
            found = answer(chat, CUT)
            assert HALE in found.text
            elsewhere = server.group(ann)
            found = answer(elsewhere, f"/ask@a_test_bot {CUT}")
            pressed = elsewhere.member(eve).press(found, "Source")
            assert "only people it knows" in stranger.wait_for_answer(pressed)["text"]
            member = group.member(eve)
            assert HALE in answer(member, f"/ask@a_test_bot {CUT}").text
            assert str(eve.id) in answer(stranger, CUT).text
        assert not server.refusals, server.report()


STICKER = {
    "file_id": "s",
    "file_unique_id": "u",
    "type": "regular",
    "width": 9,
    "height": 9,
    "is_animated": False,
    "is_video": False,
}
