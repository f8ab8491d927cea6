"""pgvector when its server is lost: cut off, killed, slow, full, or talking nonsense.

Whoever asks gets one clear line; nothing is lost or there twice; answers resume by themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from corpus.errors import StorageError
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from corpus.store.postgres.address import Address
from corpus.store.postgres.connection import PostgresConnection
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.index.engine import update
from retrieval.index.engine.engine_index import EngineIndex
from retrieval.index.engine.pgvector import engine as pgvector
from retrieval.index.engine.pgvector.engine import PgvectorEngine
from retrieval.index.engine.update import update_engine
from tests.fakes import BagOfWords
from tests.postgres import server
from tests.retrieval.index.engine import made_collections
from tests.tcp_proxy import TcpProxy

QUESTION = "How many houses in Carrow were flooded?"
BEFORE, AFTER = made_collections.english(20), made_collections.english(60)
# Of an address with a password, which no error may show.
_SECRET = "geheim"


@dataclass
class Behind:
    """An engine behind a proxy, and the address without it."""

    proxy: TcpProxy
    engine: PgvectorEngine
    direct: str

    def ask(self) -> Answer:
        generation = self.engine.current()
        assert generation is not None
        library = MemoryStore(AFTER if generation.total.documents == len(AFTER) else BEFORE)
        index = EngineIndex(self.engine, generation)
        return Answerer(library, index, BagOfWords()).ask(QUESTION)

    def update(self) -> None:
        update_engine(self.engine, MemoryStore(AFTER), BagOfWords(), Observer())

    def refused(self) -> str:
        """What whoever asks is told: one line."""
        with pytest.raises(StorageError) as caught:
            self.ask()
        said = str(caught.value)
        assert said.startswith("the database at 127.0.0.1:") and "\n" not in said
        assert _SECRET not in said and caught.value.code == "database-lost"
        return said

    def expect_complete(self) -> None:
        """Every document once, with as many passages as there are."""
        generation = self.engine.current()
        assert generation is not None
        assert [one.document for one in self.engine.versions(generation)] == [
            one.id for one in AFTER
        ]
        records = list(self.engine.records(generation))
        assert len(records) == len({one.id for one in records}) == generation.total.passages


def behind(proxy: TcpProxy, url: str) -> Behind:
    parts = urlsplit(url)
    netloc = f"postgres:{_SECRET}@127.0.0.1:{proxy.port}"
    engine = PgvectorEngine(Address.of(parts._replace(netloc=netloc).geturl()))
    engine._connection._retry_seconds = 0.5
    update_engine(engine, MemoryStore(BEFORE), BagOfWords(), Observer())
    return Behind(proxy, engine, url)


@pytest.fixture
def lost(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Behind]:
    monkeypatch.setattr(update, "_PAUSE_SECONDS", 0.05)
    parts = urlsplit(postgres_url)
    with TcpProxy(parts.hostname or "", parts.port or 5432) as proxy:
        made = behind(proxy, postgres_url)
        yield made
        made.engine.close()


def references(answer: Answer) -> list[object]:
    return [one.reference for one in answer.quotes]


def test_a_cut_between_two_calls_is_not_noticed(lost: Behind) -> None:
    """The connection is made again, once for each cut."""
    before = lost.ask()
    accepted = lost.proxy.accepted
    generation = lost.engine.current()
    assert generation is not None and before.quotes
    index = EngineIndex(lost.engine, generation)
    answerer = Answerer(MemoryStore(BEFORE), index, BagOfWords())
    query = answerer.analyze(QUESTION)
    lost.proxy.cut()
    answer = answerer.answer(query)
    lost.proxy.cut()
    assert references(answer) == references(answerer.ask(QUESTION)) == references(before)
    assert lost.proxy.accepted == accepted + 2


@pytest.mark.parametrize("sent", [2_000, 40_000, 150_000])
def test_a_change_that_is_cut_off_is_done_again(lost: Behind, sent: int) -> None:
    """Wherever it was: nothing of it stays, and then all of it is there once."""
    lost.proxy.cut_after = sent
    lost.update()
    assert lost.proxy.cut_after is None
    lost.expect_complete()
    assert lost.ask().quotes


def test_a_server_that_is_gone_is_one_line(lost: Behind) -> None:
    """And answers resume when it is back."""
    before = references(lost.ask())
    lost.proxy.refusing = True
    lost.proxy.cut()
    assert "does not answer" in lost.refused()
    with pytest.raises(StorageError):
        lost.update()
    lost.proxy.refusing = False
    assert references(lost.ask()) == before
    lost.update()
    lost.expect_complete()


def test_a_slow_server_is_waited_for(lost: Behind) -> None:
    """A fifth of a second for each piece changes no answer."""
    before = references(lost.ask())
    lost.proxy.delay = 0.1
    assert references(lost.ask()) == before


def test_a_server_that_falls_silent_is_given_up(
    lost: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing comes back, and nobody closes the connection: nobody waits for ever."""
    generation = lost.engine.current()
    assert generation is not None
    monkeypatch.setattr(pgvector, "_PATIENCE", 0.5)
    index = EngineIndex(lost.engine, generation)
    answerer = Answerer(MemoryStore(BEFORE), index, BagOfWords())
    query = answerer.analyze(QUESTION)
    lost.proxy.hold()
    with pytest.raises(StorageError, match=r"no reply within 0\.5 s") as caught:
        answerer.answer(query)
    assert caught.value.code == "database-lost"
    lost.proxy.release()
    assert answerer.answer(query).quotes


