"""The second index, for questions in other languages over documents in English."""

import asyncio
import contextlib
import itertools
import shutil
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot import model_choice, second_index
from bot.app import App
from bot.changes import collection_changes
from bot.changes.collection_changes import CollectionChanges
from bot.environment import SECOND_INDEX
from bot.serving import async_answerer
from bot.serving.async_answerer import AsyncAnswerer, Finding, Inquiry
from bot.settings import Settings
from bot.watches.check import ask_saved_questions
from bot.watches.store import WatchStore
from bot.watches.watch import LOCAL, Watch
from corpus.observer import Observer
from corpus.store.lock import write_lock
from retrieval.answerer import Answerer
from retrieval.defaults import EMBEDDING_MODEL, MULTILINGUAL, MULTILINGUAL_MODEL
from retrieval.index.folder import IndexFolder
from retrieval.models import embedding_model, model_files
from retrieval.models.model_files import ModelFiles
from retrieval.turn import Link, Turn
from retrieval.watching.novelty import Known
from tests.fakes import BagOfWords

_BRIDGE = "The Altmark bridge was paid for by the county, and it was opened in the spring."
_TOWER = "The Nordholm tower is closed for repairs until the middle of next year."
_GERMAN = "Die Brücke wurde von der Stadt bezahlt, und sie wurde nicht im Frühling eröffnet."
_QUESTION = "Wer hat die Altmark bridge bezahlt?"


@pytest.fixture(autouse=True)
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bag of words under the name of either model."""

    def find(wanted: str | None, memo_folder: Path | None = None) -> ModelFiles:
        name = MULTILINGUAL_MODEL if wanted == MULTILINGUAL else EMBEDDING_MODEL
        return ModelFiles("nowhere", f"{name} 0123456789abcdef")

    def bag(files: ModelFiles, folder: Path, on_note: object) -> BagOfWords:
        return BagOfWords(fingerprint=files.fingerprint)

    monkeypatch.setattr(model_files, "find_model", find)
    monkeypatch.setattr(embedding_model, "EmbeddingModel", bag)
    for module in (model_choice, collection_changes):
        monkeypatch.setattr(module, "is_multilingual_installed", lambda _: True)


class OwnCollection:
    """Somebody's collection of texts, and what is said about it."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / "data"
        self._texts = folder / "texts"
        self._texts.mkdir()
        self.notes: list[str] = []

    def app(self, setting: str | None = None) -> App:
        settings = Settings(data_dir=self.data_dir, reader_model="none", embedding_model=setting)
        return App(settings, self.notes.append)

    @property
    def observer(self) -> Observer:
        return Observer(note=self.notes.append)

    def changes(self, setting: str | None = None) -> CollectionChanges:
        return CollectionChanges(self.app(setting), self.observer)

    def add(self, *texts: str, setting: str | None = None) -> None:
        files = []
        for text in texts:
            files.append(self._texts / f"{len(list(self._texts.iterdir()))}.txt")
            files[-1].write_text(text, encoding="utf-8")
        self.changes(setting).ingest(lambda one: one.add([str(file) for file in files]))

    def model_for(self, question: str, setting: str | None = None) -> str:
        """The name of the model that answers a question."""
        app = self.app(setting)
        with app.answerer(self.observer) as answerer:
            app.make_second_index(question, answerer.index, self.observer)
            return _model_of(answerer, question)

    @property
    def second(self) -> Path:
        return self.data_dir / SECOND_INDEX

    def second_documents(self) -> int:
        """How many documents the second index has."""
        index = IndexFolder(self.second).open(f"{MULTILINGUAL_MODEL} 0123456789abcdef")
        return index.counts()[0]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnCollection]:
    yield OwnCollection(tmp_path)


@contextlib.asynccontextmanager
async def answering(own: OwnCollection) -> AsyncIterator[AsyncAnswerer]:
    """The answerer of front ends for many people."""
    answerer = AsyncAnswerer(own.app())
    await answerer.open()
    try:
        yield answerer
    finally:
        await answerer.close()


def _model_of(answerer: Answerer, question: str) -> str:
    query = answerer.analyze(question)
    found = answerer.search(query)
    assert found.index.model == query.model
    return query.model.partition(" ")[0]


def test_the_first_question_in_another_language_makes_it(own: OwnCollection) -> None:
    """Which is said, once."""
    own.add(_BRIDGE, _TOWER)
    assert own.model_for("Who paid for the Altmark bridge?") == EMBEDDING_MODEL
    assert not own.second.exists()
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL
    assert own.notes.count(second_index.MAKING) == 1
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL
    assert own.model_for("Who paid for the Altmark bridge?") == EMBEDDING_MODEL
    assert own.notes.count(second_index.MAKING) == 1


def test_what_it_finds_is_quoted(own: OwnCollection) -> None:
    own.add(_BRIDGE, _TOWER)
    app = own.app()
    with app.answerer(own.observer) as answerer:
        app.make_second_index(_QUESTION, answerer.index, own.observer)
        assert answerer.ask(_QUESTION).quotes[0].text == _BRIDGE


