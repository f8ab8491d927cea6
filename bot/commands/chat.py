"""`pullquote chat`."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bot.assembly import House
from bot.cli import DONE
from bot.console import note, observing
from bot.settings import load_settings
from bot.terminal import print_answer
from retrieval.answerer import Answerer
from retrieval.errors import QuestionError
from retrieval.following import hangs_on
from retrieval.quote import Answer
from retrieval.turn import Turn

_HELP = (
    "Ask a question, and another that follows from it. /more shows further quotes, /new forgets "
    "what was asked, /quit (or Ctrl-D) ends."
)
_PROMPT = "? "
_HISTORY = "chat-history"
_HISTORY_LINES = 1000


@click.command(short_help="Ask one question after another.")
def chat() -> int:
    """Ask one question after another; the model is loaded once. Questions are kept in a history
    that the arrow keys go through.

    A question that hangs on the one before it ("And in July?") is understood in its light; one that
    stands on its own is answered as if it were the first. /new forgets what was asked.
    """
    settings = load_settings()
    house = House(settings)
    with contextlib.ExitStack() as stack:
        index = house.index_folder.current()
        answerer = _opened(house, stack)
        if sys.stdin.isatty():
            note(_HELP)
            stack.enter_context(_history(settings.data_dir / _HISTORY))
        asked: Answer | None = None
        after: Turn | None = None
        shown = settings.top
        for line in _lines():
            try:
                if house.index_folder.current() != index:
                    index = house.index_folder.current()
                    answerer = _opened(house, stack)
                if line == "/more" and asked is not None:
                    shown += settings.top
                    asked = answerer.ask(
                        asked.question, shown, None, settings.min_confidence, after
                    )
                    print_answer(asked, first=shown - settings.top + 1)
                elif line == "/new":
                    asked = after = None
                    note("forgotten; the next question is the first")
                elif line.startswith("/"):
                    note(_HELP)
                else:
                    shown = settings.top
                    before = _turn(asked, after)
                    asked = answerer.ask(line, shown, None, settings.min_confidence, before)
                    after = before
                    print_answer(asked)
            except QuestionError as error:
                note(str(error))
            print()
    return DONE


def _opened(house: House, stack: contextlib.ExitStack) -> Answerer:
    with observing() as observer:
        return stack.enter_context(house.answerer(observer))


def _turn(asked: Answer | None, after: Turn | None) -> Turn | None:
    """What the next question comes after."""
    if asked is None:
        return None
    return Turn.of(asked, after if hangs_on(asked.question, after) else None)


def _lines() -> Iterator[str]:
    """What the user types, until /quit or the end of input."""
    prompt = _PROMPT if sys.stdin.isatty() else ""
    with contextlib.suppress(EOFError):
        while (line := input(prompt).strip()) != "/quit":
            if line:
                yield line


@contextlib.contextmanager
def _history(file: Path) -> Iterator[None]:
    """Arrow keys and a history that outlives the session, where the platform has readline."""
    try:
        import readline
    except ImportError:
        yield
        return
    with contextlib.suppress(OSError):
        readline.read_history_file(file)
    readline.set_history_length(_HISTORY_LINES)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(file)
            file.chmod(0o600)
