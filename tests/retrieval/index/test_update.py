"""An index on disk that keeps up with its documents, a segment at a time."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.errors import StorageError
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from retrieval.answerer import Answerer
from retrieval.index import ivf
from retrieval.index import update as update_module
from retrieval.index.build import build_index
from retrieval.index.folder import IndexFolder
from retrieval.index.index import Index
from retrieval.index.segment import Segment
from tests.fakes import BagOfWords, document

TOWNS = ("Dover", "Leeds", "York", "Bath", "Hull", "Ely", "Wells", "Truro")


def article(number: int, version: int = 0) -> Document:
    town = TOWNS[number % len(TOWNS)]
    text = (
        f"Storm {number} closed {town}.\n\n"
        f"The storm of {town} broke {3 + number} trees in its park. Nobody in {town} was hurt, "
        f"its mayor said. Repairs will cost {number + version} million pounds.\n"
    )
    return document(text, f"{number}.txt", language=("de" if number % 5 == 4 else "en"))


def update(folder: Path, articles: Sequence[Document], encoder: BagOfWords | None = None) -> Index:
    used = encoder or BagOfWords()
    update_module.update_index(IndexFolder(folder), MemoryStore(articles), used, Observer())
    return IndexFolder(folder).open(used.fingerprint)


def said(index: Index, articles: Sequence[Document], question: str) -> list[tuple[str, int, int]]:
    answer = Answerer(MemoryStore(articles), index, BagOfWords()).ask(question, 5, min_confidence=0)
    return [(one.document.id, one.span.start, one.span.end) for one in answer.quotes]


QUESTIONS = (
    "How many trees did the storm of Leeds break?",
    "What will repairs cost in Dover?",
    "Who was hurt in York?",
    "Which storm closed Wels?",
)


@given(
    st.lists(
        st.tuples(st.sets(st.integers(0, 11), max_size=4), st.sets(st.integers(0, 11), max_size=3)),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([0, 3, 2000]),
)
@settings(max_examples=15, deadline=None)
def test_an_index_in_segments_answers_as_one_built_whole(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[set[int], set[int]]],
    small: int,
) -> None:
    """Whatever was added, changed and removed before, and however segments were merged."""
    folder = tmp_path_factory.mktemp("index")
    there: dict[int, Document] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update_module, "SMALL", small)
        for version, (put, removed) in enumerate(steps):
            there |= {number: article(number, version) for number in put}
            there = {number: one for number, one in there.items() if number not in removed}
            articles = list(there.values())
            index = update(folder, articles)
    IndexFolder(folder).verify(index.model)
    alive = [
        name
        for segment, mask in zip(index.segments, index.alive, strict=True)
        for number, name in enumerate(segment.ids)
        if mask is None or mask[number]
    ]
    assert sorted(alive) == sorted(one.id for one in articles)
    whole = build_index(articles, BagOfWords(), "whole")
    if all(mask is None for mask in index.alive):
        for layer, other in (
            (index.passages, whole.passages),
            (index.sentences, whole.sentences),
        ):
            for question in QUESTIONS:
                terms = index.terms(question)
                ours, theirs = (np.sort(one.words.scores(terms)) for one in (layer, other))
                np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
        for question in QUESTIONS:
            first = said(index, articles, question)[:1]
            assert first == said(whole, articles, question)[:1]
    for question in QUESTIONS:
        assert {name for name, *_ in said(index, articles, question)} <= set(alive)


def test_one_article_more_costs_one_article(tmp_path: Path) -> None:
    """Nothing that was encoded is encoded again: not by adds, not when an article comes back."""
    articles = [article(number) for number in range(6)]
    encoder = BagOfWords()
    update(tmp_path, articles[:5], encoder)
    before = len(encoder.passages_encoded)
    update(tmp_path, articles, encoder)
    text = " ".join(articles[5].text.split())
    assert all(one in text for one in encoder.passages_encoded[before:])
    assert len(encoder.passages_encoded) > before
    before = len(encoder.passages_encoded)
    update(tmp_path, articles[1:], encoder)
    index = update(tmp_path, articles, encoder)
    assert len(encoder.passages_encoded) == before
    assert said(index, articles, QUESTIONS[1])[0][0] == articles[0].id


def test_an_index_made_anew_takes_the_vectors_that_there_are(tmp_path: Path) -> None:
    """A damaged segment, a lost pointer or another format cost no encoding."""
    articles = [article(number) for number in range(4)]
    update(tmp_path, articles)
    for harm in ("pointer", "segment", "format"):
        encoder = BagOfWords()
        folder = IndexFolder(tmp_path)
        if harm == "pointer":
            (tmp_path / "current").unlink()
        elif harm == "segment":
            [spans] = (tmp_path / "segments").glob("*/sentences/spans.npy")
            spans.write_bytes(b"")
        else:
            manifest = tmp_path / str(folder.current()) / "manifest.json"
            manifest.write_text(manifest.read_text().replace('"format": ', '"format": 9'))
        notes: list[str] = []
        update_module.update_index(
            folder, MemoryStore(articles), encoder, Observer(note=notes.append)
        )
        assert encoder.passages_encoded == []
        assert len(notes) == 1
        assert len(folder.open(encoder.fingerprint).passages) == 4


def test_a_damaged_store_is_noticed_and_made_anew(tmp_path: Path) -> None:
    """One bit of one vector: nobody sees it but who looks for it."""
    articles = [article(number) for number in range(4)]
    update(tmp_path, articles)
    [vectors] = (tmp_path / "stores").glob("*/vectors.bin")
    data = bytearray(vectors.read_bytes())
    data[100] ^= 1
    vectors.write_bytes(bytes(data))
    encoder = BagOfWords()
    update_module.update_index(
        IndexFolder(tmp_path), MemoryStore(articles), encoder, Observer(), verify=True
    )
    assert encoder.passages_encoded
    IndexFolder(tmp_path).verify(encoder.fingerprint)


def test_many_documents_go_in_by_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done is there for readers at once, and for the next try where work is cut off."""
    monkeypatch.setattr(update_module, "BATCH", 400)
    articles = [article(number) for number in range(9)]
    seen: list[tuple[str, int, int]] = []

    def stop_at_six(what: str, done: int, total: int) -> None:
        seen.append((what, done, total))
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update_module.update_index(
            IndexFolder(tmp_path),
            MemoryStore(articles),
            BagOfWords(),
            Observer(progress=stop_at_six),
        )
    assert {(what, total) for what, _, total in seen} == {("indexing", 9)}
    half = IndexFolder(tmp_path).open(BagOfWords().fingerprint)
    assert 0 < len(list(half.documents())) < 9
    assert half.revision != MemoryStore(articles).revision
    assert said(half, articles, QUESTIONS[1])[0][0] == articles[0].id
    encoder = BagOfWords()
    done = update(tmp_path, articles, encoder)
    assert sorted(done.documents()) == sorted((one.id, one.sha256) for one in articles)
    assert not any(one.startswith("Storm 0 ") for one in encoder.passages_encoded)


