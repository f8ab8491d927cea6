"""Several questions in one message, and sources that agree."""

import json
import signal
import time
from pathlib import Path

import pytest

from bot.questions.split_questions import split_questions
from tests.bot.bot_process import bot
from tests.bot.process import running
from tests.bot_api import BotApiServer, Message, readable
from tests.bot_api.utf16 import cut

TWO = "How many herons nested in Rye? Which roads were closed on Friday?"
_ARTICLES = {
    "herons.md": "---\ntitle: Herons\n---\nAbout 12 herons nested in Rye.\n",
    "again.md": "---\ntitle: More herons\n---\nThe warden says 12 herons nested in Rye, too.\n",
    "others.md": "---\ntitle: Other herons\n---\nThe town counts 14 herons that nested in Rye.\n",
    "roads.md": "---\ntitle: Roads\n---\nThe roads to Dover were closed on Friday.\n",
}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (TWO, 2),
        ("since:2022 Who called it a mistake? How many sheep were lost?", 2),
        ("Хто назвав це помилкою? Скільки овець загинуло там?", 2),
        ("谁批评了削减预算？损失了多少只羊？", 2),
        ("Who was it then? Where did he go? Why did he go there?", 3),
        ("Who was it then? Where did he go? Why did he go? Was it cold there?", 1),
        ("Who fled? And when?", 1),
        ("I read that Mr. Hale said so. Is that true? Was he right then?", 1),
        ("Is it true that he said “Are you sure he did? Are you really sure?”", 1),
        ("Who called it a mistake? Tell me how many sheep were lost.", 1),
        ("Who called it a mistake?", 1),
    ],
)
def test_only_clear_cases_are_several_questions(text: str, count: int) -> None:
    """Two or three sentences that all ask; each keeps the filters."""
    parts = split_questions(text)
    assert len(parts) == count
    if count == 1:
        assert parts == [text]
    else:
        assert all(("since:2022" in part) == ("since:2022" in text) for part in parts)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("several")
    for name, text in _ARTICLES.items():
        (folder / name).write_text(text)
    with running("add", *(str(folder / n) for n in _ARTICLES), data_dir=folder / "data") as adding:
        assert adding.wait() == 0, adding.said
    return folder / "data"


def first_quote(message: Message) -> str:
    block = next(one for one in message.entities if one["type"].endswith("blockquote"))
    return cut(message.text, block["offset"], block["length"])


def data_of(message: Message, start: str) -> str:
    data: str = next(
        one["callback_data"]
        for one in message.buttons
        if one.get("callback_data", "").startswith(start)
    )
    return data


@pytest.mark.slow
def test_each_question_has_an_answer(server: BotApiServer, data_dir: Path) -> None:
    """Under the question; buttons and edits go by it, also after a restart."""
    chat = server.private_chat(server.user("Ann"))
    settings = {"MIN_CONFIDENCE": "0.001", "TOP": "1"}
    with bot(server, data_dir, **settings) as process:
        process.wait_until_said("answering as")
        asked = chat.send(TWO)
        herons, roads = chat.wait_for(2)
        assert herons.text.startswith("How many herons nested in Rye?\n\n")
        assert roads.text.startswith("Which roads were closed on Friday?\n\n")
        assert "herons" in first_quote(herons)
        assert first_quote(roads) == "The roads to Dover were closed on Friday."
        assert herons.reply_to == roads.reply_to == asked
        process.signal(signal.SIGTERM)
        assert process.wait() == 0
    with bot(server, data_dir, **settings) as process:
        process.wait_until_said("answering as")
        assert "Thank you" in chat.wait_for_answer(chat.press(roads, "👍"))["text"]
        with running("feedback", "--json", data_dir=data_dir) as listing:
            assert listing.wait() == 0
            kept = json.loads(listing.output())
        assert "Which roads were closed on Friday?" in json.dumps(kept)
        assert "herons" not in json.dumps(kept)
        edited = chat.send(TWO)
        first, second = chat.wait_for(2)
        chat.edit(edited, "Which roads were closed on Friday?")
        changed = chat.wait_for_edit(first)
        assert first_quote(changed) == "The roads to Dover were closed on Friday."
        for _ in range(2400):
            if second.id not in [one.id for one in chat.replies]:
                break
            time.sleep(0.1)
        assert second.id not in [one.id for one in chat.replies]


@pytest.mark.slow
def test_the_same_answer_elsewhere(server: BotApiServer, data_dir: Path) -> None:
    """Where several sources answer, a button sends the others that say the same; a press of it that
    was never there does nothing."""
    chat = server.private_chat(server.user("Ann"))
    with bot(server, data_dir, MIN_CONFIDENCE="0.001") as process:
        process.wait_until_said("answering as")
        chat.send("How many herons nested in Rye?")
        [found] = chat.wait_for(1)
        assert found.text.startswith("2 sources agree"), readable(found)
        pressed = data_of(found, "g")
        assert pressed == "gA"
        for data in ("gb", "gC", "gA0", "ga", "g"):
            told = chat.wait_for_answer(chat.forge(found, data))
            assert "have changed" in told["text"], data
        chat.press(found, "Same answer")
        [other] = chat.wait_for(1)
        assert other.text.startswith("The same answer, elsewhere:")
        assert "12 herons" in first_quote(other)
        assert first_quote(other) not in found.text
        chat.expect_silence(0.3)
