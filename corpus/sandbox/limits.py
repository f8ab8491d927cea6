"""Limits on the time and memory that a parser may use."""

from dataclasses import dataclass

# The exit code of a process that ran out of memory.
SWOLLEN = 77


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds without an answer (and of processor time), and bytes of memory."""

    seconds: float = 60.0
    memory: int = 2 << 30


def swollen(memory: int) -> str:
    """The reason why a file cannot be read that takes more memory than this."""
    return f"its parser needs more than the {memory >> 20} MiB of memory it may use"
