"""Parsers that a file has taken over: what they can reach."""

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.parsers.parsed import ParsedDocument
from corpus.parsers.registry import FORMATS, Format
from corpus.sandbox import landlock
from corpus.sandbox.client import Sandbox
from corpus.sandbox.isolation import Isolation
from corpus.sandbox.system_calls import architecture

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")

needs_landlock = pytest.mark.skipif(
    sys.platform == "linux" and not landlock.version(), reason="this kernel has no Landlock"
)
needs_seccomp = pytest.mark.skipif(architecture() is None, reason="this machine is not known")


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setitem(FORMATS, ".evil", Format("tests.corpus.sandbox.misbehaving", many=True))
    with Sandbox() as opened:
        yield opened


def outcome(sandbox: Sandbox, code: str) -> str:
    """What a compromised parser process can still do."""
    [text] = [
        one.text
        for one in sandbox.read(f"run {code}".encode(), "x.evil", ".evil")
        if isinstance(one, ParsedDocument)
    ]
    return text


@needs_landlock
def test_a_parser_opens_no_file_but_its_input(sandbox: Sandbox, tmp_path: Path) -> None:
    """Not the user's keys, the collection, the token of the process that started it, or a folder's
    list of names; neither to read nor to write."""
    secret = tmp_path / "id_ed25519"
    secret.write_text("secret")
    assert "done" in outcome(sandbox, "1 + 1")
    for path in (
        secret,
        tmp_path,
        Path.cwd() / "pyproject.toml",
        Path.home(),
        f"/proc/{os.getpid()}/environ",
        f"/proc/{os.getpid()}/mem",
        "/proc/self/environ",
        "/proc/self/mem",
        "/etc/passwd",
        "/dev/tty",
    ):
        found = outcome(sandbox, f"os.open({str(path)!r}, os.O_RDONLY)")
        assert found == "refused: Permission denied", path
    assert outcome(sandbox, f"os.listdir({str(tmp_path)!r})").startswith("refused")
    flags = "os.O_WRONLY | os.O_CREAT"
    assert outcome(sandbox, f"os.open({str(tmp_path / 'new')!r}, {flags})").startswith("refused")
    assert list(tmp_path.iterdir()) == [secret]


@needs_seccomp
def test_a_parser_has_no_network(sandbox: Sandbox, tmp_path: Path) -> None:
    """Not TCP, not UDP, not the sockets of this machine's own services."""
    families = ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"]
    for family in families:
        for kind in ("SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW"):
            code = f"socket.socket(socket.{family}, socket.{kind})"
            assert outcome(sandbox, code) == "refused: Operation not permitted"
    assert outcome(sandbox, "socket.socketpair()").startswith("refused")


@needs_seccomp
def test_a_parser_changes_no_names_and_no_modes(sandbox: Sandbox, tmp_path: Path) -> None:
    """What Landlock does not cover, or only in later kernels."""
    file = tmp_path / "notes.txt"
    file.write_text("notes")
    file.chmod(0o600)
    name = repr(str(file))
    for code in (
        f"os.unlink({name})",
        f"os.rename({name}, {name} + '2')",
        f"os.link({name}, {name} + '2')",
        f"os.symlink({name}, {name} + '2')",
        f"os.mkdir({name} + '2')",
        f"os.truncate({name}, 0)",
        f"os.chmod({name}, 0o666)",
        f"os.utime({name})",
        f"os.setxattr({name}, 'user.x', b'y')",
    ):
        assert outcome(sandbox, code) == "refused: Operation not permitted", code
    assert file.read_text() == "notes"
    assert file.stat().st_mode & 0o777 == 0o600


@needs_seccomp
def test_a_parser_touches_no_other_process(sandbox: Sandbox) -> None:
    """It starts none, signals none, and changes nobody's limits; threads are its own affair."""
    parent = os.getpid()
    for code in (
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        f"os.kill({parent}, 0)",
        "os.kill(0, 0)",
        "os.kill(-1, 0)",
        f"resource.prlimit({parent}, resource.RLIMIT_CORE)",
        f"os.sched_setaffinity({parent}, [0])",
        f"os.setpriority(os.PRIO_PROCESS, {parent}, 5)",
        f"os.pidfd_open({parent})",
    ):
        assert outcome(sandbox, code) == "refused: Operation not permitted", code
    assert outcome(sandbox, "os.kill(os.getpid(), 0)") == "done: None"


@needs_seccomp
def test_a_parser_cannot_take_the_walls_down(sandbox: Sandbox) -> None:
    """Nor reach round them by ways that are no ordinary calls."""
    for code in (
        "syscall(425, 8, 0)",  # io_uring_setup: calls that no filter sees
        "ptrace(16, 1, 0, 0)",
        "syscall(1000, 0)",  # a call of a later kernel
        "syscall(0x40000000 + 41, 2, 1, 0)",  # a socket, by the numbers of x32
    ):
        assert outcome(sandbox, f"ctypes.CDLL(None).{code}") == "done: -1", code
    code = "resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9))"
    assert outcome(sandbox, code).startswith("refused")


@needs_landlock
@needs_seccomp
def test_the_walls_are_told(sandbox: Sandbox) -> None:
    """And where one is missing, the line says what a parser could reach."""
    assert sandbox.isolation().is_complete
    assert "no network" in str(sandbox.isolation())
    assert "does not keep them from other files" in str(Isolation(0, calls=True))
    assert "does not keep them from the network" in str(Isolation(7, calls=False))
    assert "other files (no Landlock) or the network" in str(Isolation())


def test_a_missing_wall_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who adds a file on an old kernel should know."""
    monkeypatch.setattr("corpus.sandbox.process.isolation_in", lambda _: Isolation())
    notes: list[str] = []
    with Sandbox(note=notes.append) as opened:
        opened.isolation()
        opened.close()
        opened.isolation()
    assert len(notes) == 1
    assert "no Landlock" in notes[0]


def test_a_file_is_opened_by_the_client(sandbox: Sandbox, tmp_path: Path) -> None:
    """The parser gets it open; one that cannot be opened is named with the reason."""
    file = tmp_path / "x.evil"
    file.write_text("one")
    [_, part] = sandbox.read(file, "x.evil", ".evil")
    assert isinstance(part, ParsedDocument)
    assert part.text == "Done: one"
    with pytest.raises(SourceError, match="no such file"):
        list(sandbox.read(tmp_path / "none.evil", "none.evil", ".evil"))
    [_, again] = sandbox.read(file, "x.evil", ".evil")
    assert isinstance(again, ParsedDocument)


def test_other_processes_cannot_read_this_one(sandbox: Sandbox) -> None:
    """Once it has a sandbox, its memory and environment are closed to its user's processes."""
    sandbox.isolation()
    get_dumpable = 3
    assert ctypes.CDLL(None).prctl(get_dumpable, 0, 0, 0, 0) == 0