def test_a_full_disk_is_one_line(lost: Behind) -> None:
    """PostgreSQL's own error. Answers go on from what was there; with room again, so do changes."""
    before = references(lost.ask())
    direct = PostgresConnection(Address.of(lost.direct))
    for statement in (
        "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION "
        "''could not extend file: No space left on device'' USING ERRCODE = ''disk_full''; END'",
        "CREATE TRIGGER full_disk BEFORE INSERT ON postings_1 EXECUTE FUNCTION fill()",
    ):
        direct.run(statement)
    with pytest.raises(StorageError) as caught:
        lost.update()
    said = str(caught.value)
    assert "refused: could not extend file: No space left on device" in said and "\n" not in said
    assert references(lost.ask()) == before
    direct.run("DROP TRIGGER full_disk ON postings_1")
    direct.close()
    lost.update()
    lost.expect_complete()


def test_another_server_that_answers_is_one_line(lost: Behind) -> None:
    """A web server at the database's port, say."""
    lost.proxy.greeting = b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>\n</html>\n"
    lost.proxy.cut()
    assert "does not answer" in lost.refused()
    lost.proxy.greeting = None
    assert lost.ask().quotes


@pytest.mark.slow
def test_a_server_that_is_killed_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of adding; started again, it has what was there, and takes the rest."""
    monkeypatch.setattr(update, "_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(update, "_TRIES", 1)
    monkeypatch.setattr(update, "BATCH", 3_000)
    with server() as own, TcpProxy("127.0.0.1", own.port) as proxy:
        made = behind(proxy, own.url)
        change = made.engine.change
        calls = 0

        def killing(*arguments: object) -> object:
            nonlocal calls
            calls += 1
            if calls == 3:
                own.stop("immediate")
            return change(*arguments)  # type: ignore[arg-type]

        with monkeypatch.context() as patched:
            patched.setattr(made.engine, "change", killing)
            with pytest.raises(StorageError) as caught:
                made.update()
            assert caught.value.code == "database-lost"
            made.refused()
        own.start()
        generation = made.engine.current()
        assert generation is not None and generation.total.documents > len(BEFORE)
        made.update()
        made.expect_complete()
        assert made.ask().quotes
        made.engine.close()
