"""How a process ends that leaves what it loaded to the system."""

import subprocess
import sys
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).parents[3]
_COMMAND = """
import threading, time
from bot.cli.fast_exit import end_process, keep, skip_teardown
from concurrent.futures import ThreadPoolExecutor
from retrieval.models.preload import Preload

class Heavy:
    def __del__(self): print("freed", flush=True)

def load():
    time.sleep(0.5)
    print("loaded", flush=True)

{}
"""


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("skip_teardown(); keep(Heavy()); end_process(3)", ""),
        ("skip_teardown(); end_process(3)", ""),
        ("keep(Heavy()); end_process(3)", "freed\n"),
        (
            "skip_teardown(); keep(Preload()); Preload().begin('a', load)\nend_process(3)",
            "loaded\n",
        ),
    ],
)
def test_what_is_kept_is_not_freed_and_who_loads_is_waited_for(command: str, printed: str) -> None:
    """And the exit code is the one that was wanted."""
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND.format(command)],
        cwd=_CHECKOUT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, printed, "")
