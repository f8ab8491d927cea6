"""`pullquote backup` and `restore`."""

from pathlib import Path

import click

from bot.cli.main import DONE
from bot.settings import load_settings
from bot.storage import backups
from bot.terminal.console import note, observing

_MIB = 2**20


@click.command(short_help="Save the data folder to one file.")
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> int:
    """Save the data folder (documents, index, feedback, calibration) to FILE, a ZIP archive.

    The bot can keep answering; changes to the collection wait until the backup is complete. An
    existing FILE is replaced only then. Prepared models are left out, because they can be made
    again. Settings are not part of the data folder: keep a copy of your .env file as well.
    """
    settings = load_settings()
    with observing() as observer:
        entries = backups.back_up(settings.data_dir, file, observer)
    if settings.database_url is not None:
        note("the documents are in the database and not in this file; back them up with pg_dump")
    size = sum(one.size for one in entries) / _MIB
    print(f"backed up {len(entries)} files ({size:,.1f} MiB) to {file}")
    return DONE


@click.command(short_help="Restore the data folder from a backup.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the contents of the data folder.")
def restore(file: Path, force: bool) -> int:
    """Restore the data folder from the backup FILE. It must be empty unless --force is given.

    FILE is checked first; if it is damaged, nothing is changed. Stop the bot before you restore.
    """
    with observing() as observer:
        entries = backups.restore(load_settings().data_dir, file, observer, force=force)
    print(f"restored {len(entries)} files")
    note("`pullquote doctor` checks what was restored")
    return DONE
