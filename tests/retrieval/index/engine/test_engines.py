"""One suite for all engines: the same answers as from a folder, whatever happens meanwhile."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import StorageError
from corpus.filters import Filters
from corpus.observer import Observer
from corpus.sample import sample_documents
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.index.build import build_index
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.engine.conditions import DocumentFields
from retrieval.index.engine.copying import copy_vectors
from retrieval.index.engine.engine_index import EngineIndex
from retrieval.index.engine.open import open_engine
from retrieval.index.engine.protocol import Counts, Engine
from retrieval.index.engine.records import segment_records
from retrieval.index.engine.tally import Tally
from retrieval.index.engine.update import update_engine
from retrieval.turn import Link, Turn
from retrieval.verification.nearest import near_passages
from tests.fakes import BagOfWords, NumberReader, document
from tests.retrieval.index.engine import made_collections

_SERVER = "PULLQUOTE_TEST_QDRANT_URL"
_ENGINES = ("pgvector", "qdrant-local", "qdrant-edge", "qdrant-server")


@pytest.fixture(params=_ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "pgvector":
        url = request.getfixturevalue("postgres_url")
    elif request.param == "qdrant-local":
        pytest.importorskip("qdrant_client")
        url = "qdrant://memory"
    elif request.param == "qdrant-edge":
        pytest.importorskip("qdrant_edge")
        url = f"qdrant://{tmp_path}/edge"
    elif _SERVER in os.environ:
        url = f"{os.environ[_SERVER].rstrip('/')}/test-{time.time_ns()}"
    else:
        pytest.skip(f"needs a server in {_SERVER}")
    made = open_engine(url)
    yield made
    made.close()


def both(
    documents: Sequence[Document], engine: Engine, questions: Sequence[str]
) -> Iterator[tuple[Answerer, Answerer]]:
    """The answerers over a folder's index and over the engine's, of the same documents."""
    encoder, library = BagOfWords(), MemoryStore(documents)
    index = build_index(documents, encoder, library.revision)
    generation = update_engine(engine, library, encoder, Observer(), index.store)
    reader = NumberReader()
    yield (
        Answerer(library, index, encoder, reader=reader),
        Answerer(library, EngineIndex(engine, generation), encoder, reader=reader),
    )


def shown(answer: Answer) -> list[object]:
    quotes = [(one.reference, one.highlights, round(one.score, 4)) for one in answer.quotes]
    return [answer.outcome, round(answer.confidence, 3), *quotes]


COLLECTIONS: dict[str, Callable[[], list[Document]]] = {
    "sample": lambda: list(sample_documents()),
    "english": lambda: made_collections.english(60),
    "several languages": lambda: made_collections.several_languages(60),
}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_answers_are_those_of_a_folder(engine: Engine, name: str) -> None:
    """Quote by quote: the engine proposes, scoring is the same."""
    asked = made_collections.questions(12)
    if name == "sample":
        asked += ["How many of the women who met Putin had a conscripted son?", "Who is Levada?"]
    for folder, other in both(COLLECTIONS[name](), engine, asked):
        differ = [one for one in asked if shown(folder.ask(one)) != shown(other.ask(one))]
        assert not differ


def test_filters_follow_ups_and_verification_are_those_of_a_folder(engine: Engine) -> None:
    """Everything that reads the index reads the engine's alike."""
    documents = made_collections.english(30)
    for folder, other in both(documents, engine, []):
        filters = Filters(since="2005", until="2010-06", source="news/")
        asked = "How many houses were flooded?"
        assert shown(folder.ask(asked, filters=filters)) == shown(other.ask(asked, filters=filters))
        first = folder.ask(asked)
        turn = Turn(asked, tuple(one.reference for one in first.quotes), None, Link.REPLY)
        assert shown(folder.ask("And in Carrow?", after=turn)) == shown(
            other.ask("And in Carrow?", after=turn)
        )
        nowhere = Filters(source="there is no such source")
        assert (
            other.ask(asked, filters=nowhere).outcome == folder.ask(asked, filters=nowhere).outcome
        )
        sentence = next(one for one in documents[3].text.split("\n") if one and one[0] != "#")
        altered = " ".join(sentence.split()[:12]).replace(" the ", " that ").replace(" in ", " at ")
        assert near_passages(altered, folder.documents, folder.index) == near_passages(
            altered, other.documents, other.index
        )


