"""Which embedding model a collection gets where the settings name none."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot import model_choice
from bot.app import App
from bot.changes import collection_changes
from bot.changes.collection_changes import CollectionChanges
from bot.cli.main import main
from bot.settings import Settings
from corpus.observer import Observer
from retrieval.defaults import EMBEDDING_MODEL, MULTILINGUAL, MULTILINGUAL_MODEL
from retrieval.index.embeddings.encode import PROBE
from retrieval.models import embedding_model, model_files
from retrieval.models.model_files import ModelFiles
from tests.fakes import BagOfWords

_ENGLISH = "The bridge was paid for by the county, and it was opened in the spring."
_GERMAN = "Die Brücke wurde von der Stadt bezahlt, und sie wurde nicht im Frühling eröffnet."
_RUSSIAN = "Мост был построен на деньги города, и это было не так давно, как они думают."


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


@pytest.fixture
def written(tmp_path: Path) -> Iterator["Newsroom"]:
    yield Newsroom(tmp_path)


class Newsroom:
    """A collection to which texts are added, each by a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.notes: list[str] = []

    def app(self, setting: str | None = None) -> App:
        settings = Settings(
            data_dir=self._folder / "data", reader_model="none", embedding_model=setting
        )
        return App(settings, self.notes.append)

    def add(self, *texts: str, setting: str | None = None) -> None:
        files = []
        for text in texts:
            files.append(self._folder / f"{len(list(self._folder.iterdir()))}.txt")
            files[-1].write_text(text, encoding="utf-8")
        self.notes.clear()
        changes = CollectionChanges(self.app(setting), Observer(note=self.notes.append))
        changes.ingest(lambda ingester: ingester.add([str(file) for file in files]))

    def said(self) -> bool:
        return any("multilingual model is used" in note for note in self.notes)


def test_documents_in_other_languages_get_the_multilingual_model(written: Newsroom) -> None:
    """From the first on, and every later process knows it."""
    written.add(_GERMAN, _RUSSIAN)
    assert written.said()
    app = written.app()
    assert app.embedding_model == MULTILINGUAL
    with app.answerer(Observer()) as answerer:
        assert answerer.model.startswith(MULTILINGUAL_MODEL)
        assert answerer.ask("Wer bezahlt die Brücke?").quotes


def test_english_documents_get_the_bundled_model(written: Newsroom) -> None:
    written.add(_ENGLISH, _ENGLISH + " It is long.", _GERMAN)
    assert not written.said()
    assert written.app().embedding_model == EMBEDDING_MODEL


def test_a_collection_changes_over_once_most_of_it_is_foreign(written: Newsroom) -> None:
    """A process that answered before follows; English documents do not change it back."""
    written.add(_ENGLISH)
    answering = written.app()
    with answering.answerer(Observer()) as answerer:
        assert answerer.model.startswith(EMBEDDING_MODEL)
    written.add(_GERMAN, _RUSSIAN)
    assert written.said()
    with answering.answerer(Observer()) as answerer:
        assert answerer.model.startswith(MULTILINGUAL_MODEL)
        assert answerer.ask("Who paid for the bridge?").quotes
    written.add(*(f"{_ENGLISH} It has {n} arches." for n in range(4)))
    assert not written.said()
    assert written.app().embedding_model == MULTILINGUAL


def test_a_named_model_is_kept(written: Newsroom) -> None:
    written.add(_GERMAN, setting=EMBEDDING_MODEL)
    assert not written.said()
    assert written.app(EMBEDDING_MODEL).embedding_model == EMBEDDING_MODEL


def test_without_the_multilingual_model_what_helps_is_said(
    written: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection_changes, "is_multilingual_installed", lambda _: False)
    written.add(_GERMAN)
    assert written.app().embedding_model == EMBEDDING_MODEL
    assert any("Pullquote finds answers there" in note for note in written.notes)


def test_files_outside_the_collection_get_the_model_that_suits_them(
    written: Newsroom, tmp_path: Path
) -> None:
    written.add(_ENGLISH)
    file = tmp_path / "apart.txt"
    file.write_text(_GERMAN, encoding="utf-8")
    app = written.app()
    with app.answerer(Observer(), [str(file)]) as answerer:
        assert answerer.model.startswith(MULTILINGUAL_MODEL)
    file.write_text(_ENGLISH, encoding="utf-8")
    with app.answerer(Observer(), [str(file)], "Wer hat die Brücke bezahlt?") as answerer:
        assert answerer.model.startswith(MULTILINGUAL_MODEL)
    with app.answerer(Observer(), [str(file)], "Who paid for the bridge?") as answerer:
        assert answerer.model.startswith(EMBEDDING_MODEL)
    with app.answerer(Observer()) as answerer:
        assert answerer.model.startswith(EMBEDDING_MODEL)


def test_a_moved_collection_keeps_its_model(
    written: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the settings name a place that has no index yet: nothing is encoded again."""
    written.add(_GERMAN, _RUSSIAN)
    target = tmp_path / "elsewhere"
    monkeypatch.setenv("PULLQUOTE_DATA_DIR", str(target))
    encoded: list[str] = []
    encode = BagOfWords.encode_passages_with_tokens

    def counting(self: BagOfWords, texts: Sequence[str]) -> Any:
        encoded.extend(one for one in texts if one != PROBE)
        return encode(self, texts)

    monkeypatch.setattr(BagOfWords, "encode_passages_with_tokens", counting)
    assert main(["move", str(tmp_path / "data"), "folder"]) == 0
    settings = Settings(data_dir=target, reader_model="none")
    assert App(settings, written.notes.append).embedding_model == MULTILINGUAL
    assert not encoded
