"""Example questions for /start: nobody waits long for them, and nobody else because of them."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest

from bot.app import App
from bot.questions.example_questions import Templates
from bot.serving.async_answerer import AsyncAnswerer, Inquiry
from bot.settings import load_settings
from bot.telegram.handlers.examples import Examples
from bot.telegram.render.texts import texts_for
from corpus.errors import PullquoteError
from tests.bot.conftest import Pullquote

EN, DE = texts_for("en"), texts_for("de")


class SlowAnswerer:
    """Finds one example, named for its language and the index, once it may."""

    def __init__(self) -> None:
        self.revision, self.own = "one", "de-AT"
        self.may_find = asyncio.Event()
        self.asked: list[str] = []

    async def main_language(self) -> str:
        return self.own

    async def examples(self, templates: Templates, language: str) -> list[str]:
        self.asked.append(language)
        await self.may_find.wait()
        return [templates["about"](f"{language} {self.revision}")]


def run(work: Callable[[SlowAnswerer, Examples], Awaitable[None]]) -> None:
    async def start() -> None:
        answerer = SlowAnswerer()
        examples = Examples(cast(AsyncAnswerer, answerer), patience=0.01)
        await work(answerer, examples)
        examples.close()

    asyncio.run(start())


async def found(examples: Examples, texts: Any, wanted: list[str]) -> None:
    while await examples.of(texts) != wanted:
        await asyncio.sleep(0)


def test_who_comes_too_early_gets_none() -> None:
    """The search goes on, once for all who ask, and who comes later has its result."""

    async def come(answerer: SlowAnswerer, examples: Examples) -> None:
        assert await asyncio.gather(*(examples.of(EN) for _ in range(5))) == [[]] * 5
        assert answerer.asked == ["en"]
        answerer.may_find.set()
        await found(examples, EN, ["What is known about en one?"])
        assert answerer.asked == ["en"]

    run(come)


def test_those_of_the_documents_own_language_are_ready() -> None:
    """Before anybody has come; in English where the bot does not speak it."""

    async def prepare(answerer: SlowAnswerer, examples: Examples) -> None:
        answerer.may_find.set()
        examples.prepare()
        while not answerer.asked:
            await asyncio.sleep(0)
        await found(examples, DE, ["Was weiß man über de one?"])
        assert answerer.asked == ["de"]

    async def prepare_in_finnish(answerer: SlowAnswerer, examples: Examples) -> None:
        answerer.own = "fi"
        answerer.may_find.set()
        examples.prepare()
        await found(examples, EN, ["What is known about en one?"])

    run(prepare)
    run(prepare_in_finnish)


def test_a_new_index_has_new_examples() -> None:
    """In all languages that were used; until they are found, the old ones are shown at once."""

    async def change(answerer: SlowAnswerer, examples: Examples) -> None:
        answerer.may_find.set()
        await found(examples, EN, ["What is known about en one?"])
        await found(examples, DE, ["Was weiß man über de one?"])
        answerer.may_find.clear()
        answerer.revision = "two"
        examples.prepare()
        assert await examples.of(EN) == ["What is known about en one?"]
        answerer.may_find.set()
        await found(examples, EN, ["What is known about en two?"])
        await found(examples, DE, ["Was weiß man über de two?"])
        assert sorted(answerer.asked) == ["de", "de", "en", "en"]

    run(change)


def test_a_failure_is_not_repeated_for_everybody(caplog: pytest.LogCaptureFixture) -> None:
    """It is said once, and there are no examples until the index changes."""

    async def fail(answerer: SlowAnswerer, examples: Examples) -> None:
        async def failing(templates: Templates, language: str) -> list[str]:
            answerer.asked.append(language)
            raise PullquoteError("the reader is gone")

        answerer.examples = failing  # type: ignore[method-assign]
        for _ in range(3):
            assert await examples.of(EN) == []
            examples.prepare()
        assert answerer.asked == ["en"]

    run(fail)
    assert caplog.text.count("the reader is gone") == 1


def test_questions_are_answered_between_examples(
    fast: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks waits for one example at most, not for all."""
    file = tmp_path / "storm.md"
    file.write_text(
        "# Storm\n\nRoads were closed, said Joan Pratt. “Soon,” the mayor and Mark Hale said.\n"
    )
    fast("add", file)
    answerer = AsyncAnswerer(App(load_settings(), print), workers=1)
    templates = {name: f"Which roads {name} {{}}?".format for name in ("said", "about", "title")}
    order: list[str] = []
    tried = AsyncAnswerer._is_answered

    async def look_and_ask() -> None:
        loop, asked = asyncio.get_running_loop(), asyncio.Event()

        def noted(self: AsyncAnswerer, question: str) -> bool:
            order.append("example")
            loop.call_soon_threadsafe(asked.set)
            tried(self, question)
            return False

        monkeypatch.setattr(AsyncAnswerer, "_is_answered", noted)
        await answerer.open()
        search = asyncio.create_task(answerer.examples(templates, "en"))
        await asked.wait()
        await answerer.ask(Inquiry("Which roads were closed?"))
        order.append("question")
        await search
        await answerer.close()

    asyncio.run(look_and_ask())
    assert order.count("example") > 1
    assert order.index("question") == 1
