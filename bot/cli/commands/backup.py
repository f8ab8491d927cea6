"""`pullquote backup` and `restore`."""

from pathlib import Path

import click

from bot import backups
from bot.cli.main import DONE
from bot.settings import load_settings
from bot.terminal.console import note, observing

_MIB = 2**20


@click.command(short_help="Write the data folder into one file.")
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> int:
    """Write the data folder (documents, index, feedback, calibration) into FILE, a ZIP archive.

    The bot may go on answering meanwhile; who changes the collection waits. FILE appears when it is
    complete, in place of one of that name. What can be made again (models) is left out. Settings
    are not in the data folder: keep your .env too.
    """
    with observing() as observer:
        entries = backups.back_up(load_settings().data_dir, file, observer)
    size = sum(one.size for one in entries) / _MIB
    print(f"backed up {len(entries)} files ({size:,.1f} MiB) to {file}")
    return DONE


@click.command(short_help="Put a backup into the data folder.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is in the data folder.")
def restore(file: Path, force: bool) -> int:
    """Put the backup FILE into the data folder, which must be empty unless --force is given.

    FILE is looked at in full first: one that is damaged changes nothing. Stop the bot meanwhile.
    """
    with observing() as observer:
        entries = backups.restore(load_settings().data_dir, file, observer, force=force)
    print(f"restored {len(entries)} files")
    note("`pullquote doctor` looks at what came back")
    return DONE
