"""The command line: which commands there are, and what becomes of their errors.

A command's module is imported when that command runs, so that none pays for another's imports.
"""

import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from bot.advice import explain
from bot.cli.fast_exit import leave, skip_teardown
from corpus.errors import PullquoteError, UnknownDocumentError

DONE, NOT_FOUND, FAILED = 0, 1, 2
_INTERRUPTED = 130
# New objects until garbage is searched for; 700 by default. What is imported for an answer is
# about 110,000, and none of it is garbage.
_GARBAGE_EVERY = 200_000

# Command: the module in bot.cli.commands that has it, and what `pullquote --help` says of it.
COMMANDS = {
    "ask": ("ask", "Answer a question with verbatim quotes."),
    "chat": ("chat", "Ask one question after another."),
    "add": ("sources", "Add files, folders, web pages and feeds."),
    "sync": ("sources", "Read every known source again; index what changed."),
    "remove": ("sources", "Remove documents from the collection."),
    "list": ("documents", "List the documents."),
    "show": ("documents", "Show a document's stored text."),
    "verify": ("verify", "Is this quote real? Hold it against the documents."),
    "bot": ("bot", "Run the Telegram bot until stopped."),
    "evaluate": ("evaluate", "Measure the answers on questions whose answers are known."),
    "backup": ("backup", "Write the data folder into one file, while the bot runs."),
    "restore": ("backup", "Put a backup into the data folder."),
    "feedback": ("feedback", "What people thought of the answers; a question set made of that."),
    "doctor": ("doctor", "Check settings, model, collection, index, calibration, token."),
}


class _Commands(click.Group):
    """A group that knows its commands by name, and imports those that are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bot.cli.commands.{COMMANDS[cmd_name][0]}")
        # "list" is a name that Python needs for itself.
        command: click.Command = getattr(module, cmd_name.replace("list", "list_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Settings are environment variables or lines of a .env file; .env.example lists them.",
)
@click.version_option(package_name="pullquote", message="%(package)s %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback where something goes wrong.")
def cli(debug: bool) -> None:
    """Questions to your own documents, answered with verbatim quotes and nothing else."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line; its exit code. The one place where errors become lines."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Taken out wherever it stands: people write it at the end.
    debug = "--debug" in given
    given = [one for one in given if one != "--debug"] or ["--help"]
    try:
        _prepare_streams()
        code = cli.main(given, prog_name="pullquote", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough (`| head`). Nothing more can be written, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if debug:
            raise
        _say(_explained(error))
        return NOT_FOUND if isinstance(error, UnknownDocumentError) else FAILED


def _prepare_streams() -> None:
    if sys.stdout is None:
        raise PullquoteError("standard output is closed; there is nowhere to put a result")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter of a quote shows its number, not a traceback.
            stream.reconfigure(errors="backslashreplace")
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open()  # noqa: SIM115 (for as long as the process lives)
    if isinstance(sys.stdin, io.TextIOWrapper):
        # A line that is not UTF-8 is one bad question, and not the end of all others.
        sys.stdin.reconfigure(errors="surrogateescape")


def _explained(error: Exception) -> str:
    if isinstance(error, PullquoteError):
        return explain(error)
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "pullquote"
        return f"{error.format_message().rstrip('.')}; see `{path} --help`"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror.lower()}"
    return f"this should not have happened ({type(error).__name__}: {error}); --debug shows where"


def _say(text: str) -> None:
    from bot.terminal.console import note

    note(text)


def entry() -> NoReturn:
    """What the installed `pullquote` script calls."""
    gc.set_threshold(_GARBAGE_EVERY)
    # numpy's, before it is imported. Its products here are small: two threads take longer to meet
    # than one takes to multiply, and those of a bot would look out for the next one at full speed.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    skip_teardown()
    leave(main())
