"""Output of `pullquote evaluate`: tables for people, an object for scripts."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from retrieval.evaluation.bootstrap import Figure
from retrieval.evaluation.fit_calibration import Refit
from retrieval.evaluation.measures import RiskCoverage
from retrieval.evaluation.report import Mixture, Report, Threshold

_NAMES = {
    "recall_at_1": "passage R@1",
    "recall_at_5": "passage R@5",
    "recall_at_10": "passage R@10",
    "mrr_at_10": "passage MRR@10",
    "hit_at_1": "sentence hit@1",
    "hit_at_3": "sentence hit@3",
    "word_f1": "word F1 of highlight and answer",
    "auroc_unanswerable": "AUROC, answerable : unanswerable",
    "auroc_off_topic": "AUROC, answerable : off-topic",
    "calibration_error": "calibration error",
    "risk_coverage_area": "area under risk–coverage",
    "coverage_at_5_wrong": "coverage at 5% wrong",
    "coverage_at_10_wrong": "coverage at 10% wrong",
    "answered": "answered",
    "wrong_of_answered": "wrong among the answered",
    "uncertain": "uncertain",
    "right_of_uncertain": "right among the uncertain",
    "not_answered": "not answered",
    "right_of_not_answered": "right among the not answered",
}
MIXTURE_NAMES = {
    "all": "all questions",
    "answerable_off_topic": "answerable, off-topic",
    "answerable": "answerable",
}
_CURVE_POINTS = 100


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A finished evaluation. ``passages``: the number of texts that were searched; None: the
    collection was."""

    file: str
    half: str | None
    passages: int | None
    left_out: int
    seed: int
    report: Report
    refit: Refit | None
    wanted_error: float
    wanted_missed: float


def evaluation_object(found: Evaluation) -> dict[str, Any]:
    """The object of `evaluate --json`, with about a hundred points of the risk–coverage curve."""
    report = found.report
    return {
        "file": found.file,
        "half": found.half,
        "seed": found.seed,
        "passages": found.passages,
        "questions": {**{str(kind): n for kind, n in report.questions.items()}},
        "left_out": found.left_out,
        "finding": _figures(report.finding),
        "telling_apart": _figures(report.telling_apart),
        "confidence": {name: _mixture_object(one) for name, one in report.mixtures.items()},
        "latency_ms": {
            "median": round(1000 * report.latency[0], 1),
            "p99": round(1000 * report.latency[1], 1),
        },
        "calibration": None
        if found.refit is None
        else {
            **asdict(found.refit),
            "wanted_error": found.wanted_error,
            "wanted_missed": found.wanted_missed,
        },
    }


def _figures(figures: dict[str, Figure]) -> dict[str, dict[str, float]]:
    return {
        name: {part: round(value, 4) for part, value in asdict(one).items()}
        for name, one in figures.items()
    }


def _mixture_object(mixture: Mixture) -> dict[str, Any]:
    return {
        "questions": mixture.questions,
        **_figures(mixture.figures),
        "thresholds": [asdict(one) for one in mixture.thresholds],
        "risk_coverage": list(_points(mixture.curve)),
        "reliability": [
            {
                "confidence": round(one.confidence, 4),
                "right": round(one.right, 4),
                "questions": one.questions,
            }
            for one in mixture.bins
        ],
    }


def _points(curve: RiskCoverage) -> Iterator[dict[str, float]]:
    last = len(curve.coverage) - 1
    for at in np.unique(np.linspace(0, last, min(last + 1, _CURVE_POINTS)).round().astype(int)):
        yield {
            "confidence": round(float(curve.thresholds[at]), 4),
            "coverage": round(float(curve.coverage[at]), 4),
            "risk": round(float(curve.risk[at]), 4),
        }


