"""`pullquote chat`."""

import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bot.advice import explain
from bot.app import App
from bot.cli.main import DONE
from bot.display.opening import launch, where_to_open
from bot.display.sides import SIDES, most_groups
from bot.questions.conversation import Conversation
from bot.settings import load_settings
from bot.terminal.answers import print_answer
from bot.terminal.console import note, observing
from bot.terminal.side_tables import print_sides
from bot.terminal.visible import visible
from corpus.errors import PullquoteError, StorageError
from retrieval.answer import Answer, Outcome
from retrieval.answerer import Answerer
from retrieval.errors import IndexFault, QuestionError
from retrieval.feedback import Rating

_HELP = (
    "Ask a question, then follow up on it. /more shows more quotes, /sides every source that "
    "answers, /open N opens the document of quote N, /edit N title=… corrects its metadata, "
    "/good and /bad rate the answer, /new starts a new conversation, /quit (or Ctrl-D) ends."
)
_RATINGS = {"/good": Rating.LIKED, "/bad": Rating.DISLIKED}
_OPEN = re.compile(r"/open(?: +(\d{1,3}))?")
_NUMBER = re.compile(r"\d{1,3}")
_EDIT_HELP = (
    "/edit N published=2022-11-30 title=… corrects the document of quote N, or the one with this "
    "id; `author=` means unknown, `/edit N reset` undoes the corrections"
)
_PERSON = "terminal"
_PROMPT = "? "
_HISTORY = "chat-history"
_HISTORY_LINES = 1000


@click.command(short_help="Ask questions interactively.")
def chat() -> int:
    """Ask one question after another; the models are loaded once. The arrow keys go through the
    history of questions.

    A follow-up question ("And in July?") is understood in the context of the one before it. /new
    starts a new conversation. /good and /bad rate an answer, for `pullquote feedback`.
    """
    settings = load_settings()
    app = App(settings, note)
    with contextlib.ExitStack() as stack:
        index = app.index_name()
        answerer = _opened(app, stack)
        if sys.stdin.isatty():
            note(_HELP)
            stack.enter_context(_history(settings.data_dir / _HISTORY))
        talk = Conversation(settings.top, settings.min_confidence)
        for line in _lines():
            try:
                if app.index_name() != index:
                    index = app.index_name()
                    answerer = _opened(app, stack)
                if line.startswith("/"):
                    _run_command(line, talk, answerer, app)
                else:
                    with observing() as observer:
                        app.make_second_index(line, answerer.index, observer)
                    _print(talk.ask(answerer, line), most_groups(None, settings.top))
            except (QuestionError, StorageError, IndexFault) as error:
                note(explain(error))
            print()
    return DONE


def _print(answer: Answer, groups: int) -> None:
    if answer.follow_up is not None:
        note(f"following up on {answer.follow_up.question!r}; /new starts a new conversation")
    print_answer(answer, most_groups=groups)
    if answer.outcome is Outcome.NOT_ANSWERED and answer.quotes:
        note("/more shows the closest passages")


def _run_command(command: str, talk: Conversation, answerer: Answerer, app: App) -> None:
    if command == "/new":
        talk.forget()
        note("new conversation")
    elif command == "/more" and (more := talk.more(answerer)):
        answer, first = more
        groups = most_groups(None, app.settings.top)
        print_answer(answer, first=first, nearest=True, most_groups=groups)
    elif (wanted := _OPEN.fullmatch(command)) is not None:
        _open(talk, int(wanted[1] or 1), app.settings.public_url)
    elif command == "/edit" or command.startswith("/edit "):
        _edit(talk, command.removeprefix("/edit"), app)
    elif command == "/sides" and (found := talk.sides(answerer, SIDES)):
        if found.answered:
            print_sides(found)
        else:
            print_answer(found)
    elif command in _RATINGS and (rated := talk.rated_answer(answerer)):
        with app.feedback(writable=True) as store:
            store.give(rated, _RATINGS[command], _PERSON)
        note("rating saved; `pullquote feedback` shows all ratings")
    else:
        note(_HELP)


def _edit(talk: Conversation, text: str, app: App) -> None:
    """Corrects what is known of a document (of a quote's, where its number is given), and shows it;
    the next question is answered with that."""
    # Imported here: most conversations correct nothing.
    from bot.changes.collection_changes import CollectionChanges
    from bot.changes.editing import edit_of
    from bot.cli.commands.edit import shown_lines

    wish = edit_of(text)
    if not wish.wanted:
        note(_EDIT_HELP)
        return
    quote = talk.quote(int(wish.wanted)) if _NUMBER.fullmatch(wish.wanted) else None
    wanted = quote.document.id if quote else wish.wanted
    try:
        if wish.is_change:
            with observing() as observer:
                found = CollectionChanges(app, observer).edit(wanted, wish.values, reset=wish.reset)
        else:
            found = app.find(wanted)
        print("\n".join(shown_lines(app, found)))
        if not wish.is_change:
            note(_EDIT_HELP)
    except PullquoteError as error:
        note(explain(error))


def _open(talk: Conversation, number: int, base: str) -> None:
    """Opens the document of a quote, at the quote where that can be."""
    quote = talk.quote(number)
    if quote is None:
        note(f"there is no quote {number}")
        return
    try:
        target = where_to_open(quote.document, quote.highlights[0], base)
    except PullquoteError as error:
        note(explain(error))
        return
    print(visible(target), flush=True)
    if not launch(target):
        note("nothing here can open it")


def _opened(app: App, stack: contextlib.ExitStack) -> Answerer:
    with observing() as observer:
        return stack.enter_context(app.answerer(observer))


def _lines() -> Iterator[str]:
    """Lines that the user types, until /quit or the end of input. Ctrl-C clears the line; a second
    one in a row ends the program."""
    prompt = _PROMPT if sys.stdin.isatty() else ""
    interrupted = False
    with contextlib.suppress(EOFError):
        while True:
            try:
                line = input(prompt).strip()
            except KeyboardInterrupt:
                if interrupted or not prompt:
                    raise
                interrupted = True
                print(file=sys.stderr)
                continue
            interrupted = False
            if line == "/quit":
                return
            if line:
                yield line


@contextlib.contextmanager
def _history(file: Path) -> Iterator[None]:
    """Arrow keys, and a history that is kept between sessions, where there is readline."""
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
