"""What a start imports: a library that is not needed costs every question its time."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

Imports = Callable[..., set[str]]

_CHECKOUT = Path(__file__).parents[3]
_IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> Imports:
    """The modules that `pullquote ARGUMENTS…` imports, started where the model is prepared."""
    here = tmp_path_factory.mktemp("here")
    environment = {
        **os.environ,
        "PULLQUOTE_DATA_DIR": str(here / "data"),
        "PYTHONPATH": str(_CHECKOUT),
    }

    def imported(*arguments: str, variables: Mapping[str, str] = {}) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "bot", *arguments],
            cwd=here,
            env={**environment, **variables},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout
        return set(_IMPORTED.findall(done.stderr))

    imported("ask", "Who criticised General Lapin?")
    return imported


@pytest.mark.parametrize("output", [(), ("--json",)])
def test_a_question_waits_for_no_library_it_does_not_need(
    imports: Imports, output: tuple[str, ...]
) -> None:
    """Neither for those that train, prepare and serve, nor for what draws on a terminal, nor for
    YAML, which plain headers are read without."""
    imported = imports("ask", "Who criticised General Lapin?", *output)
    unneeded = {
        "aiohttp", "chardet", "corpus.sandbox.client", "feedparser", "filelock",
        "httpcore2",
        "httpx", "huggingface_hub", "ijson", "lxml", "matplotlib", "pandas", "pypdfium2",
        "requests", "rich", "scipy", "sentence_transformers", "sentencex", "sklearn", "telegram",
        "torch", "transformers", "watchfiles", "yaml",
    }  # fmt: skip
    assert imported & unneeded == set()
    assert "openvino" in imported  # or nothing was answered


@pytest.mark.parametrize(
    ("output", "other"),
    [
        ((), {"bot.terminal.json_output"}),
        (("--json",), {"bot.display.sides", "bot.terminal.answers"}),
    ],
)
def test_a_question_to_the_collection_imports_nothing_that_it_does_not_use(
    imports: Imports, tmp_path: Path, output: tuple[str, ...], other: set[str]
) -> None:
    """Neither what indexes, nor the tables of `--sides`, nor the other kind of output."""
    article = tmp_path / "ferry.md"
    article.write_text("The ferry to Lindmouth leaves at nine in the morning.\n")
    data = {"PULLQUOTE_DATA_DIR": str(tmp_path / "data")}
    imports("add", str(article), variables=data)
    imported = imports("ask", "When does the ferry to Lindmouth leave?", *output, variables=data)
    assert "retrieval.answerer" in imported  # or nothing was answered
    unused = {
        "bot.cli.input_lines", "bot.questions.scope_note", "bot.terminal.side_tables",
        "corpus.ingest", "corpus.text.boilerplate.boilerplate", "corpus.text.passages",
        "corpus.text.sentences", "retrieval.feedback", "retrieval.index.build",
    }  # fmt: skip
    assert imported & (unused | other) == set()


@pytest.mark.parametrize("asked", ["--help", "--version"])
def test_help_waits_for_nothing_but_the_command_line(imports: Imports, asked: str) -> None:
    """No settings are read, and nothing is computed."""
    imported = imports(asked)
    ours = {name for name in imported if name.startswith(("bot.", "retrieval", "corpus"))}
    lean = {"corpus", "corpus.errors", "corpus.private_files"}
    assert ours == {"bot.cli", "bot.cli.main", "bot.cli.fast_exit", *lean}
    assert imported & {"asyncio", "numpy", "pydantic", "rich", "sqlite3", "yaml"} == set()


def test_a_list_of_documents_waits_for_nothing_that_answers(
    imports: Imports, tmp_path: Path
) -> None:
    """Nor for numpy and the models' libraries."""
    article = tmp_path / "ferry.md"
    article.write_text("The ferry to Lindmouth leaves at nine in the morning.\n")
    data = {"PULLQUOTE_DATA_DIR": str(tmp_path / "data")}
    imports("add", str(article), variables=data)
    imported = imports("list", variables=data)
    assert "corpus.store.collection" in imported  # or nothing was listed
    unneeded = {"numpy", "openvino", "tokenizers", "retrieval.answerer", "retrieval.index.folder"}
    assert imported & unneeded == set()
