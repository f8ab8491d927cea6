"""Growth: the work for each document does not grow with the number of documents."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.ingest.ingester import Ingester
from corpus.observer import Observer
from corpus.sandbox.client import Sandbox
from corpus.store.collection import Collection
from corpus.store.collection_file import CollectionFile
from corpus.store.database import Connection

# What records may have in common: one address, one text, one title, one publisher, all but a
# number, or nothing.
SHAPES: dict[str, Callable[[int], dict[str, str]]] = {
    "address": lambda n: {"text": _text(n), "url": "https://example.org/"},
    "text": lambda n: {"text": _text(0), "title": f"Storm {n}"},
    "title": lambda n: {"text": _text(n), "title": "Storm"},
    "publisher": lambda n: {"text": _text(n), "publisher": "The Herald", "title": f"Storm {n}"},
    "text and address": lambda n: {"text": _text(0), "url": "https://a.org/", "title": f"{n}"},
    "almost all of the text": lambda n: {"text": f"{_text(0)} {n}", "url": "https://a.org/"},
    "nothing": lambda n: {"text": _text(n), "title": f"Storm {n}"},
}


def _text(number: int) -> str:
    return f"Storm number {number} closed {number % 7} roads in the county on Friday. " * 3


def steps(tmp_path: Path, shape: str, count: int) -> int:
    """How many steps SQLite takes to add the last half of so many records, and rows it returns."""
    file = tmp_path / f"{count}.jsonl"
    make = SHAPES[shape]
    file.write_text("".join(f"{json.dumps({'id': str(n), **make(n)})}\n" for n in range(count)))
    counted = 0

    def step() -> int:
        nonlocal counted
        counted += 1
        return 0

    with Collection(tmp_path / f"data-{count}", writable=True) as collection, Sandbox() as sandbox:
        tables = collection.tables
        assert isinstance(tables, CollectionFile)
        database: Connection = tables.database
        with Ingester(collection, Observer(), sandbox) as ingester:
            half = tmp_path / "half.jsonl"
            half.write_text("\n".join(file.read_text().splitlines()[: count // 2]) + "\n")
            ingester.add([str(half)])
            database.set_progress_handler(step, 100)
            report = ingester.add([str(file)])
            assert not report.failed
    return counted


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_documents_that_share_something_take_linear_work(tmp_path: Path, shape: str) -> None:
    """Four times as many records take about four times the work, and not sixteen."""
    few, many = (steps(tmp_path, shape, count) for count in (200, 800))
    assert many < 8 * few
