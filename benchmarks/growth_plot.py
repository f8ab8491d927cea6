"""Plots of the growth benchmark: time, memory, disk and building against passages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any


def draw(rows: Sequence[dict[str, Any]], file: Path, caption: str) -> None:
    """Four plots, both axes logarithmic, from the rows of ``benchmarks.growth``."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sizes = [row["passages"] for row in rows]
    figure, axes = pyplot.subplots(2, 2, figsize=(10, 7), layout="constrained")
    plots = (
        (
            "A question, warm (ms)",
            {
                "whole answer, p99": [row["ask_ms"]["p99"] for row in rows],
                "whole answer, median": [row["ask_ms"]["p50"] for row in rows],
                "search, p99": [row["search_ms"]["p99"] for row in rows],
                "search, median": [row["search_ms"]["p50"] for row in rows],
            },
        ),
        (
            "From the command line (s)",
            {
                "cold `ask`": [row["cold_ask_s"] for row in rows],
                "`add` of an article": [row["add_s"] for row in rows],
                "opening the index": [row["open_ms"] / 1000 for row in rows],
            },
        ),
        (
            "Memory and disk (MiB)",
            {
                "index on disk": [sum(row["disk_mib"].values()) for row in rows],
                "of it tokens": [row["disk_mib"]["tokens"] for row in rows],
                "resident while asking": [row["resident"] for row in rows],
            },
        ),
        ("Building the index, without encoding (s)", {"": [row["build_s"] for row in rows]}),
    )
    for axis, (title, lines) in zip(axes.flat, plots, strict=True):
        for name, values in lines.items():
            axis.loglog(sizes, values, marker="o", label=name)
        axis.set_title(title, loc="left", fontsize=11)
        axis.set_xlabel("passages")
        axis.grid(which="major", alpha=0.3)
        if any(lines):
            axis.legend(fontsize=9, frameon=False)
    figure.suptitle(caption, fontsize=9, x=0.01, ha="left")
    figure.savefig(file, dpi=120)
    pyplot.close(figure)
