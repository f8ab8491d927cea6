"""`pullquote feedback`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bot.app import App
from bot.cli.main import DONE, NOT_FOUND
from bot.settings import load_settings
from bot.terminal.console import note
from bot.terminal.json_output import print_json
from corpus.atomic_write import atomic_write
from corpus.private_files import users_mode
from retrieval.evaluation.feedback_set import FeedbackSet, question_set
from retrieval.feedback import Feedback, RatedQuote, Rating


@click.command(short_help="Show feedback on answers, or make a question set from it.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print every rating, as a JSON array.")
def feedback(file: Path | None, as_json: bool) -> int:
    """Count the liked and disliked answers; with FILE, write a question set made from them.

    The question set is for `pullquote evaluate`: each liked answer becomes a question with its
    answer and passage. Disliked answers are left out, because the right answer is not known; --json
    lists them too. If FILE is -, the question set goes to standard output. Exit code: 1 if there is
    no feedback.
    """
    if file is not None and as_json:
        raise click.UsageError("give either FILE or --json, not both")
    app = App(load_settings(), note)
    with app.feedback() as store:
        given = list(store.all())
    if as_json:
        print_json([_object(one) for one in given])
        return DONE if given else NOT_FOUND
    liked = sum(one.rating is Rating.LIKED for one in given)
    summary = f"liked {liked}, disliked {len(given) - liked}"
    if file is None:
        print(summary)
        return DONE if given else NOT_FOUND
    with app.documents() as documents:
        made = question_set(given, documents)
    _write(file, made)
    note(f"{summary}; {_summary(made)}")
    return DONE if made.lines else NOT_FOUND


def _summary(made: FeedbackSet) -> str:
    left_out = ", ".join(f"{count} {why}" for why, count in sorted(made.left_out.items()))
    return f"questions {len(made.lines)}" + (f"; left out: {left_out}" if left_out else "")


def _write(file: Path, made: FeedbackSet) -> None:
    """Writes the whole file or nothing, so that half a file is never evaluated."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in made.lines)
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    atomic_write(file, text.encode(), users_mode())


def _object(one: Feedback) -> dict[str, Any]:
    answer = one.answer
    return {
        "verdict": one.rating.value,
        "given": one.given,
        "question": answer.question,
        "before": list(answer.before),
        "answered": answer.answered,
        "confidence": answer.confidence,
        "quotes": _quotes(answer.quotes),
        "revision": answer.revision,
        "model": answer.model,
    }


def _quotes(quotes: Sequence[RatedQuote]) -> list[dict[str, Any]]:
    return [
        {
            "document": {"id": one.place.document_id, "sha256": one.place.sha256},
            "start": one.place.span.start,
            "end": one.place.span.end,
            "highlights": [{"start": span.start, "end": span.end} for span in one.highlights],
        }
        for one in quotes
    ]
