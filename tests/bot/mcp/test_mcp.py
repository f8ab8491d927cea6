"""The MCP server, asked by the SDK's own client: on standard streams and over HTTP."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the extra mcp is not installed")

import uvicorn
from mcp import Client, StdioServerParameters, types
from mcp.shared.exceptions import MCPError

from bot.app import App
from bot.mcp.server import McpServer
from bot.serving.async_answerer import AsyncAnswerer
from bot.settings import load_settings
from tests.bot.conftest import Pullquote
from tests.bot.process import FAST

pytestmark = pytest.mark.slow

BASE = "https://quotes.example.org"
STORM = (
    "Storms over Kent\n\nRoads were closed on Friday because of the storm. Trees fell in Dover.\n\n"
    "The county expects repairs to cost 12 million pounds.\n"
)
Ways = Callable[[], contextlib.AbstractAsyncContextManager[Client]]


@pytest.fixture
def filled(fast: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of documents in the collection, and an address that is public."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "storm.txt").write_text(STORM)
    (folder / "copy.md").write_text(f"---\npublisher: Kent Mail\ntitle: 嵐\n---\n{STORM}")
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Report {number}\n\nThe harvest was good.\n")
    assert fast("add", folder).code == 0
    monkeypatch.setenv("PULLQUOTE_PUBLIC_URL", BASE)
    monkeypatch.setenv("PULLQUOTE_MIN_CONFIDENCE", "0.01")
    return folder


@contextlib.asynccontextmanager
async def over_standard_streams(mode: str = "auto") -> AsyncIterator[Client]:
    """A client of `pullquote mcp`, which it starts."""
    server = StdioServerParameters(
        command=sys.executable, args=["-c", FAST, "mcp"], env=dict(os.environ)
    )
    async with Client(server, mode=mode) as client:
        yield client


@contextlib.asynccontextmanager
async def over_http(mode: str = "auto") -> AsyncIterator[Client]:
    """A client of the endpoint, on a loopback port."""
    app = App(load_settings(), print)
    answerer = AsyncAnswerer(app)
    endpoint = McpServer(app, answerer, is_local=False).endpoint()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        config = uvicorn.Config(endpoint, lifespan="off", log_level="error", ws="none")
        server = uvicorn.Server(config)
        async with endpoint.running():
            serving = asyncio.create_task(server.serve([listener]))
            try:
                async with Client(f"http://127.0.0.1:{port}/mcp", mode=mode) as client:
                    yield client
            finally:
                server.should_exit = True
                await serving
                await answerer.close()


def run(way: Any, check: Callable[[Client], Awaitable[None]], mode: str = "auto") -> None:
    """Runs a check with a client that came this way."""

    async def all_of_it() -> None:
        async with asyncio.timeout(200), way(mode) as client:
            await check(client)

    asyncio.run(all_of_it())


async def call(client: Client, tool: str, **arguments: Any) -> tuple[Any, str]:
    """A tool's data and text."""
    found = await client.call_tool(tool, arguments)
    assert not found.is_error, found
    return found.structured_content, _text(found)


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """Why a tool refuses."""
    found = await client.call_tool(tool, arguments)
    assert found.is_error
    return _text(found)


def _text(found: types.CallToolResult) -> str:
    first = found.content[0]
    assert isinstance(first, types.TextContent)
    return first.text


async def check_tools(client: Client) -> None:
    """What every client can do, whichever way it came."""
    tools = {one.name: one for one in (await client.list_tools()).tools}
    assert set(tools) == {"ask", "verify_quote", "open_document", "list_sources"}
    assert all(one.annotations and one.annotations.read_only_hint for one in tools.values())

    listed, text = await call(client, "list_sources", words="storm")
    assert listed["total"] == 1
    storm = listed["documents"][0]
    assert storm["title"] in text

    answer, text = await call(client, "ask", question="What is the repair cost?", top=2)
    assert answer["outcome"] == "answered"
    quote = answer["quotes"][0]
    assert "12 million pounds." in quote["text"]
    cited = quote["citation"]
    assert cited["type"] == "char_location"
    start, end = cited["start_char_index"], cited["end_char_index"]
    source = answer["documents"][cited["document_index"]]
    whole, _ = await call(client, "open_document", document=source["id"])
    assert whole["text"][start:end] == cited["cited_text"] == quote["text"]
    assert quote["permanent_link"] == f"{BASE}/d/{source['id']}@1/{start}-{end}"
    assert quote["permanent_link"] in text
    assert f"“{quote['text']}”" in text
    other = quote["also_in"][0]
    assert answer["documents"][other["document_index"]]["id"] != source["id"]

    part, text = await call(client, "open_document", document=storm["id"], start=18, length=30)
    assert part["text"] == text == STORM[18:48]
    assert (part["next_start"], part["length"]) == (48, len(STORM))
    last, _ = await call(client, "open_document", document=storm["id"], start=10**6)
    assert (last["text"], last["next_start"]) == ("", None)

    real, text = await call(client, "verify_quote", quote="Trees fell in Dover.")
    assert (real["verdict"], real["is_real"]) == ("exact", True)
    places = {one["citation"]["start_char_index"]: one["text"] for one in real["places"]}
    assert places[STORM.index("Trees")] == "Trees fell in Dover."
    changed = "Roads were closed on Monday because of the storm."
    altered, _ = await call(client, "verify_quote", quote=changed)
    assert not altered["is_real"]
    absent, _ = await call(client, "verify_quote", quote="Chess masters met in Vienna yesterday")
    assert (absent["verdict"], absent["places"]) == ("absent", [])


