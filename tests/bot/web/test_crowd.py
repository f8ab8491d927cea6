"""Many people at once."""

import asyncio

import httpx
import pytest

from tests.bot.web.served import Served

pytestmark = pytest.mark.slow
_PEOPLE, _QUESTIONS = 50, 3


def test_fifty_people_are_answered(served: Served) -> None:
    """All get an answer to their own question, on pages and through the API."""

    async def person(client: httpx.AsyncClient, number: int) -> None:
        for turn in range(_QUESTIONS):
            question = f"Which sentence {number} of chapter {turn + 1} tells of the river?"
            if number % 2:
                found = await client.get("/api/v1/ask", params={"question": question})
                assert found.json()["question"] == question
                assert found.json()["quotes"]
            else:
                found = await client.get("/", params={"q": question})
                assert question in found.text
                assert "<blockquote" in found.text
            assert found.status_code == 200

    async def crowd() -> None:
        limits = httpx.Limits(max_connections=_PEOPLE)
        async with httpx.AsyncClient(
            base_url=served.url, timeout=240, limits=limits, trust_env=False
        ) as client:
            await asyncio.gather(*(person(client, number) for number in range(_PEOPLE)))

    asyncio.run(crowd())
    assert served.site.counts.waiting == 0
