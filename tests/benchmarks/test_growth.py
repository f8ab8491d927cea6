"""The growth benchmark on a small collection."""

import ctypes
import json
import mmap
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import growth_corpus, growth_plot
from benchmarks.growth import forget, remember, table
from benchmarks.growth_measures import recall
from corpus.store.collection import Collection
from retrieval.evaluation.question_sets import Context
from retrieval.index.build import passage_texts
from retrieval.index.folder import IndexFolder
from tests.fakes import BagOfWords

CONTEXTS = [
    Context(
        f"The storm of town {n} broke {n} old trees in its park on a Friday in spring. "
        f"Nobody who lives in town {n} was hurt by any of them, its mayor told the paper."
    )
    for n in range(12)
]


@pytest.mark.slow
def test_a_collection_is_filled_with_synthetic_documents(tmp_path: Path) -> None:
    """Real texts keep their vectors, synthetic ones get theirs from the text; no model runs."""
    encoder = BagOfWords()
    real = growth_corpus.Real(CONTEXTS, encoder, tmp_path / "real")
    encoded = len(encoder.passages_encoded)
    for name in ("one", "two"):
        growth_corpus.fill(tmp_path / name, real, real.documents, 60)
        growth_corpus.index(tmp_path / name, real)
    assert len(encoder.passages_encoded) == encoded
    indexes = [
        IndexFolder(tmp_path / name / "index").open(encoder.fingerprint) for name in ("one", "two")
    ]
    assert 50 < len(indexes[0].passages) < 130
    with Collection(tmp_path / "one") as collection:
        assert len(collection) > len(CONTEXTS)
    [passage] = passage_texts(real.documents[3])
    key = passage.keys()[1:2]
    assert (real.index.store.find(key) >= 0).all()
    vectors = [one.store.vectors(one.store.find(key))[0] for one in (*indexes, real.index)]
    assert np.array_equal(vectors[0], vectors[2])
    rows = np.arange(len(indexes[0].sentences))
    everything = [one.sentences.vectors.vectors(rows) for one in indexes]
    assert np.array_equal(everything[0], everything[1])
    assert np.allclose(np.linalg.norm(everything[0], axis=1), 1, atol=1e-2)
    assert recall(indexes[0].sentences, list(everything[0][:5]), 20) == 1


@pytest.mark.slow
def test_the_table_and_the_picture_have_every_size(tmp_path: Path) -> None:
    """The table has a column per size, and the picture is drawn from the same rows."""
    times = {"p50": 1.25, "p99": 2.0}
    row = {
        "passages": 1000,
        "sentences": 4000,
        "segments": 2,
        "search_ms": times,
        "encode_ms": times,
        "ask_ms": times,
        "recall_sentences": 0.991,
        "recall_passages": 1.0,
        "lexical_agrees": True,
        "found": {"R@1": 0.9, "R@10": 0.95},
        "open_ms": 7.0,
        "cold_ask_s": 0.5,
        "unread_ask_s": 2.5,
        "add_s": 0.75,
        "add_again_s": 0.5,
        "resident": 300.0,
        "resident_after_search": 290.0,
        "disk_mib": {"vectors": 4.0, "tokens": 14.0, "words": 1.0, "rest": 0.5},
        "build_s": 2.0,
    }
    rows = [row, {**json.loads(json.dumps(row)), "passages": 10_000}]
    lines = table(rows).splitlines()
    assert lines[0] == "| passages | 1,000 | 10,000 |"
    assert "| search, p50 / p99, ms | 1.2 / 2.0 | 1.2 / 2.0 |" in lines
    assert "| index on disk, MiB | 20 | 20 |" in lines
    growth_plot.draw(rows, tmp_path / "growth.png", "caption")
    assert (tmp_path / "growth.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what of a file is in memory")
def test_files_are_forgotten_and_remembered(tmp_path: Path) -> None:
    """Files leave the system's cache and come back, unchanged."""
    path = tmp_path / "index" / "vectors.bin"
    path.parent.mkdir()
    path.write_bytes(bytes(range(256)) * 4096)
    kind = ["stat", "--file-system", "--format=%T", str(tmp_path)]
    if (
        subprocess.run(kind, capture_output=True, encoding="utf-8", check=True).stdout.strip()
        == "tmpfs"
    ):
        pytest.skip("here files are nowhere but in memory")
    forget(tmp_path)
    assert in_memory(path) == 0
    remember(tmp_path)
    assert in_memory(path) == len(path.read_bytes()) // mmap.PAGESIZE
    assert path.read_bytes() == bytes(range(256)) * 4096


def in_memory(path: Path) -> int:
    """How many of a file's pages are: mincore(2)."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, mmap.MAP_PRIVATE) as pages:
        many = -(-len(pages) // mmap.PAGESIZE)
        known = (ctypes.c_ubyte * many)()
        # A private mapping of a file that is open to be read has an address; a read-only one not.
        first = ctypes.c_char.from_buffer(pages)
        libc = ctypes.CDLL(None, use_errno=True)
        address, size = ctypes.c_void_p(ctypes.addressof(first)), ctypes.c_size_t(len(pages))
        failed = libc.mincore(address, size, known)
        del first  # it would keep the mapping open
        if failed:
            raise OSError(ctypes.get_errno(), "mincore")
        return sum(one & 1 for one in known)
