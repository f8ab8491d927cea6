"""The door between the event loop and the work of answering.

Encoding and searching would hold up every other chat, so they happen in one thread of their own:
one, because the answerer and its database serve one at a time.
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

from bot.app import App
from bot.originals import Original, original
from corpus.document import Card, Document
from corpus.errors import PullquoteError, SourceError, UnknownDocumentError
from corpus.filters import Filters
from corpus.observer import Observer
from corpus.sample import sample_documents
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.feedback import Judged, Verdict
from retrieval.quoting.verify import Verification, verify_altered, verify_exact
from retrieval.readers.reader import ReaderPassage
from retrieval.turn import Turn

_log = logging.getLogger(__name__)
# Where more questions wait, this one included, the reader is left out: better a good answer now
# than a slightly better one when everybody has waited.
_MANY_WAITING = 4
_GREETING = "Is anybody there?"
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked. ``before``: the turn that the question hangs on. ``skip``: how many of the
    quotes have been seen already."""

    question: str
    filters: Filters = field(default_factory=Filters)
    before: Turn | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of it. ``answer`` has the quotes after those that were skipped; ``more``: there
    are further ones. ``revision`` names the index that answered."""

    answer: Answer
    more: bool
    revision: str


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is to answer from."""

    documents: int = 0
    passages: int = 0


class AsyncAnswerer:
    """Answers questions from async code. Picks up a new index at the next question."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answering")
        self._open: contextlib.ExitStack | None = None
        self._answerer: Answerer | None = None
        self._index_name: str | None = None
        self._told: str | None = None
        # Questions in the order in which they will be answered.
        self._waiting: collections.deque[str] = collections.deque()
        # Hears of every answer that is given.
        self.on_answer: Callable[[Answer], None] = lambda _: None
        self.size = Size()

    async def open(self) -> None:
        """Loads index and model, so that the first question need not wait for them."""
        await self._run(self._warm_up)

    async def ask(self, inquiry: Inquiry) -> Finding:
        """The answer, as the settings want it. Raises QuestionError."""
        self._waiting.append(inquiry.question)
        try:
            found = await self._run(functools.partial(self._ask, inquiry))
        finally:
            self._waiting.remove(inquiry.question)
        self.on_answer(found.answer)
        return found

    async def look_for_news(self) -> None:
        """Opens a new index, if there is one; so that the next question need not wait for that."""
        await self._run(self._current)

    async def verify(self, text: str) -> Verification:
        """Whether the documents have the text. Raises QuestionError."""
        # All texts are read: not in the thread for which questions wait.
        exact = await asyncio.to_thread(self._verify_exact, text)
        if exact is not None:
            return exact
        return await self._run(functools.partial(self._verify_altered, text))

    async def document(self, document_id: str) -> Document | None:
        """The document of this id."""
        return await asyncio.to_thread(self._document, document_id)

    async def original(self, document: Document, largest: int) -> Original:
        """The file that it was read from, if that is not larger; else its text."""
        return await asyncio.to_thread(self._original, document, largest)

    async def judge(self, judged: Judged, verdict: Verdict, person: str) -> bool:
        """Keeps a person's verdict; False where it was theirs already, and is taken back."""
        return await asyncio.to_thread(self._judge, judged, verdict, person)

    async def cards(self) -> list[Card]:
        """The documents that answers come from."""
        return await self._run(self._cards)

    async def close(self) -> None:
        """Finishes what is under way."""
        await self._run(self._close)
        self._thread.shutdown()

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    # What follows runs in a thread: the one that answers, or one that does not need it.

    def _warm_up(self) -> None:
        self._current()
        self._app.encoder.encode_questions([_GREETING])
        if self._app.reader is not None:
            self._app.reader.read(_GREETING, [ReaderPassage(_GREETING, ())])

    def _ask(self, inquiry: Inquiry) -> Finding:
        settings = self._app.settings
        answerer = self._current()
        answerer.expect([inquiry.question, *self._waiting.copy()])
        last = inquiry.skip + settings.top
        # One more than is shown: whether there is a further one is known then.
        answer = answerer.ask(
            inquiry.question,
            last + 1,
            inquiry.filters,
            settings.min_confidence,
            inquiry.before,
            use_reader=len(self._waiting) <= _MANY_WAITING,
        )
        shown = replace(answer, quotes=answer.quotes[inquiry.skip : last])
        return Finding(shown, len(answer.quotes) > last, answerer.revision)

    def _verify_exact(self, text: str) -> Verification | None:
        with self._app.collection() as collection:
            library = collection if len(collection) else MemoryStore(sample_documents())
            return verify_exact(text, library)

    def _verify_altered(self, text: str) -> Verification:
        answerer = self._current()
        return verify_altered(text, answerer.library, answerer.index)

    def _document(self, document_id: str) -> Document | None:
        try:
            return self._app.find(document_id)
        except UnknownDocumentError:
            return None

    def _original(self, document: Document, largest: int) -> Original:
        with self._app.collection() as collection:
            return original(document, collection, largest)

    def _judge(self, judged: Judged, verdict: Verdict, person: str) -> bool:
        if self._answerer is not None and self._answerer.revision.startswith(judged.revision):
            judged = replace(judged, model=self._answerer.model)
        with self._app.feedback(writable=True) as store:
            if store.verdict(judged, person) is verdict:
                store.withdraw(judged, person)
                return False
            store.give(judged, verdict, person)
            return True

    def _cards(self) -> list[Card]:
        with self._app.collection() as collection:
            return list(collection.cards()) or list(sample_documents())

    def _current(self) -> Answerer:
        """The answerer of the newest index. An index that cannot be opened is logged, and the
        one before it goes on answering."""
        if self._answerer is None:
            name = self._app.index_folder.current()
            self._answerer, self._index_name = self._reopened(), name
            return self._answerer
        try:
            name = self._app.index_folder.current()
            if name != self._index_name:
                self._answerer, self._index_name = self._reopened(), name
                _log.info("answering from a new index")
                self._told = None
        except PullquoteError as error:
            if self._told != str(error):  # once; it is tried again at every question
                self._told = str(error)
                _log.warning("the new index cannot be used: %s", error)
        return self._answerer

    def _reopened(self) -> Answerer:
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
    _log.warning("%s", error)