async def check_resources(client: Client) -> None:
    """Documents are resources, whole and in parts."""
    listed = (await client.list_resources()).resources
    assert len(listed) == 5
    storm = next(one for one in listed if one.name == "Storms over Kent")
    whole = (await client.read_resource(storm.uri)).contents[0]
    assert isinstance(whole, types.TextResourceContents)
    assert whole.text == STORM
    part = (await client.read_resource(f"{storm.uri}/18-48")).contents[0]
    assert isinstance(part, types.TextResourceContents)
    assert part.text == STORM[18:48]
    templates = (await client.list_resource_templates()).resource_templates
    assert {one.name for one in templates} == {"document", "place"}
    for bad in (f"{storm.uri}/9-999999", "pullquote://documents/nothing", "file:///etc/passwd"):
        with pytest.raises(MCPError):
            await client.read_resource(bad)


async def check_refusals(client: Client) -> None:
    """What cannot be done is said in a line, and the server goes on."""
    assert "no document" in await refused(client, "open_document", document="nothing")
    assert "question" in await refused(client, "ask", question="")
    assert "top" in await refused(client, "ask", question="repair cost", top=99)
    assert "extra" in (await refused(client, "ask", question="repair cost", wide=True)).lower()
    assert "2022" in await refused(
        client, "ask", question="repair cost", since="2022", until="2021"
    )
    assert await refused(client, "ask", question="???")
    with pytest.raises(MCPError):
        await client.call_tool("remove_document", {})
    nothing, _ = await call(client, "ask", question="repair cost", source="no such source")
    assert nothing == {
        "outcome": "nothing_in_scope", "confidence": 0.0, "quotes": [], "documents": [],
        "indexing": False,
    }  # fmt: skip


@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
def test_standard_streams(filled: Path, mode: str) -> None:
    """`pullquote mcp`, in the newest version of the protocol and the ones with a handshake."""
    run(over_standard_streams, check_tools, mode)


@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
def test_http(filled: Path, mode: str) -> None:
    """The endpoint of the web server, without sessions."""
    run(over_http, check_tools, mode)


def test_documents_are_resources(filled: Path) -> None:
    """On either way; here over HTTP."""
    run(over_http, check_resources)


def test_refusals(filled: Path) -> None:
    """Over HTTP, where strangers come by."""
    run(over_http, check_refusals)


def test_who_comes_by_http_sees_no_path(filled: Path) -> None:
    """Folders of the server are its owner's business; on this machine's own streams they are
    shown."""

    async def check(client: Client) -> None:
        listed, _ = await call(client, "list_sources")
        assert {Path(one["source"]).name == one["source"] for one in listed["documents"]} == {True}
        answer, text = await call(client, "ask", question="What is the repair cost?")
        assert str(filled) not in f"{answer}{text}"

    async def check_local(client: Client) -> None:
        listed, _ = await call(client, "list_sources", words="storm.txt")
        assert listed["documents"][0]["source"] == str(filled / "storm.txt")

    run(over_http, check)
    run(over_standard_streams, check_local)


def test_resources_come_in_pages(fast: Pullquote, tmp_path: Path) -> None:
    """A large collection is listed a hundred documents at a time."""
    file = tmp_path / "many.jsonl"
    file.write_text("".join(f'{{"text": "Report {n}. It rained."}}\n' for n in range(230)))
    assert fast("add", file).code == 0

    async def check(client: Client) -> None:
        found: list[str] = []
        cursor = None
        while True:
            page = await client.list_resources(cursor=cursor)
            assert len(page.resources) <= 100
            found += [one.uri for one in page.resources]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert len(set(found)) == 230
        with pytest.raises(MCPError):
            await client.list_resources(cursor="x")

    run(over_http, check)


def test_the_samples_answer_while_the_collection_is_empty(fast: Pullquote) -> None:
    """As in the other front ends; their links work too."""

    async def check(client: Client) -> None:
        listed, _ = await call(client, "list_sources")
        assert listed["total"] == 8
        uri = listed["documents"][0]["uri"]
        assert uri.endswith("@1")
        assert (await client.read_resource(uri)).contents

    run(over_http, check)


def test_without_the_extra_it_says_what_to_install(
    fast: Pullquote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a line, as always."""
    monkeypatch.setattr("bot.cli.commands.mcp.find_spec", lambda name: None)
    found = fast("mcp")
    assert (found.code, found.out) == (2, "")
    assert "pullquote[mcp]" in found.err
