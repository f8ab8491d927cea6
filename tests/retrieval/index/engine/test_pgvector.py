"""pgvector: what a question costs, how lists are kept, how conditions are met."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from corpus.document import Document
from corpus.filters import Filters
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from corpus.store.postgres.address import Address
from corpus.store.postgres.connection import PostgresConnection
from retrieval.answerer import Answerer
from retrieval.index.build import build_index
from retrieval.index.engine.conditions import Conditions
from retrieval.index.engine.engine_index import EngineIndex
from retrieval.index.engine.pgvector import merging, postings, search, words
from retrieval.index.engine.pgvector.engine import PgvectorEngine
from retrieval.index.engine.pgvector.postings import Postings
from retrieval.index.engine.protocol import Generation
from retrieval.index.engine.update import update_engine
from retrieval.ranking.rank import rank
from retrieval.ranking.search_scope import SearchScope
from tests.fakes import BagOfWords, document
from tests.retrieval.index.engine import made_collections


@pytest.fixture
def engine(postgres_url: str) -> Iterator[PgvectorEngine]:
    made = PgvectorEngine(Address.of(postgres_url))
    yield made
    made.close()


def filled(engine: PgvectorEngine, documents: Sequence[Document]) -> tuple[MemoryStore, Generation]:
    store = MemoryStore(documents)
    return store, update_engine(engine, store, BagOfWords(), Observer())


def rows(engine: PgvectorEngine, statement: str) -> list[Any]:
    return engine._connection.run(statement)


def test_a_question_takes_three_round_trips(
    engine: PgvectorEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words with their lists, proposals, tokens; two where its words were asked before. Words that
    no text has take two more, however many they are."""
    store, generation = filled(engine, made_collections.english(40))
    index = EngineIndex(engine, generation)
    answerer = Answerer(store, index, BagOfWords())
    asked: list[str] = []
    run = PostgresConnection.run

    def counted(self: PostgresConnection, statement: str, *arguments: Any, **named: Any) -> Any:
        asked.append(statement)
        return run(self, statement, *arguments, **named)

    monkeypatch.setattr(PostgresConnection, "run", counted)
    known, misspelt = "Houses in Carrow were flooded", "Hosues or shcools in Carow were floded?"
    filters = Filters(since="2005", source="news")
    for question, most, where in (
        (known, 3, None), (known, 2, None), (known, 2, filters), (misspelt, 5, None),
    ):  # fmt: skip
        asked.clear()
        query = answerer.analyze(question)
        small = index.candidates([(query.vector, query.terms)], (), Conditions.of(where))
        assert rank(query, SearchScope.of(small, store, filters=where))
        assert len(asked) == most


