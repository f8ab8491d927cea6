"""Vectors and tokens, kept under the hash of their text."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.embeddings import store
from retrieval.index.embeddings.columns import EmbeddingColumns
from retrieval.index.embeddings.rounded_vectors import rounded, unrounded
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.text_hashes import keys_of
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.models.encoder import Tokens, unit

WIDE = 24


def columns(texts: Sequence[str], tokens: Sequence[int | None]) -> EmbeddingColumns:
    """Those of texts that have so many tokens each; None: nobody asked."""
    chooser = np.random.default_rng(len(texts))
    vectors = unit(chooser.standard_normal((len(texts), WIDE), np.float32))
    codes = [
        None
        if many is None
        else TokenCodes.of(
            Tokens(
                unit(chooser.standard_normal((many, WIDE), np.float32)),
                np.arange(many, dtype=np.int64),
            ),
            base,
        )
        for many, base in zip(tokens, unrounded(rounded(vectors)), strict=True)
    ]
    return EmbeddingColumns.of(keys_of(texts), vectors, codes)


@given(
    additions=st.lists(st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=5), max_size=4)
)
@settings(max_examples=30, deadline=None)
@pytest.mark.parametrize("large", [0, 1 << 30])
def test_what_went_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, additions: list[list[int | None]], large: int
) -> None:
    """By its key, in memory and from the disk, mapped or read, however it was added."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_LARGE", large)
        check_a_store(tmp_path_factory, additions)


def check_a_store(
    tmp_path_factory: pytest.TempPathFactory, additions: list[list[int | None]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    stores = [EmbeddingStore.empty("m", WIDE), EmbeddingStore.empty("m", WIDE, folder / "store")]
    added: list[tuple[str, int | None, EmbeddingColumns, int]] = []
    for number, tokens in enumerate(additions):
        texts = [f"{number} {n}" for n in range(len(tokens))]
        more = columns(texts, tokens)
        for one in stores:
            one.append(more)
        added += [
            (text, many, more, n) for n, (text, many) in enumerate(zip(texts, tokens, strict=True))
        ]
    for kept in (*stores, EmbeddingStore.open(folder / "store", "m")):
        kept.verify()
        assert len(kept) == len(added)
        rows = kept.find(keys_of([text for text, *_ in added]))
        assert sorted(rows.tolist()) == list(range(len(added)))
        for row, (text, many, more, n) in zip(rows.tolist(), added, strict=True):
            assert len(kept.tokens(row)) == (many or 0)
            assert np.array_equal(kept.vectors(np.array([row])), unrounded(more.vectors[n : n + 1]))
            assert kept.codes(row).share == more.shares[n]
            if many:
                assert np.array_equal(kept.codes(row).base, kept.vectors(np.array([row]))[0])
            assert np.array_equal(kept.codes(row).codes, kept.part(np.array([row])).codes)
            [read] = kept.find(keys_of([text]), read=True)
            assert read == (-1 if many is None else row)
        part = kept.part(rows[::-1])
        assert part.ends.tolist() == np.cumsum([many or 0 for _, many, *_ in added[::-1]]).tolist()
    assert stores[0].find(keys_of(["not there"])).tolist() == [-1]


def test_tokens_are_found_whenever_they_were_read() -> None:
    """Before or after the same text was encoded without them."""
    for reading in ([None, 2], [2, None]):
        store = EmbeddingStore.empty("m", WIDE)
        for many in reading:
            store.append(columns(["same"], [many]))
        again = EmbeddingStore("m", store.part(np.arange(2)))
        for one in (store, again):
            assert one.find(keys_of(["same"]), read=True).tolist() == [reading.index(2)]
            assert one.find(keys_of(["same"])).tolist() in ([0], [1])


def test_keys_that_begin_alike_are_told_apart() -> None:
    """Only the first eight bytes are sorted by."""
    keys = keys_of(["a", "b", "c"]).copy()
    keys[:, :8] = keys[0, :8]
    store = EmbeddingStore(
        "m", EmbeddingColumns.of(keys, np.eye(3, WIDE, dtype=np.float32), [None] * 3)
    )
    assert store.find(keys[::-1]).tolist() == [2, 1, 0]
    other = keys[:1].copy()
    other[0, 15] ^= 1
    assert store.find(other).tolist() == [-1]


def test_what_a_killed_writer_left_is_overwritten(tmp_path: Path) -> None:
    """Bytes behind the count are nobody's: not to readers, and not to the next writer."""
    folder = tmp_path / "store"
    store = EmbeddingStore.empty("m", WIDE, folder)
    store.append(columns(["one", "two"], [3, None]))
    for file in folder.glob("*.bin"):
        file.write_bytes(file.read_bytes() + b"half of a row")
    (folder / "seals.jsonl").write_text((folder / "seals.jsonl").read_text() + '{"texts": 9')
    opened = EmbeddingStore.open(folder, "m")
    opened.verify()
    assert len(opened) == 2
    opened.append(columns(["three"], [1]))
    again = EmbeddingStore.open(folder, "m")
    again.verify()
    assert again.find(keys_of(["one", "two", "three"])).tolist() == [0, 1, 2]
    assert [len(again.tokens(row)) for row in range(3)] == [3, 0, 1]
    # Who had it open sees what there was.
    assert len(store) == 2
    assert len(store.tokens(0)) == 3


def test_another_models_store_is_refused(tmp_path: Path) -> None:
    """And one of another format, and one whose files have lost bytes."""
    folder = tmp_path / "store"
    EmbeddingStore.empty("m", WIDE, folder).append(columns(["one", "two"], [3, None]))
    with pytest.raises(ValueError, match="another model"):
        EmbeddingStore.open(folder, "other")
    described = folder / "store.json"
    good = described.read_text()
    described.write_text(json.dumps({**json.loads(good), "format": 0}))
    with pytest.raises(ValueError, match="another format"):
        EmbeddingStore.open(folder, "m")
    described.write_text(good)
    vectors = folder / "vectors.bin"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    with pytest.raises((ValueError, OSError)):
        EmbeddingStore.open(folder, "m")


def test_a_model_without_tokens() -> None:
    """Its texts are kept all the same, also beside an empty text of one that has them."""
    store = EmbeddingStore.empty("m", WIDE)
    store.append(columns(["", "x"], [0, 0]))
    store.append(columns(["y"], [2]))
    assert [len(store.tokens(row)) for row in range(3)] == [0, 0, 2]
