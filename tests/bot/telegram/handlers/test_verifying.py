"""/verify agrees with the bot's own quotes, however they come back."""

from tests.bot_api import BotApiServer, Chat, Message, readable

_QUESTION = "How many cars were hit by trees in Dover?"
_WORDS = "Trees fell on 17 cars in Dover, the county’s police said."


def asked(newsroom: BotApiServer) -> tuple[Chat, Message]:
    chat = newsroom.private_chat(newsroom.user("Ann", language_code="en"))
    chat.send(_QUESTION)
    [answer] = chat.wait_for(1)
    return chat, answer


def verdict(chat: Chat, text: str = "", to: Message | None = None, quoting: str = "") -> str:
    chat.send(f"/verify {text}".strip(), reply_to=to, quoting=quoting or None)
    [message] = chat.wait_for(1)
    return message.text


def test_an_answer_of_the_bots_own_is_real(newsroom: BotApiServer) -> None:
    """Replied to whole or in part, copied from the screen or by the button, and forwarded."""
    chat, answer = asked(newsroom)
    assert _WORDS in answer.text
    [copied] = [
        button["copy_text"]["text"] for button in answer.buttons if "copy_text" in button
    ] or [_WORDS]
    assert verdict(chat, to=answer).startswith("Exact")
    assert verdict(chat, to=answer, quoting=_WORDS).startswith("Exact")
    assert verdict(chat, answer.text).startswith("Exact")
    assert verdict(chat, copied).startswith("Exact")
    assert verdict(chat, to=chat.forward(answer)).startswith("Exact")


def test_several_quotations_have_a_verdict_each(newsroom: BotApiServer) -> None:
    """Those that are false come first, with what changes the meaning over the words."""
    chat, _ = asked(newsroom)
    said = verdict(
        chat,
        f"“{_WORDS}” And also: “It has asked the government for no help.” And then: “Whales sing "
        "in the deep blue sea.”",
    )
    assert said.startswith("3 quotations; in the documents: 1.")
    assert "Changes the meaning: negation: ∅ → no" in said
    assert "Absent" in said
    assert said.index("Altered") < said.index("Exact")
    # Each has one place, and the other documents with its words are named.
    titles = {"Storms over Kent", "Dover counts the damage"}
    [also] = [line for line in said.splitlines() if line.startswith("Also in: ")]
    assert also.removeprefix("Also in: ") in titles
    assert all(said.count(title) >= 1 for title in titles)


def test_a_forwarded_text_is_looked_for(newsroom: BotApiServer) -> None:
    """A long text of somebody else's is no question: is it in the collection?"""
    chat, _ = asked(newsroom)
    text = (
        "I read this somewhere today and would like to know whether it is true or was made up by "
        f"somebody: “{_WORDS}” And they also wrote this: “Trees fell on 71 cars in Dover, the "
        "county’s police said.”"
    )
    stranger = newsroom.private_chat(newsroom.user("Ben", language_code="en"))
    written = stranger.send(text)
    stranger.wait_for(1)
    chat.forward(written)
    [message] = chat.wait_for(1)
    assert message.text.startswith("2 quotations; in the documents: 1."), readable(message)
    assert "number: 17 → 71" in message.text
