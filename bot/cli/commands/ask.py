"""`pullquote ask`."""

import contextlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from bot.cli.dates import relative_date
from bot.cli.fast_exit import keep
from bot.cli.main import DONE, FAILED, NOT_FOUND, discard_output
from bot.cli.preload import preload
from bot.terminal.console import note, observing
from retrieval.citations.names import NAMES

if TYPE_CHECKING:
    from retrieval.answer import Answer


@click.command(short_help="Answer a question with verbatim quotes.")
@click.argument("question", nargs=-1, required=True)
@click.option(
    "--top",
    type=click.IntRange(1, 20),
    help="The most quotes to show (default: the setting, or 3).",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each question.")
@click.option("--nearest", is_flag=True, help="Show the closest passages where there is no answer.")
@click.option(
    "--sides",
    "in_sides",
    is_flag=True,
    help="Show every source that answers, grouped by what it says.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Show every sentence that answers, by document."
)
@click.option(
    "--limit",
    type=click.IntRange(1, 5000),
    metavar="N",
    help="With --all: read at most N passages, the most promising first (default: 200).",
)
@click.option("--csv", "as_csv", is_flag=True, help="With --sides or --all: print CSV.")
@click.option(
    "--since",
    metavar="DATE",
    callback=relative_date,
    help="Only documents published on or after this date.",
)
@click.option(
    "--until",
    metavar="DATE",
    callback=relative_date,
    help="Only documents published on or before this date.",
)
@click.option(
    "--source",
    metavar="TEXT",
    help="Only documents with TEXT in their title, publisher, URL or path.",
)
@click.option(
    "--in",
    "paths",
    metavar="PATH",
    multiple=True,
    help="Answer from this file or folder instead of the collection. Repeatable.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="Confidence from which a quote counts as an answer (default: the setting, the calibrated "
    "threshold, or 0.25).",
)
@click.option(
    "--format",
    "cited_as",
    type=click.Choice(NAMES),
    help="Print the quotes with their sources in a format of other programs.",
)
@click.option(
    "-C",
    "--context",
    "around",
    type=click.IntRange(0, 100),
    metavar="N",
    default=0,
    help="Show N sentences of context before and after each quote.",
)
def ask(
    question: tuple[str, ...],
    top: int | None,
    as_json: bool,
    nearest: bool,
    in_sides: bool,
    everything: bool,
    limit: int | None,
    as_csv: bool,
    since: str | None,
    until: str | None,
    source: str | None,
    paths: tuple[str, ...],
    min_confidence: float | None,
    cited_as: str | None,
    around: int,
) -> int:
    """Answer QUESTION with verbatim quotes from the collection.

    If QUESTION is -, questions are read from standard input, one per line. A DATE is written
    2022-11-30, 2022-11 or 2022, or as yesterday, "last week", "3 days ago". Exit code: 0 if a
    question was answered, 1 if none was.
    """
    if as_json and cited_as:
        raise click.UsageError("give either --json or --format")
    preload(" ".join(question))
    # Imported after preload(): this takes as long as loading the models.
    from bot.advice import explain
    from bot.app import App
    from bot.cli.input_lines import InputLines
    from bot.display.sides import SIDES, all_depth, most_groups
    from bot.questions.scope_note import out_of_scope
    from bot.settings import load_settings
    from bot.terminal.answers import print_answer
    from bot.terminal.json_output import all_object, answer_object, print_json
    from bot.terminal.side_tables import print_all, print_csv, print_sides
    from corpus.filters import Filters
    from retrieval.answer import Answer, Outcome
    from retrieval.errors import QuestionError
    from retrieval.query import checked

    if (in_sides and everything) or (as_csv and as_json):
        raise click.UsageError("--sides and --all, and --csv and --json, exclude each other")
    if as_csv and not (in_sides or everything):
        raise click.UsageError("--csv needs --sides or --all")
    if limit is not None and not everything:
        raise click.UsageError("--limit needs --all")
    settings = load_settings()
    try:
        filters = Filters(since, until, source)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    top_asked = settings.top if top is None else top
    threshold = settings.min_confidence if min_confidence is None else min_confidence
    if threshold != threshold:  # click's range check lets NaN through
        raise click.UsageError("--min-confidence must be a number from 0 to 1")
    several = question == ("-",)
    if not several:
        checked(" ".join(question))  # before anything is loaded
    answered = failed = hint = printed = False
    app = App(settings, note)
    keep(app)
    with contextlib.ExitStack() as stack:
        with observing() as observer:
            answerer = stack.enter_context(app.answerer(observer, paths))
        keep(answerer)
        lines = InputLines() if several else None
        for text in [" ".join(question)] if lines is None else lines:
            started = time.perf_counter()
            if lines is not None:
                answerer.expect([text, *lines.queued()])
            try:
                query = answerer.analyze(text)
                with contextlib.ExitStack() as reading:
                    depth = None
                    if everything or in_sides:
                        bar = reading.enter_context(observing()).progress
                        depth = all_depth(limit, bar) if everything else SIDES
                    answer = answerer.answer(query, top_asked, filters, threshold, depth=depth)
            except QuestionError as error:
                if not several:
                    raise
                note(explain(error))
                failed = True
                if as_json:  # a line per question, so that they can be matched up
                    nothing = Answer(text, (), 0.0, Outcome.NOT_ANSWERED)
                    print_json({**answer_object(nothing, 0.0), "error": explain(error)})
                continue
            answered |= answer.answered
            try:
                if around:
                    answer = _with_context(answer, around)
                if as_json:
                    elapsed = 1000 * (time.perf_counter() - started)
                    found = answer_object(answer, elapsed)
                    print_json(found | {"all": all_object(answer)} if everything else found)
                elif cited_as:
                    _print_cited(answer, cited_as, settings.public_url, nearest=nearest)
                elif as_csv:
                    print_csv(answer, by_documents=everything, header=not printed)
                elif everything and answer.answered:
                    print_all(answer, with_question=several)
                elif in_sides and answer.answered:
                    print_sides(answer, with_question=several)
                else:
                    groups = most_groups(top, settings.top)
                    print_answer(answer, with_question=several, nearest=nearest, most_groups=groups)
                printed = True
            except BrokenPipeError:  # no one reads on; the exit code is still the answer's
                discard_output()
                break
            if answer.outcome is Outcome.NOTHING_IN_SCOPE:
                note(out_of_scope(filters, answerer.library.cards()))
            elif answer.outcome is Outcome.NOT_ANSWERED and answer.quotes and not nearest:
                hint = not as_json
    if hint and not cited_as:
        note("--nearest shows the closest passages")
    return FAILED if failed else DONE if answered else NOT_FOUND


def _with_context(answer: "Answer", around: int) -> "Answer":
    """The answer with more sentences around each quote."""
    from bot.display.quote_context import in_context

    quotes = tuple(in_context(quote, around).quote for quote in answer.quotes)
    return replace(answer, quotes=quotes)


def _print_cited(answer: "Answer", name: str, base: str, *, nearest: bool) -> None:
    """Prints the quotes with their sources in a format, unless they are no answer."""
    from retrieval.citations.cited import Cited
    from retrieval.citations.formats import export

    if not answer.answered and not nearest:
        note("no answer; --nearest gives the closest passages")
    elif answer.quotes:
        cited = [Cited(quote.document, quote.span, base or None) for quote in answer.quotes]
        print(export(cited, name).replace("\r\n", "\n"))
