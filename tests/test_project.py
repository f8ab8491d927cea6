"""The project's word about itself."""

import doctest
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from bot.cli.main import COMMANDS
from bot.settings import Settings, variable
from corpus.parsers.registry import FORMATS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_command_is_documented() -> None:
    """The README names each command, and none that is not there."""
    named = set(re.findall(r"^\| `pullquote (\w+)|, `pullquote (\w+)", README, re.M))
    assert {one or two for one, two in named} == set(COMMANDS)


def test_the_settings_that_the_readme_names_exist() -> None:
    """A misspelt setting in the documentation costs somebody an evening."""
    named = set(re.findall(r"PULLQUOTE_[A-Z_]+", README)) - {"PULLQUOTE_COMPLETE"}
    assert named <= {variable(field) for field in Settings.model_fields}


def test_versions_agree() -> None:
    """The changelog begins with the version that is installed."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert first is not None
    assert first[1] == version


def test_every_readable_kind_is_documented() -> None:
    """What the README says is read, is."""
    section = README.partition("### What is read from a file")[2].partition("\n## ")[0]
    assert all(
        f"`{ending}`" in section for ending in FORMATS if ending not in (".text", ".markdown")
    )


def test_heavy_libraries_have_one_door() -> None:
    """Each is imported by one file only, so that it can be replaced there."""
    doors = {
        "faiss": "retrieval/index/ivf.py",
        "sentence_transformers": "retrieval/models/sentence_transformer.py",
        "transformers": "retrieval/models/hugging_face.py",
        "huggingface_hub": "retrieval/models/hugging_face.py",
        "openvino": "retrieval/models/openvino_runtime.py",
        "sqlite3": "corpus/store/database.py",
        "httpcore2": "corpus/web/connection.py",
        "protego": "corpus/web/robots.py",
        "feedparser": "corpus/parsers/markup/feed.py",
        "watchfiles": "bot/cli/sync_watch.py",
        "sentencex": "corpus/text/sentences.py",
        "aiohttp": "bot/telegram/transport/web_server.py",
        "prometheus_client": "bot/telegram/transport/metrics.py",
        "Stemmer": "retrieval/text/stemming.py",
        "filelock": "corpus/store/lock.py",
        "ijson": "corpus/parsers/records/json_stream.py",
        "lxml": "corpus/parsers/markup/trees.py",
        "mammoth": "corpus/parsers/office/docx.py",
        "pypdfium2": "corpus/parsers/pdf/lines.py",
        "pysubs2": "corpus/parsers/subtitles.py",
        "striprtf": "corpus/parsers/office/rtf.py",
        "matplotlib": "bot/terminal/evaluation_plot.py",
    }
    for library, door in doors.items():
        pattern = re.compile(rf"^\s*(?:from|import) {re.escape(library)}\b", re.M)
        found = {
            path.relative_to(ROOT).as_posix()
            for room in ("bot", "retrieval", "corpus")
            for path in (ROOT / room).rglob("*.py")
            if pattern.search(path.read_text("utf-8"))
        }
        assert found == {door}, library


def test_torch_is_where_networks_are_made() -> None:
    """The embedding model's graph, and the reader's network; nothing else may wait for it."""
    pattern = re.compile(r"^\s*(?:from|import) torch\b", re.M)
    found = {
        path.name
        for room in ("bot", "retrieval", "corpus")
        for path in (ROOT / room).rglob("*.py")
        if pattern.search(path.read_text("utf-8"))
    }
    assert found == {"export.py", "network.py"}


@pytest.mark.parametrize(
    "name",
    [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for room in ("corpus", "retrieval")
        for path in sorted((ROOT / room).rglob("*.py"))
        if ">>> " in path.read_text("utf-8")
    ],
)
def test_the_examples_in_docstrings_are_true(name: str) -> None:
    """What a docstring shows is what happens."""
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert not found.failed
