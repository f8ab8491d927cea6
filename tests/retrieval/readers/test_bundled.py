"""The reader that ships: how it sees a passage, how it is kept, prepared and loaded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from corpus.span import Span
from retrieval.models.openvino.atomic_folder import CannotPrepare
from retrieval.models.openvino.prepared_model import GRAPH, WEIGHTS, PreparedModelError
from retrieval.models.preload import Preload
from retrieval.readers import bundled
from retrieval.readers.bundled import BundledReader, Kind, preload_reader
from retrieval.readers.export import prepare_reader
from retrieval.readers.input import EVIDENCE, MOST_WINDOWS, WINDOW, Sequencer
from retrieval.readers.network import load_difference, network, save_difference
from retrieval.readers.openvino_reader import OpenVinoReader, check
from retrieval.readers.reader import ReaderPassage
from tests import tiny_models

TEXT = "Rain fell. The county paid for the bridge! It was opened in 1931."
PLACES = [(0, 11), (11, 43), (43, 65)]
PASSAGE = ReaderPassage(TEXT, tuple(Span(*one) for one in PLACES), "Roads")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny transformer in place of the bundled one."""
    return tiny_models.encoder(tmp_path_factory.mktemp("base") / "encoder")


@pytest.fixture(scope="module")
def trained(base: Path) -> Any:
    """A network whose every part is other than the base's, but for words and positions."""
    import torch

    torch.manual_seed(3)
    made = network(str(base)).eval()
    with torch.no_grad():
        for name, one in made.named_parameters():
            if "word_embeddings" not in name and "position_embeddings" not in name:
                one.add_(torch.randn_like(one) * 0.05)
    return made


