"""Child processes of tests: they end with the tests, whatever ends those."""

import os
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests import children

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
_SLEEPER = "import time; print('dozing', flush=True); time.sleep(600)"


def python(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs a script that may import the tests' modules."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=children.PATIENCE,
    )


def wait_until_gone(pid: int) -> None:
    until = time.monotonic() + children.PATIENCE
    stat = Path(f"/proc/{pid}/stat")
    while time.monotonic() < until:
        try:
            state = stat.read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":  # nobody has asked how it ended
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} is still there")


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("ending", ["os._exit(0)", "os.kill(os.getpid(), 9)", "sys.exit(0)"])
def test_children_end_with_their_parent(ending: str, tmp_path: Path) -> None:
    """However it ends, and what they have started ends as well; a folder that was kept is gone."""
    folder = tmp_path / "kept"
    folder.mkdir()
    script = f"""
        import os, subprocess, sys
        from pathlib import Path
        from tests import children
        starts = "import subprocess, sys; one = subprocess.Popen([sys.executable, '-c', "
        starts += "'import time; time.sleep(600)']); print(one.pid, flush=True); one.wait()"
        child = children.start([sys.executable, "-c", starts], stdout=subprocess.PIPE)
        children.keep_folder(Path(sys.argv[1]))
        print(child.pid, int(child.stdout.readline()), flush=True)
        {ending}
    """
    pids = [int(one) for one in python(script, folder).stdout.split()]
    assert len(pids) == 2
    for pid in pids:
        wait_until_gone(pid)
    until = time.monotonic() + children.PATIENCE
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not folder.exists()


def test_what_has_been_forgotten_is_left_alone() -> None:
    """A number that was given back may be that of somebody else's process by now."""
    sleeper = subprocess.Popen([sys.executable, "-c", _SLEEPER], stdout=subprocess.DEVNULL)
    try:
        script = """
            import sys
            from tests import children
            children.keep(int(sys.argv[1]))
            children.forget(int(sys.argv[1]))
        """
        assert python(script, sleeper.pid).returncode == 0
        with pytest.raises(subprocess.TimeoutExpired):
            sleeper.wait(2)
    finally:
        sleeper.kill()
        sleeper.wait()


def test_file_descriptors_are_closed_and_moved() -> None:
    """Also where one is moved to the number of another."""
    reads, writes = os.pipe()
    other_reads, other_writes = os.pipe()
    script = f"import os; os.write({other_writes}, b'first'); os.write({writes}, b'second')"
    process = children.start(
        children.rearranged(
            [sys.executable, "-c", script],
            close=(0,),
            move={writes: other_writes, other_writes: writes},
        ),
        pass_fds=(writes, other_writes),
    )
    assert children.wait(process, "the writer") == 0
    assert (os.read(reads, 99), os.read(other_reads, 99)) == (b"first", b"second")
    for one in (reads, writes, other_reads, other_writes):
        os.close(one)


def test_who_does_not_end_is_named_with_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure says what was waited for."""
    said = children.Output("its output")
    process = children.start([sys.executable, "-c", _SLEEPER], stdout=said.writes)
    said.begin()
    try:
        while "dozing" not in said.text:
            time.sleep(0.01)
        monkeypatch.setattr(children, "PATIENCE", 0.1)
        with pytest.raises(AssertionError, match=r"the sleeper .*not ended(.|\n)*dozing"):
            children.wait(process, "the sleeper", said)
    finally:
        monkeypatch.undo()
        children.end(process, "the sleeper")


def test_a_run_whose_process_dies_comes_to_its_end(tmp_path: Path) -> None:
    """Its children go with it, pytest ends, and a failed test shows what its children wrote."""
    (tmp_path / "conftest.py").write_text(
        "from tests.conftest import pytest_runtest_makereport, pytest_runtest_setup\n"
    )
    (tmp_path / "test_stuck.py").write_text(
        textwrap.dedent(
            f"""
            import os, sys, time
            from pathlib import Path
            from tests import children

            def started():
                said = children.Output("what the sleeper said")
                child = children.start(
                    [sys.executable, "-c", {_SLEEPER!r}], stdout=said.writes, stderr=said.writes
                )
                said.begin()
                while "dozing" not in said.text:
                    time.sleep(0.01)
                return child

            def test_fails():
                Path("first").write_text(str(started().pid))
                assert False

            def test_dies():
                Path("second").write_text(str(started().pid))
                os._exit(1)  # as pytest-timeout does
            """
        )
    )
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-n1", "-pno:cacheprovider", f"--rootdir={tmp_path}",
            "--max-worker-restart=0", "test_stuck.py",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=children.PATIENCE,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert re.search(r"what the sleeper said -+\ndozing", done.stdout), done.stdout
    assert "crashed" in done.stdout
    for name in ("first", "second"):
        wait_until_gone(int((tmp_path / name).read_text()))
