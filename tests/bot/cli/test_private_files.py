"""Files of the data folder are their owner's alone, whatever the umask."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.conftest import Pullquote

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such modes there")


@pytest.fixture(autouse=True)
def _open_umask(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The most careless umask there is."""
    monkeypatch.setattr("corpus.private_files._users_umask", None)
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_can_read_the_data_folder(
    fast: Pullquote, article: Path, data_dir: Path
) -> None:
    """Folders have the mode 0700 and files 0600: documents, index, feedback, models."""
    fast("add", article)
    fast("ask", "What will repairs cost the county?")
    fast("chat", stdin="What will repairs cost the county?\n/good\n")
    found = {path: mode(path) for path in [data_dir, *data_dir.rglob("*")]}
    assert len(found) > 20
    for path, bits in found.items():
        assert bits == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_that_was_open_is_closed(fast: Pullquote, article: Path, data_dir: Path) -> None:
    """One that an earlier version made, by the next command that writes."""
    fast("add", article)
    for path in [data_dir, *data_dir.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    fast("sync")
    for path in [data_dir, *data_dir.rglob("*")]:
        assert mode(path) & 0o077 == 0, path


def test_what_is_asked_for_by_name_is_the_users(
    fast: Pullquote, article: Path, tmp_path: Path
) -> None:
    """A question set has the mode that the user's umask gives; a backup is private."""
    fast("add", article)
    fast("chat", stdin="What will repairs cost the county?\n/good\n")
    fast("feedback", tmp_path / "questions.jsonl")
    fast("backup", tmp_path / "b.zip")
    assert mode(tmp_path / "questions.jsonl") == 0o666
    assert mode(tmp_path / "b.zip") == 0o600
