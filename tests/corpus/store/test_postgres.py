"""What only a server can do: fail-over, locks across processes, telling of changes."""

import shutil
import threading
import time
from pathlib import Path

import pytest

from corpus.errors import StorageError, TakenError
from corpus.observer import Observer
from corpus.store.collection import Collection
from corpus.store.collection_file import CollectionFile
from corpus.store.copying import copy_collection
from corpus.store.postgres.address import Address
from corpus.store.postgres.connection import PostgresConnection
from corpus.store.postgres.lock import database_lock
from corpus.store.postgres.tables import FORMAT, PostgresTables, changed_channel
from tests.fakes import document
from tests.ports import free_port
from tests.postgres import new_folder, server


@pytest.mark.slow
def test_nothing_is_lost_when_the_primary_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed under load, the standby promoted: what was acknowledged is there, and once."""
    with server() as primary:
        folder = new_folder()
        standby = primary.standby(folder / "data", free_port())
        try:
            standby.start()
            boss = PostgresConnection(Address.of(primary.url))
            boss.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
            boss.run("SELECT pg_reload_conf()")
            boss.close()
            hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
            url = f"postgresql://postgres@{hosts}/postgres?target_session_attrs=read-write"
            acknowledged: list[str] = []
            stop = threading.Event()

            def add() -> None:
                with Collection.over(PostgresTables(Address.of(url))) as collection:
                    number = 0
                    while not stop.is_set():
                        name = f"{number}.txt"
                        try:
                            with collection.change():
                                collection.put(document(f"Text {number}.", name))
                        except StorageError:
                            time.sleep(0.1)
                            continue  # the same again: ids follow from sources
                        acknowledged.append(name)
                        number += 1

            adding = threading.Thread(target=add)
            adding.start()
            _until(lambda: len(acknowledged) >= 20)
            primary.stop("immediate")
            lost = time.monotonic()
            before = len(acknowledged)
            standby.promote()
            _until(lambda: len(acknowledged) >= before + 5)
            taken = time.monotonic() - lost
            stop.set()
            adding.join(60)
            with Collection.over(PostgresTables(Address.of(url))) as collection:
                found = [one.source for one in collection.cards()]
                assert not collection.damaged()
            assert set(acknowledged) <= set(found)
            assert len(found) == len(set(found))
            print(f"answered again after {taken:.1f} s")
        finally:
            standby.stop("immediate")
            shutil.rmtree(folder, ignore_errors=True)


def _until(condition: object, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_one_writer_at_a_time(postgres_url: str) -> None:
    """The lock is the server's; it ends with the connection."""
    address = Address.of(postgres_url)
    waited: list[str] = []
    with database_lock(address, None):
        with pytest.raises(TakenError), database_lock(address, None):
            pass
        with database_lock(address, None, "another"):
            pass
    with database_lock(address, lambda: waited.append("waited")):
        pass
    assert not waited


def test_a_change_is_told_to_who_waits(postgres_url: str) -> None:
    """Once the transaction is kept, and not before."""
    address = Address.of(postgres_url)
    listener = PostgresConnection(address)
    channel = changed_channel(address)
    with Collection.over(PostgresTables(address)) as collection:
        assert not listener.wait_for(channel, 0.05)
        with collection.change():
            collection.put(document("Rain."))
            assert not listener.wait_for(channel, 0.05)
        assert listener.wait_for(channel, 30)
    listener.close()


def test_a_lost_connection_is_made_again(postgres_url: str) -> None:
    """Reading goes on; a transaction that was cut off is an error."""
    address = Address.of(postgres_url)
    with Collection.over(PostgresTables(address)) as collection:
        collection.put(document("Rain."))
        _cut(address)
        assert len(collection) == 1
        with pytest.raises(StorageError) as caught, collection.change():
            collection.put(document("Sun.", "sun.txt"))
            _cut(address)
            collection.put(document("Snow.", "snow.txt"))
        assert caught.value.code == "database-lost"
        assert len(collection) == 1


def _cut(address: Address) -> None:
    other = PostgresConnection(address)
    other.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'pullquote' AND pid <> pg_backend_pid()"
    )
    other.close()


