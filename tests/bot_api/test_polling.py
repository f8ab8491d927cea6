"""The loopback Bot API's long polling: what real bots rely on, and what real networks do."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.bot_api import BotApiServer, Chat
from tests.bot_api.raw import HTTP, Reply, address, ask

FAR = 2_000_000_000
# Seconds that a poll waits at most: more than anything else takes, on whatever machine.
WAIT = 100


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as threads:
        yield threads


def texts(reply: Reply) -> list[str]:
    return [update["message"]["text"] for update in reply.result]


def waiting_poll(
    server: BotApiServer, threads: ThreadPoolExecutor, **parameters: Any
) -> Future[Reply]:
    """A poll that the server holds."""
    before = sum(call.method == "getUpdates" for call in server.calls)
    poll = threads.submit(ask, server, "getUpdates", **{"timeout": WAIT, **parameters})
    server.wait_for_call("getUpdates", before + 1)
    while not server.background.call(lambda: server.world.updates.is_awaited):
        time.sleep(0.005)
    return poll


def test_an_update_is_kept_until_confirmed(server: BotApiServer, chat: Chat) -> None:
    """Handing an update out does not remove it; a higher offset does."""
    for text in ("one", "two", "three"):
        chat.send(text)
    first = ask(server, "getUpdates", limit=2)
    assert texts(first) == ["one", "two"]
    assert texts(ask(server, "getUpdates")) == ["one", "two", "three"]
    ids = [update["update_id"] for update in first.result]
    assert ids == [ids[0], ids[0] + 1]
    assert texts(ask(server, "getUpdates", offset=ids[1] + 1)) == ["three"]
    assert texts(ask(server, "getUpdates")) == ["three"]


def test_a_negative_offset_keeps_the_last(server: BotApiServer, chat: Chat) -> None:
    """``offset=-1`` forgets all updates but the last."""
    for text in ("one", "two", "three"):
        chat.send(text)
    assert texts(ask(server, "getUpdates", offset=-1)) == ["three"]
    assert texts(ask(server, "getUpdates")) == ["three"]


def test_a_poll_waits(server: BotApiServer, chat: Chat, threads: ThreadPoolExecutor) -> None:
    """A poll is answered as soon as something happens, or empty when its time is over."""
    started = time.monotonic()
    assert ask(server, "getUpdates", timeout=1).result == []
    assert 0.9 < time.monotonic() - started < WAIT / 2
    poll = waiting_poll(server, threads)
    started = time.monotonic()
    chat.send("now")
    assert texts(poll.result()) == ["now"]
    assert time.monotonic() - started < WAIT / 2


def test_the_first_of_two_pollers_is_told(
    server: BotApiServer, chat: Chat, threads: ThreadPoolExecutor
) -> None:
    """When a second poller waits, the first gets a 409; a glance with timeout 0 disturbs nobody."""
    first = waiting_poll(server, threads)
    assert ask(server, "getUpdates").result == []
    second = waiting_poll(server, threads)
    assert first.result().status == 409
    assert first.result().description == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    chat.send("for the second")
    assert texts(second.result()) == ["for the second"]


def test_webhook_and_polling_exclude_each_other(
    server: BotApiServer, threads: ThreadPoolExecutor
) -> None:
    """Setting a webhook ends a poll; polling is a conflict until it is deleted."""
    poll = waiting_poll(server, threads)
    assert ask(server, "setWebhook", url="https://example.org/x").result is True
    assert poll.result().description == "Conflict: terminated by setWebhook request"
    assert ask(server, "getWebhookInfo").result["url"] == "https://example.org/x"
    assert ask(server, "deleteWebhook").result is True
    assert ask(server, "getUpdates").result == []


def test_allowed_updates_are_remembered(server: BotApiServer, chat: Chat) -> None:
    """Updates of kinds that the bot did not ask for are dropped when they happen."""
    ask(server, "getUpdates", allowed_updates=["edited_message"])
    message = chat.send("dropped")
    chat.edit(message, "edited")
    [update] = ask(server, "getUpdates").result
    assert update["edited_message"]["text"] == "edited"
    ask(server, "getUpdates", offset=FAR, allowed_updates=[])
    chat.send("heard")
    assert texts(ask(server, "getUpdates")) == ["heard"]


def test_a_killed_bot_leaves_nothing_behind(
    server: BotApiServer, chat: Chat, threads: ThreadPoolExecutor
) -> None:
    """A poller whose connection breaks is forgotten; the next one gets its updates."""
    with pytest.raises(httpx.ReadTimeout):
        httpx.Client(verify=False, timeout=0.2).post(
            address(server, "getUpdates"), json={"timeout": 20}
        )
    poll = waiting_poll(server, threads)
    chat.send("still here")
    assert texts(poll.result()) == ["still here"]
    assert not server.refusals


def test_closing_does_not_wait_for_a_poll(threads: ThreadPoolExecutor) -> None:
    """The server is gone in no time, also with a poll pending."""
    others = set(threading.enumerate())
    with BotApiServer() as server:
        poll = waiting_poll(server, threads)
        started = time.monotonic()
    assert time.monotonic() - started < WAIT / 2
    with pytest.raises(httpx.TransportError):
        poll.result()
    left = set(threading.enumerate()) - others
    assert "bot-api" not in {thread.name for thread in left}


def test_faults_strike_and_pass(server: BotApiServer, chat: Chat) -> None:
    """An ordered failure is Telegram's answer, as often as ordered, and is not a refusal."""
    server.fail("sendMessage", 429, retry_after=7)
    server.fail("sendMessage", 502, times=2)
    parameters = {"chat_id": chat.id, "text": "x"}
    limited = HTTP.post(address(server, "sendMessage"), json=parameters)
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    assert limited.json()["description"] == "Too Many Requests: retry after 7"
    assert limited.json()["parameters"] == {"retry_after": 7}
    assert [ask(server, "sendMessage", **parameters).status for _ in range(3)] == [502, 502, 200]
    assert len(chat.replies) == 1
    assert not server.refusals


def test_a_fault_after_the_effect(server: BotApiServer, chat: Chat) -> None:
    """A call can have its effect without the bot hearing of it."""
    server.fail("sendMessage", 500, after=True)
    assert ask(server, "sendMessage", chat_id=chat.id, text="x").status == 500
    server.drop_connection("sendMessage", after=True)
    with pytest.raises(httpx.TransportError):
        ask(server, "sendMessage", chat_id=chat.id, text="y")
    assert [reply.text for reply in chat.wait_for(2)] == ["x", "y"]


def test_a_fault_strikes_a_waiting_poll(server: BotApiServer, threads: ThreadPoolExecutor) -> None:
    """A test need not wait for a poll to end before it fails the next."""
    poll = waiting_poll(server, threads)
    server.fail("getUpdates", 409)
    assert poll.result().description.startswith("Conflict: terminated by other getUpdates")
    server.fail("getUpdates", 502, page=True)
    page = HTTP.get(address(server, "getUpdates"))
    assert (page.status_code, page.headers["Content-Type"].split(";")[0]) == (502, "text/html")


def test_unreachable_for_a_while(
    server: BotApiServer, chat: Chat, threads: ThreadPoolExecutor
) -> None:
    """The server can go and come back at the same address, and remembers."""
    poll = waiting_poll(server, threads)
    url = server.url
    server.unreachable()
    with pytest.raises(httpx.TransportError):
        poll.result()
    with pytest.raises(httpx.ConnectError):
        ask(server, "getMe")
    chat.send("meanwhile")
    server.reachable()
    assert server.url == url
    assert texts(ask(server, "getUpdates")) == ["meanwhile"]
