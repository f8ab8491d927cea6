"""The command line in this process, with a data folder of its own."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.cli.main import main
from tests.bot.newsroom import TOKEN, answering, collected
from tests.bot_api import BotApiServer
from tests.fakes import BagOfWords


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Pullquote = Callable[..., Run]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and a working directory without a .env file."""
    monkeypatch.setenv("PULLQUOTE_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "data"


@pytest.fixture
def run(
    data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Pullquote:
    """Runs `pullquote ARGUMENTS…` with the real model."""

    def run_command(*arguments: object, stdin: str = "") -> Run:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return Run(code, out, err)

    return run_command


@pytest.fixture
def fast(run: Pullquote, monkeypatch: pytest.MonkeyPatch) -> Pullquote:
    """The same with a bag of words for a model, where it matters little what is found."""
    monkeypatch.setattr(App, "encoder", BagOfWords())
    monkeypatch.setenv("PULLQUOTE_READER_MODEL", "none")
    return run


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A file to add."""
    path = tmp_path / "storm.txt"
    path.write_text(
        "Storms over Kent\n\nRoads were closed on Friday because of the storm. Trees fell in "
        "Dover.\n\nThe county expects repairs to cost 12 million pounds.\n"
    )
    return path


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the newsroom's articles, which lie beside it."""
    return collected(tmp_path_factory.mktemp("newsroom"))


@pytest.fixture(scope="session")
def newsroom(articles: Path) -> Iterator[BotApiServer]:
    """A Telegram in which a bot answers from the newsroom's articles."""
    with BotApiServer(token=TOKEN) as server:
        with answering(server, articles):
            yield server
        assert not server.refusals, server.report()