def test_it_follows_the_collection(own: OwnCollection) -> None:
    """New documents are found in it, and removed ones are not."""
    own.add(_BRIDGE)
    own.model_for(_QUESTION)
    own.add(_TOWER)
    assert own.second_documents() == 2
    with own.app().collection() as collection:
        tower = next(one.id for one in collection.documents() if "tower" in one.text)
    own.changes().remove([tower])
    assert own.second_documents() == 1
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL


def test_documents_that_were_added_meanwhile_are_found(own: OwnCollection) -> None:
    """An answerer that was opened before there was a second index, or with an older one."""
    own.add(_BRIDGE)
    app = own.app()
    with app.answerer(own.observer) as answerer:
        assert _model_of(answerer, _QUESTION) == EMBEDDING_MODEL
        own.model_for(_QUESTION)
        assert _model_of(answerer, _QUESTION) == MULTILINGUAL_MODEL
        own.add(_TOWER)
        question = "Wann wird der Nordholm tower geöffnet?"
        assert _model_of(answerer, question) == MULTILINGUAL_MODEL
        assert answerer.ask(question).quotes[0].text == _TOWER


def test_it_goes_when_the_collection_gets_the_multilingual_model(own: OwnCollection) -> None:
    own.add(_BRIDGE)
    own.model_for(_QUESTION)
    own.add(_GERMAN, _GERMAN + " Sie ist lang, und das ist gut so.")
    assert own.app().embedding_model == MULTILINGUAL
    assert not own.second.exists()
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL
    assert not own.second.exists()


def test_it_goes_with_the_last_document(own: OwnCollection) -> None:
    own.add(_BRIDGE)
    own.model_for(_QUESTION)
    with own.app().collection() as collection:
        everything = [one.id for one in collection.documents()]
    own.changes().remove(everything)
    assert not own.second.exists()


def test_a_model_that_the_settings_name_is_the_only_one(own: OwnCollection) -> None:
    own.add(_BRIDGE, setting=EMBEDDING_MODEL)
    assert own.model_for(_QUESTION, setting=EMBEDDING_MODEL) == EMBEDDING_MODEL
    assert not own.second.exists()


def test_without_the_multilingual_model_there_is_none(
    own: OwnCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_choice, "is_multilingual_installed", lambda _: False)
    own.add(_BRIDGE)
    assert own.model_for(_QUESTION) == EMBEDDING_MODEL
    assert not own.second.exists()


