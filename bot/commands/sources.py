"""`pullquote add`, `sync` and `remove`: what changes the collection."""

import click

from bot.assembly import House
from bot.cli import DONE, FAILED
from bot.console import observing
from bot.settings import load_settings


@click.command(short_help="Add files and folders to the collection.")
@click.argument("source", nargs=-1, required=True)
def add(source: tuple[str, ...]) -> int:
    """Add files and folders to the collection, and make them searchable.

    Text and Markdown files are read; folders with all that is in them. A SOURCE that cannot be
    read is named with its reason, the others still go in, and the exit code is 2.
    """
    with observing() as observer:
        report = House(load_settings()).change(lambda intake: intake.add(source), observer)
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
