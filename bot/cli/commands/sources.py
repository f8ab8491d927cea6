"""`pullquote add`, `sync` and `remove`: what changes the collection."""

import signal
import sys
import threading
from types import FrameType

import click

from bot.app import App
from bot.cli.main import DONE, FAILED
from bot.collection_changes import CollectionChanges
from bot.settings import load_settings
from bot.terminal.console import note, observing
from corpus.ingest.report import Report
from corpus.parsers.parsed import FIELDS

_private = click.option(
    "--allow-private",
    is_flag=True,
    help="Addresses may lead into private networks (an intranet, this machine). What was added "
    "so needs it no more at sync.",
)


def _fields(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    named = dict(one.partition("=")[::2] for one in given)
    for ours, theirs in named.items():
        if ours not in FIELDS or not theirs:
            raise click.BadParameter(
                f"{ours}={theirs} is not like text=story; before the = is one of "
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
    help="What a field is called in records (JSON Lines, CSV, JSON): --field text=story. "
    f"OURS is one of {', '.join(FIELDS)}. Repeatable.",
)
@_private
def add(source: tuple[str, ...], fields: dict[str, str], allow_private: bool) -> int:
    """Add files, folders, pages and feeds to the collection, and make them searchable.

    Text, Markdown, web pages, PDF, Word, OpenDocument, RTF, books, mail and subtitles are read;
    lists of articles (JSON Lines, CSV, JSON) and Telegram exports, a document a record; folders
    and ZIP archives with all that is in them; web pages without navigation and comments; RSS and
    Atom feeds with the articles behind their links. A SOURCE that cannot be read is named with its
    reason, the others still go in, and the exit code is 2.
    """
    with observing() as observer:
        report = CollectionChanges(App(load_settings(), note), observer).ingest(
            lambda ingester: ingester.add(source, fields, allow_private=allow_private)
        )
    print(report)
    return FAILED if report.failed else DONE


@click.command(short_help="Read every known source again; index what changed.")
@click.option("--keep-missing", is_flag=True, help="Keep documents whose source is gone.")
@click.option("--watch", is_flag=True, help="Go on until stopped, as files and feeds change.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.01),
    default=15.0,
    show_default=True,
    metavar="MINUTES",
    help="With --watch: how often pages and feeds are read.",
)
@_private
def sync(keep_missing: bool, watch: bool, every: float, allow_private: bool) -> int:
    """Read every known source again, index what changed, and drop what is gone.

    A page is gone when its server says so, not when the server cannot be reached. Also builds an
    index that is missing, damaged, or made by another model.
    """
    app = App(load_settings(), note)
    if watch:
        return _watch(app, every, keep_missing, allow_private)
    with observing() as observer:
        report = CollectionChanges(app, observer).ingest(
            lambda ingester: ingester.sync(keep_missing=keep_missing, allow_private=allow_private),
            verify=True,
        )
    print(_line(report))
    return FAILED if report.failed else DONE


def _watch(app: App, every: float, keep_missing: bool, allow_private: bool) -> int:
    from bot.cli.sync_watch import Watch

    def tell(report: Report) -> None:
        print(_line(report), flush=True)

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    note("watching the sources; Ctrl-C ends it")
    try:
        with observing(live=False) as observer:
            Watch(
                app,
                observer,
                tell,
                web_seconds=60 * every,
                keep_missing=keep_missing,
                allow_private=allow_private,
            ).run(threading.Event())
    except KeyboardInterrupt:
        # However it is ended, what was stored is whole, and the next round goes on from there.
        print(file=sys.stderr)
        note("stopped")
    return DONE


def _line(report: Report) -> str:
    return f"{report}, removed {report.removed}"


@click.command(short_help="Remove documents from the collection.")
@click.argument("document", nargs=-1, required=True)
def remove(document: tuple[str, ...]) -> int:
    """Remove each DOCUMENT (its id, or the beginning of it) from collection and index.

    The files themselves stay. `sync` leaves a removed document out; `add` takes it in again.
    """
    with observing() as observer:
        ids = CollectionChanges(App(load_settings(), note), observer).remove(document)
    print(f"removed {len(ids)}")
    return DONE
