"""`pullquote verify`."""

import sys

import click

from bot.app import App
from bot.cli.main import DONE, NOT_FOUND
from bot.settings import load_settings
from bot.terminal.answers import print_verification
from bot.terminal.console import note, observing
from bot.terminal.json_output import print_json, verification_object
from retrieval.quoting.verify import Verdict
from retrieval.quoting.verify import verify as verified


@click.command(short_help="Check a quote against the documents.")
@click.argument("text", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def verify(text: tuple[str, ...], as_json: bool) -> int:
    """Check whether TEXT stands in the documents, word for word.

    The verdict is exact (with the places), altered (with the nearest place and the changes) or
    absent. Differences in white space do not count. If TEXT is -, it is read from standard input.
    Exit code: 0 for an exact quote, else 1.
    """
    words = sys.stdin.read() if text == ("-",) else " ".join(text)
    app = App(load_settings(), note)
    with observing() as observer, app.searchable(observer) as searchable:
        found = verified(words, *searchable)
    if as_json:
        print_json(verification_object(found))
    else:
        print_verification(found)
    return DONE if found.verdict is Verdict.EXACT else NOT_FOUND