def test_frequent_words_are_read_in_part(
    engine: PgvectorEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many passages have a word, so many of its postings are read, the best first."""
    monkeypatch.setattr(postings, "BLOCK", 16)
    monkeypatch.setattr(merging, "BLOCK", 16)
    monkeypatch.setattr(words, "MOST", 32)
    texts = [f"Rain fell in town {n}. " * (1 + n % 7) for n in range(150)]
    _, generation = filled(engine, [document(text, f"{n}.txt") for n, text in enumerate(texts)])
    counts = engine.words(generation, ["rain"])
    [(code, (passages, _))] = counts["rain"].items()
    lists = engine._words.lists(generation, [(code, "rain")])
    read = Postings.unpack(lists[code, "rain"].blocks)
    assert passages == 150 and len(read) == 32
    every = [
        Postings.unpack([row["block"]])
        for row in engine._connection.run(
            f"SELECT o.block FROM postings_{generation.name} o JOIN words_{generation.name} w "
            "ON w.number = o.word WHERE w.word = 'rain'",
            binary=True,
        )
    ]
    best = sorted((float(x) for one in every for x in one.impacts(9)), reverse=True)[:32]
    assert sorted(map(float, read.impacts(9)), reverse=True) == pytest.approx(best, abs=0.02)


def test_lists_stay_short_and_complete(
    engine: PgvectorEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After many small changes a word has few rows, and every passage that has it is there."""
    monkeypatch.setattr(merging, "_MOST_SHORT", 4)
    documents = [document(f"Rain fell in town {n}.", f"{n}.txt") for n in range(24)]
    for many in range(1, len(documents) + 1, 2):
        store, generation = filled(engine, documents[:many])
    n = generation.name
    found = rows(engine, f"SELECT o.block FROM postings_{n} o JOIN words_{n} w "
                         "ON w.number = o.word WHERE w.word = 'rain'")  # fmt: skip
    assert len(found) <= 5
    ids = [row["id"] for row in rows(engine, f"SELECT id FROM passages_{n} ORDER BY id")]
    assert sorted(Postings.unpack(row[0] for row in found).ids.tolist()) == ids
    index = build_index(documents[:many], BagOfWords(), store.revision)
    one = Answerer(store, index, BagOfWords()).ask("Where did rain fall?")
    other = Answerer(store, EngineIndex(engine, generation), BagOfWords())
    assert [q.reference for q in one.quotes] == [
        q.reference for q in other.ask("Where did rain fall?").quotes
    ]


def test_lists_are_written_anew_without_what_is_gone(
    engine: PgvectorEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once many of their passages are deleted ones."""
    monkeypatch.setattr(merging, "_FEW_DEAD", 5)
    monkeypatch.setattr(merging, "_PASSAGES", 7)
    filled(engine, made_collections.several_languages(30))
    store, generation = filled(engine, made_collections.several_languages(30)[:10])
    n = generation.name
    [[alive]] = rows(engine, f"SELECT count(*) FROM passages_{n}")
    posted = {
        one
        for row in rows(engine, f"SELECT block FROM postings_{n}")
        for one in Postings.unpack([row[0]]).ids.tolist()
    }
    assert len(posted) == alive
    assert rows(engine, f"SELECT posted FROM indexes WHERE number = {n}")[0][0] == alive
    assert len(store) == generation.total.documents


FILTERS = (
    Filters(since="2008"),
    Filters(until="2003-05"),
    Filters(since="2005", until="2006", source="NEWS/"),
    Filters(language="de"),
    Filters(source="News 7"),
    Filters(source="there is no such source"),
)


@pytest.mark.parametrize("few", [0, search.FEW_DOCUMENTS], ids=["many are admitted", "few are"])
def test_conditions_are_met_however_many_documents_do(
    engine: PgvectorEngine, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Compared one by one, or by the indexes: the same passages, of admitted documents alone."""
    monkeypatch.setattr(search, "FEW_DOCUMENTS", few)
    documents = made_collections.several_languages(60)
    store, generation = filled(engine, documents)
    index = EngineIndex(engine, generation)
    query = Answerer(store, index, BagOfWords()).analyze("How many houses in Carrow?")
    for filters in FILTERS:
        where = Conditions.of(filters)
        small = index.candidates([(query.vector, query.terms)], (), where)
        found = {small.document_of(row)[0] for row in range(len(small.passages))}
        admitted = {one.id for one in documents if filters.admit(one)}
        # In a collection as small as this, a search by vectors finds every document.
        assert found == admitted


def test_words_alone_meet_conditions_too(
    engine: PgvectorEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word that only one admitted document has is found in it, past many that are not."""
    monkeypatch.setattr(search, "CHECKED", 500)
    texts = [f"A comet was seen over town {n}. " * (1 + n % 3) for n in range(80)]
    documents = [
        document(text, f"{n}.txt", published=f"{2000 + (n == 71)}") for n, text in enumerate(texts)
    ]
    store, generation = filled(engine, documents)
    index = EngineIndex(engine, generation)
    for few in (0, 2_000):
        monkeypatch.setattr(search, "FEW_DOCUMENTS", few)
        small = index._small(
            engine.search(generation, _by_words(index, "comet", Filters(since="2001"))), [],
            Conditions(),
        )  # fmt: skip
        assert {small.document_of(0)[0]} == {documents[71].id}
        assert len(store) == 80


def _by_words(index: EngineIndex, asked: str, filters: Filters) -> Any:
    from retrieval.index.engine.protocol import Search

    terms = index._sparse(index.terms(asked))
    return Search(None, terms, 9.0, 0, 0, 10, Conditions.of(filters))


def test_an_index_of_an_older_layout_is_built_anew(engine: PgvectorEngine) -> None:
    """Its format counts as another until it is replaced. Its vectors are taken along."""
    store, generation = filled(engine, made_collections.english(6))
    rows(engine, "ALTER TABLE indexes DROP COLUMN layout")
    old = engine.current()
    assert old is not None and old.format == -generation.format
    encoder, notes = BagOfWords(), list[str]()
    now = update_engine(engine, store, encoder, Observer(note=notes.append))
    assert not encoder.passages_encoded
    assert notes == ["building a new index beside the one in use"]
    assert (now.format, now.total) == (generation.format, generation.total)
    assert now.name != generation.name
    assert [row[0] for row in rows(engine, "SELECT number FROM indexes")] == [int(now.name)]
