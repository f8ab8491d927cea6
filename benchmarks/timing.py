"""Timing of processes from the outside, and statistics of times."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# Characters of standard error that are kept as the reason.
_REASON_LENGTH = 300


class ProcessFailed(Exception):
    """A process failed; the message is its last line of standard error."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that has ended: its time from start to end in seconds, its standard output."""

    seconds: float
    output: str


def run(
    command: Sequence[str | Path], environment: Mapping[str, str], folder: Path, timeout: float
) -> Finished:
    """Runs a command in the folder. Raises ProcessFailed if it does not exist, exits with a code
    other than 0, or takes longer than ``timeout`` seconds."""
    started = time.perf_counter()
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ProcessFailed(f"took longer than {timeout:.0f} s") from None
    except OSError as error:
        raise ProcessFailed(f"{command[0]}: {error.strerror}") from None
    seconds = time.perf_counter() - started
    if done.returncode:
        raise ProcessFailed(_last_line(done.stderr) or f"ended with code {done.returncode}")
    return Finished(seconds, done.stdout)


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    # pip's last lines announce its own new versions.
    kept = [line for line in lines if not line.startswith("[notice]")]
    return kept[-1][-_REASON_LENGTH:] if kept else ""


def median(values: Sequence[float]) -> float:
    """The median.

    >>> median([3.0, 1.0, 10.0])
    3.0
    """
    return percentile(values, 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """The percentile, interpolated linearly between two values.

    >>> percentile([1.0, 2.0, 3.0, 4.0, 5.0], 75)
    4.0
    """
    return float(np.percentile(values, percent))


def say(text: str) -> None:
    """Prints progress to standard error."""
    print(text, file=sys.stderr, flush=True)
