"""`pullquote verify`."""

import sys

import click

from bot.app import App
from bot.cli.main import DONE, NOT_FOUND, until_closed
from bot.settings import load_settings
from bot.terminal.console import note, observing
from bot.terminal.json_output import print_json
from bot.terminal.verification import print_draft, print_verifications
from bot.terminal.verification_json import draft_object, text_check_object
from bot.verifying import Draft, check_file, check_text, named_file, near_in


@click.command(short_help="Check quotes, or a draft's quotations, against the documents.")
@click.argument("text", nargs=-1, required=True, metavar="TEXT|FILE|-")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def verify(text: tuple[str, ...], as_json: bool) -> int:
    """Check whether the documents have the words of TEXT, or of every quotation in FILE.

    The verdict is exact; exact but for typography (quotation marks, dashes, line ends, note marks);
    shortened (what was left out or put in is marked); altered (with the nearest passage and the
    changes, those that alter the meaning first); or absent. Several quotations in one text are
    checked separately. Citation lines are ignored, so you can paste a whole answer of Pullquote's.

    FILE is a draft in any format that `add` reads. If TEXT is -, it is read from standard input.
    Exit code: 0 if all quotations are real (exact, exact but for typography, or shortened), else 1.
    """
    file = named_file(text)
    app = App(load_settings(), note)
    with observing() as observer, app.searchable(observer) as (documents, index):
        near = near_in(documents, index)
        if file is not None:
            draft = check_file(file, documents, near, observer)
        else:
            words = sys.stdin.read() if text == ("-",) else " ".join(text)
            found = check_text(words, documents, near)
    if file is not None:
        return _show_draft(str(file), draft, as_json)
    with until_closed():
        if as_json:
            print_json(text_check_object(found))
        else:
            print_verifications(found.verifications, found.whole)
    return DONE if found.verdict.is_real else NOT_FOUND


def _show_draft(name: str, draft: Draft, as_json: bool) -> int:
    for copy in draft.copies:
        note(f"{copy.name} [{copy.id}] is a version of the draft; it was left out of the check")
    if not draft.quotations:
        note("there is no quotation in it: nothing is in quotation marks")
    with until_closed():
        if as_json:
            print_json(draft_object(name, draft))
        else:
            print_draft(draft)
    return DONE if draft.is_fine else NOT_FOUND
