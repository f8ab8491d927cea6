"""`pullquote feedback`, and /good and /bad in `pullquote chat`."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.app import App
from bot.serving.async_answerer import AsyncAnswerer
from bot.settings import load_settings
from corpus.span import Span
from retrieval.citation import Reference
from retrieval.feedback import RatedAnswer, RatedQuote, Rating
from tests.bot.conftest import Pullquote


@pytest.fixture
def rated(fast: Pullquote, article: Path) -> Pullquote:
    """One answer was liked, another was not."""
    fast("add", article)
    asked = ("What will repairs cost the county?", "Which trees fell in the town of Dover?")
    fast("chat", stdin=f"{asked[0]}\n/good\n{asked[1]}\n/bad\n")
    return fast


def test_ratings_are_counted_and_listed(rated: Pullquote) -> None:
    """Without --json, only their number; with it, all that is stored of each."""
    assert rated("feedback").out == "liked 1, disliked 1\n"
    liked, disliked = rated("feedback", "--json").json
    assert (liked["verdict"], disliked["verdict"]) == ("liked", "disliked")
    assert liked["question"] == "What will repairs cost the county?"
    assert liked["before"] == []
    [document] = rated("list", "--json").json
    [quote] = liked["quotes"][:1]
    assert quote["document"] == {"id": document["id"], "sha256": document["sha256"]}
    text = rated("show", document["id"], "--json").json["text"]
    [highlight] = quote["highlights"]
    assert "12 million" in text[highlight["start"] : highlight["end"]]
    assert liked["revision"]


def test_the_question_set_is_one_that_evaluate_reads(rated: Pullquote, tmp_path: Path) -> None:
    """A liked answer becomes a question; the output says that a disliked one was left out."""
    made = rated("feedback", tmp_path / "own.jsonl")
    assert made.code == 0
    assert "questions 1; left out: 1 disliked" in made.err
    found = rated("evaluate", tmp_path / "own.jsonl", "--json")
    assert found.code == 0, found.err
    assert [one.name for one in tmp_path.glob("*own*")] == ["own.jsonl"]
    [line] = rated("feedback", "-").out.splitlines()
    assert json.loads(line)["answers"] == ["The county expects repairs to cost 12 million pounds."]


def test_without_ratings_the_exit_code_is_1(fast: Pullquote, article: Path) -> None:
    """As with every command that finds nothing."""
    assert (fast("feedback").code, fast("feedback").out) == (1, "liked 0, disliked 0\n")
    assert fast("feedback", "--json").json == []
    assert fast("feedback", article, "--json").code == 2


def test_a_rating_needs_an_answer(fast: Pullquote) -> None:
    """Before the first question, /good prints the help."""
    assert "/good" in fast("chat", stdin="/good\n").err
    assert fast("feedback").code == 1


def test_ratings_of_many_people_at_once(fast: Pullquote, article: Path) -> None:
    """Each is stored once; a person's second rating replaces the first, and the same
    rating again withdraws it."""
    fast("add", article)
    answerer = AsyncAnswerer(App(load_settings(), print))
    quote = RatedQuote(Reference("id", "sha", Span(0, 4)))
    answer = RatedAnswer("Question?", (quote,), answered=True, revision="version")

    async def press(person: int) -> list[bool]:
        wanted = (Rating.LIKED, Rating.DISLIKED, *([Rating.DISLIKED] if person % 2 else []))
        kept = []
        for rating in wanted:
            is_new = await answerer.feedback_of(answer, f"{person}") is not rating
            await answerer.give_feedback(answer, rating if is_new else None, f"{person}")
            kept.append(is_new)
        return kept

    async def all_of_them() -> list[list[bool]]:
        return await asyncio.gather(*map(press, range(24)))

    assert asyncio.run(all_of_them()) == 12 * [[True, True], [True, True, False]]
    kept = fast("feedback", "--json").json
    assert len(kept) == 12
    assert {one["verdict"] for one in kept} == {"disliked"}
    assert kept[0]["quotes"][0]["document"] == {"id": "id", "sha256": "sha"}
    assert kept[0]["revision"] == "version"
