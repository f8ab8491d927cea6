"""The command line as processes: killed, doubled, cut off, and out of space."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus.errors import StorageError
from corpus.store.collection import Collection
from corpus.store.lock import write_lock
from tests import children
from tests.bot.process import FAST, running

pytestmark = pytest.mark.slow


def pullquote(
    *arguments: str,
    data_dir: Path,
    program: str = FAST,
    close: Sequence[int] = (),
    stdout: int = subprocess.PIPE,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        children.rearranged([sys.executable, "-c", program, *arguments], close=close),
        env={**os.environ, "PULLQUOTE_DATA_DIR": str(data_dir)},
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"Storm number {number} closed roads.\n")
    return folder


def test_two_adds_at_once_take_turns(tmp_path: Path, files: Path) -> None:
    """While one has the data folder, the others say that they wait; then all do their work."""
    data_dir = tmp_path / "data"
    with (
        contextlib.ExitStack() as held,
        running("add", str(files), data_dir=data_dir) as nobody,
    ):
        assert nobody.wait() == 0
        held.enter_context(write_lock(data_dir, lambda: None))
        (files / "5.txt").write_text("Storm number 5 closed schools.\n")
        (files / "6.txt").write_text("Storm number 6 closed shops.\n")
        with (
            running("add", str(files / "5.txt"), data_dir=data_dir) as one,
            running("add", str(files / "6.txt"), data_dir=data_dir) as two,
        ):
            one.wait_until_said("waiting")
            two.wait_until_said("waiting")
            held.close()
            assert (one.wait(), two.wait()) == (0, 0)
    with Collection(data_dir) as collection:
        assert len(collection) == 7
    for number, closed in ((5, "schools"), (6, "shops")):
        found = pullquote(
            "ask", f"storm number {number}", "--min-confidence", "0", data_dir=data_dir
        )
        assert (found.returncode, found.stderr) == (0, "")
        assert closed in found.stdout


def _is_written(data_dir: Path) -> bool:
    """A transaction is under way."""
    return (data_dir / "collection.sqlite3-journal").exists()


def _is_read(data_dir: Path) -> bool:
    """New documents are in the collection, and not in the index."""
    try:
        with Collection(data_dir) as collection:
            return len(collection) > 5
    except StorageError:
        return False


def _is_indexed(data_dir: Path) -> bool:
    """The new index is being written beside the old one."""
    return len(list((data_dir / "index" / "segments").iterdir())) > 1


@pytest.mark.parametrize("moment", [_is_written, _is_read, _is_indexed])
def test_a_killed_add_leaves_the_last_good_index(
    tmp_path: Path, files: Path, moment: Callable[[Path], bool]
) -> None:
    """Killed at that moment, the collection still answers, and the next add completes the work."""
    data_dir = tmp_path / "data"
    assert pullquote("add", str(files), data_dir=data_dir).returncode == 0
    more = tmp_path / "more"
    more.mkdir()
    for number in range(300):
        text = "".join(f"Flood {number} in village {n} lasted {n} days. " for n in range(20))
        (more / f"{number}.txt").write_text(text)
    with running("add", str(more), data_dir=data_dir) as process:
        deadline = time.monotonic() + 240
        while not moment(data_dir):
            assert time.monotonic() < deadline
            assert process.is_running, "the moment never came"
        process.kill()
    found = pullquote("ask", "storm number 3", "--min-confidence", "0", data_dir=data_dir)
    assert found.returncode == 0, found.stderr
    assert "Storm number" in found.stdout
    finished = pullquote("add", str(more), data_dir=data_dir)
    assert finished.returncode == 0, finished.stderr
    with Collection(data_dir) as collection:
        assert len(collection) == 305
    found = pullquote("ask", "flood 299 in village 7", "--min-confidence", "0", data_dir=data_dir)
    assert (found.returncode, found.stderr) == (0, "")
    assert "Flood 299" in found.stdout


def test_ctrl_c_is_a_line_and_no_traceback(tmp_path: Path) -> None:
    """Wherever it comes; here while waiting for another process."""
    with running("sync", data_dir=tmp_path / "data") as process:
        assert process.wait() == 0
    with (
        write_lock(tmp_path / "data", lambda: None),
        running("sync", data_dir=tmp_path / "data") as process,
    ):
        process.wait_until_said("waiting")
        process.signal(signal.SIGINT)
        assert process.wait() == 130
        assert process.said.splitlines()[-1] == "pullquote: interrupted"
        assert "Traceback" not in process.said


def test_no_space_left_is_explained(tmp_path: Path, files: Path) -> None:
    """An add that cannot write says so in one line; what was there before still answers.

    A limit on the size of files stands in for the full disk.
    """
    data_dir = tmp_path / "data"
    assert pullquote("add", str(files), data_dir=data_dir).returncode == 0
    large = tmp_path / "large.txt"
    large.write_text("".join(f"Ship {n} sank near island {n}. " for n in range(20_000)))

    small_disk = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); {FAST}"
    )
    found = pullquote("add", str(large), data_dir=data_dir, program=small_disk)
    assert found.returncode == 2
    assert found.stderr.count("\n") == 1, found.stderr
    assert "free" in found.stderr
    assert "Traceback" not in found.stderr
    found = pullquote("ask", "storm number 3", "--min-confidence", "0", data_dir=data_dir)
    assert found.returncode == 0
    assert "Storm number" in found.stdout


def test_a_data_folder_that_cannot_be_written(tmp_path: Path, files: Path) -> None:
    """One line that names the folder and the setting."""
    (tmp_path / "file").write_text("")
    found = pullquote("add", str(files), data_dir=tmp_path / "file" / "data")
    assert found.returncode == 2
    assert found.stderr.count("\n") == 1
    assert "PULLQUOTE_DATA_DIR" in found.stderr


def test_a_reader_that_has_seen_enough(tmp_path: Path, files: Path) -> None:
    """`pullquote list | head -1` ends without a word of complaint."""
    data_dir = tmp_path / "data"
    pullquote("add", str(files), data_dir=data_dir)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        found = pullquote("list", data_dir=data_dir, stdout=writing)
    finally:
        os.close(writing)
    assert found.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_closed_standard_streams(tmp_path: Path, files: Path) -> None:
    """`2>&-` answers as ever, and what would have been said is in no file; so does `0<&-`. Without
    an output there is nothing to do."""
    data_dir = tmp_path / "data"
    with running("add", str(files), data_dir=data_dir) as adding:
        assert adding.wait() == 0
    question = ("ask", "What did storm number 3 close?", "--min-confidence", "0")
    usual = pullquote(*question, data_dir=data_dir)
    assert usual.returncode == 0
    for closed in ((2,), (0, 2)):
        found = pullquote(*question, data_dir=data_dir, close=closed)
        assert (found.returncode, found.stdout) == (0, usual.stdout)
    assert pullquote(*question, data_dir=data_dir, close=(1,)).returncode == 2


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("ask", "What did storm number 3 close?", "--min-confidence", "0"), 0),
        (("ask", "What did storm number 3 close?", "--min-confidence", "1"), 1),
        (("verify", "Storm number 3 closed roads."), 0),
        (("verify", "Storm number 3 opened schools."), 1),
        (("list",), 0),
    ],
)
def test_a_closed_pipe_leaves_the_exit_code(
    tmp_path: Path,
    files: Path,
    command: tuple[str, ...],
    code: int,
    unbuffered: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`ask … | true` succeeds where there is an answer, fails where there is none, and says
    nothing; whether the pipe breaks while the answer is printed or at the end."""
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    data_dir = tmp_path / "data"
    with running("add", str(files), data_dir=data_dir) as adding:
        assert adding.wait() == 0
    read, write = os.pipe()
    os.close(read)
    found = pullquote(*command, data_dir=data_dir, stdout=write)
    os.close(write)
    assert found.returncode == code
    assert found.stderr in ("", "pullquote: --nearest shows the closest passages\n")


