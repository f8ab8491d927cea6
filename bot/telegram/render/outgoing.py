"""An outgoing message: its text and its buttons."""

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.telegram.render.rich_text import RichText


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent."""

    body: RichText
    keyboard: InlineKeyboardMarkup | None = None
