"""Child processes of tests: they end with the tests, and hold nothing that is not theirs.

Each has a session of its own and no standard stream of pytest's. A *keeper*, a small process beside
each process of pytest, is told of them. When that ends, however it does, the keeper ends what is
left. Between its fork and its exec no Python runs in a child: among threads, it may wait there for
ever, with the pipe that pytest-xdist's controller reads, which then waits for ever as well.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

# Seconds: how long an end is waited for, on whatever machine.
PATIENCE = 240.0
_CHUNK = 1 << 16
# Characters of a child's output in a failed test's report.
_SHOWN = 4000

# Its input: lines such as "+123 9", end process 123 by signal 9, "+-123 9", end its group, "-123",
# no more, and "/tmp/folder", to be removed at the end.
_KEEPER = """
import os, select, shutil, signal, sys, time
parent, kept, folders, rest, alive = int(sys.argv[1]), {}, [], b"", True
while True:
    # It may have ended before this began: what it said first is read all the same.
    alive = alive and os.getppid() == parent
    if not select.select([0], [], [], 0.5 if alive else 0)[0]:
        if alive:
            continue
        break
    part = os.read(0, 65536)
    if not part:
        break
    *lines, rest = (rest + part).split(b"\\n")
    for line in lines:
        if line.startswith(b"+"):
            number, how = line[1:].split()
            kept[int(number)] = int(how)
        elif line.startswith(b"-"):
            kept.pop(int(line[1:]), None)
        else:
            folders.append(line)
def end(number, how):
    try:
        os.kill(number, how)
    except OSError:
        return False
    return True
left = [number for number, how in kept.items() if end(number, how) and how != signal.SIGKILL]
until = time.monotonic() + 10
while left and time.monotonic() < until:
    time.sleep(0.1)
    left = [number for number in left if end(number, 0)]
for number in left:
    end(number, signal.SIGKILL)
for folder in folders:
    shutil.rmtree(folder, ignore_errors=True)
"""
# Closes and moves file descriptors, and becomes another program.
_EXEC = """
import fcntl, json, os, sys
closed, moved = json.loads(sys.argv[1])
ends = [(fcntl.fcntl(one, fcntl.F_DUPFD, 100), to) for one, to in moved]
for end, to in ends:
    os.dup2(end, to)
    os.close(end)
for one in closed:
    os.close(one)
os.execv(sys.argv[2], sys.argv[2:])
"""

_lock = threading.Lock()
# The keeper of a process: not of one that was forked from it.
_keepers: dict[int, "subprocess.Popen[bytes]"] = {}
_outputs: list["Output"] = []


def _tell(line: str) -> None:
    with _lock:
        keeper = _keepers.get(os.getpid())
        if keeper is None:
            keeper = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _KEEPER, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd="/",
                start_new_session=True,
            )
            _keepers[os.getpid()] = keeper
        assert keeper.stdin is not None
        keeper.stdin.write(f"{line}\n".encode())


def keep(pid: int, how: signal.Signals = signal.SIGKILL, *, group: bool = False) -> None:
    """A process, or its group, is ended by this signal once this process has ended, and by SIGKILL
    if it takes longer than ten seconds."""
    _tell(f"+{'-' if group else ''}{pid} {how.value}")


def forget(pid: int, *, group: bool = False) -> None:
    """It has ended."""
    _tell(f"-{'-' if group else ''}{pid}")


def keep_folder(folder: Path) -> None:
    """A folder is removed once this process has ended, and what it kept."""
    _tell(str(folder))


def rearranged(
    command: Sequence[str], *, close: Sequence[int] = (), move: Mapping[int, int] | None = None
) -> list[str]:
    """The command, with file descriptors closed, or moved to other numbers, before it starts."""
    moved = [list(one) for one in (move or {}).items()]
    return [sys.executable, "-I", "-S", "-c", _EXEC, f"[{list(close)}, {moved}]", *command]


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """In a shell's background, where the tests may run, Ctrl-C is ignored, and so it would be by
    children."""
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
    stderr: int = subprocess.DEVNULL,
    pass_fds: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """A child, with these variables in its environment besides this process's."""
    with _interruptible():
        process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            pass_fds=pass_fds,
            start_new_session=True,
        )
    keep(process.pid, group=True)
    return process


def wait(process: "subprocess.Popen[bytes]", what: str, said: "Output | None" = None) -> int:
    """The exit code, once there is one; AssertionError with what it said if that takes too long."""
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        text = f", but said:\n{said.text}" if said is not None else ""
        raise AssertionError(
            f"{what} (process {process.pid}) has not ended within {PATIENCE:g} s{text}"
        ) from None


def end(process: "subprocess.Popen[bytes]", what: str) -> int:
    """Kills it with what it has started, unless it has ended, and returns its exit code."""
    # Its group too, if it has ended itself: the group's number is in use as long as one is left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    code = wait(process, what)
    forget(process.pid, group=True)
    return code


class Output:
    """What a child has written to a stream so far. A thread collects it, and nobody waits for that
    thread: another process may hold the stream open."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._parts: list[bytes] = []
        self._reads, self.writes = os.pipe()
        self._reader = threading.Thread(target=self._read, name=name, daemon=True)
        _outputs.append(self)

    def begin(self) -> None:
        """Once the child has ``writes``."""
        os.close(self.writes)
        self._reader.start()

    def _read(self) -> None:
        while part := os.read(self._reads, _CHUNK):
            self._parts.append(part)
        os.close(self._reads)

    @property
    def is_open(self) -> bool:
        return self._reader.is_alive()

    def finish(self) -> None:
        """Waits for what has been written by a child that has ended."""
        self._reader.join(5)

    @property
    def text(self) -> str:
        """All so far."""
        return b"".join(self._parts).decode("utf-8", "replace")


def forget_outputs() -> None:
    """What has ended belongs to no test that begins now."""
    _outputs[:] = [one for one in _outputs if one.is_open]


def outputs() -> list[tuple[str, str]]:
    """Names and ends of what was written since, for the report of a failed test."""
    return [(one.name, one.text[-_SHOWN:]) for one in _outputs]
