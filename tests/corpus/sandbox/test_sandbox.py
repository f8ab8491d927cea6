"""Files that are made to harm, and what becomes of them."""

import contextlib
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.parsers.parsed import ParsedDocument
from corpus.parsers.registry import FORMATS, Format
from corpus.sandbox.client import Sandbox
from corpus.sandbox.limits import Limits

LIMITS = Limits(seconds=600, memory=1 << 30)


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """One whose ``.evil`` files are obeyed."""
    monkeypatch.setitem(FORMATS, ".evil", Format("tests.corpus.sandbox.misbehaving", many=True))
    with Sandbox(LIMITS) as made:
        yield made


def outcome(sandbox: Sandbox, *lines: str) -> list[str]:
    """The texts of what could be read, and the reasons of what could not, in order."""
    found = []
    for part in sandbox.read("\n".join(lines).encode(), "x.evil", ".evil"):
        if isinstance(part, ParsedDocument):
            found.append(part.text)
        elif isinstance(part, SourceError):
            found.append(str(part))
    return found


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ("hang", r"timed out after \d+ s"),
        pytest.param(
            "crash",
            "crashed on it .SIGSEGV.",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="signals"),
        ),
        pytest.param(
            "swell",
            "needs more than the 1024 MiB",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="no limit on memory"),
        ),
    ],
)
def test_what_harms_its_parser_is_that_files_failure(
    sandbox: Sandbox, harm: str, reason: str
) -> None:
    """One document that makes the parser hang, crash or swell is named with its reason; those
    before and after it are read, and so is the next file."""
    began = time.monotonic()
    assert outcome(sandbox, "one") == ["Done: one"]
    # The process is started anew within the limit, however busy the machine is.
    limits = replace(LIMITS, seconds=max(2.0, 8 * (time.monotonic() - began)))
    with Sandbox(limits if harm == "hang" else LIMITS) as tried:
        first, bad, last = outcome(tried, "one", harm, "two")
        assert (first, last) == ("Done: one", "Done: two")
        assert bad.startswith("x.evil#1: ")
        assert re.search(reason, bad)
        assert outcome(tried, "three") == ["Done: three"]


def test_a_parsers_own_fault_is_told_in_a_line(sandbox: Sandbox) -> None:
    """Whatever it raises, the file is named, and the process is used again."""
    with pytest.raises(SourceError, match=r"x\.evil: cannot be read.*ZeroDivisionError") as raised:
        outcome(sandbox, "raise")
    assert "\n" not in str(raised.value)
    with pytest.raises(SourceError, match=r"x\.evil: .* nested too deep"):
        outcome(sandbox, "descend")
    assert outcome(sandbox, "refuse", "one") == ["x.evil#0: refused", "Done: one"]


def test_what_a_parser_prints_is_no_answer(sandbox: Sandbox) -> None:
    """Libraries print; that goes nowhere."""
    assert outcome(sandbox, "print", "one") == ["Done: print", "Done: one"]


def test_a_parser_knows_no_secrets(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, and the bot's token among them, are not in its environment."""
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_TOKEN", "1:secret")
    (names,) = outcome(sandbox, "environment")
    assert "PULLQUOTE" not in names


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_parser_writes_no_files(sandbox: Sandbox, tmp_path: Path) -> None:
    """Even one that was taken over cannot leave anything on the disk."""
    left = tmp_path / "left"
    with contextlib.suppress(SourceError):
        outcome(sandbox, f"write {left}", "one")
    assert not left.exists() or not left.read_bytes()


def test_who_stops_listening_leaves_no_process(sandbox: Sandbox) -> None:
    """A reading that is broken off ends the process that would go on with it, at once."""
    parts = sandbox.read(b"one\ntwo\nhang", "x.evil", ".evil")
    next(parts)
    before = time.monotonic()
    parts.close()  # type: ignore[attr-defined]
    assert time.monotonic() - before < LIMITS.seconds / 2
    assert outcome(sandbox, "one") == ["Done: one"]


def test_nothing_is_imported_from_where_pullquote_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    """A module beside the documents is a file like any other, and never run."""
    (tmp_path / "lxml.py").write_text("raise SystemExit('run')")
    (tmp_path / "json.py").write_text("raise SystemExit('run')")
    monkeypatch.chdir(tmp_path)
    assert outcome(sandbox, "one") == ["Done: one"]
