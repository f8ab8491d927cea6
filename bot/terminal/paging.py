"""A long text on a terminal, in the reader's pager, opened at a place."""

import os
import shlex
import shutil
import subprocess
import sys

from bot.terminal.visible import visible
from corpus.span import Span

_MARK, _PLAIN = "\x1b[7m", "\x1b[27m"
_ABOVE = 3  # lines of context over the place
_TAB = "    "


def page_at(text: str, span: Span) -> None:
    """Shows the text on a terminal with the span marked, from a few lines above it on; in $PAGER
    (else less) where it is there."""
    lines = _marked(text, span).splitlines()
    place = max(0, text.count("\n", 0, span.start) - _ABOVE)
    command = _pager()
    if command is None:
        print("\n".join(lines[place:]))
        return
    # With a marked span, a terminal's escapes have to go through.
    options = {"less": ["-R", f"+{place + 1}"], "more": [f"+{place + 1}"]}
    started = subprocess.Popen(
        [*command, *options.get(os.path.basename(command[0]), [])],  # noqa: PTH119
        stdin=subprocess.PIPE,
        env={**os.environ, "LESS": os.environ.get("LESS", "FRX")},
    )
    try:
        started.communicate("\n".join(lines).encode(errors="replace"))
    except (BrokenPipeError, KeyboardInterrupt):
        started.wait()


def _pager() -> list[str] | None:
    """The pager that the user wants, if it is there and this is a terminal at both ends."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    try:
        command = shlex.split(os.environ.get("PAGER") or "less")
    except ValueError:
        return None
    return command if command and shutil.which(command[0]) else None


def _marked(text: str, span: Span) -> str:
    """The text, safe to print, with each line of the span marked."""
    before, after = text[: span.start], text[span.end :]
    inside = "\n".join(
        f"{_MARK}{_safe(line)}{_PLAIN}" if line.strip() else ""
        for line in span.of(text).split("\n")
    )
    return f"{_safe(before)}{inside}{_safe(after)}"


def _safe(text: str) -> str:
    return "\n".join(visible(line.replace("\t", _TAB)) for line in text.split("\n"))
