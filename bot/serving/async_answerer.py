"""The answerer for async code.

Encoding and searching would block the event loop, so they run in workers' threads.
"""

import asyncio
import collections
import contextlib
import functools
import itertools
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.advice import explain
from bot.app import App
from bot.display.originals import Original, original
from bot.display.sides import rest
from bot.questions.example_questions import Templates, search_for_examples
from bot.serving.current_answerer import Size
from bot.serving.worker import Queued, Worker, usual_workers
from bot.serving.working import WORKING, in_thread
from bot.verifying import TextCheck, check_text
from corpus.document import Card, Document
from corpus.errors import (
    DamagedDocumentError,
    PullquoteError,
    UnknownDocumentError,
)
from corpus.filters import Filters
from corpus.observer import Observer
from corpus.sample import sample_documents
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.citation import Citation
from retrieval.errors import QuestionError
from retrieval.feedback import RatedAnswer, Rating
from retrieval.readers.reader import ReaderPassage
from retrieval.text.question_language import is_foreign
from retrieval.turn import Turn
from retrieval.verification.check import Checked, check_draft
from retrieval.verification.nearest import near_passages
from retrieval.verification.verdicts import Verification
from retrieval.verification.verifier import Verifier

_log = logging.getLogger(__name__)
# With more questions queued for a worker (this one included), the reader is not used: a good answer
# now is better than a slightly better one after a long wait.
_MANY_QUEUED = 4
# For example questions, taken evenly from the collection.
_EXAMPLE_DOCUMENTS = 12
# Between two looks whether somebody asks something.
_IDLE_SECONDS = 0.05
_WARM_UP = "Is anybody there?"
# The first question in another language than English waits at most so long for the second index;
# later ones find it.
_SECOND_INDEX_SECONDS = 40.0
_Result = TypeVar("_Result")