def test_a_large_collection_gets_none_unasked(
    own: OwnCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And loses the one it has once it has grown too large; what to do is said."""
    for module in (second_index, collection_changes):
        monkeypatch.setattr(module, "MOST_PASSAGES", 1)
    own.add(_BRIDGE)
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL
    own.add(_TOWER)
    assert not own.second.exists()
    assert second_index.TOO_LARGE in own.notes
    assert own.model_for(_QUESTION) == EMBEDDING_MODEL
    assert second_index.TOO_MANY in own.notes


def test_a_damaged_one_is_made_anew(own: OwnCollection) -> None:
    own.add(_BRIDGE)
    own.model_for(_QUESTION)
    shutil.rmtree(own.second / "segments")
    own.add(_TOWER)
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL
    assert own.second_documents() == 2


@pytest.mark.parametrize("damaged", ["stores/*/vectors.bin", "segments/*/codes.npy", "*/gone.npy"])
def test_a_damaged_one_is_made_anew_before_the_next_question(
    own: OwnCollection, damaged: str
) -> None:
    """Even if the documents have not changed since."""
    own.add(_BRIDGE, _TOWER)
    own.model_for(_QUESTION)
    file = next(own.second.glob(damaged))
    file.write_bytes(file.read_bytes()[:5])
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL
    assert own.second_documents() == 2
    assert any("rebuilding the index" in note for note in own.notes)


def test_one_that_was_never_finished_is_none(
    own: OwnCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an interrupted question leaves behind does no harm to the next change."""
    own.add(_BRIDGE)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(IndexFolder, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            own.model_for(_QUESTION)
    assert own.second.exists()
    own.notes.clear()
    with pytest.raises(ValueError, match="a fault"), own.app().explaining_damage():
        raise ValueError("a fault of its own")
    own.add(_TOWER)
    assert not own.second.exists()
    assert not own.notes
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL
    assert own.second_documents() == 2


def test_while_the_collection_changes_the_question_does_not_wait(own: OwnCollection) -> None:
    """Which is said, since the answer may be wrong."""
    own.add(_BRIDGE)
    with write_lock(own.data_dir, None):
        assert own.model_for(_QUESTION) == EMBEDDING_MODEL
    assert second_index.BUSY in own.notes
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL


def test_the_sample_articles_have_one_too(own: OwnCollection) -> None:
    assert own.model_for("Сколько людей уехало из страны?") == MULTILINGUAL_MODEL
    assert own.model_for("How many people left the country?") == EMBEDDING_MODEL


def test_a_few_words_are_in_the_language_of_the_question_before(own: OwnCollection) -> None:
    own.add(_BRIDGE)
    app = own.app()
    with app.answerer(own.observer) as answerer:
        app.make_second_index(_QUESTION, answerer.index, own.observer)
        before = Turn(_QUESTION, (), None, Link.REPLY)
        assert answerer.analyze("Altmark 1912?", before).model.startswith(MULTILINGUAL_MODEL)
        before = Turn("Who paid for the bridge?", (), None, Link.REPLY)
        assert answerer.analyze("Altmark 1912?", before).model.startswith(EMBEDDING_MODEL)


def test_front_ends_for_many_make_it_too(own: OwnCollection) -> None:
    """Two people who ask at the same time wait for the same work."""
    own.add(_BRIDGE, _TOWER)

    async def ask_twice() -> list[str]:
        async with answering(own) as answerer:
            found = await asyncio.gather(*(answerer.ask(Inquiry(_QUESTION)) for _ in range(2)))
            return [one.answer.quotes[0].text for one in found]

    assert asyncio.run(ask_twice()) == [_BRIDGE] * 2
    assert own.second_documents() == 2


@pytest.mark.parametrize("is_paused", [False, True])
def test_saved_questions_make_it_when_they_are_asked(own: OwnCollection, is_paused: bool) -> None:
    """Not those that are paused."""
    own.add(_TOWER)
    with WatchStore(own.data_dir) as store:
        store.add(Watch(0, LOCAL, 0, _QUESTION), Known(), list, None)
        store.pause(LOCAL, is_paused)
    own.add(_BRIDGE)
    ask_saved_questions(own.app(), own.observer)
    assert own.second.exists() is not is_paused
    assert is_paused or own.second_documents() == 2


def test_nobody_waits_for_it_for_ever(own: OwnCollection, monkeypatch: pytest.MonkeyPatch) -> None:
    own.add(_BRIDGE, _TOWER)
    answered = threading.Event()

    def make(*_: object) -> None:
        assert answered.wait(60)

    monkeypatch.setattr(async_answerer, "_SECOND_INDEX_SECONDS", 0.01)
    monkeypatch.setattr(App, "make_second_index", make)

    async def ask() -> Finding:
        async with answering(own) as answerer:
            try:
                return await answerer.ask(Inquiry(_QUESTION))
            finally:
                answered.set()

    found = asyncio.run(ask())
    assert found.answer.quotes[0].text == _BRIDGE
    assert found.is_early


def test_an_answer_without_it_is_marked_where_a_later_one_may_be_better(own: OwnCollection) -> None:
    """While the collection is being changed; not where there is one, nor in English."""
    own.add(_BRIDGE, _TOWER)

    async def ask_all() -> list[bool]:
        async with answering(own) as answerer:
            with write_lock(own.data_dir, None):
                found = [await answerer.ask(Inquiry(one)) for one in (_QUESTION, "Which bridge?")]
            found.append(await answerer.ask(Inquiry(_QUESTION)))
            return [one.is_early for one in found]

    assert asyncio.run(ask_all()) == [True, False, False]


def test_nobody_waits_for_it_who_stops_the_process(
    own: OwnCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.add(_BRIDGE, _TOWER)
    started = threading.Event()

    def make(app: App, question: str, index: object, observer: Observer) -> None:
        started.set()
        for done in itertools.count():  # it would never end by itself
            observer.progress("encoding", done, done + 1)
            time.sleep(0.001)

    monkeypatch.setattr(App, "make_second_index", make)

    async def ask() -> str:
        async with answering(own) as answerer:
            asked = asyncio.create_task(answerer.ask(Inquiry(_QUESTION)))
            assert await asyncio.to_thread(started.wait, 60)
            answerer.stop_preparing()
            return (await asked).answer.quotes[0].text

    assert asyncio.run(ask()) == _BRIDGE


def test_one_that_was_stopped_is_finished_later(own: OwnCollection) -> None:
    """With the vectors that there are."""
    own.add(_BRIDGE, _TOWER)

    def stop(what: str, done: int, total: int) -> None:
        raise RuntimeError("stopped")

    app = own.app()
    with app.answerer(own.observer) as answerer:
        with pytest.raises(RuntimeError, match="stopped"):
            app.make_second_index(_QUESTION, answerer.index, Observer(stop))
        assert _model_of(answerer, _QUESTION) == EMBEDDING_MODEL
    assert own.model_for(_QUESTION) == MULTILINGUAL_MODEL
    assert own.second_documents() == 2


def test_an_unforeseen_fault_does_not_cost_the_answer(
    own: OwnCollection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and the question is answered without the second index."""
    own.add(_BRIDGE, _TOWER)

    def make(*_: object) -> None:
        raise ArithmeticError("an unforeseen fault")

    monkeypatch.setattr(App, "make_second_index", make)

    async def ask() -> Finding:
        async with answering(own) as answerer:
            return await answerer.ask(Inquiry(_QUESTION))

    assert asyncio.run(ask()).answer.quotes[0].text == _BRIDGE
    assert "cannot be indexed for other languages" in caplog.text
