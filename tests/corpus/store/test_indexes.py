"""Questions about all documents, which are asked whenever one is added."""

from pathlib import Path

from corpus.store.collection import Collection
from corpus.store.collection_file import CollectionFile


def test_texts_are_not_read_to_list_documents(tmp_path: Path) -> None:
    """SQLite answers from an index alone: a row has its text before all but its id, so that a look
    at a column behind it goes through the pages of the whole text."""
    asked: list[str] = []
    with Collection(tmp_path, writable=True) as collection:
        tables = collection.tables
        assert isinstance(tables, CollectionFile)
        tables.database.set_trace_callback(asked.append)
        assert len(collection) == 0
        assert list(collection.fingerprints()) == []
        assert collection.boilerplate.not_searched() == []
        tables.database.set_trace_callback(None)
        of_documents = [one for one in asked if "FROM documents" in one]
        assert len(of_documents) == 3
        for one in of_documents:
            plan = tables.database.execute(f"EXPLAIN QUERY PLAN {one}").fetchall()
            assert ["COVERING INDEX" in str(row["detail"]) for row in plan] == [True]
