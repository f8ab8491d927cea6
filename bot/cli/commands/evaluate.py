"""`pullquote evaluate`."""

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np

from bot.app import App
from bot.cli.main import DONE
from bot.settings import load_settings
from bot.storage.data_folder import exclusive
from bot.terminal.console import note, observing
from bot.terminal.evaluation_table import Evaluation, evaluation_object, print_evaluation
from bot.terminal.json_output import print_json
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from retrieval.answerer import Answerer
from retrieval.calibration import Calibration
from retrieval.errors import CalibrationError
from retrieval.evaluation.fit_calibration import WANTED_MISSED, Refit, refit
from retrieval.evaluation.question_files import read_contexts, read_questions
from retrieval.evaluation.question_sets import Context, Question, QuestionSet, chosen, documents
from retrieval.evaluation.report import report
from retrieval.evaluation.run import Kind, Outcome, ask_all

_FILE = click.Path(path_type=Path)


@click.command(short_help="Measure answer quality on a question set.")
@click.argument("file", type=_FILE)
@click.option("--distractors", type=_FILE, metavar="FILE", help="Additional texts to search.")
@click.option(
    "--off-topic", type=_FILE, metavar="FILE", help="Questions that the texts cannot answer."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option("--plot", type=_FILE, metavar="FILE.png", help="Plot risk–coverage and reliability.")
@click.option(
    "--half", type=click.Choice(["tuning", "reporting"]), help="Use one half of the questions only."
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    metavar="N",
    help="At most N questions of each kind, drawn at random.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Random seed.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="Confidence from which a quote counts as an answer (default: the setting, the calibrated "
    "threshold, or 0.25).",
)
@click.option(
    "--calibrate", is_flag=True, help="Fit confidence to these questions, and use it from now on."
)
@click.option(
    "--wanted-error",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.05,
    show_default=True,
    metavar="P",
    help="With --calibrate: the share of answers that may be wrong.",
)
@click.option(
    "--wanted-missed",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=WANTED_MISSED,
    show_default=True,
    metavar="P",
    help="With --calibrate: of the questions that are declined outright, and not answered with "
    '"uncertain", the share whose first quote may be right.',
)
def evaluate(
    file: Path,
    distractors: Path | None,
    off_topic: Path | None,
    as_json: bool,
    plot: Path | None,
    half: str | None,
    limit: int | None,
    seed: int,
    min_confidence: float | None,
    calibrate: bool,
    wanted_error: float,
    wanted_missed: float,
) -> int:
    """Ask the questions in FILE, as `pullquote ask` does, and measure the answers.

    FILE is SQuAD 1.1 or 2.0 JSON, or JSON Lines with "question", "answers" and "passage". The
    passages are searched instead of your collection. Without "passage", your collection is
    searched, and an answer is right if it is highlighted. --off-topic takes a file of the same
    form, and uses its questions only.
    """
    if plot is not None:
        from bot.terminal.evaluation_plot import check_plot

        check_plot(plot)  # before the work starts
    app = App(load_settings(), note)
    questions = read_questions(file)
    foreign = read_questions(off_topic) if off_topic else None
    if questions.left_out:
        note(
            f"{questions.left_out} questions left out: their passages contain none of their answers"
        )
    if distractors and not questions.has_contexts:
        raise click.UsageError("--distractors needs questions with passages; these have none")
    asked = _asked(questions, foreign, half, limit, seed)
    wanted = app.settings.min_confidence if min_confidence is None else min_confidence
    with contextlib.ExitStack() as stack:
        observer = stack.enter_context(observing())
        in_force = _in_force(app, observer, calibrate)
        contexts = _contexts(questions, distractors)
        answerer = stack.enter_context(_answerer(app, file, contexts, in_force, observer))
        outcomes = ask_all(answerer, asked, observer, min_confidence=wanted)
    fitted = None
    if calibrate:
        fitted = _refit(outcomes, wanted_error, wanted_missed, in_force, seed)
        with exclusive(app.settings.data_dir, Observer(note=note)):
            app.calibration_file.write(fitted.calibration)
    found = Evaluation(
        file=str(file),
        half=half,
        passages=len(contexts) or None,
        left_out=questions.left_out,
        seed=seed,
        report=report(outcomes, questions.has_contexts, seed),
        refit=fitted,
        wanted_error=wanted_error,
        wanted_missed=wanted_missed,
    )
    _show(found, plot, as_json=as_json)
    if fitted is not None and questions.has_contexts:
        note("fitted on the file's own passages; to fit on your collection, leave the passages out")
    return DONE


def _show(found: Evaluation, plot: Path | None, *, as_json: bool) -> None:
    if plot is not None:
        from bot.terminal.evaluation_plot import draw

        draw(found, plot)
    if as_json:
        print_json(evaluation_object(found))
    else:
        print_evaluation(found)


def _asked(
    questions: QuestionSet,
    foreign: QuestionSet | None,
    half: str | None,
    limit: int | None,
    seed: int,
) -> list[tuple[Kind, Question]]:
    """The questions to ask, with their kinds. There are at most as many off-topic questions as
    answerable ones."""

    def of(one: QuestionSet) -> list[Question]:
        return one.questions if half is None else list(getattr(one, half))

    answerable = chosen([one for one in of(questions) if one.answerable], limit, seed)
    unanswerable = chosen([one for one in of(questions) if not one.answerable], limit, seed)
    asked = [(Kind.ANSWERABLE, one) for one in answerable]
    asked += [(Kind.UNANSWERABLE, one) for one in unanswerable]
    if foreign is not None:
        most = len(answerable) or limit
        asked += [(Kind.OFF_TOPIC, one) for one in chosen(of(foreign), most, seed)]
    if not asked:
        raise click.UsageError(f"the {half} half has no questions; leave --half out")
    return asked


def _in_force(app: App, observer: Observer, calibrate: bool) -> Calibration:
    """The current calibration. If it is damaged, that is an error unless it will be replaced."""
    try:
        return app.calibration(observer) or Calibration()
    except CalibrationError:
        if not calibrate:
            raise
        return Calibration()


def _contexts(questions: QuestionSet, distractors: Path | None) -> list[Context]:
    """The passages to search; none, to search the collection."""
    own = {one.text for one in questions.contexts}
    others = read_contexts(distractors) if distractors else []
    return questions.contexts + [one for one in others if one.text not in own]


@contextlib.contextmanager
def _answerer(
    app: App,
    file: Path,
    contexts: Sequence[Context],
    calibration: Calibration,
    observer: Observer,
) -> Iterator[Answerer]:
    """The answerer over these contexts, or over the collection if there are none. The index of
    each file's contexts is kept."""
    if not contexts:
        with app.searchable(observer) as (store, index):
            yield app.answerer_over(store, index, calibration)
        return
    passages = MemoryStore(documents(contexts))
    mark = hashlib.sha256(str(file.resolve()).encode(errors="surrogatepass")).hexdigest()[:12]
    index = app.kept_index(passages, f"evaluation-index/{mark}", observer)
    yield app.answerer_over(passages, index, calibration)


def _refit(
    outcomes: Sequence[Outcome],
    wanted_error: float,
    wanted_missed: float,
    in_force: Calibration,
    seed: int,
) -> Refit:
    """A calibration fitted to the questions that got a quote; without one, confidence is 0."""
    shown = [(one.uncalibrated, one.right) for one in outcomes if one.uncalibrated is not None]
    return refit(
        np.array([confidence for confidence, _ in shown]),
        np.array([right for _, right in shown], dtype=bool),
        wanted_error,
        in_force,
        seed,
        wanted_missed,
    )
