"""The command line: its commands, and how their errors are shown.

The module of a command is imported when the command runs, so that it does not wait for the imports
of others.
"""

import contextlib
import gc
import importlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import click

from bot.cli.fast_exit import end_process, skip_teardown
from corpus.errors import PullquoteError, UnknownDocumentError
from corpus.private_files import use_private_umask

DONE, NOT_FOUND, FAILED = 0, 1, 2
_INTERRUPTED = 130
# New objects until garbage is collected (Python's default: 700). The imports for an answer make
# about 110,000, none of them garbage.
_GARBAGE_THRESHOLD = 200_000

# Command: its module in bot.cli.commands, and its line in `pullquote --help`.
COMMANDS = {
    "ask": ("ask", "Answer a question with verbatim quotes."),
    "chat": ("chat", "Ask questions interactively."),
    "add": ("sources", "Add files, folders, web pages and feeds."),
    "sync": ("sources", "Read all known sources again and index what changed."),
    "remove": ("sources", "Remove documents from the collection."),
    "list": ("documents", "List the documents."),
    "show": ("documents", "Show a document's stored text."),
    "edit": ("edit", "Correct a document's metadata."),
    "open": ("documents", "Open a document in the browser, or its file."),
    "verify": ("verify", "Check a quote against the documents."),
    "watch": ("watch", "Save questions that are asked of every new document."),
    "serve": ("serve", "Serve web pages and an HTTP API until stopped."),
    "bot": ("bot", "Run the Telegram bot until stopped."),
    "mcp": ("mcp", "Run the MCP server on standard input and output."),
    "evaluate": ("evaluate", "Measure answer quality on a question set."),
    "backup": ("backup", "Save the data folder to one file."),
    "restore": ("backup", "Restore the data folder from a backup."),
    "move": ("move", "Copy the collection to a database, or back to a folder."),
    "feedback": ("feedback", "Show feedback on answers, or make a question set from it."),
    "doctor": ("doctor", "Check settings, models, collection, index and token."),
}


class _Commands(click.Group):
    """A group that imports the module of a command when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bot.cli.commands.{COMMANDS[cmd_name][0]}")
        # `list` and `open` are builtins: their functions are called `list_` and `open_`.
        name = f"{cmd_name}_" if cmd_name in ("list", "open") else cmd_name
        command: click.Command = getattr(module, name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"No such command '{args[0]}'{_suggestion(args[0])}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would end the process with exit code 1
            discard_output()
            return DONE

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _suggestion(name: str) -> str:
    """What somebody may have meant who gave no command's name."""
    import difflib  # only a wrong command needs it

    if " " in name:
        return ". (To ask a question, put `ask` before it.)"
    found = difflib.get_close_matches(name.lower(), COMMANDS, 1)
    return f". (Did you mean '{found[0]}'?)" if found else ""


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Settings are environment variables or lines of a .env file; .env.example lists them.",
)
@click.version_option(package_name="pullquote", message="%(package)s %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback on errors.")
def cli(debug: bool) -> None:
    """Answers questions about your own documents with verbatim quotes, and nothing else."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line, prints its errors, and returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Accepted anywhere: people put it at the end.
    debug = "--debug" in given
    given = [one for one in given if one != "--debug"] or ["--help"]
    try:
        use_private_umask()
        _prepare_streams()
        code = cli.main(given, prog_name="pullquote", standalone_mode=False)
        result = code if isinstance(code, int) else DONE
        with until_closed():
            sys.stdout.flush()
        return result
    except (KeyboardInterrupt, click.Abort):
        _print_note("interrupted")
        return _INTERRUPTED
    except Exception as error:
        if debug:
            raise
        _print_note(_one_line(error))
        return NOT_FOUND if isinstance(error, UnknownDocumentError) else FAILED


@contextlib.contextmanager
def until_closed() -> Iterator[None]:
    """Prints until the other end of standard output is closed (`| head`), which is no error."""
    try:
        yield
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """From now on, output is thrown away, also what Python flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _prepare_streams() -> None:
    _occupy_closed_streams()
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (open until the process ends)
    if sys.stdout is None:
        raise PullquoteError("standard output is closed, so there is nowhere to print the result")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A character that the terminal's encoding lacks is printed as an escape.
            stream.reconfigure(errors="backslashreplace")
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open()  # noqa: SIM115 (open until the process ends)
    if isinstance(sys.stdin, io.TextIOWrapper):
        # A line that is not UTF-8 spoils one question, not the whole run.
        sys.stdin.reconfigure(errors="surrogateescape")


def _occupy_closed_streams() -> None:
    """Opens the null device in place of closed standard streams (`2>&-`). Else the next file that
    is opened gets their number, and what is printed goes into it."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one


def _one_line(error: Exception) -> str:
    if isinstance(error, PullquoteError):
        from bot.advice import explain

        return explain(error)
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "pullquote"
        return f"{error.format_message().rstrip('.')}; see `{path} --help`"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror.lower()}"
    return f"unexpected error ({type(error).__name__}: {error}); --debug shows where"


def _print_note(text: str) -> None:
    # Imported here: `--help` does not need it.
    from bot.terminal.console import note

    note(text)


def entry() -> NoReturn:
    """Entry point of the installed `pullquote` script."""
    gc.set_threshold(_GARBAGE_THRESHOLD)
    # For numpy, before it is imported. Matrix products are small here: several threads are slower
    # than one, and in a bot they would spin at full speed between products.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Looking for plugins, pydantic would read a file of every package that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    skip_teardown()
    end_process(main())
