"""`/mcp` of the pages' server: for programs that may read, as the pages are for people."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("mcp", reason="the extra mcp is not installed")

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.bot.web.served import Served, added, bag_of_words, serving

pytestmark = pytest.mark.slow

TOKEN = "a-token-that-nobody-guesses"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programs")
    (folder / "storm.txt").write_text("Storms\n\nRepairs in Dover cost 12 million pounds.\n")
    with bag_of_words():
        added(folder / "data", [folder / "storm.txt"])
    return folder / "data"


@pytest.fixture(scope="module")
def served(data: Path) -> Iterator[Served]:
    with bag_of_words(), serving(data, web_token=TOKEN) as one:
        yield one


def test_a_program_with_the_token_asks(served: Served) -> None:
    """It gets the quote and no path of the server."""

    async def ask() -> None:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            httpx2.AsyncClient(headers=headers, trust_env=False, timeout=300) as http,
            Client(streamable_http_client(f"{served.url}/mcp", http_client=http)) as client,
        ):
            found = await client.call_tool("ask", {"question": "What do repairs in Dover cost?"})
            assert not found.is_error
            assert "12 million pounds." in found.structured_content["quotes"][0]["text"]
            assert found.structured_content["documents"][0]["source"] == "storm.txt"

    asyncio.run(ask())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong-wrong-wrong-wrong"}, 401),
        ({"Authorization": f"Bearer {TOKEN}", "Origin": "https://evil.example"}, 403),
        ({"Authorization": f"Bearer {TOKEN}", "Host": "evil.example"}, 421),
    ],
)
def test_others_are_refused(served: Served, headers: dict[str, str], status: int) -> None:
    """Whoever has no token, pages of other sites, and names that are not this server's."""
    with served.client() as client:
        found = client.post("/mcp", json={"jsonrpc": "2.0"}, headers=headers)
    assert found.status_code == status


def test_too_long_a_request_is_refused(served: Served) -> None:
    """Before it is read."""
    with served.client() as client:
        found = client.post(
            "/mcp", content=b"x" * (2 << 20), headers={"Authorization": f"Bearer {TOKEN}"}
        )
    assert found.status_code == 413


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_nothing_is_streamed_to_who_asks_nothing(served: Served, method: str) -> None:
    """The protocol's answer of a server without sessions; a stream would stay open."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/event-stream"}
    with served.client() as client:
        found = client.request(method, "/mcp", headers=headers)
    assert (found.status_code, found.headers["allow"]) == (405, "POST")
    assert found.headers["content-type"] == "application/problem+json"
