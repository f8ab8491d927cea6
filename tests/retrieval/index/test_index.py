"""The index: built, built again, saved, opened, and damaged in every way."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from corpus.errors import StorageError
from corpus.store.memory import MemoryStore
from retrieval.errors import DamagedIndex, ForeignIndex, IndexFault, MissingIndex
from retrieval.index.build import build_index
from retrieval.index.folder import IndexFolder
from retrieval.index.index import Index
from retrieval.index.segment import Segment
from tests.fakes import BagOfWords, document, documents
from tests.strategies import texts

ARTICLE = (
    "Storms over Kent\n\nRoads were closed on Friday. Trees fell in Dover.\n\n"
    "What comes next\n\nThe sun will shine on Sunday. Roads will be opened."
)


def build(*articles: str, previous: Index | None = None) -> tuple[Index, BagOfWords]:
    encoder = BagOfWords()
    return build_index(documents(articles), encoder, "r", previous), encoder


def test_sentences_point_to_their_passages() -> None:
    """Every row is a place in its document; sentences lie inside of their passages."""
    index, _ = build(ARTICLE, "Another text. It has two sentences.")
    for number in range(len(index.sentences)):
        passage = index.sentences.owner(number)
        assert index.passages.span(passage).holds(index.sentences.span(number))
    assert [len(index.sentences.of(np.array([p]))) for p in range(3)] == [2, 2, 2]


def test_a_text_without_a_language_is_split_by_the_one_it_is_in() -> None:
    """By English rules, "28." would end a sentence."""
    text = (
        "Das Gesetz gilt für alle, die nach dem Abkommen vom 28. Juli 1951 anerkannt sind. Es ist "
        "auch auf die anderen anzuwenden, wenn sie hier wohnen."
    )
    index, _ = build(text)
    assert len(index.sentences) == 2


def test_headings_are_searched_but_not_quoted() -> None:
    """A heading's words belong to its passage; no sentence to quote is one."""
    index, _ = build(ARTICLE)
    quotable = [index.sentences.span(n).of(ARTICLE).strip() for n in range(len(index.sentences))]
    assert "What comes next" not in quotable
    assert index.passages.words.scores(["next"])[1] > 0


def test_a_heading_over_nothing_can_be_quoted() -> None:
    """The last line of a text is a sentence, however it looks."""
    index, _ = build("# One\n\n# Two\n")
    assert [index.sentences.span(n).start for n in range(len(index.sentences))] == [7]


def test_a_passage_of_headings_only_quotes_its_headings() -> None:
    """Headings in a row that fill a passage of their own can be found and quoted."""
    headings = [f"# Part {n} of the storms over Kent" for n in range(30)]
    text = "\n\n".join([*headings, "Roads were closed on Friday."])
    index, _ = build(text)
    first = index.passages.span(0)
    assert "Roads" not in first.of(text)
    quotable = index.sentences.spans(index.sentences.of(np.array([0]))).tolist()
    assert text[quotable[0][0] :].startswith("# Part 0")
    assert len(quotable) == first.of(text).count("#")


@given(texts())
@settings(max_examples=50)
def test_all_of_the_body_is_indexed(text: str) -> None:
    """Passages cover all that follows the front matter, in any script."""
    index, _ = build(text)
    spans = index.passages.spans(np.arange(len(index.passages)))
    assert np.diff(spans, axis=1).sum() == len(text)


def test_only_what_changed_is_encoded_again() -> None:
    """Known texts keep their vectors, also where they moved within the document."""
    first, _ = build(ARTICLE, "A second text. It stays.")
    changed = ARTICLE.replace("Trees fell in Dover.", "Nothing fell in Dover.")
    second, encoder = build("A second text. It stays.", changed, previous=first)
    assert encoder.passages_encoded == [
        "Storms over Kent Roads were closed on Friday. Nothing fell in Dover."
    ]
    afresh, _ = build("A second text. It stays.", changed)
    for ours, theirs in ((second.passages, afresh.passages), (second.sentences, afresh.sentences)):
        everything = np.arange(len(ours))
        assert np.array_equal(ours.spans(everything), theirs.spans(everything))
        assert np.array_equal(ours.owners(everything), theirs.owners(everything))
        assert np.array_equal(ours.vectors.vectors(everything), theirs.vectors.vectors(everything))


def test_another_model_encodes_everything_again() -> None:
    """Vectors of one model are never mixed with another's."""
    first, _ = build(ARTICLE)
    other = BagOfWords(fingerprint="another")
    build_index(documents([ARTICLE]), other, "r", first)
    assert len(other.passages_encoded) == len(first.passages)


def test_saved_and_opened_is_the_same(tmp_path: Path) -> None:
    """An index answers as before after a round trip to the disk."""
    index, encoder = build(ARTICLE, "A second text. It stays.")
    folder = IndexFolder(tmp_path)
    folder.save(index)
    opened = folder.open(encoder.fingerprint)
    assert list(opened.documents()) == list(index.documents())
    assert opened.revision == index.revision
    for ours, theirs in ((opened.passages, index.passages), (opened.sentences, index.sentences)):
        everything = np.arange(len(ours))
        assert np.array_equal(ours.spans(everything), theirs.spans(everything))
        assert np.array_equal(ours.owners(everything), theirs.owners(everything))
        question = encoder.encode_questions(["closed roads"])[0]
        assert np.array_equal(ours.vectors.search(question, 9), theirs.vectors.search(question, 9))
        assert np.array_equal(ours.words.scores(["road"]), theirs.words.scores(["road"]))


