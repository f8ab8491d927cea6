"""``python -m bot``: the command line without the installed script."""

from bot.cli.main import entry

entry()
