"""`pullquote watch`: saved questions."""

import sys
from pathlib import Path

import click

from bot.app import App
from bot.cli.filter_options import filter_options, filters_of
from bot.cli.main import DONE, NOT_FOUND
from bot.cli.saved_questions import ask_and_tell
from bot.settings import load_settings
from bot.terminal.answers import print_answer
from bot.terminal.console import note, observing
from bot.terminal.json_output import print_json
from bot.terminal.visible import visible
from bot.watches.check import save_question
from bot.watches.outgoing import found_object, shown_secret, what_is_new
from bot.watches.store import WatchStore
from bot.watches.telling import feed_text, found_locally
from bot.watches.watch import LOCAL, Watch
from corpus.address import Address
from corpus.atomic_write import atomic_write
from corpus.private_files import users_mode
from retrieval.answer import Answer, Outcome
from retrieval.query import checked

_SHOWN = 20


@click.group(short_help="Save questions that are asked of every new document.")
def watch() -> None:
    """Save questions. When `add` or `sync` brings a document that answers one, the quote is kept
    for `watch show`, and sent to the question's webhook and the feed, if there are any.

    Questions are asked only of new and changed documents, and no quote comes twice.
    """


@watch.command(short_help="Save a question.")
@click.argument("question", nargs=-1, required=True)
@filter_options
@click.option("--webhook", metavar="URL", help="Send each quote there as signed JSON.")
@click.option(
    "--allow-private", is_flag=True, help="The webhook's server may be in a private network."
)
def add(
    question: tuple[str, ...],
    since: str | None,
    until: str | None,
    source: str | None,
    webhook: str | None,
    allow_private: bool,
) -> int:
    """Save QUESTION. What the collection answers already is not reported."""
    filters = filters_of(since, until, source)
    if webhook is not None:
        Address.of(webhook)
    app = App(load_settings(), note)
    wanted = Watch(
        0, LOCAL, 0, checked(" ".join(question)), filters, webhook=webhook, private=allow_private
    )
    with (
        observing() as observer,
        app.answerer(observer) as answerer,
        WatchStore(app.settings.data_dir) as store,
    ):
        saved, is_new = save_question(store, app, answerer, wanted)
        key = store.secret() if saved.webhook else None
    if not is_new:
        note("this question is already saved")
    print(_line(saved))
    if key is not None:
        note(f"the webhook is signed with {shown_secret(key)}")
    return DONE


@watch.command("list", short_help="List the saved questions.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_(as_json: bool) -> int:
    """List the saved questions of the command line, each with its number."""
    app = App(load_settings(), note)
    with WatchStore(app.settings.data_dir, writable=False) as store:
        saved = store.watches(LOCAL)
    if as_json:
        print_json([_object(one) for one in saved])
    else:
        for one in saved:
            print(_line(one))
    return DONE if saved else NOT_FOUND


@watch.command(short_help="Delete saved questions.")
@click.argument("number", nargs=-1, required=True, type=int)
def remove(number: tuple[int, ...]) -> int:
    """Delete the saved questions of these numbers, with what was found for them."""
    app = App(load_settings(), note)
    missing = False
    with WatchStore(app.settings.data_dir) as store:
        for one in number:
            removed = store.remove(LOCAL, one)
            missing |= removed is None
            print(f"removed {_line(removed)}") if removed else note(f"no saved question {one}")
    return NOT_FOUND if missing else DONE


@watch.command(short_help="Stop asking a question until it is resumed.")
@click.argument("number", type=int)
def pause(number: int) -> int:
    """Pause a saved question. It is not asked of documents that arrive meanwhile."""
    return _pause(number, True)


@watch.command(short_help="Ask a paused question again.")
@click.argument("number", type=int)
def resume(number: int) -> int:
    """Resume a saved question that was paused."""
    return _pause(number, False)


@watch.command(short_help="Show what was found.")
@click.argument("number", type=int, required=False)
@click.option("--new", "only_new", is_flag=True, help="Only what was not shown before.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each quote.")
def show(number: int | None, only_new: bool, as_json: bool) -> int:
    """Show the last quotes that were found, for all saved questions or for question NUMBER.

    The newest comes last. Exit code: 1 if there are none.
    """
    app = App(load_settings(), note)
    with WatchStore(app.settings.data_dir) as store:
        found = found_locally(app, store, _SHOWN, number)
        untold = {one.id for one in store.found.untold(LOCAL).get(LOCAL, [])}
        if only_new:
            found = [one for one in found if one[1].id in untold]
        for one, was_found, quote in found:
            if as_json:
                print_json(found_object(one, was_found, quote))
            else:
                print(f"{_line(one)}\n  {visible(what_is_new(was_found))}")
                print_answer(Answer(one.question, (quote,), was_found.confidence, Outcome.ANSWERED))
                print()
        store.found.mark_told([was_found.id for _, was_found, _ in found if was_found.id in untold])
    return DONE if found else NOT_FOUND


@watch.command(short_help="Write what was found as an Atom feed.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default=Path("-"))
def feed(file: Path) -> int:
    """Write the last hundred quotes that were found as an Atom feed to FILE (-: standard output).

    PULLQUOTE_WATCH_FEED names a file that is rewritten whenever something is found.
    """
    app = App(load_settings(), note)
    with WatchStore(app.settings.data_dir, writable=False) as store:
        text = feed_text(app, store)
    if str(file) == "-":
        click.echo(text, nl=False)
    else:
        atomic_write(file, text.encode(), users_mode())
    return DONE


@watch.command(short_help="Ask the saved questions now.")
def check() -> int:
    """Ask the saved questions of new documents. `add`, `sync` and the bot do so by themselves."""
    ask_and_tell(App(load_settings(), note))
    return DONE


def _pause(number: int, paused: bool) -> int:
    app = App(load_settings(), note)
    with WatchStore(app.settings.data_dir) as store:
        if store.pause(LOCAL, paused, number):
            return DONE
    print(f"pullquote: no saved question {number}", file=sys.stderr)
    return NOT_FOUND


def _line(one: Watch) -> str:
    filters = {"since": one.filters.since, "until": one.filters.until, "source": one.filters.source}
    said = "".join(f" {name}:{value!r}" for name, value in filters.items() if value)
    return visible(f"{one.number}. {one.question}{said}" + (" (paused)" if one.paused else ""))


def _object(one: Watch) -> dict[str, object]:
    return {
        "number": one.number,
        "question": one.question,
        "since": one.filters.since,
        "until": one.filters.until,
        "source": one.filters.source,
        "paused": one.paused,
        "created": one.created,
        "webhook": one.webhook,
    }
