"""The engines benchmark, on a small collection."""

import json
from pathlib import Path

import pytest

from benchmarks.engine_measures import measured, processes_of
from benchmarks.engines import table
from corpus.observer import Observer
from corpus.store.collection import Collection
from retrieval.index.engine.open import open_engine
from retrieval.index.folder import IndexFolder
from retrieval.index.update import update_index
from tests.fakes import BagOfWords
from tests.retrieval.index.engine import made_collections


def test_an_engine_is_measured_beside_the_folder(tmp_path: Path) -> None:
    """It is filled once; where nothing is left out by an approximate search, all is found."""
    pytest.importorskip("qdrant_client")
    encoder, index = BagOfWords(), IndexFolder(tmp_path / "index")
    with Collection(tmp_path, writable=True) as library:
        with library.change():
            for document in made_collections.english(12):
                library.put(document)
        update_index(index, library, encoder, Observer())
    lines = [json.dumps({"question": one}) for one in made_collections.questions(4)]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), "utf-8")
    engine = open_engine("qdrant://memory")
    opened = index.open(encoder.fingerprint)
    rows = [measured(tmp_path, engine, opened, encoder, 3, lambda: 0.0) for _ in range(2)]
    engine.close()
    for row in rows:
        assert row["questions"] == 3 and row["passages"] == len(opened.passages)
        for name in ("recall", "by_words", "first_quotes", "answers"):
            assert row[name]["mean"] == 1.0
        assert 2 <= row["trips"]["p50"] <= 5
        row["disk_mib"] = 1.0
    assert rows[0]["build_s"] > rows[1]["build_s"] == 0.0
    assert table(rows).startswith(f"| passages | {len(opened.passages)} |")


def test_the_work_of_other_processes() -> None:
    """A process without children has no work of theirs."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    assert processes_of(-1)() == 0.0
