"""What is said on standard error, on terminals and elsewhere."""

import os
import subprocess
import sys
import termios
from pathlib import Path

import pytest

SAID = (
    "the collection is empty: answering from the sample articles; the file "
    "/home/somebody/a-folder-with-a-long-name/and-another-one/articles.jsonl was left out"
)
NOTE = f"from bot.terminal.console import note; note({SAID!r})"


def said_on_a_terminal(columns: int) -> list[str]:
    """The lines that a note is on a terminal so wide."""
    ours, theirs = os.openpty()
    try:
        termios.tcsetwinsize(theirs, (24, columns))
        subprocess.run([sys.executable, "-c", NOTE], stderr=theirs, check=True, timeout=300)
        return os.read(ours, 10_000).decode().splitlines()
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("columns", [20, 40, 60, 100])
def test_a_note_is_broken_between_words(columns: int) -> None:
    """Each line fits the terminal, but for a path, which stays whole."""
    lines = said_on_a_terminal(columns)
    assert " ".join(" ".join(lines).split()) == f"pullquote: {SAID}"
    assert len(lines) > 1
    for line in lines:
        assert len(line) < columns or len(line.split()) == 1


@pytest.mark.parametrize("columns", [0, 200])
def test_a_note_that_fits_is_one_line(columns: int) -> None:
    """So it is on a terminal that does not say how wide it is."""
    assert said_on_a_terminal(columns) == [f"pullquote: {SAID}"]


def test_a_note_in_a_file_is_one_line(tmp_path: Path) -> None:
    """Who looks for it there finds it whole."""
    with (tmp_path / "log").open("wb") as file:
        subprocess.run([sys.executable, "-c", NOTE], stderr=file, check=True, timeout=300)
    assert (tmp_path / "log").read_text() == f"pullquote: {SAID}\n"
