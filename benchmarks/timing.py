"""Processes timed from the outside, and what is made of the times."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# Of standard error, as much as says why.
_TOLD = 300


class ProcessFailed(Exception):
    """A process ended badly; the message is the last that it said."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that has ended: its time from start to end in seconds, its standard output."""

    seconds: float
    output: str


def run(
    command: Sequence[str | Path], environment: Mapping[str, str], folder: Path, patience: float
) -> Finished:
    """Runs a command in the folder. Raises ProcessFailed where it is not there, ends with another
    code than 0, or takes longer than ``patience`` seconds."""
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
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ProcessFailed(f"took longer than {patience:.0f} s") from None
    except OSError as error:
        raise ProcessFailed(f"{command[0]}: {error.strerror}") from None
    seconds = time.perf_counter() - started
    if done.returncode:
        raise ProcessFailed(_last_words(done.stderr) or f"ended with code {done.returncode}")
    return Finished(seconds, done.stdout)


def _last_words(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    # pip's last lines are of its own new versions.
    told = [line for line in lines if not line.startswith("[notice]")]
    return told[-1][-_TOLD:] if told else ""


def median(values: Sequence[float]) -> float:
    """The middle one, or the mean of the two in the middle.

    >>> median([3.0, 1.0, 10.0])
    3.0
    """
    return percentile(values, 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that this many percent are at or under, between two values in proportion (numpy's
    default): of one value, itself.

    >>> percentile([1.0, 2.0, 3.0, 4.0, 5.0], 75)
    4.0
    """
    return float(np.percentile(values, percent))


def say(text: str) -> None:
    """What is going on, to standard error."""
    print(text, file=sys.stderr, flush=True)
