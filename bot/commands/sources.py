"""`pullquote add`, `sync` and `remove`: what changes the collection."""

import click

from bot.assembly import House
from bot.cli import DONE, FAILED
from bot.console import observing
from bot.settings import load_settings
from corpus.readers.reading import FIELDS


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


@click.command(short_help="Add files and folders to the collection.")
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
def add(source: tuple[str, ...], fields: dict[str, str]) -> int:
    """Add files and folders to the collection, and make them searchable.

    Text, Markdown, web pages, PDF, Word, OpenDocument, RTF, books, mail and subtitles are read;
    lists of articles (JSON Lines, CSV, JSON) and Telegram exports, a document a record; folders
    and ZIP archives with all that is in them. A SOURCE that cannot be read is named with its
    reason, the others still go in, and the exit code is 2.
    """
    with observing() as observer:
        report = House(load_settings()).change(lambda intake: intake.add(source, fields), observer)
    print(report)
    return FAILED if report.failed else DONE


@click.command(short_help="Read every known source again; index what changed.")
def sync() -> int:
    """Read every known source again, index what changed, and drop what is gone.

    Also builds an index that is missing, damaged, or made by another model.
    """
    with observing() as observer:
        report = House(load_settings()).change(lambda intake: intake.sync(), observer, verify=True)
    print(f"{report}, removed {report.removed}")
    return FAILED if report.failed else DONE


@click.command(short_help="Remove documents from the collection.")
@click.argument("document", nargs=-1, required=True)
def remove(document: tuple[str, ...]) -> int:
    """Remove each DOCUMENT (its id, or the beginning of it) from collection and index.

    The files themselves stay. `sync` leaves a removed document out; `add` takes it in again.
    """
    with observing() as observer:
        ids = House(load_settings()).remove(document, observer)
    print(f"removed {len(ids)}")
    return DONE
