"""Files of the index that are cut short while a command has them open."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.process import FAST

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="SIGBUS is caught on Linux alone"),
]

# Cuts every file of the index of these names before the second question.
_CUTTING = """
import os, pathlib, sys
from retrieval.query import QueryAnalyzer
analyze, asked = QueryAnalyzer.analyze, []
def cutting(self, *given):
    asked.append(given)
    if len(asked) == 2:
        for path in pathlib.Path(os.environ["PULLQUOTE_DATA_DIR"], "index").rglob("*"):
            if path.suffix in (".npy", ".bin") and path.is_file():
                os.truncate(path, 0)
    return analyze(self, *given)
QueryAnalyzer.analyze = cutting
"""


def pullquote(
    *arguments: object, data_dir: Path, given: str = "", before: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", before + FAST, *map(str, arguments)],
        env={**os.environ, "PULLQUOTE_DATA_DIR": str(data_dir)},
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(200):
        (files / f"{number}.txt").write_text(
            f"Storm number {number} closed the roads to village {number}.\n"
        )
    folder = tmp_path / "data"
    assert pullquote("add", files, data_dir=folder).returncode == 0
    return folder


def test_an_index_that_is_cut_short_is_an_error_that_sync_mends(data_dir: Path) -> None:
    """The question before is answered, the next one ends with an error that says what to run; no
    signal, and nothing that was computed from the missing bytes is printed."""
    questions = "Which roads did storm number 7 close?\nWhich roads did storm number 8 close?\n"
    done = pullquote("ask", "-", data_dir=data_dir, given=questions, before=_CUTTING)
    assert done.returncode == 2, done.stderr
    assert "village 7" in done.stdout
    assert "village 8" not in done.stdout
    assert done.stderr.count("\n") == 1
    assert "the index was damaged while it was in use" in done.stderr
    assert "`pullquote sync` builds it again" in done.stderr
    assert pullquote("sync", data_dir=data_dir).returncode == 0
    again = pullquote("ask", "Which roads did storm number 8 close?", data_dir=data_dir)
    assert (again.returncode, "village 8" in again.stdout) == (0, True)


def test_a_conversation_goes_on_once_the_index_is_built_again(data_dir: Path) -> None:
    """Each question is refused until then, also those that would not read the missing bytes."""
    syncing = _CUTTING + (
        "import subprocess\n"
        "def syncing(self, *given):\n"
        "    if len(asked) == 4:\n"
        f"        subprocess.run([sys.executable, '-c', {FAST!r}, 'sync'], check=True)\n"
        "    return cutting(self, *given)\n"
        "QueryAnalyzer.analyze = syncing\n"
    )
    questions = "".join(f"Which roads did storm number {n} close?\n" for n in (7, 8, 9, 10, 11, 12))
    done = pullquote("chat", data_dir=data_dir, given=questions, before=syncing)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("the index was damaged while it was in use") == 4
    assert "village 12" in done.stdout
    for number in (8, 9, 10, 11):
        assert f"village {number}." not in done.stdout


def test_other_bus_errors_end_the_process_as_ever(data_dir: Path) -> None:
    """A file that is no part of an index, mapped by somebody else."""
    other = data_dir / "other"
    program = f"""
import mmap, os, pathlib, sys
from retrieval.mapped_arrays import mapped
mapped(next(pathlib.Path({str(data_dir)!r}).rglob("*.npy")))
path = {str(other)!r}
pathlib.Path(path).write_bytes(bytes(9000))
with open(path) as file:
    found = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
os.truncate(path, 0)
found[5000]
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == -7, done.stderr
