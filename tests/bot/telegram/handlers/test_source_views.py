"""Sources in the answer's own message: opened, gone through, closed."""

import signal
from pathlib import Path

import pytest

from bot.telegram.render.quote_code import QuoteCode
from bot.telegram.render.source_view import pressed_source
from corpus.span import Span
from tests.bot.bot_process import bot
from tests.bot.process import running
from tests.bot_api import BotApiServer, Chat, Message

pytestmark = pytest.mark.slow

QUESTION = "How many herons nested in Rye?"
BASE = "https://quotes.example.org"
_ARTICLES = {
    "herons.md": "---\ntitle: Herons\npublisher: The Mail\nauthor: Ann Reed\n---\n"
    "Some **12 herons** nested in Rye\nthis year, the [warden](https://example.org/w) said.\n",
    "again.md": "---\ntitle: More herons\n---\nThe town counts 14 herons that nested in Rye.\n",
}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("views")
    for name, text in _ARTICLES.items():
        (folder / name).write_text(text)
    with running("add", *(str(folder / n) for n in _ARTICLES), data_dir=folder / "data") as adding:
        assert adding.wait() == 0, adding.said
    return folder / "data"


def answer(chat: Chat, words: str = QUESTION) -> Message:
    chat.send(words)
    [message] = chat.wait_for(1)
    return message


def pressed(chat: Chat, message: Message, label: str) -> Message:
    chat.press(message, label)
    return chat.wait_for_edit(message)


def labels(message: Message) -> list[list[str]]:
    rows = (message.reply_markup or {})["inline_keyboard"]
    return [[one["text"] for one in row] for row in rows]


def same(one: Message, other: Message) -> bool:
    return (one.text, one.entities, one.reply_markup) == (
        other.text,
        other.entities,
        other.reply_markup,
    )


def test_sources_are_shown_in_place(server: BotApiServer, data_dir: Path) -> None:
    """A titled button for each; of one, what it is, where the quote stands, and the page that shows
    it there. Back leads to the titles, Close to the answer as it was, also after a restart."""
    chat = server.private_chat(server.user("Ann"))
    with bot(server, data_dir, PUBLIC_URL=BASE, MIN_CONFIDENCE="0.001") as process:
        process.wait_until_said("answering as")
        found = answer(chat)
        assert "12 herons nested in Rye this year, the warden said." in found.text
        titles = pressed(chat, found, "Source")
        assert titles.text == "The sources of this answer:"
        rows = labels(titles)
        assert sorted(title[3:] for [title] in rows[:-1]) == ["Herons", "More herons"]
        assert rows[-1] == ["Close"]
        [herons] = next(row for row in rows if row[0].endswith(". Herons"))
        view = pressed(chat, titles, herons)
        assert view.text.startswith("Herons\nThe Mail\nAuthor: Ann Reed")
        assert "\nPlace: paragraph 1" in view.text
        [link] = [one["url"] for one in view.entities if one["type"] == "text_link"]
        assert link.startswith(f"{BASE}/d/")
        assert labels(view) == [["Original file"], ["Back", "Close"]]
        assert same(pressed(chat, view, "Back"), titles)
        view = pressed(chat, chat.current(view), herons)
        assert same(pressed(chat, view, "Close"), found)
        view = pressed(chat, pressed(chat, chat.current(view), "Source"), herons)
        process.signal(signal.SIGTERM)
        assert process.wait() == 0
    with bot(server, data_dir, PUBLIC_URL=BASE, MIN_CONFIDENCE="0.001") as process:
        process.wait_until_said("answering as")
        assert same(pressed(chat, view, "Back"), titles)
        assert same(pressed(chat, chat.current(view), "Close"), found)


def test_a_closed_view_of_a_lost_question_is_its_quote(
    server: BotApiServer, data_dir: Path
) -> None:
    """After a restart, where the question was deleted, the quote comes back by its button."""
    chat = server.private_chat(server.user("Ann"))
    with bot(server, data_dir, TOP="1", MIN_CONFIDENCE="0.001") as process:
        process.wait_until_said("answering as")
        asked = chat.send(QUESTION)
        [found] = chat.wait_for(1)
        view = pressed(chat, found, "Source")
        if "The sources" in view.text:
            view = pressed(chat, view, labels(view)[0][0])
        process.signal(signal.SIGTERM)
        assert process.wait() == 0
    chat.delete(asked)
    with bot(server, data_dir, TOP="1") as process:
        process.wait_until_said("answering as")
        closed = pressed(chat, view, "Close")
        assert "herons" in closed.text
        assert "Source" in labels(closed)[-1] + labels(closed)[0]


def test_presses_that_were_never_there_do_nothing(server: BotApiServer, data_dir: Path) -> None:
    """Neither a source of another span, nor the end of a view that is not open, nor a way back."""
    chat = server.private_chat(server.user("Eve"))
    with bot(server, data_dir, MIN_CONFIDENCE="0.001") as process:
        process.wait_until_said("answering as")
        found = answer(chat)
        view = pressed(chat, found, "Source")
        known = pressed_source(view.buttons[0]["callback_data"])
        assert known is not None
        span = Span(known[1].span.start + 9, known[1].span.end)
        cut = QuoteCode(known[1].document_id, known[1].version, span, (span,)).encode()
        for message, data in (
            (view, f"oa{cut}"),
            (view, f"ka{cut}"),
            (view, "o"),
            (view, f"s{known[1].document_id}"),
            (view, "ga"),
        ):
            told = chat.wait_for_answer(chat.forge(message, data))
            assert "have changed" in told["text"], data
        assert same(chat.current(view), view)


def test_the_bots_own_words_are_the_documents(server: BotApiServer, data_dir: Path) -> None:
    """Markdown that is rendered is still exact, or exact but for its typography; what is
    copied is as it is stored."""
    chat = server.private_chat(server.user("Ann"))
    with bot(server, data_dir, MIN_CONFIDENCE="0.001") as process:
        process.wait_until_said("answering as")
        found = answer(chat)
        chat.send("/verify", reply_to=found)
        [told] = chat.wait_for(1)
        assert "Altered" not in told.text
        assert "Absent" not in told.text
        assert "Exact" in told.text
        copied = [one["copy_text"]["text"] for one in found.buttons if "copy_text" in one]
        stored = _ARTICLES["herons.md"].partition("---\n")[2].partition("---\n")[2].strip()
        assert any(one.startswith(stored) for one in copied) or "14 herons" in copied[0]
