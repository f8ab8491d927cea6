"""The bot's web server: the webhook, and what an operator's monitoring sees."""

import json
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from bot.telegram.transport.web.server import is_self_signed, paths
from tests.bot.bot_process import ANSWER, QUESTION, TOKEN, bot, collection
from tests.bot.process import Process
from tests.bot_api import BotApiServer
from tests.bot_api.chat import DEFAULT_TIMEOUT
from tests.bot_api.raw import HTTP
from tests.ports import free_port

pytestmark = pytest.mark.slow

SECRET = "a-secret_of_OURS"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collection(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiServer]:
    with BotApiServer(token=TOKEN) as one:
        yield one
        assert not one.refusals, one.report()


@pytest.fixture(scope="module")
def base() -> str:
    """Where the bot of this module listens."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
def hooked(server: BotApiServer, data_dir: Path, base: str) -> Iterator[Process]:
    """A bot with a webhook, behind a proxy that takes the prefix off."""
    server.courier.detour = f"{base}/hook"
    settings = {
        "TELEGRAM_WEBHOOK_URL": "https://bot.example.org/pullquote/hook",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_WEBHOOK_LISTEN": base.removeprefix("http://"),
        "LOG_LEVEL": "debug",
    }
    with bot(server, data_dir, **settings) as process:
        process.wait_until_said("answering as")
        yield process
        # Whatever the libraries say at this level.
        assert TOKEN.partition(":")[2] not in process.said
        assert SECRET not in process.said


def update(number: int, chat_id: int = 5) -> dict[str, Any]:
    person = {"id": chat_id, "is_bot": False, "first_name": "Ann"}
    chat = {"id": chat_id, "type": "private", "first_name": "Ann"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": QUESTION}
    return {"update_id": number, "message": message}


@pytest.mark.usefixtures("hooked")
def test_questions_come_by_the_webhook(server: BotApiServer) -> None:
    """Each is answered, once; and Telegram is told where, and for what."""
    chats = [server.private_chat(server.user(f"User {n}")) for n in range(5)]
    for chat in chats:
        chat.send(QUESTION)
    for chat in chats:
        assert ANSWER in chat.wait_for(1)[0].text
    assert [len(chat.replies) for chat in chats] == [1] * 5
    webhook = server.world.updates.webhook
    assert webhook["url"] == "https://bot.example.org/pullquote/hook"
    assert webhook["secret_token"] == SECRET
    assert "inline_query" in webhook["allowed_updates"]
    assert set(server.courier.statuses) == {200}


@pytest.mark.usefixtures("hooked")
def test_an_update_that_is_brought_twice_is_answered_once(server: BotApiServer, base: str) -> None:
    """Telegram brings it again where it did not hear that it has arrived."""
    chat = server.private_chat(server.user("Ann"))
    for path in ("/hook", "/pullquote/hook"):  # a proxy may leave the prefix where it is
        body = update(900_000_000, chat.id)
        reply = HTTP.post(f"{base}{path}", json=body, headers={_HEADER: SECRET})
        assert reply.status_code == 200
    chat.wait_for(1)
    chat.expect_silence(0.5)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, json.dumps(update(1)), 401),
        ({_HEADER: "another"}, json.dumps(update(1)), 401),
        ({_HEADER: "ünï".encode()}, json.dumps(update(1)), 401),
        ({_HEADER: b"\xff\xfe"}, json.dumps(update(1)), 401),
        ({_HEADER: SECRET}, "no JSON", 400),
        ({_HEADER: SECRET}, "[]", 400),
        ({_HEADER: SECRET}, '{"update_id": "many"}', 400),
        ({_HEADER: SECRET}, '{"update_id": null}', 400),
        ({_HEADER: SECRET}, json.dumps({"update_id": 1, "x": "x" * 2_000_000}), 413),
    ],
)
def test_others_are_turned_away(
    hooked: Process, base: str, headers: dict[str, Any], body: str, status: int
) -> None:
    """Who does not know the secret, and what is no update; the bot lives on."""
    reply = HTTP.post(f"{base}/hook", content=body, headers=headers)
    assert reply.status_code == status
    assert hooked.is_running


@pytest.mark.usefixtures("hooked")
def test_an_update_from_the_future(server: BotApiServer, base: str) -> None:
    """What the library cannot read is dropped, and stands in nobody's way."""
    strange = {"update_id": 900_000_100, "message": {"text": "no chat, no date"}}
    reply = HTTP.post(f"{base}/hook", json=strange, headers={_HEADER: SECRET})
    assert reply.status_code == 200
    chat = server.private_chat(server.user("Ann"))
    chat.send(QUESTION)
    assert ANSWER in chat.wait_for(1)[0].text


