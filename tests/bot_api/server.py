"""Bot API server for tests, on loopback: the HTTP API, and methods that act as a user.

>>> with BotApiServer(token="123456:TEST") as server:                       # doctest: +SKIP
...     chat = server.private_chat(server.user(first_name="Ann"))
...     start_the_bot(base_url=server.url)
...     chat.send("How many women?")
...     [answer] = chat.wait_for(1)
...     assert not server.refusals

The bot runs elsewhere, best as a process, and finds ``{url}/bot{token}/{method}``, by GET or
POST. It is checked as Telegram would (``schema``, ``text``, ``markup``) and refused in
Telegram's words; a little more strictly in places, which those modules name.

Simulated: private chats, groups with their topics and comments, text messages, files, buttons,
inline queries, chat actions, commands, long polling, webhooks, faults. Known methods beyond that
are checked, and answered with ``true`` where Telegram has nothing else to say, else refused as not
simulated.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import web

from . import files, wire
from .background import Background
from .chat import DEFAULT_TIMEOUT, Chat
from .faults import Fault, Faults
from .group import DirectMessages, Group
from .refusal import Refused, not_found
from .types import Call, Json, Peer, User
from .webhook import Courier
from .world import World

if TYPE_CHECKING:
    from .methods import Methods

_HOST: Final = "127.0.0.1"
_REPORTED_CALLS: Final = 20
# Of the event loop: from an accepted socket to a connection that the server knows of.
_TURNS_TO_ARRIVE: Final = 5


class BotApiServer:
    """The server, from ``with`` to the end of its block; all methods may be called from tests."""

    def __init__(
        self, token: str = "123456:TEST", *, name: str = "Test bot", username: str = "a_test_bot"
    ) -> None:
        bot_id = int(token.partition(":")[0])
        self.world = World(User(bot_id, name, is_bot=True, username=username))
        self.background = Background("bot-api")
        self.calls: list[Call] = []
        self._token = token
        self._faults = Faults()
        self.courier = Courier(self.world)
        self._methods: Methods | None = None
        self._port_holder = socket.socket()
        self._runner: web.AppRunner | None = None
        self._listener: socket.socket | None = None
        self._site: web.SockSite | None = None

    def __enter__(self) -> Self:
        # Imported here: aiogram takes seconds, and collecting the tests need not wait for it.
        from .methods import Methods

        self._methods = Methods(self.world)
        # Bound but never listening: keeps the port ours while the server is unreachable.
        self._port_holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._port_holder.bind((_HOST, 0))
        self.background.start()
        self.background.run(self._open())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.background.run(self._close())
        self.background.stop()
        self._port_holder.close()

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``, to be followed by ``/bot{token}/{method}``."""
        return f"http://{_HOST}:{self._port_holder.getsockname()[1]}"

    @property
    def refusals(self) -> list[Call]:
        """The calls that were at fault (400, 401, 404), without those that a test had fail."""
        return [call for call in self.calls if call.refused]

    def forgive(self, words: str) -> None:
        """Refusals with these words were to be: they are ``refusals`` no longer. AssertionError
        where there is none."""
        meant = [call for call in self.refusals if words in (call.description or "")]
        assert meant, self.report()
        for call in meant:
            call.injected = True

    def calls_of(self, method: str) -> list[Call]:
        """The calls of a method so far."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    @property
    def commands(self) -> dict[tuple[str, str], list[Json]]:
        """What setMyCommands left, by scope (as JSON) and language."""
        return self.background.call(lambda: dict(self.world.commands))

    def user(self, first_name: str = "Ann", **details: Any) -> User:
        """A new person; ``details`` are ``last_name``, ``username``, ``language_code``."""
        return self.background.call(lambda: self.world.new_user(first_name, **details))

    def private_chat(self, user: User) -> Chat:
        """The chat of a user with the bot."""
        peer = self.background.call(lambda: self.world.add_peer(Peer.private(user)))
        return Chat(self, user, peer)

    def group(
        self, user: User, title: str = "A group", *, forum: bool = False, hears_all: bool = False
    ) -> Group:
        """A new group with the bot in it, as this user sees it. ``hears_all``: the bot is an
        administrator, or its privacy mode is off."""
        peer = self.background.call(lambda: self.world.new_group(title, forum=forum))
        return Group(self, user, peer, hears_all=hears_all)

    def direct_messages(self, user: User, title: str = "The channel") -> DirectMessages:
        """The direct messages of a new channel, as this reader sees them."""

        def begin() -> Peer:
            peer = self.world.new_group(title)
            return self.world.add_peer(replace(peer, is_direct_messages=True))

        return DirectMessages(self, user, self.background.call(begin))

    def fail(
        self,
        method: str,
        status: int,
        *,
        times: int = 1,
        description: str = "",
        after: bool = False,
        page: bool = False,
        body: bytes | None = None,
        where: Callable[[Json], bool] | None = None,
        **parameters: int,
    ) -> None:
        """The next ``times`` calls of ``method`` (``"*"``: of any) fail with ``status``.

        ``parameters`` go into the answer: ``retry_after``, ``migrate_to_chat_id``. With
        ``after``, the call has its effect first; with ``page``, the answer is HTML, not JSON; with
        ``body``, it is these bytes; with ``where``, only calls are meant of whose parameters it is
        true.
        A poll that waits is struck at once.
        """
        fault = Fault(
            method.lower(), status, times, description, parameters, after, page, body, where
        )
        self._add(fault)

    def drop_connection(self, method: str, *, times: int = 1, after: bool = False) -> None:
        """The next ``times`` calls of ``method`` get no answer: their connection breaks."""
        self._add(Fault(method.lower(), None, times, after=after))

    def heal(self) -> None:
        """Faults that have not struck yet never will."""
        self.background.call(self._faults.clear)

    def unreachable(self) -> None:
        """Connections are cut and refused until ``reachable``; the port stays reserved."""
        self.background.run(self._stop_listening())

    def reachable(self) -> None:
        """Listens again, where it did."""
        self.background.run(self._listen())

    def wait_for_call(
        self, method: str, times: int = 1, *, timeout: float = DEFAULT_TIMEOUT
    ) -> list[Call]:
        """The calls of ``method`` so far, once there are ``times`` of them."""

        def made() -> list[Call]:
            return [call for call in self.calls if call.method.lower() == method.lower()]

        enough = self.world.changes.until(lambda: len(made()) >= times, timeout)
        if not self.background.run(enough):
            words = f"{times} calls of {method} expected within {timeout:g} s, {len(made())} came"
            raise AssertionError(f"{words}.\n{self.report()}")
        return made()

    def report(self) -> str:
        """The refused calls and the last calls of all, for an assertion's message."""
        refused = "\n".join(f"  {call}" for call in self.refusals) or "  (none)"
        last = "\n".join(f"  {call}" for call in self.calls[-_REPORTED_CALLS:]) or "  (none)"
        return f"Refused calls:\n{refused}\nLast calls:\n{last}"

    def _add(self, fault: Fault) -> None:
        def order() -> None:
            self._faults.add(fault)
            self.world.updates.nudge()

        self.background.call(order)

    async def _open(self) -> None:
        application = web.Application(client_max_size=64 << 20)
        application.router.add_route("*", "/bot{token}/{method}", self._answer)
        application.router.add_get("/file/bot{token}/{path:.*}", self._download)
        application.router.add_route("*", "/{path:.*}", self._answer_nothing)
        self._runner = web.AppRunner(
            application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await self._listen()
        self.courier.start()

    async def _close(self) -> None:
        assert self._runner is not None
        await self._stop_listening()
        await self._runner.cleanup()

    async def _listen(self) -> None:
        assert self._runner is not None
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(self._port_holder.getsockname())
        self._site = web.SockSite(self._runner, self._listener)
        await self._site.start()

    async def _stop_listening(self) -> None:
        assert self._runner is not None
        if self._site is not None and self._listener is not None:
            # A connection that asyncio has accepted when its server closes, but not yet handed
            # over, would stay open and be answered by nobody: accept no more, then let all arrive.
            asyncio.get_running_loop().remove_reader(self._listener)
            for _ in range(_TURNS_TO_ARRIVE):
                await asyncio.sleep(0)
            await self._site.stop()
            self._site = self._listener = None
        for connection in self._runner.server.connections if self._runner.server else []:
            if connection.transport is not None:
                connection.transport.abort()

    async def _answer_nothing(self, _: web.Request) -> web.Response:
        return wire.failure(not_found())

    async def _download(self, request: web.Request) -> web.Response:
        try:
            wire.check_token(request, self._token)
        except Refused as refused:
            return wire.failure(refused)
        data = files.download(self.world, request.match_info["path"])
        return wire.failure(not_found()) if data is None else web.Response(body=data)

    async def _answer(self, request: web.Request) -> web.Response:
        call = Call(request.match_info["method"])
        self.calls.append(call)
        self.world.changes.notify()
        try:
            return await self._outcome(request, call)
        except Refused as refused:
            call.status, call.description = refused.code, refused.description
            return wire.failure(refused)
        finally:
            self.world.changes.notify()

    async def _outcome(self, request: web.Request, call: Call) -> web.Response:
        assert self._methods is not None
        wire.check_token(request, self._token)
        name = call.method.lower()
        call.method = self._methods.title(name)
        call.parameters = await wire.read_parameters(request)
        if fault := self._faults.take(call):
            return fault.strike(request, call)
        call.parameters = self._methods.check(name, call.parameters)
        sent = await wire.read_files(request)
        result = await self._methods.perform(name, call.parameters, sent)
        fault = self._faults.take(call, after=True)
        if fault is None and name == "getupdates" and not result:
            fault = self._faults.take(call)  # ordered while this poll waited
        if fault:
            return fault.strike(request, call)
        call.status = 200
        return wire.success(result)