def test_a_new_index_sweeps_the_old_one_away(tmp_path: Path) -> None:
    """One generation with its segment and store is left, whatever killed writers left behind."""
    folder = IndexFolder(tmp_path)
    index, _ = build(ARTICLE)
    folder.save(index)
    first = folder.current()
    for place in ("", "segments", "stores"):
        (tmp_path / place / "left-by-a-killed-writer").mkdir()
    folder.save(index)
    assert folder.current() != first
    assert {path.name for path in tmp_path.iterdir()} == {
        "current",
        "segments",
        "stores",
        str(folder.current()),
    }
    assert [len(list((tmp_path / one).iterdir())) for one in ("segments", "stores")] == [1, 1]


def test_an_index_that_is_not_there(tmp_path: Path) -> None:
    """No folder, and an empty pointer, are a missing index."""
    with pytest.raises(MissingIndex, match="no index"):
        IndexFolder(tmp_path / "none").open("model")
    (tmp_path / "current").write_text("")
    with pytest.raises(MissingIndex):
        IndexFolder(tmp_path).open("model")


def test_an_index_of_another_model_or_format(tmp_path: Path) -> None:
    """What was made otherwise is recognised by its manifest."""
    folder = IndexFolder(tmp_path)
    index, encoder = build(ARTICLE)
    folder.save(index)
    with pytest.raises(ForeignIndex, match="another embedding model"):
        folder.open("another")
    manifest = tmp_path / str(folder.current()) / "manifest.json"
    good = json.loads(manifest.read_text())
    for key in good:
        manifest.write_text(json.dumps({name: good[name] for name in good if name != key}))
        with pytest.raises(IndexFault):
            folder.open(encoder.fingerprint)
    manifest.write_text(json.dumps({**good, "format": 0}))
    with pytest.raises(ForeignIndex, match="format 0"):
        folder.open(encoder.fingerprint)


def test_every_damage_is_noticed(tmp_path: Path) -> None:
    """Each file in turn is deleted, cut short, emptied, and has one bit turned over: opening it,
    or at the latest verifying it, says so."""
    index, encoder = build(ARTICLE)
    folder = IndexFolder(tmp_path)
    folder.save(index)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 25
    for file in files:
        data = bytearray(file.read_bytes())
        turned = bytearray(data)
        if turned:
            turned[len(data) // 2] ^= 1
        for harm in (None, data[: len(data) // 2], b"", turned):
            if harm == data:  # a file that is empty as it should be
                continue
            # A new file each time: the old one may still be mapped.
            file.unlink()
            if harm is not None:
                file.write_bytes(bytes(harm))
            with pytest.raises(IndexFault):
                opened = folder.open(encoder.fingerprint)
                folder.verify(encoder.fingerprint)
                # A bit of the manifest's revision is no damage to what it describes; a
                # revision that differs has the index brought up to date.
                assert opened.revision != index.revision
                raise DamagedIndex("not the revision that was saved")
            file.unlink(missing_ok=True)
            file.write_bytes(bytes(data))
    folder.verify(encoder.fingerprint)


@pytest.mark.parametrize("what", ["file", "pointer", "draft"])
def test_what_is_in_the_way_is_cleared(tmp_path: Path, what: str) -> None:
    """A file where the folder belongs, a folder where the pointer does: a save mends it."""
    folder = tmp_path / "index"
    if what == "file":
        folder.write_text("")
    else:
        (folder / ("current" if what == "pointer" else "current.new")).mkdir(parents=True)
    index, encoder = build(ARTICLE)
    with pytest.raises(IndexFault):
        IndexFolder(folder).open(encoder.fingerprint)
    IndexFolder(folder).save(index)
    opened = IndexFolder(folder).open(encoder.fingerprint)
    assert list(opened.documents()) == list(index.documents())


def test_a_full_disk_leaves_the_last_good_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where writing fails, nothing has changed, and the error says so."""
    folder = IndexFolder(tmp_path)
    index, encoder = build(ARTICLE)
    folder.save(index)
    before = folder.current()

    def full(self: Segment, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Segment, "save", full)
    with pytest.raises(StorageError, match=r"No space left.*last good index stays"):
        folder.save(index)
    monkeypatch.undo()
    assert folder.current() == before
    opened = folder.open(encoder.fingerprint)
    assert list(opened.documents()) == list(index.documents())
    assert len(list((tmp_path / "segments").iterdir())) == 1


def test_an_empty_collection_has_an_index_too(tmp_path: Path) -> None:
    """The last document may be removed."""
    index, encoder = build()
    IndexFolder(tmp_path).save(index)
    assert len(IndexFolder(tmp_path).open(encoder.fingerprint).passages) == 0


def test_equal_texts_are_encoded_once() -> None:
    """A sentence that recurs costs nothing the second time."""
    encoder = BagOfWords()
    one = document("Roads were closed.", "a.txt")
    two = document("Roads were closed.", "b.txt")
    build_index([one, two], encoder, "r")
    assert encoder.passages_encoded == ["Roads were closed."]


def test_a_filter_brings_no_dead_document_back() -> None:
    """A document that is not alive in its segment is in no selection, whatever the filter."""
    texts = ["Trees fell.", "Roads were closed.", "Bread is baked."]
    store = MemoryStore(documents(texts))
    whole = build_index(store.documents(), BagOfWords(), store.revision)
    alive = [np.array([True, False, True])]
    made = Index(whole.segments, whole.store, whole.revision, alive)
    for wanted in ([True, True, True], [False, True, True], [False, True, False]):
        [mask] = made.only(np.array(wanted)).documents
        assert mask is not None
        assert mask.tolist() == [
            one and living for one, living in zip(wanted, alive[0], strict=True)
        ]