def test_a_reply_is_not_waited_for_for_ever(postgres_url: str) -> None:
    """Where a limit is given; afterwards the connection is made again."""
    connection = PostgresConnection(Address.of(postgres_url))
    started = time.monotonic()
    with pytest.raises(StorageError, match=r"no reply within 0\.2 s") as caught:
        connection.run("SELECT pg_sleep(600)", seconds=0.2)
    assert caught.value.code == "database-lost" and time.monotonic() - started < 300
    assert connection.run("SELECT 1", seconds=300)[0][0] == 1
    connection.close()


def test_errors_show_no_password(postgres_url: str) -> None:
    """Neither a wrong address nor a server that is not there."""
    for url in (
        "postgresql://anna:geheim%21@127.0.0.1:1/x",
        "postgresql://anna@127.0.0.1:1/x?password=geheim!",
        "postgres://anna:geheim!@[::1/x",
        "postgresql://anna:geheim!@127.0.0.1:1/x?schema=Not%20One",
        "mysql://anna:geheim!@127.0.0.1/x",
    ):
        with pytest.raises(StorageError) as caught:
            address = Address.of(url)
            assert "geheim" not in repr(address) + address.shown
            PostgresConnection(address, retry_seconds=0).run("SELECT 1")
        assert "geheim" not in str(caught.value)


def test_a_newer_format_is_refused(postgres_url: str) -> None:
    """A collection that a later version wrote is not misread."""
    address = Address.of(postgres_url)
    tables = PostgresTables(address)
    tables.write("UPDATE format SET version = ?", FORMAT + 1)
    tables.close()
    with pytest.raises(StorageError, match=f"format {FORMAT + 1}"):
        PostgresTables(address)


def test_documents_from_before_there_were_digests_get_them(postgres_url: str) -> None:
    """Corrections too. Then a change of either is noticed."""
    address = Address.of(postgres_url)
    tables = PostgresTables(address)
    with Collection.over(tables) as collection:
        collection.put(document("Rain\x00.", title="Ra\x00in"))
        [name] = [one.id for one in collection.cards()]
        collection.correct(name, {"author": "Ann"})
        for column in ("metadata_sha256", "outline_sha256"):
            tables.write(f"ALTER TABLE documents DROP COLUMN {column}")
        tables.write("ALTER TABLE corrections DROP COLUMN sha256")
        tables.write("UPDATE format SET version = ?", 5)
    with Collection.over(PostgresTables(address)) as collection:
        assert (collection.damaged(), collection.corrections.damaged()) == ([], [])
        [found] = collection.cards()
        assert (found.author, found.corrected) == ("Ann", ("author",))
        collection.tables.write("UPDATE documents SET title = 'Sun'")
        collection.tables.write("UPDATE corrections SET value = 'Bo'")
        assert collection.damaged() == [name]
        assert [one.field for one in collection.corrections.damaged()] == ["author"]
        assert list(collection.cards()) == []


def test_a_collection_moves_there_and_back(postgres_url: str, tmp_path: Path) -> None:
    """Every document, version and source; a second time changes nothing."""
    with Collection(tmp_path / "one", writable=True) as one:
        for number in range(5):
            one.put(document(f"Text {number}\x00.", f"{number}.txt", title="A"))
        one.put(document("Old.", "old.txt", superseded_by="x"))
        one.sources.put_root("/texts")
        one.boilerplate.put_recurring_lines("times", {"Read more": True})
        there = PostgresTables(Address.of(postgres_url))
        assert copy_collection(one.tables, there, Observer()) == 6
        assert copy_collection(one.tables, there, Observer()) == 6
        back = CollectionFile(tmp_path / "back", writable=True)
        copy_collection(there, back, Observer())
        with Collection.over(back) as other, Collection.over(there) as middle:
            for found in (other, middle):
                assert list(found.documents()) == list(one.documents())
                assert found.revision == one.revision
                assert found.sources.roots() == {"/texts": None}
                assert found.boilerplate.recurring_lines("times") == {"Read more": True}
            middle.put(document("Mine.", "mine.txt"))
            with pytest.raises(StorageError, match="other documents"):
                copy_collection(one.tables, middle.tables, Observer())
