"""The watches for async code: each call opens the store in a thread."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.app import App
from bot.serving.async_answerer import AsyncAnswerer
from bot.watches.check import LOCKS, ask_saved_questions, save_question
from bot.watches.store import WatchStore
from bot.watches.telling import tell_programs
from bot.watches.watch import Watch
from corpus.observer import Observer
from corpus.store.protocol import DocumentStore
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

    async def read(self, work: Callable[[WatchStore, DocumentStore], _Result]) -> _Result:
        """The result of some work with the store and the documents."""

        def run(store: WatchStore) -> _Result:
            with self._app.documents() as documents:
                return work(store, documents)

        return await self.call(run)

    def move(self, old: str, new: str) -> None:
        """A chat has got another id. Takes some milliseconds."""
        with WatchStore(self._app.settings.data_dir) as store:
            store.move(old, new)

    async def save(self, watch: Watch) -> tuple[Watch, bool]:
        """Stores a question; see ``save_question``."""

        def run(answerer: Answerer) -> tuple[Watch, bool]:
            with WatchStore(self._app.settings.data_dir) as store:
                return save_question(store, self._app, answerer, watch, self.most)

        return await self._answerer.with_answerer(run)

    async def ask(self, note: Callable[[str], None]) -> int | None:
        """Asks the saved questions of what is new; see ``ask_saved_questions``. Once it is
        cancelled, the thread ends soon; what it has not stored is asked again."""
        stopped = threading.Event()

        def progress(*_: object) -> None:
            if stopped.is_set():
                raise asyncio.CancelledError

        observer = Observer(progress=progress, note=note)
        try:
            return await asyncio.to_thread(lambda: ask_saved_questions(self._new_app(), observer))
        finally:
            stopped.set()

    async def tell_programs(self, note: Callable[[str], None], *, new: bool) -> None:
        """Webhooks and the feed; see ``tell_programs``."""
        if WatchStore.is_there(self._app.settings.data_dir):
            await self.call(lambda store: tell_programs(self._app, store, note, new=new))

    @property
    def folder(self) -> Path:
        """The folder of locks."""
        return self._app.settings.data_dir / LOCKS

    @property
    def are_there(self) -> bool:
        """Whether anything was ever watched."""
        return WatchStore.is_there(self._app.settings.data_dir)