def test_a_store_that_is_mostly_waste_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What documents that have gone leave behind does not stay for ever."""
    monkeypatch.setattr(update_module, "_LEAST_WASTE", 3)
    articles = [article(number) for number in range(10)]
    full = len(update(tmp_path, articles).store)
    index = update(tmp_path, articles[:3])
    assert len(index.store) < full / 2
    assert len(list((tmp_path / "stores").iterdir())) == 1
    whole = build_index(articles[:3], BagOfWords(), "whole")
    for question in QUESTIONS:
        assert said(index, articles[:3], question) == said(whole, articles[:3], question)


def test_the_last_document_leaves_an_empty_index(tmp_path: Path) -> None:
    """Which can be asked, and can grow again."""
    update(tmp_path, [article(0)])
    index = update(tmp_path, [])
    assert len(index.passages) == 0
    assert said(index, [], QUESTIONS[0]) == []
    assert said(update(tmp_path, [article(1)]), [article(1)], QUESTIONS[0])


def test_encoded_vectors_outlive_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the segment cannot be written, what was encoded for it is kept for the next try."""

    def full(self: Segment, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    articles = [article(number) for number in range(3)]
    with monkeypatch.context() as patch:
        patch.setattr(Segment, "save", full)
        with pytest.raises(StorageError, match="No space left"):
            update(tmp_path, articles)
    encoder = BagOfWords()
    update(tmp_path, articles, encoder)
    assert encoder.passages_encoded == []


def test_many_vectors_are_searched_by_inverted_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They find what a look at every vector finds, among some and among all, from the disk too."""
    monkeypatch.setattr("retrieval.index.build.MANY", 100)
    monkeypatch.setattr("retrieval.index.dense.MANY", 20)
    sizes = (ivf.Size(most=1 << 62, centres=8, probed=8),)
    monkeypatch.setattr(ivf, "SIZES", sizes)
    articles = [article(number) for number in range(300)]
    index = update(tmp_path, articles)
    assert index.sentences.vectors._parts[0].ivf is not None
    layer = index.sentences.vectors
    everything = layer.vectors(np.arange(len(index.sentences)))
    may = index.only(np.arange(300) % 2 == 0).sentences
    few = index.only(np.arange(300) % 100 == 0).sentences
    for question in QUESTIONS:
        vector = BagOfWords().encode_questions([question])[0]
        for masks in (None, may, few):
            cosines = everything @ vector
            if masks is not None:
                cosines[~np.concatenate([one for one in masks if one is not None])] = -2
            found = layer.search(vector, 10, masks)
            assert cosines[found].tolist() == pytest.approx(np.sort(cosines)[::-1][:10].tolist())
