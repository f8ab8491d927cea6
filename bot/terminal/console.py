"""Notes and progress on standard error."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.advice import explain
from corpus.errors import SourceError
from corpus.observer import Observer

if TYPE_CHECKING:
    from rich.progress import Progress


def note(text: str) -> None:
    """Prints a line that is not a result. On a narrower terminal it is wrapped between words."""
    line = f"pullquote: {one_line(text)}"
    width = _terminal_width()
    if width is not None and len(line) > width:
        import textwrap

        # Paths and addresses are not broken, because people copy them.
        line = textwrap.fill(
            line, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
    print(line, file=sys.stderr, flush=True)


def _terminal_width() -> int | None:
    """The width of the terminal on standard error; None if there is none, or it is unknown."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        return None
    # One less: a full line would wrap on some terminals.
    return columns - 1 if columns > 1 else None


def one_line(text: str) -> str:
    """The text without line breaks and control characters."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


@contextlib.contextmanager
def observing(*, live: bool = True) -> Iterator[Observer]:
    """An observer that prints notes and failures. If ``live``, it shows a progress bar on a
    terminal, once there is progress."""
    if not live or not sys.stderr.isatty():
        yield Observer(note=note, failed=_failed)
        return
    with contextlib.ExitStack() as shown:
        bar: Progress | None = None
        tasks: dict[str, int] = {}

        def progress(what: str, done: int, total: int) -> None:
            nonlocal bar
            if bar is None:
                bar = shown.enter_context(_progress_bar())
            if what not in tasks:
                tasks[what] = int(bar.add_task(what, total=total))
            bar.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

        yield Observer(progress=progress, note=note, failed=_failed)


def _progress_bar() -> "Progress":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _failed(error: SourceError) -> None:
    note(explain(error))
