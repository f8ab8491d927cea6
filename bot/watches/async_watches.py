"""The watches for async code: each call opens the store in a thread."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.app import App
from bot.async_answerer import AsyncAnswerer
from bot.watches.check import ask_saved_questions, save_question
from bot.watches.store import WatchStore
from bot.watches.telling import tell_programs
from bot.watches.watch import Watch
from corpus.observer import Observer
from retrieval.answerer import Answerer

_Result = TypeVar("_Result")


class AsyncWatches:
    """Saved questions of one data folder. ``new_app`` makes an App with models of its own: new
    documents are asked while the answerer's are in use. ``most``: watches of a chat."""

    def __init__(
        self, app: App, new_app: Callable[[], App], answerer: AsyncAnswerer, most: int
    ) -> None:
        self._app, self._new_app, self._answerer = app, new_app, answerer
        self.most = most

    async def call(self, work: Callable[[WatchStore], _Result]) -> _Result:
        """The result of some work with the store. Raises what it raises."""

        def run() -> _Result:
            with WatchStore(self._app.settings.data_dir) as store:
                return work(store)

        return await asyncio.to_thread(run)

    async def save(self, watch: Watch) -> tuple[Watch, bool]:
        """Stores a question; see ``save_question``."""

        def run(answerer: Answerer) -> tuple[Watch, bool]:
            with WatchStore(self._app.settings.data_dir) as store:
                return save_question(store, self._app, answerer, watch, self.most)

        return await self._answerer.with_answerer(run)

    async def ask(self, observer: Observer) -> int:
        """Asks the saved questions of what is new; how many quotes were found."""
        return await asyncio.to_thread(lambda: ask_saved_questions(self._new_app(), observer))

    async def tell_programs(self, note: Callable[[str], None], *, new: bool) -> None:
        """Webhooks and the feed; see ``tell_programs``."""
        if WatchStore.is_there(self._app.settings.data_dir):
            await self.call(lambda store: tell_programs(self._app, store, note, new=new))

    @property
    def are_there(self) -> bool:
        """Whether anything was ever watched."""
        return WatchStore.is_there(self._app.settings.data_dir)
