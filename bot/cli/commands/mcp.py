"""`pullquote mcp`."""

import asyncio
import logging
from importlib.util import find_spec

import click

from bot.app import App
from bot.cli.main import DONE
from bot.logs import configure_logging
from bot.settings import load_settings
from corpus.errors import PullquoteError

_log = logging.getLogger(__name__)


@click.command(short_help="Run the MCP server on standard input and output.")
def mcp() -> int:
    """Serve assistants and other programs over the Model Context Protocol, on standard input and
    output, until the input ends.

    They get the tools ask, verify_quote, open_document and list_sources, and the documents as
    resources. Needs the extra `pullquote[mcp]`.
    """
    if find_spec("mcp") is None:
        raise PullquoteError(
            "the MCP server needs the package mcp; `pip install 'pullquote[mcp]'` installs it"
        )
    from bot.mcp.server import serve_standard_streams

    settings = load_settings()
    configure_logging(settings.log_level, [])
    asyncio.run(serve_standard_streams(App(settings, _log.info)))
    return DONE
