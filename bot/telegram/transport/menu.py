"""The menus of commands that Telegram shows beside the text field."""

from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest

from bot.telegram.render.texts import LANGUAGES, texts_for

# In the order in which they are shown.
_MENUS: tuple[tuple[BotCommandScope, tuple[str, ...]], ...] = (
    (BotCommandScopeAllPrivateChats(), ("sources", "verify", "watch", "new", "help", "privacy")),
    (BotCommandScopeAllGroupChats(), ("ask", "sources", "verify", "watch", "help", "privacy")),
)
_ADMINS = ("add", "edit", "remove", "stats")


async def set_menus(bot: Bot) -> None:
    """Registers the commands for private chats and for groups, in each language; other languages
    get English. Commands that Telegram has already are not sent again. Raises TelegramError."""
    for scope, names in _MENUS:
        for language in ("", *LANGUAGES[1:]):
            wanted = commands(names, language)
            there = await bot.get_my_commands(scope, language or None)
            if list(there) != wanted:
                await bot.set_my_commands(wanted, scope, language or None)


async def set_admin_menus(bot: Bot, admins: Iterable[int]) -> None:
    """Registers all commands, those of admins too, in the private chats of these users. Raises
    TelegramError."""
    for admin in sorted(admins):
        for language in ("", *LANGUAGES[1:]):
            scope = BotCommandScopeChat(admin)
            try:
                await bot.set_my_commands(
                    commands((*_MENUS[0][1], *_ADMINS), language), scope, language or None
                )
            except BadRequest:  # they have never written to the bot
                break


def commands(names: Iterable[str], language: str) -> list[BotCommand]:
    """The commands of these names, described in a language."""
    texts = texts_for(language)
    return [BotCommand(name, texts(f"command-{name}")) for name in names]
