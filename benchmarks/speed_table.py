"""Tables of the speed benchmark, readable on a terminal and as Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.systems import SEARCH
from benchmarks.timing import median

_COLD = "python -m bot ask"


def tables(found: Mapping[str, Any]) -> str:
    """All tables. ``found`` is speed.json's object."""
    parts = [_origin(found)]
    if found["first_answer"] is not None:
        parts[0] += f"; first answer, preparing the models: {found['first_answer']:.0f} s"
    parts.append(_cold(found))
    for name, corpus in found["corpora"].items():
        parts.append(_questions(name, corpus, found["questions"].get(name, {})))
        parts.append(_indexing(name, corpus, found["indexing"].get(name, {})))
    parts += [f"not measured: {name} ({why})" for name, why in found["failures"].items()]
    return "\n\n".join(parts)


def _origin(found: Mapping[str, Any]) -> str:
    machine = found["machine"]
    cores = f"{machine['cores']} core{'s' if machine['cores'] != 1 else ''}"
    load = " to ".join("?" if one is None else f"{one:.1f}" for one in found["load"])
    return (
        f"commit {found['commit']}, Python {machine['python']}, {cores} of "
        f"{machine['processor']}, {machine['memory_gib']} GiB, load {load}"
    )


def _cold(found: Mapping[str, Any]) -> str:
    times = found["cold"]
    rounds = max(map(len, times.values()), default=0)
    base = median(times[_COLD]) if _COLD in times else None
    rows = [
        (name, f"{median(each):.2f}", f"{min(each):.2f} – {max(each):.2f}", _ratio(each, base))
        for name, each in times.items()
    ]
    return _table((f"cold process, s (median of {rounds})", "median", "range", "ratio"), rows)


def _ratio(values: Sequence[float], base: float | None) -> str:
    return f"{median(values) / base:.2f}" if base else ""


def _questions(name: str, corpus: Mapping[str, int], times: Mapping[str, Any]) -> str:
    base = times[SEARCH]["p50_ms"] if SEARCH in times else None
    rows = [
        (
            system,
            f"{one['p50_ms']:.1f}",
            f"{one['p99_ms']:.1f}",
            _ratio([one["p50_ms"]], base),
            f"{one['recall_1']:.3f}",
            f"{one['recall_5']:.3f}",
            f"{one['peak_mib']:.0f}",
        )
        for system, one in times.items()
    ]
    head = f"{name}: {corpus['questions']} warm questions, {corpus['passages']} passages"
    return _table((head, "p50, ms", "p99, ms", "ratio", "R@1", "R@5", "peak, MiB"), rows)


def _indexing(name: str, corpus: Mapping[str, int], built: Mapping[str, Any]) -> str:
    base = built[SEARCH]["seconds"] if SEARCH in built else None
    rows = [
        (
            system.partition(",")[0],
            f"{one['passages_per_second']:.1f}",
            f"{one['seconds']:.1f}",
            _ratio([one["seconds"]], base),
            f"{one['process_seconds']:.1f}",
            f"{one['peak_mib']:.0f}",
            f"{one['disk_mib']:.1f}",
        )
        for system, one in built.items()
    ]
    head = f"{name}: indexing {corpus['passages']} passages"
    columns = ("passages/s", "s", "ratio", "process, s", "peak, MiB", "disk, MiB")
    return _table((head, *columns), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with aligned columns, numbers to the right.

    >>> print(_table(("system", "ms"), [("one", "1.0"), ("another", "12.5")]))
    | system  |   ms |
    |---------|-----:|
    | one     |  1.0 |
    | another | 12.5 |
    """
    lines = [head, *rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]

    def written(line: Sequence[str]) -> str:
        first, *others = zip(line, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        return f"| {' | '.join(cells)} |"

    first, *others = widths
    rule = "|".join(["-" * (first + 2), *("-" * (width + 1) + ":" for width in others)])
    return "\n".join([written(head), f"|{rule}|", *map(written, rows)])
