"""`pullquote move`."""

from pathlib import Path

import click

from bot.app import App
from bot.cli.main import DONE
from bot.settings import FOLDER, Settings, load_settings
from bot.storage.moving import move as moved
from bot.storage.storage import Storage
from bot.terminal.console import note, observing

_SETTINGS = "settings"


@click.command(short_help="Copy the collection to a database, or back to a folder.")
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
def move(origin: str, target: str) -> int:
    """Copy documents, index and feedback FROM one place TO another. Nothing is encoded again, and
    what is at FROM stays as it is.

    A place is `folder` (the data folder), `settings` (where PULLQUOTE_DATABASE_URL and
    PULLQUOTE_INDEX_URL say), the path of another data folder, or postgresql://HOST/NAME (the
    password is best left to PGPASSWORD or ~/.pgpass).

    `pullquote move folder settings` is the way from a folder to the database in your settings.
    """
    settings = load_settings()
    app = App(settings, note)
    with observing() as observer:
        source, to = _storage(origin, settings), _storage(target, settings)
        # The vectors are copied, so the index stays with the model that made it.
        with app.using_model_of(source.index_model()):
            count = moved(source, to, app.encoder, observer)
    print(f"moved {count} documents to {to.shown}")
    if target != _SETTINGS:
        note("the settings still name the old place; change them to use the new one")
    return DONE


def _storage(place: str, settings: Settings) -> Storage:
    if place == _SETTINGS:
        return Storage.of(settings, note)
    if place == FOLDER:
        return Storage(settings.data_dir, None, None, note)
    if "://" in place:
        return Storage(settings.data_dir, place, place, note)
    return Storage(Path(place).expanduser().absolute(), None, None, note)
