"""`pullquote ask`."""

import contextlib
import time

import click

from bot.cli.fast_exit import keep
from bot.cli.main import DONE, FAILED, NOT_FOUND
from bot.cli.preload import preload
from bot.terminal.console import note, observing


@click.command(short_help="Answer a question with verbatim quotes.")
@click.argument("question", nargs=-1, required=True)
@click.option(
    "--top", type=click.IntRange(1, 20), help="Quotes at most (default: as the settings say, 3)."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each question.")
@click.option("--since", metavar="DATE", help="Only documents published then or later.")
@click.option("--until", metavar="DATE", help="Only documents published then or earlier.")
@click.option(
    "--source", metavar="TEXT", help="Only documents with this in title, publisher, URL or path."
)
@click.option(
    "--in",
    "paths",
    metavar="PATH",
    multiple=True,
    help="Only this file or folder, leaving the collection alone. Repeatable.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="How likely it must be to count as an answer (default: as the settings say).",
)
def ask(
    question: tuple[str, ...],
    top: int | None,
    as_json: bool,
    since: str | None,
    until: str | None,
    source: str | None,
    paths: tuple[str, ...],
    min_confidence: float | None,
) -> int:
    """Answer QUESTION with verbatim quotes from the collection.

    A QUESTION of - reads one question a line from standard input. DATE is like 2022-11-30,
    2022-11 or 2022. The exit code is 0 with an answer (to any question), 1 without.
    """
    preload(" ".join(question))
    # Imported here: this takes as long as it takes to load the models.
    from bot.app import App
    from bot.cli.input_lines import WaitingLines
    from bot.settings import load_settings
    from bot.terminal.answers import print_answer
    from bot.terminal.json_output import answer_object, print_json
    from corpus.filters import Filters
    from retrieval.answer import Answer
    from retrieval.errors import QuestionError
    from retrieval.query import checked

    settings = load_settings()
    try:
        filters = Filters(since, until, source)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    top = settings.top if top is None else top
    threshold = settings.min_confidence if min_confidence is None else min_confidence
    if threshold != threshold:  # NaN is in every range, and in none
        raise click.UsageError("--min-confidence is a number from 0 to 1")
    several = question == ("-",)
    if not several:
        checked(" ".join(question))  # before anything is loaded for it
    answered = failed = False
    app = App(settings)
    keep(app)
    with contextlib.ExitStack() as stack:
        with observing() as observer:
            answerer = stack.enter_context(app.answerer(observer, paths))
        keep(answerer)
        lines = WaitingLines() if several else None
        for text in [" ".join(question)] if lines is None else lines:
            started = time.perf_counter()
            if lines is not None:
                answerer.expect([text, *lines.waiting()])
            try:
                answer = answerer.ask(text, top, filters, threshold)
            except QuestionError as error:
                if not several:
                    raise
                note(str(error))
                failed = True
                if as_json:  # a line for each question, so that they can be paired
                    nothing = Answer(text, (), 0.0, answered=False)
                    print_json({**answer_object(nothing, 0.0), "error": str(error)})
                continue
            answered |= answer.answered
            if as_json:
                print_json(answer_object(answer, 1000 * (time.perf_counter() - started)))
            else:
                print_answer(answer, with_question=several)
    return FAILED if failed else DONE if answered else NOT_FOUND