@pytest.fixture(scope="module")
def weights(base: Path, trained: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "reader.safetensors"
    save_difference(trained, str(base), path, {"seed": "3"})
    return path


@pytest.fixture(scope="module")
def prepared(base: Path, weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "reader"
    prepare_reader(str(base), weights, folder, "tiny")
    return folder


@pytest.fixture
def sequencer(base: Path) -> Sequencer:
    return Sequencer(Tokenizer.from_file(str(base / "tokenizer.json")))


def test_every_token_of_a_sentence_is_known_to_be_its_own(sequencer: Sequencer) -> None:
    """Letter by letter here; question, title and special tokens are nobody's."""
    [one] = sequencer.sequences("Who paid?", "Roads", TEXT, PLACES)
    letters = [sum(not letter.isspace() for letter in TEXT[start:end]) for start, end in PLACES]
    assert np.bincount(one.owners[one.owners >= 0]).tolist() == letters
    passage = np.array(one.types) == 1
    assert (one.owners[~passage] == -1).all()
    # The title's letters, and the last special token.
    assert (one.owners[passage] == -1).sum() == len("Roads") + 1


def test_a_long_passage_is_read_in_windows_that_overlap(sequencer: Sequencer) -> None:
    """Each within the bound; what one cuts through, another has whole."""
    sentences = [f"storm {n} closed road {n} of kent. " for n in range(30)]
    ends = np.cumsum([len(one) for one in sentences])
    places = [(int(end) - len(one), int(end)) for one, end in zip(sentences, ends, strict=True)]
    found = sequencer.sequences("which road?", "", "".join(sentences), places)
    assert 1 < len(found) <= MOST_WINDOWS
    assert all(len(one.ids) <= WINDOW for one in found)
    shared = set(found[0].owners) & set(found[1].owners) - {-1}
    assert len(shared) >= 2


def test_of_a_long_question_the_end_is_read(sequencer: Sequencer) -> None:
    """What is asked stands behind its preamble; a short one stays as it is."""
    question = "I have read a lot about this. " * 20 + "Who paid for the bridge?"
    short = sequencer.shortened(question)
    assert question.endswith(short)
    assert len(short) < 200
    [one] = sequencer.sequences(short, "", TEXT, PLACES)
    assert len(set(one.owners) - {-1}) == len(PLACES)
    assert sequencer.shortened("Who paid?") == "Who paid?"


def test_a_passage_without_sentences_is_read_all_the_same(prepared: Path) -> None:
    """As one figure: how likely it answers."""
    [reading] = OpenVinoReader(prepared, "tiny").read("Who?", [ReaderPassage("Rain.", ())])
    assert reading.sentences == ()
    assert 0 < reading.relevance < 1


def test_the_difference_is_kept_in_a_quarter_and_hardly_rounded(
    base: Path, trained: Any, weights: Path
) -> None:
    """Eight bits a weight; what comes back gives nearly the same logits."""
    import torch

    back = load_difference(str(base), weights)
    ids = torch.arange(4, 40).unsqueeze(0)
    given = ids, torch.ones_like(ids), torch.zeros_like(ids)
    with torch.no_grad():
        for own, found in zip(trained(*given), back(*given), strict=True):
            assert torch.allclose(own, found, atol=0.05)
        plain = network(str(base)).eval()(*given)[1]
    assert not torch.allclose(trained(*given)[1], plain, atol=0.2)


def test_the_prepared_reader_reads_as_the_network_does(
    prepared: Path, base: Path, weights: Path
) -> None:
    """Alone and among others: of the answer's beginning in a sentence, and of its ending there, the
    mean, against none and the others; and of its tokens' evidence, the mean."""
    import torch

    reader = OpenVinoReader(prepared, "tiny")
    [window] = reader.inputs("Who paid?", PASSAGE)
    tensors = [torch.tensor([row]) for row in (window.ids, [1] * len(window.ids), window.types)]
    with torch.no_grad():
        passage, tokens = load_difference(str(base), weights)(*tensors)
    inside = [tokens[0, torch.tensor(window.owners == n)] for n in range(3)]
    means = [float(one[:, :EVIDENCE].exp().sum(dim=0).log().mean()) for one in inside]
    shares = np.exp(means) / (1 + np.exp(means).sum())
    evidence = [1 / (1 + np.exp(-float(one[:, EVIDENCE].mean()))) for one in inside]
    other = ReaderPassage("Trees fell in Dover on Friday.", (Span(0, 30),))
    for passages in ([PASSAGE], [other, PASSAGE, other]):
        reading = reader.read("Who paid?", passages)[passages.index(PASSAGE)]
        assert reading.relevance == pytest.approx(1 / (1 + np.exp(-float(passage))), abs=1e-3)
        assert reading.sentences == pytest.approx(shares.tolist(), abs=1e-3)
        assert reading.evidence == pytest.approx(evidence, abs=1e-3)


def test_heads_may_have_any_width(base: Path, weights: Path, tmp_path: Path) -> None:
    """The graph has the outputs that the weights have; the others stay as they are."""
    from safetensors.numpy import load_file, save_file

    kept = load_file(weights)
    rows = np.concatenate([kept["ends.weight"], kept["ends.weight"].sum(0, keepdims=True)])
    third = np.append(kept["ends.bias"], kept["ends.bias"].sum())
    wide = tmp_path / "wide.safetensors"
    save_file({**kept, "ends.weight": rows, "ends.bias": third}, wide)
    outputs = []
    for number, path in enumerate((weights, wide)):
        folder = tmp_path / str(number)
        prepare_reader(str(base), path, folder, "tiny")
        reader = OpenVinoReader(folder, "tiny")
        outputs.append(reader.logits(reader.inputs("Who paid?", PASSAGE)))
    (passage, two), (other, three) = outputs
    assert (two.shape[2], three.shape[2]) == (3, 4)
    assert np.allclose(passage, other, atol=1e-5)
    assert np.allclose(two, three[..., :3], atol=1e-5)
    assert np.allclose(two.sum(-1), three[..., 3], atol=0.02)


@pytest.mark.parametrize("name", ["body.embeddings.LayerNorm.bias", "ends.weight"])
def test_weights_for_another_base_are_refused(
    base: Path, weights: Path, tmp_path: Path, name: str
) -> None:
    """By name, before anything is written."""
    from safetensors.numpy import load_file, save_file

    kept = load_file(weights)
    save_file({**kept, name: np.zeros((2, 48), "f")}, tmp_path / "wrong.safetensors")
    with pytest.raises(CannotPrepare, match=f"does not fit .*{name}"):
        prepare_reader(str(base), tmp_path / "wrong.safetensors", tmp_path / "reader", "tiny")
    assert not (tmp_path / "reader").exists()


def test_a_language_that_is_spelled_out_is_not_known(prepared: Path) -> None:
    """The tiny model reads letter by letter; one-letter words are all that it has."""
    reader = OpenVinoReader(prepared, "tiny")
    assert not reader.supports("Wie viele Soldaten kamen?")
    assert reader.supports("a b c d")


@pytest.mark.parametrize("name", [GRAPH, WEIGHTS])
def test_damage_is_found(prepared: Path, name: str, tmp_path: Path) -> None:
    """A file cut short at every start; a changed byte when somebody asks."""
    import shutil

    folder = tmp_path / "copy"
    shutil.copytree(prepared, folder)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    check(folder)
    with pytest.raises(PreparedModelError, match="not what was prepared"):
        check(folder, whole=True)
    (folder / name).write_bytes(content[:-1])
    with pytest.raises(PreparedModelError, match="not what was prepared"):
        OpenVinoReader(folder, "tiny")


@pytest.fixture
def own(base: Path, weights: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kind]:
    """The tiny network in place of the one that ships."""
    from retrieval.models.model_files import ModelFiles

    monkeypatch.setattr(bundled, "find_model", lambda *_: ModelFiles(str(base), "base"))
    bundled.fingerprint.cache_clear()
    monkeypatch.setattr(bundled, "_preloaded", Preload())
    yield Kind("tiny-reader", weights, "base", frozenset(("en",)))
    bundled.fingerprint.cache_clear()


def test_it_is_prepared_once_and_mended_where_damaged(own: Kind, tmp_path: Path) -> None:
    """The second time nothing is said; a damaged one is prepared again."""
    notes: list[str] = []
    first = BundledReader(tmp_path, notes.append, own).ready()
    assert first is not None
    [reading] = first.read("Who paid?", [PASSAGE])
    assert [note for note in notes if "once" in note] == notes
    assert len(notes) == 1
    again = BundledReader(tmp_path, notes.append, own).ready()
    assert again is not None
    assert again.read("Who paid?", [PASSAGE]) == [reading]
    assert len(notes) == 1
    [graph] = tmp_path.glob(f"*/{WEIGHTS}")
    graph.write_bytes(b"short")
    mended = BundledReader(tmp_path, notes.append, own).ready()
    assert mended is not None
    [other] = mended.read("Who paid?", [PASSAGE])
    # Another arithmetic may have been the faster this time.
    assert other.sentences == pytest.approx(reading.sentences, abs=0.01)
    assert len(notes) == 2


def test_a_reader_loaded_ahead_is_the_same(own: Kind, tmp_path: Path) -> None:
    """And is taken once."""
    reader = BundledReader(tmp_path, print, own).ready()
    assert reader is not None
    wanted = reader.read("Who paid?", [PASSAGE])
    preload_reader(tmp_path, own)
    assert len(bundled._preloaded) == 1
    assert BundledReader(tmp_path, print, own).read("Who paid?", [PASSAGE]) == wanted
    assert len(bundled._preloaded) == 0


def test_where_it_cannot_be_prepared_that_is_said_and_no_more(own: Kind, tmp_path: Path) -> None:
    """The ranker answers alone: a default is never in the way."""
    blocked = tmp_path / "models"
    blocked.write_text("a file where the folder should be")
    notes: list[str] = []
    assert BundledReader(blocked, notes.append, own).ready() is None
    assert [note.startswith("answering without the reader") for note in notes] == [True]
