"""Sources that are known, looked up one at a time or kept in memory."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.ingest import known_sources
from corpus.ingest.known_sources import KnownSources
from corpus.store.collection import Collection, Source

NAMES = ("a.txt", "b.jsonl", "b.jsonl#1", "c.txt")
CHANGES = st.one_of(
    st.builds(
        Source,
        st.sampled_from(NAMES),
        st.sampled_from([None, "one", "two"]),
        st.sampled_from(["x", "y"]),
        st.sampled_from([None, "b.jsonl"]),
    ),
    st.tuples(
        st.sampled_from(["stamp", "container", "distrust", "drop"]),
        st.sampled_from(NAMES),
    ),
)


def changed(known: KnownSources, change: Source | tuple[str, str]) -> None:
    match change:
        case Source():
            known.put(change)
        case ("stamp", path):
            known.put_stamp(path, "9 bytes")
        case ("container", path):
            known.put_container(path, "x")
        case ("drop", path):
            if source := known.get(path):
                known.drop(source)
        case (_, path):
            known.distrust(path)


def answers(known: KnownSources) -> list[object]:
    return [
        [known.get(name) for name in NAMES],
        [sorted(known.members(name), key=str) for name in NAMES],
        [sorted(known.of_document(name), key=str) for name in ("one", "two")],
        [known.stamp(name) for name in NAMES],
        [known.container_digest(name) for name in NAMES],
    ]


@given(st.lists(CHANGES, max_size=12))
@settings(max_examples=12)
def test_both_ways_know_the_same(
    tmp_path_factory: pytest.TempPathFactory, changes: list[Source | tuple[str, str]]
) -> None:
    """After any changes, also those made before all are in memory."""
    found = []
    for few in (0, 5, 10_000):
        with (
            pytest.MonkeyPatch.context() as patch,
            Collection(tmp_path_factory.mktemp("data"), writable=True) as collection,
        ):
            patch.setattr(known_sources, "FEW", few)
            known = KnownSources(collection.sources)
            with collection.change():
                for change in changes:
                    changed(known, change)
                found.append([answers(known), answers(KnownSources(collection.sources))])
                assert {one.path for one in known} == set(collection.sources.files())
    assert found[0] == found[1] == found[2]
    assert found[0][0] == found[0][1]


@pytest.mark.parametrize("few", [0, 10_000])
def test_a_name_that_is_no_text_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """A file's name may be any bytes; a database cannot look for them."""
    monkeypatch.setattr(known_sources, "FEW", few)
    with Collection(tmp_path, writable=True) as collection:
        known = KnownSources(collection.sources)
        name = "bad\udcff.txt"
        assert known.get(name) is None
        assert known.stamp(name) is None
        assert known.container_digest(name) is None
        assert known.members(name) == []


@pytest.mark.parametrize("few", [0, 10_000])
def test_what_was_removed_stays_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """By the digest of the file, wherever it is now."""
    monkeypatch.setattr(known_sources, "FEW", few)
    with Collection(tmp_path, writable=True) as collection:
        with collection.change():
            collection.sources.put(Source("a.txt", None, "x"))
            collection.sources.put(Source("c.txt", "one", "y"))
        known = KnownSources(collection.sources)
        assert known.was_removed("x")
        assert not known.was_removed("y")
