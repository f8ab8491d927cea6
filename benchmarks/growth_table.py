"""Markdown tables with a column for each number of passages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def by_passages(rows: Sequence[Row], shown: Mapping[str, Callable[[Row], str]]) -> str:
    """A column for each of ``rows``, which have their number of "passages"; a line for each of
    ``shown``, by its name."""
    lines = [
        "| passages | " + " | ".join(f"{row['passages']:,}" for row in rows) + " |",
        "|---|" + "---:|" * len(rows),
    ]
    lines += [
        f"| {name} | " + " | ".join(show(row) for row in rows) + " |"
        for name, show in shown.items()
    ]
    return "\n".join(lines)


def p50_and_p99(times: Mapping[str, float]) -> str:
    """Median and 99th percentile of some times."""
    return f"{times['p50']:.1f} / {times['p99']:.1f}"
