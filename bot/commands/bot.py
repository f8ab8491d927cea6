"""`pullquote bot`."""

import click

from bot.assembly import House
from bot.cli import DONE
from bot.desk import Desk
from bot.logs import configure_logging
from bot.settings import load_settings


@click.command(short_help="Run the Telegram bot until stopped.")
def bot() -> int:
    """Run the Telegram bot until it is stopped (Ctrl-C, SIGTERM).

    It needs PULLQUOTE_TELEGRAM_TOKEN, which @BotFather on Telegram gives.
    """
    from bot.telegram.application import run_bot

    settings = load_settings()
    token = settings.telegram_token
    configure_logging(settings.log_level, [token.get_secret_value()] if token else [])
    run_bot(Desk(House(settings)), settings)
    return DONE
