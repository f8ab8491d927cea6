"""News for other programs: webhooks and the feed."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.watches.outgoing import atom_feed, send_webhooks
from bot.watches.store import WatchStore
from bot.watches.watch import LOCAL, Found, News, Watch, timestamp
from corpus.span import Span
from corpus.store.memory import MemoryStore
from retrieval.answer import Quote
from retrieval.watching.novelty import Known, QuoteContent
from tests.fakes import document

DOCUMENT = document("The <b>dam</b> broke & 3 boats sank.\x01\n", "a.txt", title="A <title>")
SPAN = Span(0, 36)
QUOTE = Quote(DOCUMENT, SPAN, (SPAN,), 0.9)
CONTENT = QuoteContent(frozenset(), frozenset())


class Receiver:
    """A server that keeps what it is sent, and answers with the next of ``statuses``."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.got.append((headers, body))
                self.send_response(outer.statuses.pop(0) if outer.statuses else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.server.shutdown()
    one.server.server_close()


def found_in(store: WatchStore, url: str, private: bool) -> None:
    wanted = Watch(0, LOCAL, 0, "Who sank?", webhook=url, private=private)
    saved, _ = store.add(wanted, Known(), list)
    found = Found(saved.id, QUOTE.reference, QUOTE.highlights, News.FACTS, ("3",), 0.9, timestamp())
    store.record([], [(found, CONTENT)])


def send(store: WatchStore) -> list[str]:
    notes: list[str] = []
    send_webhooks(store, MemoryStore([DOCUMENT]), notes.append)
    return notes


def test_a_webhook_is_signed_and_sent_once(tmp_path: Path, receiver: Receiver) -> None:
    """As the Standard Webhooks specification has it: id, time and body are signed."""
    with WatchStore(tmp_path) as store:
        found_in(store, receiver.url, private=True)
        assert send(store) == []
        assert send(store) == []
        [(headers, body)] = receiver.got
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = hmac.new(store.secret(), signed, hashlib.sha256).digest()
        assert headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
        data = json.loads(body)["data"]
        assert data["quote"]["text"] == QUOTE.text
        assert (data["question"], data["new_words"]) == ("Who sank?", ["3"])


def test_a_webhook_that_fails_is_tried_again_later(tmp_path: Path, receiver: Receiver) -> None:
    """With the same id, by which the receiver knows it; one that is refused for good is not."""
    with WatchStore(tmp_path) as store:
        found_in(store, receiver.url, private=True)
        receiver.statuses = [503]
        assert "later" in send(store)[0]
        assert send(store) == []  # not yet
        [(one, attempts)] = store.found.due_hooks(float("inf"))
        assert attempts == 1
        store.found.mark_hook_tried(one.id, 0.0)
        assert send(store) == []
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
        assert len(receiver.got) == 2
        found_in(store, f"{receiver.url}2", private=True)
        receiver.statuses = [410]
        assert "no more" in send(store)[0]
        assert store.found.due_hooks(float("inf")) == []


def test_a_webhook_does_not_reach_private_addresses(tmp_path: Path, receiver: Receiver) -> None:
    """Unless its owner said so."""
    with WatchStore(tmp_path) as store:
        found_in(store, receiver.url, private=False)
        assert "not a public address" in send(store)[0]
        assert receiver.got == []


def test_the_feed_is_well_formed_whatever_the_documents_hold() -> None:
    """Markup and control characters are text in it."""
    watch = Watch(1, LOCAL, 1, "Who <sank> & why?")
    found = Found(1, QUOTE.reference, QUOTE.highlights, News.FACTS, ("3",), 0.9, timestamp(), 7)
    feed = ElementTree.fromstring(atom_feed([(watch, found, QUOTE)], timestamp()))
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.findtext(f"{atom}entry/{atom}title") == "Who <sank> & why?"
    content = feed.findtext(f"{atom}entry/{atom}content") or ""
    assert "&lt;b&gt;dam&lt;/b&gt; broke" in content
    assert "new here: 3" in content