def test_compounds_are_found_as_in_a_folder(engine: Engine) -> None:
    """Those that begin with a word of the question, and the parts of those in it."""
    texts = [
        "Die Brückensperrung dauerte {n} Wochen. Der Brückenbau beginnt im Mai.",
        "Eine Sperrung der Brücke war {n} Jahre lang verboten.",
        "Über den Hafenbau wurde {n} Stunden gestritten.",
        "Der Bau im Hafen kostete {n} Millionen Euro.",
    ]
    library = [document(texts[n % 4].format(n=n + 3), f"{n}.md", language="de") for n in range(12)]
    asked = ["Sperrung der Brücke", "Brückensperrung", "Hafenbrücke", "Bau Hafen", "Brücken"]
    for folder, other in both(library, engine, asked):
        assert [other.index.terms(one) for one in asked] == [
            folder.index.terms(one) for one in asked
        ]
        assert any(one.compounds for one in folder.index.terms("Brücken"))
        differ = [one for one in asked if shown(folder.ask(one)) != shown(other.ask(one))]
        assert not differ


WORDS = ("flood", "hous", "bridg", "school", "the", "haus@german", "nowhere")


def state(engine: Engine) -> list[object]:
    """What an index says of its texts and words."""
    generation = engine.current()
    assert generation is not None
    return [
        generation.revision,
        dict(generation.sizes),
        sorted(one[:2] for one in engine.versions(generation)),
        engine.words(generation, WORDS),
    ]


def expected_state(documents: Sequence[Document], revision: str) -> list[object]:
    """The same, counted from an index in memory."""
    index = build_index(documents, BagOfWords(), revision)
    tally = Tally()
    tally.add(list(segment_records(index.segments[0], index.store, {})))
    words: Counts = {}
    for (code, word), (passages, sentences) in tally.words.items():
        if word in WORDS:
            words.setdefault(word, {})[code] = (passages, sentences)
    return [revision, tally.sizes, sorted((one.id, one.fingerprint) for one in documents), words]


def test_what_changes_ends_as_what_is_built_anew(engine: Engine) -> None:
    """Documents come, change and go; counts and sizes are those of an index of what is left."""
    encoder = BagOfWords()
    before = made_collections.several_languages(40)
    update_engine(engine, MemoryStore(before), encoder, Observer())
    after = [*before[5:20], *made_collections.english(50)[40:]]
    after[3] = document("The bridge was flooded. The houses were not.\n", after[3].source)
    library = MemoryStore(after)
    update_engine(engine, library, encoder, Observer())
    found = state(engine)
    assert found == expected_state(after, library.revision)
    generation = engine.current()
    assert generation is not None
    index, folder = EngineIndex(engine, generation), build_index(after, encoder, library.revision)
    one, other = Answerer(library, index, encoder), Answerer(library, folder, encoder)
    for asked in made_collections.questions(10):
        assert shown(one.ask(asked)) == shown(other.ask(asked))


