"""Readers as they are loaded: real models of each kind, made tiny by the tests."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.span import Span
from retrieval.errors import ModelError
from retrieval.readers.answer_spans import LONGEST_ANSWER
from retrieval.readers.cross_encoder import BEST_PASSAGES, MOST_SENTENCES, CrossEncoderReader
from retrieval.readers.extractive_qa import QuestionAnsweringReader, _shares
from retrieval.readers.load import load_reader
from retrieval.readers.reader import Reader, ReaderPassage
from retrieval.readers.token_windows import MOST_WINDOWS, WINDOW, shortened, windows
from tests import tiny_models

KENT = "Roads were closed on Friday. Trees fell in Dover. Repairs cost 12 million pounds."
BREAD = "Rye flour makes a heavy loaf. Wheat flour rises higher than rye does."
QUESTION = "How much do the repairs cost?"
KINDS = {
    "cross-encoder": tiny_models.cross_encoder,
    "question answering": tiny_models.question_answering,
}
ANSWERS = {0: "no", 1: "Relevant", 2: "unclear"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A model of each kind, and an encoder, which is none."""
    root = tmp_path_factory.mktemp("readers")
    made = {name: make(root / name) for name, make in KINDS.items()}
    made["labels"] = tiny_models.cross_encoder(root / "labels", ANSWERS)
    made["encoder"] = tiny_models.encoder(root / "encoder")
    return made


@pytest.fixture(scope="module", params=[*KINDS, "labels"])
def reader(request: pytest.FixtureRequest, folders: dict[str, Path]) -> Reader:
    return load_reader(str(folders[request.param]))


def passage(text: str) -> ReaderPassage:
    return ReaderPassage(text, tuple(Span(*one.span()) for one in re.finditer(r"[^.]+\.\s*", text)))


class Counting:
    """A model that counts what it is given."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.shapes: list[tuple[int, int]] = []
        self.pairs: list[tuple[str, str]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def __call__(self, **given: Any) -> Any:
        self.shapes.append(tuple(given["input_ids"].shape))
        return self._model(**given)

    def predict(self, pairs: Any, **options: Any) -> Any:
        self.pairs += pairs
        for pair in pairs:
            tokens = self._model.preprocess([pair])["input_ids"]
            self.shapes.append(tuple(tokens.shape))
        return self._model.predict(pairs, **options)


def test_a_reading_for_each_passage_and_sentence(reader: Reader) -> None:
    """In their order, all probabilities, and different texts are read differently."""
    passages = [passage(KENT), passage(BREAD), ReaderPassage("Heading only", ())]
    readings = reader.read(QUESTION, passages)
    assert [len(one.sentences) for one in readings] == [3, 2, 0]
    assert len({one.relevance for one in readings}) == 3
    assert len(set(readings[0].sentences)) == 3
    assert reader.read(QUESTION, []) == []


def test_reading_is_deterministic(reader: Reader, folders: dict[str, Path]) -> None:
    """The same now, later, and by the same model loaded again."""
    passages = [passage(KENT), passage(BREAD)]
    first = reader.read(QUESTION, passages)
    assert reader.read(QUESTION, passages) == first
    name = reader.fingerprint.rpartition(" ")[0]
    again = load_reader(str(folders[name]))
    assert again.fingerprint == reader.fingerprint
    assert again.read(QUESTION, passages) == first


@pytest.mark.parametrize("kind", list(KINDS))
def test_what_is_read_is_bounded(
    folders: dict[str, Path], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long passages and question are: so many windows of a passage, so many tokens a
    window, so many sentences once more."""
    reader = load_reader(str(folders[kind]))
    counting = Counting(reader._model)  # type: ignore[attr-defined]
    monkeypatch.setattr(reader, "_model", counting)
    passages = [passage("Short. " * 300), passage(KENT * 40), *[passage(KENT)] * 10]
    readings = reader.read("word " * 400, passages)
    assert len(readings) == 12
    read = sum(rows for rows, _ in counting.shapes)
    closely = MOST_SENTENCES if kind == "cross-encoder" else 0
    assert 12 < read <= 2 * MOST_WINDOWS + 10 + closely
    assert max(width for _, width in counting.shapes) <= WINDOW


def test_a_model_with_few_positions_gets_small_windows(tmp_path: Path) -> None:
    """The model's own limit holds where it is lower, and its tokenizer need not know it."""
    for name, make in KINDS.items():
        small = make(tmp_path / name, max_position_embeddings=130)
        reader = load_reader(str(small))
        reading = reader.read("who " * 100, [passage(KENT * 2)])[0]
        assert len(reading.sentences) == 6
        # The last sentence is behind the first window, and is read all the same.
        assert reading.sentences[-1] > 0