@pytest.mark.usefixtures("hooked")
def test_health_and_metrics(server: BotApiServer, base: str) -> None:
    """Beside the webhook, with and without its prefix."""

    def numbers(path: str) -> dict[str, float]:
        reply = HTTP.get(f"{base}{path}")
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/plain; version=")
        lines = [line for line in reply.text.splitlines() if not line.startswith("#")]
        return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}

    for path in ("/healthz", "/pullquote/healthz"):
        reply = HTTP.get(f"{base}{path}")
        assert (reply.status_code, reply.json()) == (200, {"status": "ready"})
    before = numbers("/metrics")
    chat = server.private_chat(server.user("Ann"))
    chat.send(QUESTION)
    chat.send("How do I bake sourdough bread?")
    chat.send("/help")
    chat.wait_for(3)
    deadline = time.monotonic() + DEFAULT_TIMEOUT
    while (after := numbers("/pullquote/metrics"))["pullquote_updates_total"] - before[
        "pullquote_updates_total"
    ] < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    grown = {name: after[name] - before[name] for name in before}
    assert grown["pullquote_updates_total"] == 3
    assert grown["pullquote_questions_total"] == 2
    assert grown["pullquote_abstentions_total"] == 1
    assert grown["pullquote_answer_seconds_count"] == 2
    assert grown['pullquote_answer_seconds_bucket{le="60.0"}'] == 2
    assert after["pullquote_index_documents"] == 1
    assert after["pullquote_index_passages"] >= 1
    assert after["process_resident_memory_bytes"] > 1_000_000
    assert HTTP.get(f"{base}/").status_code == 404
    assert HTTP.get(f"{base}/hook").status_code == 405


