"""The answerer for async code.

Encoding and searching would block the event loop, so they run in a thread of their own: a single
one, because the answerer and its database are not thread-safe.
"""

import asyncio
import collections
import contextlib
import functools
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.advice import explain
from bot.app import App
from bot.originals import Original, original
from corpus.document import Card, Document
from corpus.errors import (
    DamagedDocumentError,
    PullquoteError,
    SourceError,
    UnknownDocumentError,
)
from corpus.filters import Filters
from corpus.observer import Observer
from corpus.sample import sample_documents
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.feedback import RatedAnswer, Rating
from retrieval.quoting.verify import Verification, verify_altered, verify_exact
from retrieval.readers.reader import ReaderPassage
from retrieval.turn import Turn

_log = logging.getLogger(__name__)
# With more questions queued (this one included), the reader is not used: a good answer now is
# better than a slightly better one after a long wait.
_MANY_QUEUED = 4
_WARM_UP = "Is anybody there?"
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question. ``before``: the turn that it may follow up on. ``skip``: how many quotes have
    been shown already."""

    question: str
    filters: Filters = field(default_factory=Filters)
    before: Turn | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to an inquiry, without the quotes that were skipped. ``more``: whether there are
    further quotes. ``revision`` names the index that answered."""

    answer: Answer
    more: bool
    revision: str


@dataclass(frozen=True, slots=True)
class Size:
    """The size of the index."""

    documents: int = 0
    passages: int = 0


class AsyncAnswerer:
    """Answers questions from async code, and switches to a new index when there is one.
    ``on_answer`` is called with every answer that ``ask`` returns, in the context of that call."""

    def __init__(self, app: App, on_answer: Callable[[Answer], None] | None = None) -> None:
        self._app = app
        self._on_answer = on_answer
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answering")
        self._open: contextlib.ExitStack | None = None
        self._answerer: Answerer | None = None
        self._index_name: str | None = None
        self._last_error: str | None = None
        # Questions in the order in which they are answered.
        self._queued: collections.deque[str] = collections.deque()
        self.size = Size()

    async def open(self) -> None:
        """Loads the index and the models, so that the first question does not wait for them."""
        await self._run(self._warm_up)

    async def ask(self, inquiry: Inquiry) -> Finding:
        """The answer, with the number of quotes and the threshold from the settings. Raises
        QuestionError, ModelError."""
        self._queued.append(inquiry.question)
        try:
            found = await self._run(functools.partial(self._ask, inquiry))
        finally:
            self._queued.remove(inquiry.question)
        if self._on_answer is not None:
            self._on_answer(found.answer)
        return found

    async def refresh(self) -> None:
        """Opens a new index if there is one, so that the next question does not wait for that."""
        await self._run(self._current)

    async def verify(self, text: str) -> Verification:
        """Whether the text occurs in the documents. Raises QuestionError."""
        # This searches all texts, so it must not block the thread that answers.
        exact = await asyncio.to_thread(self._verify_exact, text)
        if exact is not None:
            return exact
        return await self._run(functools.partial(self._verify_altered, text))

    async def document(self, document_id: str) -> Document | None:
        """The document with this id, if there is one."""
        return await asyncio.to_thread(self._document, document_id)

    async def original(self, document: Document, largest: int) -> Original:
        """The file that the document was parsed from, if it has at most ``largest`` bytes; else the
        stored text."""
        return await asyncio.to_thread(self._original, document, largest)

    async def rate(self, answer: RatedAnswer, rating: Rating, person: str) -> bool:
        """Stores a person's rating. The same rating given twice is withdrawn: then False."""
        return await asyncio.to_thread(self._rate, answer, rating, person)

    async def cards(self) -> list[Card]:
        """The documents that are searched, without their texts."""
        return await self._run(self._cards)

    async def close(self) -> None:
        """Finishes the work in progress, and closes the index."""
        await self._run(self._close)
        self._thread.shutdown()

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    # The methods below run in a thread, not in the event loop.

    def _warm_up(self) -> None:
        self._current()
        self._app.encoder.encode_questions([_WARM_UP])
        if self._app.reader is not None:
            self._app.reader.read(_WARM_UP, [ReaderPassage(_WARM_UP, ())])

    def _ask(self, inquiry: Inquiry) -> Finding:
        settings = self._app.settings
        answerer = self._current()
        answerer.expect([inquiry.question, *self._queued.copy()])
        last = inquiry.skip + settings.top
        with self._app.explaining_damage():
            # One more than shown, to know whether there are more.
            answer = answerer.ask(
                inquiry.question,
                last + 1,
                inquiry.filters,
                settings.min_confidence,
                inquiry.before,
                use_reader=len(self._queued) <= _MANY_QUEUED,
            )
        shown = replace(answer, quotes=answer.quotes[inquiry.skip : last])
        return Finding(shown, len(answer.quotes) > last, answerer.revision)

    def _verify_exact(self, text: str) -> Verification | None:
        with self._app.documents() as documents:
            return verify_exact(text, documents)

    def _verify_altered(self, text: str) -> Verification:
        answerer = self._current()
        return verify_altered(text, answerer.library, answerer.index)

    def _document(self, document_id: str) -> Document | None:
        try:
            return self._app.find(document_id)
        except (UnknownDocumentError, DamagedDocumentError):
            return None

    def _original(self, document: Document, largest: int) -> Original:
        with self._app.collection() as collection:
            return original(document, collection, largest)

    def _rate(self, answer: RatedAnswer, rating: Rating, person: str) -> bool:
        if self._answerer is not None and self._answerer.revision.startswith(answer.revision):
            answer = replace(answer, model=self._answerer.model)
        with self._app.feedback(writable=True) as store:
            if store.rating(answer, person) is rating:
                store.withdraw(answer, person)
                return False
            store.give(answer, rating, person)
            return True

    def _cards(self) -> list[Card]:
        with self._app.collection() as collection:
            return list(collection.cards()) or list(sample_documents())

    def _current(self) -> Answerer:
        """The answerer over the newest index. If that cannot be opened, this is logged, and the
        previous one stays in use."""
        if self._answerer is None:
            name = self._app.index_folder.current()
            self._answerer, self._index_name = self._open_answerer(), name
            return self._answerer
        try:
            name = self._app.index_folder.current()
            if name != self._index_name:
                self._answerer, self._index_name = self._open_answerer(), name
                _log.info("answering from a new index")
                self._last_error = None
        except PullquoteError as error:
            # Tried again at every question, but logged only once.
            if self._last_error != str(error):
                self._last_error = str(error)
                _log.warning("the new index cannot be used: %s", explain(error))
        return self._answerer

    def _open_answerer(self) -> Answerer:
        stack = contextlib.ExitStack()
        observer = Observer(note=_log.warning, failed=_log_failure)
        answerer = stack.enter_context(self._app.answerer(observer))
        if self._open is not None:
            self._open.close()
        self._open = stack
        self.size = Size(*answerer.index.counts())
        return answerer

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()


def _log_failure(error: SourceError) -> None:
    _log.warning("%s", explain(error))