def print_evaluation(found: Evaluation) -> None:
    """Prints tables on standard output: formatted on a terminal, else in plain columns."""
    report = found.report
    where = "the collection" if found.passages is None else f"{found.passages:,} passages"
    asked = ", ".join(
        f"{n:,} {str(kind).replace('_', '-')}" for kind, n in report.questions.items() if n
    )
    half = f", {found.half} half" if found.half else ""
    rows = [
        (_NAMES[name], f"{one.value:.3f}", _interval(one))
        for name, one in (report.finding | report.telling_apart).items()
    ]
    median, late = (1000 * seconds for seconds in report.latency)
    rows.append(("time per answer, ms: median", f"{median:.1f}", ""))
    rows.append(("99th percentile", f"{late:.1f}", ""))
    print(f"{found.file}{half}: {asked} questions on {where}")
    _print_table(["", "", "95% interval"], rows)
    mixtures = report.distinct_mixtures
    columns = [f"{MIXTURE_NAMES[name]} ({one.questions:,})" for name, one in mixtures.items()]
    names = next(iter(mixtures.values())).figures
    _print_table(
        ["confidence, over", *columns],
        [
            (_NAMES[name], *(_cell(one.figures[name]) for one in mixtures.values()))
            for name in names
        ],
    )
    for name, one in mixtures.items():
        print(f"Thresholds, over {MIXTURE_NAMES[name]}:")
        _print_table(
            ["wrong at most", "answered from", "answered", "uncertain from", "declined"],
            [_threshold_cells(each) for each in one.thresholds],
        )
    if found.refit is not None:
        _print_refit(found.refit, found.wanted_error, found.wanted_missed)


def _threshold_cells(one: Threshold) -> list[str]:
    return [
        f"{one.wanted:.0%}",
        "–" if one.confidence is None else f"{one.confidence:.4f}",
        f"{one.answered:.0%}",
        "–" if one.uncertain is None else f"{one.uncertain:.4f}",
        f"{one.declined:.0%}",
    ]


def _print_refit(refit: Refit, wanted_error: float, wanted_missed: float) -> None:
    print(f"Calibrated on {refit.questions:,} questions; {_kept(refit)}")
    _print_table(
        ["", "before", "after"],
        [
            (name, f"{before:.3f}", f"{after:.3f}")
            for name, before, after in (
                ("log-loss", refit.before.log_loss, refit.after.log_loss),
                (
                    _NAMES["calibration_error"],
                    refit.before.calibration_error,
                    refit.after.calibration_error,
                ),
            )
        ],
    )
    threshold = refit.calibration.min_confidence
    if threshold is None:
        print(
            f"No threshold reliably keeps wrong answers to {wanted_error:.0%}; the default stays. "
            "Allow more with --wanted-error."
        )
    else:
        print(
            f"A question counts as answered from a confidence of {threshold:.4f}: "
            f"{refit.answered:.0%} of these are, {refit.wrong:.0%} of them wrong."
        )
    least = refit.calibration.min_uncertain
    if least is None:
        print(
            f"No threshold keeps right first quotes to {wanted_missed:.0%} of what is declined; "
            "the default stays. Allow more with --wanted-missed."
        )
    else:
        print(
            f"An answer is uncertain from a confidence of {least:.4f}: {refit.declined:.0%} of "
            f"these are below it; the first quote would be right for {refit.missed:.0%} of them."
        )


def _kept(refit: Refit) -> str:
    if not refit.kept:
        return "confidence stays uncalibrated, because held-out questions do not improve."
    return (
        f"slope {refit.calibration.slope:.2f}, offset {refit.calibration.offset:+.2f}. "
        '"After" is measured on questions held out from the fit.'
    )


def _interval(figure: Figure) -> str:
    return f"{figure.low:.3f} – {figure.high:.3f}"


def _cell(figure: Figure) -> str:
    return f"{figure.value:.3f} ({_interval(figure)})"


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table

        table = Table(header_style="bold", show_edge=False)
        for number, heading in enumerate(headings):
            table.add_column(heading, justify="right" if number else "left")
        for row in rows:
            table.add_row(*row)
        print()
        Console().print(table)
        print()
        return
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    print()
    for row in [headings, *rows]:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join([first.strip().ljust(widths[0]), *others]).rstrip())
    print()