def test_sentences_of_the_best_passages_are_read_alone(folders: dict[str, Path]) -> None:
    """The others have their passage's figure; a short sentence takes its predecessor along."""
    reader = load_reader(str(folders["cross-encoder"]))
    assert isinstance(reader, CrossEncoderReader)
    counting = reader._model = Counting(reader._model)
    texts = [KENT, BREAD, *(f"Storm {n}{n}. Trees fell {n}." for n in range(5))]
    readings = reader.read(QUESTION, [passage(text) for text in texts])
    alone = {text for _, text in counting.pairs[len(texts) :]}
    order = np.argsort([-one.relevance for one in readings], kind="stable")
    for rank, number in enumerate(order):
        unread = set(readings[number].sentences) == {readings[number].relevance}
        assert unread == (rank >= BEST_PASSAGES)
    best = texts[order[0]]
    assert {one for one in alone if one in best}, "the best passage's sentences are among them"
    if order.tolist().index(0) < BEST_PASSAGES:
        assert "Roads were closed on Friday. Trees fell in Dover." in alone


def test_one_figure_is_a_logistic_and_several_are_a_softmax(folders: dict[str, Path]) -> None:
    """Held against the model itself; of several labels, the one that means yes."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    text = BREAD.partition(". ")[0] + "."
    for name in ("cross-encoder", "labels"):
        model = AutoModelForSequenceClassification.from_pretrained(folders[name]).eval()
        tokens = AutoTokenizer.from_pretrained(folders[name])(QUESTION, text, return_tensors="pt")
        with torch.no_grad():
            logits = model(**tokens).logits[0]
        wanted = torch.sigmoid(logits)[0] if name != "labels" else torch.softmax(logits, 0)[1]
        [reading] = load_reader(str(folders[name])).read(QUESTION, [passage(text)])
        assert reading.relevance == pytest.approx(float(wanted), abs=1e-5)
        assert reading.sentences == (reading.relevance,)


def test_an_answer_is_a_span_and_a_sentence_has_its_share(folders: dict[str, Path]) -> None:
    """Held against the formula, span by span, with the figures of the model itself."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    folder = folders["question answering"]
    model = AutoModelForQuestionAnswering.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokens = tokenizer(QUESTION, KENT, return_tensors="pt", return_offsets_mapping=True)
    offsets = tokens.pop("offset_mapping")[0].tolist()
    own = [n for n, part in enumerate(tokens.sequence_ids(0)) if part == 1]
    with torch.no_grad():
        found = model(**tokens)
    starts, ends = found.start_logits[0].double(), found.end_logits[0].double()
    powers = {
        (first, last): float(torch.exp(starts[first] + ends[last]))
        for first in own
        for last in own
        if first <= last < first + LONGEST_ANSWER
    }
    total = sum(powers.values()) + float(torch.exp(starts[0] + ends[0]))
    reader = load_reader(str(folder))
    assert isinstance(reader, QuestionAnsweringReader)
    [reading] = reader.read(QUESTION, [passage(KENT)])
    assert reading.relevance == pytest.approx(sum(powers.values()) / total, abs=1e-5)
    for sentence, probability in zip(passage(KENT).sentences, reading.sentences, strict=True):
        inside = sum(
            power
            for (first, last), power in powers.items()
            if sentence.start <= offsets[first][0] and offsets[last][1] <= sentence.end
        )
        assert probability == pytest.approx(inside / total, abs=1e-5)


def test_no_answer_is_an_answer_too() -> None:
    """Where "none" has the highest figure, no sentence has a probability worth the name; where a
    span has, its sentence has nearly all of it."""
    places = np.array([one.start() for one in re.finditer(r"\w+", KENT)])
    starts, ends = np.zeros(len(places)), np.zeros(len(places))
    starts[-3], ends[-2] = 10.0, 10.0  # "12 million"
    answers, sentences = _shares(starts, ends, 0.0, places, passage(KENT))
    assert answers > 0.99
    assert sentences.argmax() == 2
    assert sentences[2] > 0.98
    answers, sentences = _shares(starts, ends, 30.0, places, passage(KENT))
    assert answers < 0.01
    assert sentences.max() < 0.01


