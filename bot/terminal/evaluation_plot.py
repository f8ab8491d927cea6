"""Plot of `pullquote evaluate --plot`. The only module that imports matplotlib."""

from pathlib import Path
from typing import Any

from bot.terminal.evaluation_table import MIXTURE_NAMES, Evaluation
from corpus.errors import PullquoteError
from retrieval.evaluation.report import Mixture

# Colours that colour-blind people can distinguish (Okabe and Ito), and dashes.
_LINES = {
    "all": ("#0072B2", "-"),
    "answerable_off_topic": ("#D55E00", "--"),
    "answerable": ("#009E73", "-."),
}
_GREY = "#767676"
# The curve begins at this many answers; the share of wrong ones among fewer is mostly chance.
_FEWEST_DRAWN = 20


def check_plot(path: Path) -> None:
    """Raises PullquoteError if the plot cannot be drawn, or cannot be written there."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        raise PullquoteError(
            "--plot needs matplotlib, which is not installed; run "
            "`pip install 'pullquote[plot]'` or `pip install matplotlib`"
        ) from None
    if path.suffix.lower() != ".png":
        raise PullquoteError(f"{path}: --plot writes PNG; let the name end in .png")
    if not path.absolute().parent.is_dir():
        raise PullquoteError(f"{path}: there is no folder {path.parent}")


def draw(found: Evaluation, path: Path) -> None:
    """Draws risk–coverage and reliability side by side. Raises OSError."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 6.2), dpi=150, layout="constrained")
    left, right = figure.subplots(1, 2)
    half = f", {found.half} half" if found.half else ""
    figure.suptitle(f"{Path(found.file).name}{half}", fontsize=12)
    mixtures = found.report.distinct_mixtures
    _draw_risk(left, mixtures)
    _draw_reliability(right, mixtures)
    figure.savefig(path, format="png")


def _draw_risk(axes: Any, mixtures: dict[str, Mixture]) -> None:
    for name, mixture in mixtures.items():
        colour, dashes = _LINES[name]
        curve = mixture.curve
        shown = curve.coverage * mixture.questions >= _FEWEST_DRAWN
        axes.plot(
            100 * curve.coverage[shown],
            100 * curve.risk[shown],
            color=colour,
            linestyle=dashes,
            linewidth=2,
            label=f"{MIXTURE_NAMES[name]} ({mixture.questions:,})",
        )
        answered, wrong = (
            100 * mixture.figures[one].value for one in ("answered", "wrong_of_answered")
        )
        axes.plot(answered, wrong, "o", color=colour, markersize=7, clip_on=False)
    axes.plot([], [], "o", color=_GREY, label="at the current threshold")
    for level in (5, 10):
        axes.axhline(level, color=_GREY, linewidth=0.8, linestyle=":")
    highest = max(
        100 * float(one.curve.risk[-len(one.curve.risk) // 2 :].max()) for one in mixtures.values()
    )
    axes.set(
        title="Risk–coverage",
        xlabel="Coverage: questions answered, most confident first (%)",
        ylabel="Risk: wrong among the answered (%)",
        xlim=(0, 100),
        ylim=(0, min(100, max(20, 1.1 * highest))),
    )
    _legend(axes)
    _style(axes)


def _draw_reliability(axes: Any, mixtures: dict[str, Mixture]) -> None:
    axes.plot([0, 1], [0, 1], color=_GREY, linewidth=1, linestyle=":", label="perfectly calibrated")
    for name, mixture in mixtures.items():
        colour, dashes = _LINES[name]
        means = [one.confidence for one in mixture.bins]
        shares = [one.right for one in mixture.bins]
        areas = [12 + 300 * one.questions / mixture.questions for one in mixture.bins]
        error = mixture.figures["calibration_error"].value
        axes.plot(
            means,
            shares,
            color=colour,
            linestyle=dashes,
            linewidth=2,
            label=f"{MIXTURE_NAMES[name]}: calibration error {error:.3f}",
        )
        axes.scatter(means, shares, s=areas, color=colour, alpha=0.6, linewidth=0, clip_on=False)
    axes.set(
        title="Reliability",
        xlabel="Confidence: mean of each tenth (larger points: more questions)",
        ylabel="Share whose first highlight is right",
        xlim=(0, 1),
        ylim=(0, 1),
        aspect="equal",
    )
    _legend(axes)
    _style(axes)


def _legend(axes: Any) -> None:
    """Below the plot, where no curve runs through it."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=1, frameon=False)


def _style(axes: Any) -> None:
    axes.grid(color="#e6e6e6", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
