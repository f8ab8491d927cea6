"""Work that adding an article to a filled collection takes, counted."""

from collections import Counter
from pathlib import Path
from typing import Any

import faiss
import pytest

from bot.app import App
from corpus.ingest import boilerplate
from corpus.store import collection, intact_rows
from corpus.store.source_table import SourceTable
from retrieval.index import ivf
from retrieval.index import update as update_module
from retrieval.index.folder import IndexFolder
from retrieval.index.segment import Segment
from tests.bot.conftest import Pullquote
from tests.fakes import BagOfWords

TOWNS = ("Dover", "Leeds", "York", "Bath", "Hull", "Ely", "Wells", "Truro")


def write_article(folder: Path, number: int) -> Path:
    town = TOWNS[number % len(TOWNS)]
    path = folder / f"{number:03}.txt"
    path.write_text(
        f"Storm {number} closed {town}.\n\nThe storm of {town} broke {3 + number} trees. "
        f"Nobody in {town} was hurt.\n\nRepairs of storm {number} will cost a million.\n"
    )
    return path


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts texts that are read, looked through for boilerplate and encoded, passages written into
    segments, IVF indexes read, and how often the index is opened and all sources are read."""
    work: Counter[str] = Counter()

    def count(owner: Any, name: str, what: str, many: Any = lambda *_: 1) -> None:
        inner = getattr(owner, name)

        def counting(*arguments: Any, **named: Any) -> Any:
            work[what] += many(*arguments)
            return inner(*arguments, **named)

        monkeypatch.setattr(owner, name, counting)

    for reading in (collection, intact_rows):
        count(reading, "document_of", "texts read")
    count(boilerplate, "boilerplate_of", "texts searched for boilerplate")
    count(BagOfWords, "encode_passages_with_tokens", "passages encoded", lambda _, some: len(some))
    count(Segment, "save", "passages written", lambda segment, _: len(segment.passages))
    count(IndexFolder, "open_generation", "indexes opened")
    count(faiss, "read_index", "IVF indexes read")
    count(SourceTable, "files", "tables of sources read")
    return work


def test_it_does_not_grow_with_the_collection(
    fast: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether there are 40 articles or 120: nothing of theirs is read or written again, but for
    those few that were added last."""
    monkeypatch.setattr("retrieval.index.build.MANY", 30)
    monkeypatch.setattr("retrieval.index.dense.MANY", 20)
    monkeypatch.setattr(ivf, "SIZES", (ivf.Size(most=1 << 62, centres=2, probed=2),))
    monkeypatch.setattr(update_module, "SMALL", 4)
    monkeypatch.setattr(App, "encoder", BagOfWords())
    filled = tmp_path / "filled"
    filled.mkdir()
    found: list[dict[str, int]] = []
    for numbers in (range(40), range(40, 120)):
        for number in numbers:
            write_article(filled, number)
        assert fast("add", filled).code == 0
        with monkeypatch.context() as patch:
            work = counted(patch)
            one = write_article(tmp_path, 900 + len(found))
            assert fast("add", one).out.startswith("added 1,")
        found.append(dict(work))
    assert found[0]["texts searched for boilerplate"] == 1
    assert found[0]["indexes opened"] == 1
    assert found[0]["passages written"] <= 8
    assert not {"IVF indexes read", "tables of sources read"} & found[0].keys()
    assert found[1] == found[0]
