"""`pullquote move`."""

from pathlib import Path

import click

from bot.app import App
from bot.cli.main import DONE
from bot.settings import FOLDER, Settings, load_settings, variable
from bot.storage import moving
from bot.storage.storage import Storage
from bot.terminal.console import note, observing

_SETTINGS, _DATABASE, _PATH = "settings", "database", "path"
_URL = variable("database_url")
# What to do to use the copy, by the kind of its place.
_SETTING = {
    FOLDER: f"remove {_URL} and {variable('index_url')} from the settings",
    _DATABASE: f"set {_URL} to its address",
    _PATH: f"set {variable('data_dir')} to its path",
}


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
            count = moving.move(source, to, app.encoder, observer)
    versions = "1 document" if count == 1 else f"{count} documents"
    print(f"copied {versions} to {to.shown}; what is in {source.shown} stays as it is")
    if target != _SETTINGS:
        note(f"{_SETTING[_kind(target)]} to use the copy")
    return DONE


def _kind(place: str) -> str:
    if place == FOLDER:
        return FOLDER
    return _DATABASE if "://" in place else _PATH


def _storage(place: str, settings: Settings) -> Storage:
    if place == _SETTINGS:
        return Storage.of(settings, note)
    if place == FOLDER:
        return Storage(settings.data_dir, None, None, note)
    if "://" in place:
        return Storage(settings.data_dir, place, place, note)
    # Two names of one folder are one place: it must not wait for itself.
    path = Path(place).expanduser().resolve()
    is_own = path == settings.data_dir.resolve()
    return Storage(settings.data_dir if is_own else path, None, None, note)
