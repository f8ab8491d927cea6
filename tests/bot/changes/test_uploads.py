"""Files from afar: kept whole, under names that do no harm."""

import doctest
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.changes import uploads
from bot.changes.uploads import Uploads, safe_name
from corpus.errors import StorageError


def test_the_examples_are_true() -> None:
    """What the docstring shows is what happens."""
    assert doctest.testmod(uploads).attempted
    assert not doctest.testmod(uploads).failed


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Отчёт за май.docx", "Отчёт за май.docx"),
        ("..", "document"),
        ("../../../.ssh/authorized_keys", "authorized_keys"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\nc\t.md", "abc.md"),
        ("what?.txt", "what_.txt"),
        ("  spaces   and dots . . ", "spaces and dots"),
        ("-rf.txt", "-rf.txt"),
        ("LPT1.md", "_LPT1.md"),
        ("no ending that is as long as this.isnone at all", None),
    ],
)
def test_names(name: str, safe: str | None) -> None:
    """What a person would recognise stays; what leads out, hides or deceives goes."""
    assert safe_name(name) == (safe or name)


@given(st.text(max_size=400) | st.text("./\\\x00 :~-", max_size=20))
@example("x" * 500 + ".txt")
@example("🌊" * 200 + ".md")
@example("\ud800.txt")
def test_no_name_does_harm(name: str) -> None:
    """Any name becomes one that a file can have, in the folder and visible; and stays so."""
    safe = safe_name(name)
    assert safe == Path(safe).name
    assert "/" not in safe
    assert "\\" not in safe
    assert not safe.startswith(".")
    assert 0 < len(safe.encode()) <= 200
    assert safe.isprintable()
    assert safe_name(safe) == safe


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """Another file of the same name gets a number; the same file again is the same file."""
    kept = Uploads(tmp_path / "uploads")
    first = kept.keep("report.txt", b"one")
    second = kept.keep("folder/report.txt", b"two")
    assert kept.keep("report.txt", b"two") == second
    assert (first.name, second.name) == ("report.txt", "report-2.txt")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert sorted(path.name for path in (tmp_path / "uploads").iterdir()) == [
        "report-2.txt",
        "report.txt",
    ]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Nor taken for the file itself."""
    kept = Uploads(tmp_path / "uploads")
    kept.keep("other.txt", b"x")
    (tmp_path / "secret.txt").write_bytes(b"one")
    (tmp_path / "uploads" / "report.txt").symlink_to(tmp_path / "secret.txt")
    assert kept.keep("report.txt", b"one").name == "report-2.txt"
    assert (tmp_path / "secret.txt").read_bytes() == b"one"


def test_only_its_own_files_are_discarded(tmp_path: Path) -> None:
    """Whatever the collection knows a document by."""
    kept = Uploads(tmp_path / "uploads")
    path = kept.keep("report.txt", b"one")
    (tmp_path / "mine.txt").write_bytes(b"mine")
    kept.discard(tmp_path / "mine.txt")
    kept.discard(tmp_path / "uploads" / ".." / "mine.txt")
    assert (tmp_path / "mine.txt").exists()
    kept.discard(path)
    assert not path.exists()


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves nothing half written."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        Uploads(tmp_path / "uploads").keep("report.txt", b"one")
    assert list((tmp_path / "uploads").iterdir()) == []
