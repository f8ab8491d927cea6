"""Qdrant when its server is lost, by its REST client: cut off, gone, slow, full, or nonsense.

The server is a stand-in over the client's local mode; requests and errors are the real client's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from corpus.errors import StorageError
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.index.build import build_index
from retrieval.index.engine import update
from retrieval.index.engine.engine_index import EngineIndex
from retrieval.index.engine.open import open_engine
from retrieval.index.engine.protocol import Engine
from retrieval.index.engine.qdrant import client, connect
from retrieval.index.engine.update import update_engine
from tests.fakes import BagOfWords
from tests.qdrant_server import QdrantServer, qdrant_server
from tests.retrieval.index.engine import made_collections
from tests.tcp_proxy import TcpProxy

pytestmark = pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")

QUESTION = "How many houses in Carrow were flooded?"
BEFORE, AFTER = made_collections.english(12), made_collections.english(24)
_KEY = "geheim"
_FULL = b'{"status":{"error":"Service internal error: No space left on device\\n(os error 28)"}}'


@dataclass
class Behind:
    """A server behind a proxy, and its engine."""

    server: QdrantServer
    proxy: TcpProxy
    engine: Engine

    def ask(self) -> Answer:
        generation = self.engine.current()
        assert generation is not None
        library = MemoryStore(AFTER if generation.total.documents == len(AFTER) else BEFORE)
        return Answerer(library, EngineIndex(self.engine, generation), BagOfWords()).ask(QUESTION)

    def update(self) -> None:
        update_engine(self.engine, MemoryStore(AFTER), BagOfWords(), Observer())

    def refused(self) -> str:
        """What whoever asks is told: one line."""
        with pytest.raises(StorageError) as caught:
            self.ask()
        said = str(caught.value)
        assert said.startswith("the search server at http://127.0.0.1:")
        assert "\n" not in said and _KEY not in said and caught.value.code == "engine-lost"
        return said

    def expect_complete(self) -> None:
        """Documents, passages and counts are those of an index of what there is."""
        generation = self.engine.current()
        assert generation is not None
        versions = [one.document for one in self.engine.versions(generation)]
        assert sorted(versions) == sorted(one.id for one in AFTER)
        records = list(self.engine.records(generation))
        assert len(records) == len({one.id for one in records}) == generation.total.passages
        index = build_index(AFTER, BagOfWords(), "")
        assert generation.total.passages == index.counts()[1]
        having = sum(
            counts[0] for counts in self.engine.words(generation, ["hous"])["hous"].values()
        )
        assert having == sum("hous" in one.words.words for one in records)


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> Iterator[Behind]:
    monkeypatch.setattr(update, "_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(client, "_RETRY_SECONDS", 0.5)
    monkeypatch.setattr(connect, "_SECONDS", 2)
    with qdrant_server() as server, TcpProxy("127.0.0.1", server.port) as proxy:
        engine = open_engine(f"http://:{_KEY}@127.0.0.1:{proxy.port}/news")
        update_engine(engine, MemoryStore(BEFORE), BagOfWords(), Observer())
        yield Behind(server, proxy, engine)
        engine.close()


def references(answer: Answer) -> list[object]:
    return [one.reference for one in answer.quotes]


def test_answers_over_the_network_are_those_of_a_folder(lost: Behind) -> None:
    """Before and after a change."""
    for documents in (BEFORE, AFTER):
        index = build_index(documents, BagOfWords(), "")
        folder = Answerer(MemoryStore(documents), index, BagOfWords()).ask(QUESTION)
        assert references(lost.ask()) == references(folder)
        lost.update()
    lost.expect_complete()


def test_a_cut_between_two_calls_is_not_noticed(lost: Behind) -> None:
    before = references(lost.ask())
    for _ in range(3):
        lost.proxy.cut()
        assert references(lost.ask()) == before


@pytest.mark.parametrize("sent", [10_000, 60_000, 150_000])
def test_a_change_that_is_cut_off_is_done_again(lost: Behind, sent: int) -> None:
    """Wherever it was: what was done twice is there once, and the words are counted again."""
    lost.proxy.cut_after = sent
    lost.update()
    assert lost.proxy.cut_after is None
    lost.expect_complete()


def test_a_server_that_is_gone_is_one_line(lost: Behind) -> None:
    before = references(lost.ask())
    lost.proxy.refusing = True
    lost.proxy.cut()
    assert "does not answer" in lost.refused()
    lost.proxy.refusing = False
    assert references(lost.ask()) == before


def test_a_server_that_falls_silent_is_given_up(lost: Behind) -> None:
    lost.proxy.hold()
    assert "timed out" in lost.refused()
    lost.proxy.release()
    assert lost.ask().quotes


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ((500, _FULL), "refused: 500 Internal Server Error (Service internal error: No space left"),
        ((503, b"<html>\n<h1>Unavailable</h1>"), "refused: 503 Service Unavailable"),
        ((200, b"<html>\nHello</html>"), "does not answer"),
        ((200, b'{"result": 7, "status": "ok", "time": 0}'), "does not answer"),
        ((429, b'{"status":{"error":"Too many requests"}}'), "429"),
    ],
)
def test_errors_are_one_line(lost: Behind, fault: tuple[int, bytes], said: str) -> None:
    """Whatever a server or a proxy before it answers; and answers resume."""
    before = references(lost.ask())
    lost.server.fault = (*fault, 0.0)
    with pytest.raises(StorageError) as caught:
        lost.ask()
    assert said in str(caught.value) and "\n" not in str(caught.value)
    assert _KEY not in str(caught.value)
    lost.server.fault = None
    assert references(lost.ask()) == before


def test_a_full_disk_keeps_what_was_there(lost: Behind) -> None:
    """Nothing can be added; questions are answered; with room again, the rest is added."""
    before = references(lost.ask())
    lost.server.touches = lambda method, path: method == "PUT" and "/points" in path
    lost.server.fault = 500, _FULL, 0.0
    with pytest.raises(StorageError, match="No space left on device"):
        lost.update()
    assert references(lost.ask()) == before
    lost.server.fault = None
    lost.update()
    lost.expect_complete()
