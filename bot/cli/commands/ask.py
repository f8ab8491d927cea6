"""`pullquote ask`."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from bot.cli.fast_exit import keep
from bot.cli.filter_options import filter_options, filters_of
from bot.cli.main import DONE, FAILED, NOT_FOUND, discard_output
from bot.cli.preload import preload
from bot.terminal.console import note, observing
from retrieval.citations.names import NAMES

if TYPE_CHECKING:
    from bot.settings import Settings
    from corpus.filters import Filters
    from retrieval.answer import Answer
    from retrieval.answerer import Answerer, Depth

_STANDARD_INPUT = ("-",)


@click.command(short_help="Answer a question with verbatim quotes.")
@click.argument("question", nargs=-1, required=True)
@click.option(
    "--top",
    type=click.IntRange(1, 20),
    help="Show at most this many quotes (default: the setting, or 3).",
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
@filter_options
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
    help="Print the quotes and their sources in this format, for other programs.",
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

    If QUESTION is -, questions are read from standard input, one per line. A DATE is 2022-11-30,
    2022-11 or 2022, or relative: yesterday, "last week", "3 days ago". Exit code: 0 if a question
    was answered, 1 if none was.
    """
    if as_json and cited_as:
        raise click.UsageError("give either --json or --format")
    preload(" ".join(question))
    # Imported after preload(): this takes as long as loading the models.
    from bot.settings import load_settings
    from retrieval.query import checked

    if (in_sides and everything) or (as_csv and as_json):
        raise click.UsageError("give either --sides or --all, and either --csv or --json")
    if as_csv and not (in_sides or everything):
        raise click.UsageError("--csv needs --sides or --all")
    if limit is not None and not everything:
        raise click.UsageError("--limit needs --all")
    settings = load_settings()
    filters = filters_of(since, until, source)
    output = _Output(
        as_json,
        cited_as,
        as_csv=as_csv,
        everything=everything,
        in_sides=in_sides,
        nearest=nearest,
        several=question == _STANDARD_INPUT,
        top=top,
        around=around,
        settings=settings,
    )
    threshold = settings.min_confidence if min_confidence is None else min_confidence
    if threshold != threshold:  # click's range check lets NaN through
        raise click.UsageError("--min-confidence must be a number from 0 to 1")
    if not output.several:
        checked(" ".join(question))  # before anything is loaded
    asking = _Asking(output, filters, settings.top if top is None else top, threshold, limit)
    return asking.answer_all(question, paths)


@dataclass(slots=True)
class _Asking:
    """Questions asked with the same options, and what has become of them so far."""

    output: "_Output"
    filters: "Filters"
    top: int
    min_confidence: float | None
    limit: int | None
    _answered: bool = False
    _failed: bool = False
    _hint: bool = False

    def answer_all(self, question: tuple[str, ...], paths: Sequence[str]) -> int:
        """Answers the question, or those of standard input; the exit code."""
        from bot.app import App

        app = App(self.output.settings, note)
        keep(app)
        with contextlib.ExitStack() as stack:
            with observing() as observer:
                single = "" if self.output.several else " ".join(question)
                answerer = stack.enter_context(app.answerer(observer, paths, single))
            keep(answerer)
            try:
                for text, waiting in _questions(question):
                    if not paths:
                        with observing() as observer:
                            app.make_second_index(text, answerer.index, observer)
                    if waiting:
                        answerer.expect([text, *waiting])
                    self._answer(answerer, text)
            except BrokenPipeError:  # no one reads on; the exit code is still the answer's
                discard_output()
        if self._hint and not self.output.cited_as:
            note("--nearest shows the closest passages")
        return FAILED if self._failed else DONE if self._answered else NOT_FOUND

    def _answer(self, answerer: "Answerer", text: str) -> None:
        """Answers a question. Raises BrokenPipeError, and QuestionError where it is the only
        one."""
        from bot.advice import explain
        from retrieval.answer import Outcome
        from retrieval.errors import QuestionError

        started = time.perf_counter()
        try:
            query = answerer.analyze(text)
            with self.output.depth(self.limit) as depth:
                answer = answerer.answer(
                    query, self.top, self.filters, self.min_confidence, depth=depth
                )
        except QuestionError as error:
            if not self.output.several:
                raise
            note(explain(error))
            self._failed = True
            self.output.print_error(text, explain(error))
            return
        self._answered |= answer.answered
        self.output.print(answer, 1000 * (time.perf_counter() - started))
        if answer.outcome is Outcome.NOTHING_IN_SCOPE:
            from bot.questions.scope_note import out_of_scope

            note(out_of_scope(self.filters, answerer.documents.cards()))
        elif answer.outcome is Outcome.NOT_ANSWERED and answer.quotes and not self.output.nearest:
            self._hint = not self.output.as_json


def _questions(question: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """The question, or with - those of standard input, each as soon as it has arrived; and those
    that have arrived after it."""
    if question != _STANDARD_INPUT:
        yield " ".join(question), []
        return
    from bot.cli.input_lines import InputLines

    lines = InputLines()
    for text in lines:
        yield text, lines.queued()


@dataclass(slots=True)
class _Output:
    """How answers are printed. What prints is imported where it is used: a cold start waits for
    each import. ``several``: whether the questions are those of standard input."""

    as_json: bool
    cited_as: str | None
    as_csv: bool
    everything: bool
    in_sides: bool
    nearest: bool
    several: bool
    top: int | None
    around: int
    settings: "Settings"
    _printed: bool = False

    @contextlib.contextmanager
    def depth(self, limit: int | None) -> Iterator["Depth | None"]:
        """How far to look, with a progress bar where that takes long."""
        if not (self.everything or self.in_sides):
            yield None
            return
        from bot.display.sides import SIDES, all_depth

        with observing() as observer:
            yield all_depth(limit, observer.progress) if self.everything else SIDES

    def print_error(self, question: str, message: str) -> None:
        """With --json, a line for a question that cannot be asked, so that questions and lines can
        be matched up."""
        if not self.as_json:
            return
        from bot.terminal.json_output import answer_object, print_json
        from retrieval.answer import Answer, Outcome

        nothing = Answer(question, (), 0.0, Outcome.NOT_ANSWERED)
        print_json({**answer_object(nothing, 0.0), "error": message})

    def print(self, answer: "Answer", elapsed_ms: float) -> None:
        """Prints an answer. Raises BrokenPipeError."""
        if self.around:
            answer = _with_context(answer, self.around)
        if self.as_json:
            from bot.terminal.json_output import all_object, answer_object, print_json

            found = answer_object(answer, elapsed_ms)
            print_json(found | {"all": all_object(answer)} if self.everything else found)
        elif self.cited_as:
            _print_cited(answer, self.cited_as, self.settings.public_url, nearest=self.nearest)
        elif self.as_csv:
            from bot.terminal.side_tables import print_csv

            print_csv(answer, by_documents=self.everything, header=not self._printed)
        elif (self.everything or self.in_sides) and answer.answered:
            from bot.terminal.side_tables import print_all, print_sides

            print_table = print_all if self.everything else print_sides
            print_table(answer, with_question=self.several)
        else:
            from bot.display.sides import most_groups
            from bot.terminal.answers import print_answer

            print_answer(
                answer,
                with_question=self.several,
                nearest=self.nearest,
                most_groups=most_groups(self.top, self.settings.top),
            )
        self._printed = True


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
