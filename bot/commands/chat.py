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
from retrieval.quote import Answer

_HELP = "Ask a question. /more shows further quotes, /quit (or Ctrl-D) ends."
_PROMPT = "? "
_HISTORY = "chat-history"
_HISTORY_LINES = 1000


@click.command(short_help="Ask one question after another.")
def chat() -> int:
    """Ask one question after another; the model is loaded once. Questions are kept in a history
    that the arrow keys go through. Each question stands for itself."""
    settings = load_settings()
    house = House(settings)
    with contextlib.ExitStack() as stack:
        index = house.index_folder.current()
        answerer = _opened(house, stack)
        if sys.stdin.isatty():
            note(_HELP)
            stack.enter_context(_history(settings.data_dir / _HISTORY))
        asked: Answer | None = None
        shown = settings.top
        for line in _lines():
            try:
                if house.index_folder.current() != index:
                    index = house.index_folder.current()
                    answerer = _opened(house, stack)
                if line == "/more" and asked is not None:
                    shown += settings.top
                    asked = answerer.ask(asked.question, shown, None, settings.min_confidence)
                    print_answer(asked, first=shown - settings.top + 1)
                elif line.startswith("/"):
                    note(_HELP)
                else:
                    shown = settings.top
                    asked = answerer.ask(line, shown, None, settings.min_confidence)
                    print_answer(asked)
            except QuestionError as error:
                note(str(error))
            print()
    return DONE


def _opened(house: House, stack: contextlib.ExitStack) -> Answerer:
    with observing() as observer:
        return stack.enter_context(house.answerer(observer))


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
