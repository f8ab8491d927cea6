"""Saved questions in a data folder: asked once of each document, and stored with what was found."""

import sys
from pathlib import Path

import pytest

from bot.app import App
from bot.watches.check import ask_saved_questions
from bot.watches.store import TooManyWatches, WatchStore
from bot.watches.watch import LOCAL, Watch
from corpus.observer import Observer
from corpus.store.lock import write_lock
from retrieval.watching.novelty import Known
from tests.bot.conftest import Pullquote

_QUESTION = "On how many cars in Dover did trees fall?"
_NEWS = "The number of cars that trees fell on in Dover is {} now, said Anna Brook.\n"


@pytest.fixture
def watching(fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch) -> Pullquote:
    """A collection with one article among others, and one saved question."""
    # Words alone make nobody sure.
    monkeypatch.setenv("PULLQUOTE_MIN_CONFIDENCE", "0.005")
    others = article.parent / "others"
    others.mkdir()
    for number, thing in enumerate(("Bread", "Milk", "Cheese", "Honey", "Butter", "Rye", "Oil")):
        text = f"{thing} was sold at the market for {number + 90} pence a pound in spring.\n"
        (others / f"{number}.txt").write_text(text)
    assert fast("add", article, others).code == 0
    assert fast("watch", "add", _QUESTION).out == f"1. {_QUESTION}\n"
    return fast


def bring(run: Pullquote, folder: Path, number: int) -> str:
    path = folder / f"{number}.txt"
    path.write_text(_NEWS.format(number))
    return run("add", path).err


def test_a_new_document_is_told_once(watching: Pullquote, tmp_path: Path) -> None:
    """By `add`, and shown until it was shown; the feed and the list have it too."""
    assert watching("watch", "show").code == 1
    assert "one new quote" in bring(watching, tmp_path, 23)
    shown = watching("watch", "show", "--new", "--json").json
    assert shown["quote"]["text"] == _NEWS.format(23).strip()
    assert shown["new_words"] == ["23", "Anna", "Brook"]
    assert watching("watch", "show", "--new").code == 1
    assert "23 now" in watching("watch", "show").out
    assert "new quote" not in watching("sync").err
    assert "23" in watching("watch", "feed").out
    assert oct(next(tmp_path.rglob("watches.sqlite3")).stat().st_mode)[-3:] == "600"


def test_a_document_that_changed_elsewhere_is_no_news(
    watching: Pullquote, article: Path, tmp_path: Path
) -> None:
    """A corrected spelling in another paragraph; but a corrected answer is."""
    article.write_text(article.read_text().replace("Trees fell", "Trees fell down"))
    watching("sync")
    watching("watch", "show", "--new")
    text = article.read_text()
    article.write_text(text.replace("12 million", "13 million"))
    assert "new quote" not in watching("sync").err
    path = tmp_path / "23.txt"
    bring(watching, tmp_path, 23)
    path.write_text(_NEWS.format(24))
    assert "new quote" in watching("sync").err
    found = watching("watch", "show", "--new", "--json").out.splitlines()
    assert '"news": "changed"' in found[-1]


def test_paused_and_removed_questions_are_not_asked(watching: Pullquote, tmp_path: Path) -> None:
    """What comes while a question is paused is not told when it is resumed."""
    assert watching("watch", "pause", 1).code == 0
    assert "(paused)" in watching("watch", "list").out
    bring(watching, tmp_path, 23)
    assert watching("watch", "resume", 1).code == 0
    assert "new quote" not in watching("sync").err
    assert "new quote" in bring(watching, tmp_path, 24)
    assert watching("watch", "remove", 1).code == 0
    assert watching("watch", "remove", 1).code == 1
    assert watching("watch", "list").code == 1
    assert "new quote" not in bring(watching, tmp_path, 25)


def test_a_kill_while_asking_loses_and_repeats_nothing(
    watching: Pullquote, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not stored is asked again; what was is not."""
    from bot.settings import load_settings

    monkeypatch.setattr("bot.cli.commands.sources.ask_and_tell", lambda app: None)
    monkeypatch.setattr("bot.watches.check._BLOCK", 1)
    for number in (23, 24, 25):
        bring(watching, tmp_path, number)
    app = App(load_settings(), print)
    steps = 0

    def die(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask_saved_questions(app, Observer(progress=die))
    with WatchStore(data_dir) as store:
        first = store.found.latest(LOCAL, 9)
    assert len(first) == 1
    assert ask_saved_questions(app, Observer()) == 2
    assert ask_saved_questions(app, Observer()) == 0
    with WatchStore(data_dir) as store:
        found = store.found.latest(LOCAL, 9)
    assert len({one.place.document_id for one in found}) == len(found) == 3


def test_only_one_process_asks(watching: Pullquote, data_dir: Path, tmp_path: Path) -> None:
    """Another one leaves it to the first."""
    with write_lock(data_dir / "watching", None):
        assert "new quote" not in bring(watching, tmp_path, 23)
    assert "new quote" in watching("watch", "check").err


def test_a_chat_has_so_many_questions_and_moves_with_them(tmp_path: Path) -> None:
    """A group that becomes a supergroup keeps its questions, and their numbers; twice is once."""
    with WatchStore(tmp_path) as store:
        for question in ("A?", "B?"):
            store.add(Watch(0, "telegram:1:-5", 0, question), Known(), list, 2)
        with pytest.raises(TooManyWatches):
            store.add(Watch(0, "telegram:1:-5", 0, "C?"), Known(), list, 2)
        store.move("telegram:1:-5", "telegram:1:-100")
        store.move("telegram:1:-5", "telegram:1:-100")
        assert store.watches("telegram:1:-5") == []
        assert [one.question for one in store.watches("telegram:1:-100")] == ["A?", "B?"]
        assert not store.add(Watch(0, "telegram:1:-100", 0, "A?"), Known(), list, 2)[1]


def test_nothing_is_loaded_where_no_question_is_saved(fast: Pullquote, article: Path) -> None:
    """Most people save none."""
    sys.modules.pop("bot.watches.check", None)
    assert fast("add", article).code == 0
    assert "bot.watches.check" not in sys.modules
