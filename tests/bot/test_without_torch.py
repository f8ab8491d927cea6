"""The program without torch: only models other than the bundled ones need it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_CHECKOUT = Path(__file__).parents[2]
HIDDEN = (
    "torch", "transformers", "sentence_transformers", "huggingface_hub", "scipy", "sklearn",
)  # fmt: skip
QUESTION = "How many of the women who met Putin had a conscripted son?"
Done = subprocess.CompletedProcess[str]


@pytest.fixture
def alone(tmp_path: Path) -> Callable[..., Done]:
    """Runs `pullquote ARGUMENTS…` with an empty data folder, where the libraries cannot be
    imported, by child processes neither."""
    here = tmp_path / "here"
    here.mkdir()
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        f"import sys\nsys.modules.update(dict.fromkeys({HIDDEN!r}))\n"
    )
    environment = {
        **os.environ,
        "PULLQUOTE_DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": f"{hidden}{os.pathsep}{_CHECKOUT}",
    }

    def run(*arguments: str, **settings: str) -> Done:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=here,
            env={**environment, **settings},
            capture_output=True,
            encoding="utf-8",
        )

    return run


def test_the_libraries_are_hidden(alone: Callable[..., Done], tmp_path: Path) -> None:
    """Or the other tests here would show nothing."""
    for name in HIDDEN:
        done = subprocess.run(
            [sys.executable, "-c", f"import {name}"],
            env={**os.environ, "PYTHONPATH": str(tmp_path / "hidden")},
            capture_output=True,
            encoding="utf-8",
        )
        assert "ModuleNotFoundError" in done.stderr, name


def test_a_new_data_folder_answers_and_grows(alone: Callable[..., Done], tmp_path: Path) -> None:
    """`ask`, `add` and `doctor`, with encoder and reader; nothing falls back to anything."""
    first = alone("ask", "--json", QUESTION)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["answered"]
    assert "sentence-transformers" not in first.stderr
    assert "without the reader" not in first.stderr
    kept = {path.parent.name for path in (tmp_path / "data" / "models").glob("*/graph.bin")}
    assert [name.partition("-")[0] for name in sorted(kept)] == ["all", "pullquote"]
    article = tmp_path / "storm.txt"
    article.write_text("Storms over Kent\n\nThe county paid 12 million pounds for repairs.\n")
    added = alone("add", str(article))
    assert (added.returncode, added.stderr) == (0, "")
    asked = alone("ask", "--json", "Who paid for the repairs?")
    assert "12 million pounds" in json.loads(asked.stdout)["quotes"][0]["text"]
    doctor = alone("doctor")
    assert (doctor.returncode, doctor.stderr) == (0, ""), doctor.stdout
    assert "ok    reader: pullquote-reader" in doctor.stdout


@pytest.mark.parametrize("setting", ["PULLQUOTE_EMBEDDING_MODEL", "PULLQUOTE_READER_MODEL"])
def test_another_model_asks_for_the_libraries(
    alone: Callable[..., Done], tmp_path: Path, setting: str
) -> None:
    """One line that says what is missing and how to get it."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.json").write_text('{"architectures": ["BertForSequenceClassification"]}')
    (other / "modules.json").write_text("[]")
    done = alone("ask", QUESTION, **{setting: str(other)})
    assert done.returncode == 2
    line = done.stderr.splitlines()[-1]
    assert "cannot be imported" in line
    assert "sentence-transformers" in line
    assert setting in line
    assert "Traceback" not in done.stderr