def test_windows_cover_a_text_and_overlap() -> None:
    """Each token of a text that fits is in one, and a quarter of a window is in two."""
    tokens = [(n, n + 1) for n in range(100)]
    found = windows("x" * 100, tokens, 40)
    assert [(one.start, one.end) for one in found] == [(0, 40), (30, 70), (60, 100)]
    assert windows("x" * 100, tokens, 100) == [Span(0, 100)]
    assert len(windows("x" * 100, tokens, 10)) == MOST_WINDOWS
    assert windows("\u200b", [(0, 0)], 10) == [Span(0, 1)]


def test_of_a_long_question_the_end_is_asked() -> None:
    """What is asked stands behind its preamble."""
    question = "After all that was said and done, who paid?"
    tokens = [one.span() for one in re.finditer(r"\w+", question)]
    assert shortened(question, tokens, 2) == "who paid?"
    assert shortened(question, tokens, 300) == question


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("/nowhere/reader", "there is no model folder /nowhere/reader"),
        ("./reader", r"there is no model folder \./reader"),
        ("a/b/c", "cannot be loaded: .*there is no folder of that name either"),
        ("{}/empty", "holds no model"),
        ("{}/torn", "cannot be loaded"),
        ("{}/config", "cannot be loaded"),
        ("{}/encoder", "encoder is a BertModel$"),
        ("{}/headless", "no weights for classifier"),
        ("{}/headless answers", "no weights for qa_outputs"),
        ("{}/mute", "has 2 labels .*nothing says which"),
    ],
)
def test_what_cannot_be_loaded_is_named(
    folders: dict[str, Path], tmp_path: Path, wanted: str, reason: str
) -> None:
    """The setting, what is wrong, and what to name instead."""
    kind = wanted.rpartition("/")[2]
    folder = tmp_path / kind
    if kind == "empty":
        folder.mkdir()
    elif kind == "mute":
        tiny_models.cross_encoder(folder, {0: "LABEL_0", 1: "LABEL_1"})
    elif wanted.startswith("{}"):
        origin = "cross-encoder" if kind in ("torn", "config") else "encoder"
        shutil.copytree(folders[origin], folder)
    if kind == "torn":
        os.truncate(folder / "model.safetensors", 5000)
    elif kind == "config":
        (folder / "config.json").write_text("{")
    elif kind == "headless":
        tiny_models.changed(folder, architectures=["BertForSequenceClassification"])
        tiny_models.changed(folder, id2label={"0": "LABEL_0"}, label2id={"LABEL_0": 0})
    elif kind == "headless answers":
        tiny_models.changed(folder, architectures=["BertForQuestionAnswering"])
    with pytest.raises(ModelError, match=reason) as caught:
        load_reader(wanted.format(tmp_path))
    assert caught.value.code in ("reader-unusable", "reader-kind", "reader-labels")


@pytest.mark.parametrize("kind", list(KINDS))
def test_figures_that_are_none_are_an_error(folders: dict[str, Path], kind: str) -> None:
    """Damaged weights that still load are found out at the first reading."""
    reader = load_reader(str(folders[kind]))
    bias = dict(reader._model.named_parameters())  # type: ignore[attr-defined]
    for name, parameter in bias.items():
        if name.endswith(("classifier.bias", "qa_outputs.bias")):
            parameter.data.fill_(float("nan"))
    with pytest.raises(ModelError, match="scores that are not finite"):
        reader.read(QUESTION, [passage(KENT)])


def test_a_hub_name_needs_the_network_once(folders: dict[str, Path], tmp_path: Path) -> None:
    """What was downloaded is loaded without asking; what was not, fails soon and says why. The
    hub is a port that nobody listens at."""
    cached = tmp_path / "hub" / "models--somebody--reader"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("0" * 40)
    shutil.copytree(folders["question answering"], cached / "snapshots" / ("0" * 40))
    script = (
        "import time; from retrieval.errors import ModelError;"
        "from retrieval.readers.load import load_reader;"
        "print(load_reader('somebody/reader').fingerprint);"
        "started = time.monotonic()\n"
        "try: load_reader('somebody/else')\n"
        "except ModelError as error: print(error)\n"
        "print(time.monotonic() - started)"
    )
    environment = {**os.environ, "HF_HOME": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9"}
    environment.pop("HF_HUB_OFFLINE", None)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment, capture_output=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    loaded, refused, seconds = done.stdout.splitlines()
    assert (loaded, done.stderr) == ("somebody/reader", "")
    assert refused.startswith("the reader somebody/else cannot be loaded: ")
    assert float(seconds) < 60