def test_half_open_connections_do_not_make_it_deaf(
    server: BotApiServer, hooked: Process, base: str
) -> None:
    """Three hundred connections that send nothing, or never end their headers: questions are still
    answered, and the log stays short."""
    host, port = base.removeprefix("http://").split(":")
    lines = len(hooked.said.splitlines())
    held = []
    try:
        for number in range(300):
            one = socket.create_connection((host, int(port)), timeout=5)
            if number % 2:
                one.sendall(b"POST /hook HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            held.append(one)
        chat = server.private_chat(server.user("Ann"))
        chat.send(QUESTION)
        assert ANSWER in chat.wait_for(1)[0].text
        # The first are closed: only so many are kept.
        held[0].settimeout(10)
        assert _is_closed(held[0])
        assert len(hooked.said.splitlines()) - lines < 100
        assert "Traceback" not in hooked.said
    finally:
        for one in held:
            one.close()


def test_a_silent_connection_is_closed_after_a_while(hooked: Process, base: str) -> None:
    """Ten seconds; one that asks something in between is kept."""
    host, port = base.removeprefix("http://").split(":")
    address = host, int(port)
    with socket.create_connection(address, timeout=40) as silent, httpx.Client() as client:
        assert client.get(f"{base}/healthz").status_code == 200
        assert _is_closed(silent)
        assert client.get(f"{base}/healthz").status_code == 200
    assert hooked.is_running


def _is_closed(connection: socket.socket) -> bool:
    """Waits for the other side to close it."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_not_ready_until_it_can_answer(server: BotApiServer, data_dir: Path) -> None:
    """In polling mode as well, where an address to listen at is set: 503 until index and model are
    loaded and Telegram is reached, then 200."""
    base = f"http://127.0.0.1:{free_port()}"
    with BotApiServer(token=TOKEN) as another:
        another.unreachable()
        listen = base.removeprefix("http://")
        with bot(another, data_dir, TELEGRAM_WEBHOOK_LISTEN=listen) as process:
            process.wait_until_said("listening at")
            reply = HTTP.get(f"{base}/healthz")
            assert (reply.status_code, reply.json()) == (503, {"status": "not ready"})
            another.reachable()
            process.wait_until_said("answering as")
            deadline = time.monotonic() + DEFAULT_TIMEOUT
            while HTTP.get(f"{base}/healthz").status_code != 200:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            assert HTTP.post(f"{base}/hook", json=update(1)).status_code == 404
            process.signal(signal.SIGTERM)
            assert process.wait() == 0


def test_tls_by_files(data_dir: Path, tmp_path: Path) -> None:
    """With a certificate that nobody else vouches for, which Telegram is therefore given."""
    certificate, key = self_signed(tmp_path)
    port = free_port()
    settings = {
        "TELEGRAM_WEBHOOK_URL": f"https://127.0.0.1:{port}",
        "TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "TELEGRAM_WEBHOOK_CERT": str(certificate),
        "TELEGRAM_WEBHOOK_KEY": str(key),
    }
    with BotApiServer(token=TOKEN) as server, bot(server, data_dir, **settings) as process:
        process.wait_until_said("answering as")
        chat = server.private_chat(server.user("Ann"))
        chat.send(QUESTION)
        assert ANSWER in chat.wait_for(1)[0].text
        assert server.world.updates.certificate == certificate.read_bytes()
        with pytest.raises(httpx.HTTPError):
            HTTP.get(f"http://127.0.0.1:{port}/healthz")


def test_what_stops_the_web_server_is_said(data_dir: Path, tmp_path: Path) -> None:
    """An address that is taken, a certificate that is none: one line, exit code 2."""
    with BotApiServer(token=TOKEN) as server, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with bot(server, data_dir, TELEGRAM_WEBHOOK_LISTEN=listen) as process:
            assert process.wait() == 2
            assert "PULLQUOTE_TELEGRAM_WEBHOOK_LISTEN" in process.said
            assert process.said.count("\n") == 1
        (tmp_path / "no.pem").write_text("no certificate")
        settings = {
            "TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{free_port()}",
            "TELEGRAM_WEBHOOK_CERT": str(tmp_path / "no.pem"),
        }
        with bot(server, data_dir, **settings) as process:
            assert process.wait() == 2
            assert "PULLQUOTE_TELEGRAM_WEBHOOK_CERT" in process.said
            assert process.said.count("\n") == 1


def test_paths_of_a_webhook() -> None:
    """At its path, and at what a proxy leaves of it."""
    assert paths("https://example.org/a/b/hook/") == ["/a/b/hook", "/b/hook", "/hook"]
    assert paths("https://example.org/") == ["/"]


def test_only_a_self_signed_certificate_is_given_to_telegram(tmp_path: Path) -> None:
    """One that an authority vouches for, Telegram can judge by itself."""
    own, _ = self_signed(tmp_path)
    assert is_self_signed(own)
    issued = trustme.CA().issue_cert("bot.example.org")
    (tmp_path / "issued.pem").write_bytes(issued.cert_chain_pems[0].bytes())
    assert not is_self_signed(tmp_path / "issued.pem")


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate, by nobody but itself, and its key."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "cert.pem")
    authority.private_key_pem.write_to_path(folder / "key.pem")
    return folder / "cert.pem", folder / "key.pem"