class _Stopped(Exception):
    """Making the second index was interrupted: the process is to end."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question. ``before``: the turn that it may follow up on. ``skip``: how many quotes have
    been shown already. ``top`` and ``min_confidence`` replace the settings' where given."""

    question: str
    filters: Filters = field(default_factory=Filters)
    before: Turn | None = None
    skip: int = 0
    top: int | None = None
    min_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to an inquiry, without the quotes that were skipped. ``more``: whether there are
    further quotes. ``revision`` names the index that answered. ``is_early``: it was answered before
    the documents were indexed for questions in other languages, so it may soon be answered better.
    """

    answer: Answer
    more: bool
    revision: str
    is_early: bool = False


class AsyncAnswerer:
    """Answers questions from async code, and switches to a new index when there is one.
    ``on_answer`` is called with every answer that ``ask`` returns, in the context of that call."""

    def __init__(
        self,
        app: App,
        on_answer: Callable[[Answer], None] | None = None,
        *,
        workers: int | None = None,
    ) -> None:
        """``workers``: how many questions are answered at the same time; None: as many as there
        are cores for."""
        self._app = app
        self._on_answer = on_answer
        self._workers = [Worker(app, quiet=n > 0) for n in range(workers or usual_workers())]
        # Does everything but answer questions, too.
        self._first = self._workers[0]
        self._preparing: asyncio.Task[bool] | None = None
        self._stopping = threading.Event()

    @property
    def size(self) -> Size:
        """The size of the index that answers."""
        return self._first.current.size

    @property
    def revision(self) -> str:
        """The name of the index that answers; empty before ``open``."""
        last = self._first.current.last
        return last.revision if last is not None else ""

    @property
    def model(self) -> str:
        """The name of the embedding model that answers; empty before ``open``."""
        last = self._first.current.last
        return last.model.rpartition(" ")[0] or last.model if last is not None else ""

    async def open(self) -> None:
        """Loads the index and the models, so that the first question does not wait for them."""
        await self._first.run(self._warm_up)
        await self.refresh()

    async def ask(self, inquiry: Inquiry) -> Finding:
        """The answer, with the number of quotes and the threshold from the settings. Raises
        QuestionError, ModelError."""
        is_early = is_foreign(inquiry.question) and not await self._prepare(inquiry.question)
        worker = min(self._workers, key=lambda one: one.load)
        queued = Queued(inquiry.question, WORKING.get())
        worker.queued.append(queued)
        try:
            found = await worker.run(functools.partial(self._ask, inquiry, worker))
            found = replace(found, is_early=is_early)
        finally:
            worker.queued.remove(queued)
        if self._on_answer is not None:
            self._on_answer(found.answer)
        return found

    async def _prepare(self, question: str) -> bool:
        """Waits until the second index is made, which others can be waiting for as well. False
        where it is not, but will be soon."""
        if self._preparing is None or self._preparing.done():
            work = in_thread(self._make_second_index, question)
            self._preparing = asyncio.create_task(work)
        done, _ = await asyncio.wait([self._preparing], timeout=_SECOND_INDEX_SECONDS)
        if not done:
            return False
        if (error := self._preparing.exception()) is not None:  # the question is answered even so
            _log.error("the documents cannot be indexed for other languages", exc_info=error)
            return True
        return self._preparing.result()

    async def refresh(self) -> None:
        """Opens a new index if there is one, so that the next question does not wait for that."""
        await asyncio.gather(*(one.run(one.current.get) for one in self._workers))

    async def wait_for_change(self, seconds: float) -> None:
        """Waits until a database tells of a change, at most so long; without one, just so long."""
        if not self._app.storage.has_database:
            await asyncio.sleep(seconds)
            return
        started = time.monotonic()
        try:
            await asyncio.to_thread(self._app.storage.wait_for_change, seconds)
        except PullquoteError:  # which the next question reports
            await asyncio.sleep(max(0.0, seconds - (time.monotonic() - started)))

    async def verify(self, text: str) -> Verification:
        """Whether the text occurs in the documents. Raises QuestionError."""
        return await in_thread(self._verify, text)

    async def check(self, text: str) -> TextCheck:
        """The verdict on each quotation in a text, and the documents that have much of it. Raises
        QuestionError."""
        return await in_thread(self._check, text)

    async def check_quotations(self, text: str) -> tuple[list[Checked], int]:
        """The verdict on each quotation in a draft, and the number of those beyond the limit."""
        return await in_thread(self._check_quotations, text)

    async def document(self, document_id: str) -> Document | None:
        """The document with this id, if there is one."""
        return await in_thread(self._document, document_id)

    async def original(self, document: Document, largest: int) -> Original:
        """The file that the document was parsed from, if it has at most ``largest`` bytes; else the
        stored text."""
        return await in_thread(self._original, document, largest)

    async def feedback_of(self, answer: RatedAnswer, person: str) -> Rating | None:
        """The feedback that a person gave on an answer, if any."""
        return await in_thread(self._feedback_of, answer, person)

    async def give_feedback(self, answer: RatedAnswer, rating: Rating | None, person: str) -> None:
        """Stores a person's feedback in place of their earlier one; None withdraws that."""
        await in_thread(self._give_feedback, answer, rating, person)

    async def cards(self) -> list[Card]:
        """The documents that are searched, without their texts."""
        return await self._first.run(self._cards)

    async def examples(self, templates: Templates, language: str) -> list[str]:
        """A few questions that the documents answer, those in this language first. Takes seconds,
        and lets questions go first. Raises ModelError."""
        documents = await self._first.run(functools.partial(self._example_documents, language))
        search, answered = search_for_examples(documents, templates), None
        while True:
            try:
                question = search.send(answered)
            except StopIteration as end:
                found: list[str] = end.value
                return found
            while self._first.load:
                await asyncio.sleep(_IDLE_SECONDS)
            answered = await self._first.run(functools.partial(self._is_answered, question))

    async def main_language(self) -> str:
        """The language of most documents; empty where none is known."""
        languages = collections.Counter(one.language for one in await self.cards() if one.language)
        return languages.most_common(1)[0][0] if languages else ""

    async def with_answerer(self, work: Callable[[Answerer], _Result]) -> _Result:
        """The result of some work with the answerer, in its thread. Raises what it raises."""
        return await self._first.run(lambda: work(self._first.current.get()))

    def stop_preparing(self) -> None:
        """Stops making the second index; what is done of it is kept."""
        self._stopping.set()

    async def close(self) -> None:
        """Finishes the work in progress, and closes the index."""
        self.stop_preparing()
        if self._preparing is not None:
            await asyncio.wait([self._preparing])
        for one in self._workers:
            await one.close()

    # The methods below run in a thread, not in the event loop.

    def _warm_up(self) -> None:
        self._first.current.get()
        self._app.encoder.encode_questions([_WARM_UP])
        if self._app.reader is not None:
            self._app.reader.read(_WARM_UP, [ReaderPassage(_WARM_UP, ())])

    def _make_second_index(self, question: str) -> bool:
        last = self._first.current.last
        if last is None:
            return True
        try:
            observer = Observer(self._check_stopping, note=_log.info)
            return self._app.make_second_index(question, last.index, observer)
        except _Stopped:
            _log.info("the documents are not indexed for other languages yet")
            return False
        except PullquoteError as error:  # answered without it
            _log.warning("%s", explain(error))
            return True

    def _check_stopping(self, *_: object) -> None:
        if self._stopping.is_set():
            raise _Stopped

    def _ask(self, inquiry: Inquiry, worker: Worker) -> Finding:
        settings = self._app.settings
        answerer = worker.current.get()
        queued = worker.queued.copy()
        with contextlib.ExitStack() as stack:
            for one in queued:  # encoded along with this one
                stack.enter_context(one.mark())
            answerer.expect([inquiry.question, *(one.question for one in queued)])
        last = inquiry.skip + (settings.top if inquiry.top is None else inquiry.top)
        threshold = (
            settings.min_confidence if inquiry.min_confidence is None else inquiry.min_confidence
        )
        with self._app.explaining_damage():
            # One more than shown, to know whether there are more.
            answer = answerer.ask(
                inquiry.question,
                last + 1,
                inquiry.filters,
                threshold,
                inquiry.before,
                use_reader=len(queued) <= _MANY_QUEUED,
            )
        quotes = answer.quotes[:last]
        if inquiry.skip:
            quotes = tuple(rest(replace(answer, quotes=quotes), inquiry.skip + 1))
        shown = replace(answer, quotes=quotes)
        return Finding(shown, len(answer.quotes) > last, answerer.revision)

    # These read all texts, so they must not block the thread that answers; but the index belongs
    # to it.

    def _verify(self, text: str) -> Verification:
        with self._app.documents() as documents:
            return Verifier(documents, self._near).verify(text)

    def _check(self, text: str) -> TextCheck:
        with self._app.documents() as documents:
            return check_text(text, documents, self._near)

    def _check_quotations(self, text: str) -> tuple[list[Checked], int]:
        with self._app.documents() as documents:
            return check_draft(text, Verifier(documents, self._near))

    def _near(self, text: str) -> list[Citation]:
        # Not marked again: the thread that waits is.
        return self._first.submit(self._near_now, text).result()

    def _near_now(self, text: str) -> list[Citation]:
        answerer = self._first.current.get()
        return near_passages(text, answerer.documents, answerer.index)

    def _document(self, document_id: str) -> Document | None:
        try:
            return self._app.find(document_id)
        except (UnknownDocumentError, DamagedDocumentError):
            return None

    def _original(self, document: Document, largest: int) -> Original:
        with self._app.collection() as collection:
            return original(document, collection, largest)

    def _feedback_of(self, answer: RatedAnswer, person: str) -> Rating | None:
        with self._app.feedback() as store:
            return store.rating(self._with_model(answer), person)

    def _give_feedback(self, answer: RatedAnswer, rating: Rating | None, person: str) -> None:
        with self._app.feedback(writable=True) as store:
            if rating is None:
                store.withdraw(self._with_model(answer), person)
            else:
                store.give(self._with_model(answer), rating, person)

    def _with_model(self, answer: RatedAnswer) -> RatedAnswer:
        """The answer with the model's name, where the index that answered is still in use."""
        answerer = self._first.current.last
        if answerer is not None and answerer.revision.startswith(answer.revision):
            return replace(answer, model=answerer.model)
        return answer

    def _cards(self) -> list[Card]:
        with self._app.collection() as collection:
            return list(collection.cards()) or list(sample_documents())

    def _is_answered(self, question: str) -> bool:
        answerer, threshold = self._first.current.get(), self._app.settings.min_confidence
        try:
            answer = answerer.ask(question, 1, None, threshold, use_reader=True)
        except QuestionError:
            return False
        # A document that asks the question is not enough.
        return answer.answered and question not in answer.quotes[0].text.split("\n")

    def _example_documents(self, language: str) -> list[Document]:
        answerer = self._first.current.get()
        cards = list(answerer.documents.cards())
        own = [card for card in cards if (card.language or language).startswith(language)]
        cards = own or cards
        step = max(1, len(cards) // _EXAMPLE_DOCUMENTS)
        found = (answerer.documents.get(card.id) for card in cards[::step])
        return [one for one in itertools.islice(found, _EXAMPLE_DOCUMENTS) if one]
