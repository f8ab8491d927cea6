"""Index folder on a disk that forgets what was not synchronised."""

import sys
from pathlib import Path

import pytest

from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from retrieval.errors import MissingIndex
from retrieval.index.folder import IndexFolder
from retrieval.index.update import update_index
from tests.fakes import BagOfWords, documents
from tests.faults import power_cuts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


def test_an_index_survives_a_power_cut_at_any_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no index, or the old one, or the new one, and it is whole to the byte."""
    data, encoder = tmp_path / "data", BagOfWords()
    data.mkdir()
    texts = ["Roads were closed on Friday.", "Trees fell in Dover.", "The bridge was repaired."]
    revisions = ["none"]
    for round_, count in enumerate((2, 3)):
        store = MemoryStore(documents(texts[:count]))
        cuts_at = tmp_path / f"cuts-{round_}"
        cuts_at.mkdir()
        with power_cuts(data, cuts_at, monkeypatch) as cuts:
            update_index(IndexFolder(data / "index"), store, encoder, Observer())
        revisions.append(store.revision)
        found = []
        for cut in cuts:
            folder = IndexFolder(cut / "index")
            try:
                folder.verify(encoder.fingerprint)
                found.append(folder.open(encoder.fingerprint).revision)
            except MissingIndex:
                found.append("none")
        assert set(found) == set(revisions[-2:])
        assert [revisions.index(one) for one in found] == sorted(map(revisions.index, found))
