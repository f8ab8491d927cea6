"""Webhook mode: listening for updates, and telling Telegram where."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from telegram import Bot

from bot.telegram.handlers.updates import UPDATES
from bot.telegram.transport.queue.dispatcher import Dispatcher

if TYPE_CHECKING:
    from bot.telegram.transport.web.server import Web


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """``listen``: HOST:PORT of the web server, None for none. ``url``: the address that Telegram
    calls, empty for polling; ``secret`` is what it proves itself with. ``certificate`` and ``key``
    are PEM files for TLS; the certificate's file may hold both."""

    listen: str | None
    url: str
    secret: str = field(repr=False)
    certificate: Path | None = None
    key: Path | None = None


class Webhook:
    """The web server (webhook, health, metrics), and its registration with Telegram."""

    def __init__(self, options: WebhookOptions) -> None:
        self._options = options

    @property
    def is_used(self) -> bool:
        """Whether Telegram calls the webhook; otherwise the bot polls."""
        return bool(self._options.url)

    async def listen(
        self, dispatcher: Dispatcher, ready: Callable[[], bool], metrics: Callable[[], bytes]
    ) -> "Web | None":
        """Starts the web server, if one is wanted. Raises PullquoteError."""
        options = self._options
        if options.listen is None:
            return None
        # Imported here: polling without metrics needs no web server.
        from bot.telegram.transport.web.server import Hook, Web, tls_context

        hook = tls = None
        if options.url:
            hook = Hook(options.url, options.secret, dispatcher.receive)
        if options.certificate is not None:
            tls = tls_context(options.certificate, options.key or options.certificate)
        web = Web(ready, metrics, hook)
        await web.start(options.listen, tls)
        return web

    async def register(self, bot: Bot) -> bool:
        """Tells Telegram to call the webhook. Raises TelegramError."""
        from bot.telegram.transport.web.server import is_self_signed

        path = self._options.certificate
        own = path if path is not None and is_self_signed(path) else None
        return await bot.set_webhook(
            self._options.url,
            certificate=own.read_bytes() if own else None,
            allowed_updates=UPDATES,
            secret_token=self._options.secret,
        )
