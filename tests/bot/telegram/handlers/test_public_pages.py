"""Links from quotes in a chat to the pages that show them in their place."""

import re

import pytest

from tests.bot.bot_process import ANSWER, ARTICLE, QUESTION, bot, collection
from tests.bot_api import BotApiServer

BASE = "https://quotes.example.org/kent"
_LINK = re.compile(rf"{BASE}/d/(\w+)@1/(\d+)-(\d+)")

pytestmark = pytest.mark.slow


def links(entities: object) -> list[str]:
    assert isinstance(entities, tuple)
    return [one["url"] for one in entities if one["type"] == "text_link"]


def test_a_quote_has_a_link_to_its_place(
    server: BotApiServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With the address of the pages; the link has the quote's own characters, and stays when more
    of the text is shown."""
    data = collection(tmp_path_factory.mktemp("public"))
    with bot(server, data, PUBLIC_URL=f"{BASE}/") as process:
        process.wait_until_said("answering as")
        chat = server.private_chat(server.user("Ann"))
        chat.send(QUESTION)
        [message] = chat.wait_for(1)
        assert "See it in the document" in message.text
        [link] = links(message.entities)
        found = _LINK.fullmatch(link)
        assert found is not None
        words = ARTICLE[int(found[2]) : int(found[3])]
        assert words.startswith(ANSWER)
        assert words in message.text


def test_verdicts_and_sources_lead_to_the_pages(
    server: BotApiServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The result of /verify leads to the words, the card of a source to its document."""
    data = collection(tmp_path_factory.mktemp("public"))
    with bot(server, data, PUBLIC_URL=f"{BASE}/") as process:
        process.wait_until_said("answering as")
        chat = server.private_chat(server.user("Ann"))
        chat.send(f"/verify {ANSWER}")
        [message] = chat.wait_for(1)
        [found] = [one for one in map(_LINK.fullmatch, links(message.entities)) if one]
        assert ANSWER in ARTICLE[int(found[2]) : int(found[3])]
        assert "See it in the document" in message.text
        chat.send(f"/start d{found[1]}")
        [card] = chat.wait_for(1)
        assert f"{BASE}/d/{found[1]}@1" in links(card.entities)
        assert "Open the document" in card.text


def test_without_pages_there_is_no_link(
    server: BotApiServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing leads nowhere."""
    data = collection(tmp_path_factory.mktemp("private"))
    with bot(server, data) as process:
        process.wait_until_said("answering as")
        chat = server.private_chat(server.user("Ann"))
        chat.send(QUESTION)
        [message] = chat.wait_for(1)
        assert ANSWER in message.text
        assert links(message.entities) == []
