"""The terminal on standard output, and lines printed on it."""

import sys
from typing import TYPE_CHECKING

# Imported at run time only if there is a terminal: a file or a pipe need not wait for it.
if TYPE_CHECKING:
    from rich.console import Console


def terminal() -> "Console | None":
    """The terminal on standard output, if there is one that can show bold text."""
    if not sys.stdout.isatty():
        return None
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False)
    if console.is_dumb_terminal:
        return None
    if console.width < 1:  # COLUMNS=0
        console.width = 80
    return console


def print_line(console: "Console | None", text: str, style: str = "") -> None:
    """Prints a line, in this style on a terminal."""
    if console:
        from rich.text import Text

        console.print(Text(text, style), soft_wrap=True)
    else:
        print(text)