def test_ctrl_c_in_a_conversation(tmp_path: Path, files: Path) -> None:
    """It clears the line that is being typed; a second one in a row leaves."""
    import pty

    data_dir = tmp_path / "data"
    assert pullquote("add", str(files), data_dir=data_dir).returncode == 0
    child, terminal = pty.fork()
    if child == 0:
        os.environ["PULLQUOTE_DATA_DIR"] = str(data_dir)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execv(sys.executable, [sys.executable, "-c", FAST, "chat"])
    children.keep(child)
    seen = ""

    def wait_for(text: str, times: int = 1) -> None:
        nonlocal seen
        while seen.count(text) < times:
            assert select.select([terminal], [], [], 90)[0], seen
            seen += os.read(terminal, 4096).decode()

    def press_ctrl_c() -> None:
        # Not before the conversation waits for a key: between two keys, Python would notice the
        # signal at the next one only.
        asleep = 0
        while asleep < 20:
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
            asleep = asleep + 1 if state == "S" else 0
            time.sleep(0.01)
        os.write(terminal, b"\x03")

    try:
        wait_for("? ")
        os.write(terminal, b"gibberish that is not to be asked")
        wait_for("to be asked")
        press_ctrl_c()
        wait_for("? ", 2)
        os.write(terminal, b"What did storm number 3 close?\n")
        wait_for("closed roads")
        wait_for("? ", 3)
        press_ctrl_c()
        wait_for("? ", 4)
        press_ctrl_c()
        wait_for("interrupted")
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 130
        assert "gibberish that is not to be asked'" not in seen
    finally:
        os.close(terminal)


def test_output_that_cannot_be_written_is_an_error(tmp_path: Path, files: Path) -> None:
    """A lost answer is not a success."""
    data_dir = tmp_path / "data"
    pullquote("add", str(files), data_dir=data_dir)
    with Path("/dev/full").open("w") as full:
        found = pullquote("list", data_dir=data_dir, stdout=full.fileno())
    assert found.returncode == 2
    assert "no space left" in found.stderr
    assert found.stderr.count("\n") == 1


def test_a_terminal_without_the_letters(tmp_path: Path, files: Path) -> None:
    """Where the terminal cannot show a letter, its number is shown, and nothing fails."""
    (files / "ё.txt").write_text("Шторм закрыл дороги.\n")
    data_dir = tmp_path / "data"
    found = subprocess.run(
        [sys.executable, "-c", FAST, "ask", "Шторм дороги", "--in", str(files / "ё.txt")],
        env={
            **os.environ,
            "PULLQUOTE_DATA_DIR": str(data_dir),
            "PYTHONIOENCODING": "ascii",
            "PYTHONUTF8": "0",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in found.stderr
    assert "\\u0428" in found.stdout
