"""AsyncAnswerer: how queued questions are answered."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path

import pytest

from bot.app import App
from bot.serving.async_answerer import AsyncAnswerer, Inquiry
from bot.settings import load_settings
from corpus.document import Document
from corpus.store.collection import Collection
from retrieval.answer import Answer
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from tests.bot.conftest import Pullquote
from tests.fakes import NumberReader


class Counting(NumberReader):
    """Counts the questions that it is given to read."""

    questions = 0

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        self.questions += question != "Is anybody there?"
        return super().read(question, passages)


@pytest.mark.parametrize("workers", [1, 2])
def test_where_many_wait_the_reader_is_left_out(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """All are answered; the last few, behind whom nobody waits, as closely as ever."""
    reader = Counting()
    monkeypatch.setattr(App, "reader", reader)
    fast("add", article)
    answerer = AsyncAnswerer(App(load_settings(), print), workers=workers)
    many = 20

    async def ask_together() -> int:
        await answerer.open()
        found = await asyncio.gather(
            *(answerer.ask(Inquiry(f"Which of {n} roads were closed?")) for n in range(many))
        )
        await answerer.close()
        return len(found)

    assert asyncio.run(ask_together()) == many
    assert 1 <= reader.questions <= 5 * workers


def test_two_workers_answer_at_the_same_time(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one waits for the reader, the other asks it too; answers are those of one worker."""
    both = threading.Barrier(2, timeout=300)

    class Meeting(NumberReader):
        def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
            if question != "Is anybody there?":
                both.wait()
            return super().read(question, passages)

    questions = [f"Which of {n} roads were closed?" for n in range(4)]

    async def ask_together(reader: NumberReader, workers: int) -> list[Answer]:
        monkeypatch.setattr(App, "reader", reader)
        answerer = AsyncAnswerer(App(load_settings(), print), workers=workers)
        await answerer.open()
        found = await asyncio.gather(*(answerer.ask(Inquiry(one)) for one in questions))
        await answerer.close()
        return [one.answer for one in found]

    fast("add", article)
    assert asyncio.run(ask_together(Meeting(), 2)) == asyncio.run(ask_together(NumberReader(), 1))


def test_who_has_a_text_verified_keeps_nobody_waiting(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All texts are read for that, which takes a while where there are many."""
    answered = threading.Event()

    def slowly(_: Collection, letters: str, *, older: bool = False) -> Iterator[Document]:
        assert answered.wait(30), f"the question waited for {letters} (older: {older})"
        return iter(())

    monkeypatch.setattr(Collection, "holding", slowly)
    fast("add", article)
    answerer = AsyncAnswerer(App(load_settings(), print))

    async def verify_and_ask() -> None:
        verifying = asyncio.create_task(answerer.verify("Roads were closed"))
        await asyncio.sleep(0.1)
        await answerer.ask(Inquiry("Which roads were closed?"))
        answered.set()
        await verifying
        await answerer.close()

    asyncio.run(verify_and_ask())


def test_answers_are_reported_in_the_context_of_their_question(
    fast: Pullquote, article: Path
) -> None:
    """``on_answer`` gets every answer, and sees the context variables of who asked for it."""
    fast("add", article)
    asking: ContextVar[str] = ContextVar("asking")
    seen: list[tuple[str, str]] = []
    answerer = AsyncAnswerer(
        App(load_settings(), print),
        on_answer=lambda answer: seen.append((asking.get(), answer.question)),
    )

    async def ask(question: str) -> None:
        asking.set(question)
        await answerer.ask(Inquiry(question))

    async def ask_all(questions: list[str]) -> None:
        await asyncio.gather(*map(ask, questions))
        await answerer.close()

    questions = ["Which roads were closed?", "What fell in Dover?"]
    asyncio.run(ask_all(questions))
    assert sorted(seen) == sorted(zip(questions, questions, strict=True))