def test_an_update_that_is_cut_off_goes_on(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next update does what is left, and repeats nothing that shows."""
    monkeypatch.setattr("retrieval.index.engine.update.BATCH", 4_000)
    library, encoder = MemoryStore(made_collections.english(24)), BagOfWords()
    change, calls = engine.change, 0

    def failing(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise StorageError("the disk is full")
        return change(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "change", failing)
    with pytest.raises(StorageError, match="full"):
        update_engine(engine, library, encoder, Observer())
    assert engine.current() is None
    update_engine(engine, library, encoder, Observer())
    generation = engine.current()
    assert generation is not None and generation.revision == library.revision
    assert sorted(one[:2] for one in engine.versions(generation)) == sorted(library.fingerprints())
    done = engine.records(generation)
    assert len({one.id for one in done}) == generation.total.passages


def test_another_model_is_built_beside_the_one_in_use(engine: Engine) -> None:
    """Until it is complete, answers come from the old one; then from the new alone."""
    documents = made_collections.english(20)
    library = MemoryStore(documents)
    update_engine(engine, library, BagOfWords(), Observer())
    old = engine.current()
    other = BagOfWords(32, "other words")
    pending = engine.pending(other.fingerprint, old.format if old else 0, 32)
    assert engine.current() == old
    notes: list[str] = []
    update_engine(engine, library, other, Observer(note=notes.append))
    now = engine.current()
    assert now is not None and (now.name, now.model) == (pending.name, "other words")
    assert notes == ["building a new index beside the one in use"]
    update_engine(engine, library, other, Observer(note=notes.append))
    assert len(notes) == 1


def test_vectors_are_taken_along(engine: Engine) -> None:
    """An index elsewhere is built from the engine's without encoding anything."""
    library, encoder = MemoryStore(made_collections.several_languages(30)), BagOfWords()
    generation = update_engine(engine, library, encoder, Observer())
    store = EmbeddingStore.empty(generation.model, generation.dimension)
    copy_vectors(engine, generation, library, store)
    encoder.passages_encoded.clear()
    folder = build_index([], encoder, "")
    folder.store = store
    made = build_index(library.documents(), encoder, library.revision, folder)
    assert not encoder.passages_encoded
    assert made.counts() == (generation.total.documents, generation.total.passages)


def test_filters_know_what_has_changed_beside_the_text(engine: Engine) -> None:
    """A date or a publisher that is corrected counts with the next update; nothing is encoded."""
    documents = made_collections.english(12)
    library, encoder = MemoryStore(documents), BagOfWords()
    update_engine(engine, library, encoder, Observer())
    encoder.passages_encoded.clear()
    after = list(documents)
    after[4] = replace(after[4], published="1977-05", publisher="Gazette")
    library = MemoryStore(after)
    generation = update_engine(engine, _Revised(library, "later"), encoder, Observer())
    assert not encoder.passages_encoded
    answerer = Answerer(library, EngineIndex(engine, generation), encoder)
    asked = "How many houses were flooded?"
    for filters in (Filters(until="1980"), Filters(source="gazette")):
        answer = answerer.ask(asked, filters=filters)
        assert {quote.document.id for quote in answer.quotes} == {after[4].id}
    fields = {one.document: one.fields for one in engine.versions(generation)}
    assert fields == {one.id: DocumentFields.of(one).digest for one in after}


def test_what_a_filter_admits_no_longer_is_not_quoted(engine: Engine) -> None:
    """Though the index does not know of it yet."""
    documents = made_collections.english(12)
    library, encoder = MemoryStore(documents), BagOfWords()
    generation = update_engine(engine, library, encoder, Observer())
    filters = Filters(since="2004", until="2004")
    [admitted] = [one for one in documents if filters.admit(one)]
    index = EngineIndex(engine, generation)
    assert Answerer(library, index, encoder).ask("Who said so?", filters=filters).quotes
    corrected = [replace(one, published="1990") if one == admitted else one for one in documents]
    answerer = Answerer(MemoryStore(corrected), index, encoder)
    assert not answerer.ask("Who said so?", filters=filters).quotes


class _Revised(MemoryStore):
    """A collection whose revision changes with what is said of its documents, as on disk."""

    def __init__(self, library: MemoryStore, revision: str) -> None:
        super().__init__(library.documents())
        self._revision = revision

    @property
    def revision(self) -> str:
        return self._revision


def test_an_empty_collection_has_an_index(engine: Engine) -> None:
    """Nothing is found in it, without an error."""
    library, encoder = MemoryStore([]), BagOfWords()
    generation = update_engine(engine, library, encoder, Observer())
    answer = Answerer(library, EngineIndex(engine, generation), encoder).ask("Who paid?")
    assert not answer.quotes and not answer.answered
