"""`pullquote serve`."""

import importlib.util

import click

from bot.cli.main import DONE
from bot.logs import configure_logging
from bot.settings import load_settings
from bot.terminal.console import note
from corpus.errors import PullquoteError

_NEEDED = ("jinja2", "multipart", "starlette", "uvicorn")


@click.command(short_help="Serve web pages and an HTTP API until stopped.")
@click.option(
    "--listen",
    metavar="HOST:PORT",
    help="Where to listen (default: the setting, or 127.0.0.1:8090).",
)
def serve(listen: str | None) -> int:
    """Serve web pages and an HTTP API until stopped (Ctrl-C, SIGTERM).

    On the pages, people ask questions, read documents with a quote marked, check quotes and add
    documents; /api/docs describes the API. Other computers can reach them only if --listen or the
    setting allows it, and then a token or a proxy's user header is needed.
    """
    if any(importlib.util.find_spec(one) is None for one in _NEEDED):
        raise PullquoteError(
            "the web pages need some packages; install them with `pip install 'pullquote[web]'`"
        )
    from bot.web.server import serve as run

    settings = load_settings(**({"web_listen": listen} if listen else {}))
    secrets = [settings.web_token, settings.web_admin_token, settings.telegram_token]
    configure_logging(settings.log_level, [one.get_secret_value() for one in secrets if one])
    run(settings, note)
    return DONE
