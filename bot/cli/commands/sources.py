"""`pullquote add`, `sync` and `remove`."""

import signal
import sys
import threading
from types import FrameType

import click

from bot.advice import explain
from bot.app import App
from bot.changes.collection_changes import CollectionChanges
from bot.cli.main import DONE, FAILED
from bot.cli.saved_questions import ask_and_tell
from bot.settings import load_settings
from bot.terminal.console import note, observing
from corpus.errors import PullquoteError
from corpus.ingest.report import Report
from corpus.parsers.parsed import FIELDS

_PRIVATE = "to be in a private network (an intranet, this machine), but not others they link to."


def _fields(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    named = dict(one.partition("=")[::2] for one in given)
    for ours, theirs in named.items():
        if ours not in FIELDS or not theirs:
            raise click.BadParameter(
                f"{ours}={theirs} is not OURS=THEIRS, such as text=story; OURS is one of "
                + ", ".join(FIELDS)
            )
    return named


@click.command(short_help="Add files, folders, web pages and feeds.")
@click.argument("source", nargs=-1, required=True)
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="OURS=THEIRS",
    callback=_fields,
    help="Name of a field in records (JSON Lines, CSV, JSON): --field text=story. "
    f"OURS is one of {', '.join(FIELDS)}. Repeatable.",
)
@click.option(
    "--allow-private",
    is_flag=True,
    help=f"Allow the servers named here {_PRIVATE} `sync` remembers this for each source.",
)
def add(source: tuple[str, ...], fields: dict[str, str], allow_private: bool) -> int:
    """Add files, folders, web pages and feeds to the collection, and index them.

    Files can be text, Markdown, HTML, PDF, Word, OpenDocument, RTF, e-books, mail and subtitles;
    records (JSON Lines, CSV, JSON) and Telegram exports, in which each record is a document; and
    folders and ZIP archives of these. Web pages are added without navigation and comments, RSS and
    Atom feeds with the articles that they link to. A SOURCE that cannot be read is reported with
    the reason; the others are still added, and the exit code is 2.
    """
    app = App(load_settings(), note)
    with observing() as observer:
        report = CollectionChanges(app, observer).ingest(
            lambda ingester: ingester.add(source, fields, allow_private=allow_private),
            create=True,
        )
    print(report, flush=True)
    ask_and_tell(app)
    return FAILED if report.failed else DONE


@click.command(short_help="Read all known sources again and index what changed.")
@click.option("--keep-missing", is_flag=True, help="Keep documents whose source is gone.")
@click.option(
    "--watch", is_flag=True, help="Keep running, and follow files and feeds as they change."
)
@click.option(
    "--every",
    type=click.FloatRange(min=0.01),
    default=15.0,
    show_default=True,
    metavar="MINUTES",
    help="With --watch: how often web pages and feeds are read.",
)
@click.option(
    "--allow-private",
    is_flag=True,
    help=f"For this run, allow the servers of all sources {_PRIVATE}",
)
def sync(keep_missing: bool, watch: bool, every: float, allow_private: bool) -> int:
    """Read all known sources again, index what changed, and drop what is gone.

    A page is gone if its server says so, not if the server cannot be reached. This also rebuilds an
    index that is missing, damaged, or made with another model.
    """
    app = App(load_settings(), note)
    if watch:
        return _watch(app, every, keep_missing, allow_private)
    with observing() as observer:
        report = CollectionChanges(app, observer).ingest(
            lambda ingester: ingester.sync(keep_missing=keep_missing, allow_private=allow_private),
            verify=True,
        )
    print(_line(report), flush=True)
    ask_and_tell(app)
    return FAILED if report.failed else DONE


def _watch(app: App, every: float, keep_missing: bool, allow_private: bool) -> int:
    from bot.cli.sync_watch import SyncWatch

    def show(report: Report) -> None:
        print(_line(report), flush=True)
        try:
            ask_and_tell(app)
        except PullquoteError as error:
            note(f"{explain(error)} (will be tried again)")

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    note("watching the sources; Ctrl-C stops")
    try:
        with observing(live=False) as observer:
            SyncWatch(
                app,
                observer,
                show,
                web_seconds=60 * every,
                keep_missing=keep_missing,
                allow_private=allow_private,
            ).run(threading.Event())
    except KeyboardInterrupt:
        # What was stored is complete whenever this ends; the next run goes on from there.
        print(file=sys.stderr)
        note("stopped")
    return DONE


def _line(report: Report) -> str:
    return f"{report}, removed {report.removed}"


@click.command(short_help="Remove documents from the collection.")
@click.argument("document", nargs=-1, required=True)
def remove(document: tuple[str, ...]) -> int:
    """Remove each DOCUMENT (an id, or the beginning of one) from the collection and the index.

    A file, folder or address that was added is removed with all its documents, and `sync` does not
    read it any more; that works even if it cannot be read now. The files themselves stay. `sync`
    does not bring a removed document back; `add` does.
    """
    with observing() as observer:
        count = CollectionChanges(App(load_settings(), note), observer).remove(document)
    print(f"removed {count}")
    return DONE
