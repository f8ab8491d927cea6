"""`pullquote bot`."""

import logging

import click

from bot.app import App
from bot.cli.main import DONE
from bot.logs import configure_logging
from bot.serving.async_answerer import AsyncAnswerer
from bot.settings import load_settings

_log = logging.getLogger(__name__)


@click.command(short_help="Run the Telegram bot until stopped.")
def bot() -> int:
    """Run the Telegram bot until it is stopped (Ctrl-C, SIGTERM).

    It needs PULLQUOTE_TELEGRAM_TOKEN, which @BotFather on Telegram gives you.
    """
    from bot.telegram.application import run_bot

    settings = load_settings()
    secrets = [settings.telegram_token, settings.telegram_webhook_secret]
    configure_logging(settings.log_level, [one.get_secret_value() for one in secrets if one])
    run_bot(AsyncAnswerer(App(settings, _log.info)), settings)
    return DONE
