"""The desk: how questions that wait are answered."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.app import App
from bot.async_answerer import AsyncAnswerer, Inquiry
from bot.settings import load_settings
from corpus.document import Document
from corpus.store.collection import Collection
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from tests.bot.conftest import Pullquote
from tests.fakes import NumberReader


class Counting(NumberReader):
    """Counts the questions that it is given to read."""

    questions = 0

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        self.questions += question != "Is anybody there?"
        return super().read(question, passages)


def test_where_many_wait_the_reader_is_left_out(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are answered; the last few, behind whom nobody waits, as closely as ever."""
    reader = Counting()
    monkeypatch.setattr(App, "reader", reader)
    fast("add", article)
    desk = AsyncAnswerer(App(load_settings()))
    many = 20

    async def ask_together() -> int:
        await desk.open()
        found = await asyncio.gather(
            *(desk.ask(Inquiry(f"Which of {n} roads were closed?")) for n in range(many))
        )
        await desk.close()
        return len(found)

    assert asyncio.run(ask_together()) == many
    assert 1 <= reader.questions <= 5


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
    desk = AsyncAnswerer(App(load_settings()))

    async def verify_and_ask() -> None:
        verifying = asyncio.create_task(desk.verify("Roads were closed"))
        await asyncio.sleep(0.1)
        await desk.ask(Inquiry("Which roads were closed?"))
        answered.set()
        await verifying
        await desk.close()

    asyncio.run(verify_and_ask())
