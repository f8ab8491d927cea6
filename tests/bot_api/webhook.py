"""Delivery of updates to a bot's webhook, as Telegram does it.

One after the other, and each until it is answered with 200; Telegram has up to 40 connections, and
pauses between the tries that grow. ``detour``: where calls go in truth, as a proxy would send them
on, since no name leads to loopback. A certificate that the bot gave is trusted, and no other.
"""

import asyncio
import ssl
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from .world import World

_SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"
_PAUSE: Final = 0.2
_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)


class Courier:
    """Delivers the queue while a webhook is set. ``statuses``: the HTTP statuses of the answers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.detour: str | None = None
        self.statuses: list[int | None] = []
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            while True:
                await asyncio.sleep(0.01)
                update = self._world.updates.first
                if not self._world.updates.webhook or update is None:
                    continue
                if await self.bring(session, update):
                    self._world.updates.drop(update["update_id"])
                else:
                    await asyncio.sleep(_PAUSE)

    async def bring(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        """Whether the bot took it."""
        webhook = self._world.updates.webhook
        url = self.detour or webhook["url"]
        headers = {_SECRET: webhook["secret_token"]} if "secret_token" in webhook else {}
        try:
            async with session.post(url, json=update, headers=headers, ssl=self._tls(url)) as reply:
                self.statuses.append(reply.status)
                return reply.status == 200
        except (aiohttp.ClientError, TimeoutError):
            self.statuses.append(None)
            return False

    def _tls(self, url: str) -> ssl.SSLContext | bool:
        if urlsplit(url).scheme != "https":
            return True
        given = self._world.updates.certificate
        context = ssl.create_default_context(cadata=given.decode() if given else None)
        context.check_hostname = False  # loopback has no name
        return context
