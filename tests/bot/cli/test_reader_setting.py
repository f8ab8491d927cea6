"""PULLQUOTE_READER_MODEL, from the setting to the answer."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.app import App
from retrieval.readers import load
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from tests import tiny_models
from tests.bot.conftest import Pullquote
from tests.fakes import NumberReader

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A model of each kind."""
    root = tmp_path_factory.mktemp("readers")
    return {
        "cross-encoder": tiny_models.cross_encoder(root / "cross-encoder"),
        "question answering": tiny_models.question_answering(root / "question answering"),
    }


@pytest.mark.parametrize("kind", ["cross-encoder", "question answering"])
def test_a_reader_of_each_kind_answers(
    fast: Pullquote,
    article: Path,
    folders: dict[str, Path],
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Set by a folder's path: the object of the contract, quotes that are slices, another
    confidence than without, nothing on standard error."""
    fast("add", article)
    arguments = ("ask", "How much will repairs cost?", "--json", "--min-confidence", "0")
    alone = fast(*arguments).json
    monkeypatch.setenv("PULLQUOTE_READER_MODEL", str(folders[kind]))
    found = fast(*arguments)
    assert (found.code, found.err) == (0, "")
    answer = found.json
    assert set(answer) == set(alone)
    assert 0 < answer["confidence"] < 1
    assert answer["confidence"] != alone["confidence"]
    scores = [quote["score"] for quote in answer["quotes"]]
    assert scores == sorted(scores, reverse=True)
    text = article.read_text()
    for quote in answer["quotes"]:
        assert quote["text"] == text[quote["start"] : quote["end"]]
    assert fast(*arguments).json["quotes"] == answer["quotes"]


def test_the_time_of_reading_is_in_elapsed_ms(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the reader costs is shown, not hidden in the start."""

    class Slow(NumberReader):
        def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
            time.sleep(0.2)
            return super().read(question, passages)

    monkeypatch.setattr(App, "reader", Slow())
    fast("add", article)
    assert fast("ask", "repair cost", "--json").json["elapsed_ms"] >= 200


def test_doctor_tries_the_reader(
    fast: Pullquote, folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A line for it: none, which and how fast, or what is wrong with it."""
    assert "ok    reader: none" in fast("doctor").out
    monkeypatch.setenv("PULLQUOTE_READER_MODEL", str(folders["cross-encoder"]))
    assert f"ok    reader: {folders['cross-encoder']}, " in fast("doctor").out
    monkeypatch.setenv("PULLQUOTE_READER_MODEL", str(tmp_path / "missing"))
    found = fast("doctor")
    assert found.code == 2
    assert "FAIL  reader: there is no model folder" in found.out


@pytest.mark.parametrize("arguments", [("ask", "repair cost"), ("chat",)])
def test_a_reader_that_cannot_be_loaded_is_one_line(
    fast: Pullquote,
    article: Path,
    tmp_path: Path,
    arguments: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It names the setting; nothing is answered without the reader that somebody asked for."""
    fast("add", article)
    monkeypatch.setenv("PULLQUOTE_READER_MODEL", str(tmp_path / "missing"))
    found = fast(*arguments, stdin="repair cost\n")
    assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
    assert "PULLQUOTE_READER_MODEL" in found.err


@pytest.mark.parametrize("value", ["none", "None"])
def test_none_is_no_reader(
    fast: Pullquote, article: Path, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything loaded for it."""

    def refuse(*_: object) -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr(load, "load_reader", refuse)
    monkeypatch.setenv("PULLQUOTE_READER_MODEL", value)
    fast("add", article)
    assert fast("ask", "repair cost", "--json", "--min-confidence", "0").code == 0


def test_nothing_heavy_is_imported_without_a_reader(data_dir: Path, article: Path) -> None:
    """A question takes no second longer for what is not used."""
    script = (
        "import sys; from bot.app import App; from tests.fakes import BagOfWords;"
        "App.encoder = BagOfWords(); from bot.cli.main import main;"
        f"main(['ask', 'repair cost', '--in', {str(article)!r}]);"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'huggingface_hub'};"
        "print('imported:', sorted(heavy & set(sys.modules)))"
    )
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True,
        timeout=300,
        env={
            "PYTHONPATH": root, "PULLQUOTE_DATA_DIR": str(data_dir), "PATH": "",
            "PULLQUOTE_READER_MODEL": "none",
        },
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "imported: []"
