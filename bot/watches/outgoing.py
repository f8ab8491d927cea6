"""News of watches for other programs: JSON objects, an Atom feed, and signed webhooks.

Webhooks follow the Standard Webhooks specification: ``webhook-id`` stays the same when a message is
sent again, and ``webhook-signature`` is an HMAC-SHA-256 over id, time and body.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape

from bot.display.quote_parts import citation, shown_pieces
from bot.terminal.json_output import quote_object
from bot.watches.check import quote_of
from bot.watches.store import WatchStore
from bot.watches.watch import Found, News, Watch
from corpus.address import Address
from corpus.errors import GoneError, SourceError
from corpus.store.protocol import DocumentStore
from corpus.web.sender import Sender
from retrieval.answer import Quote

_TYPE = "watch.found"
# Seconds until a webhook is tried again; the last is the end.
_PAUSES = (30.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 86400.0)
_WHAT_IS_NEW = {
    News.FIRST: "the first answer to this question",
    News.CHANGED: "the document has changed",
    News.FACTS: "new here",
    News.SOURCE: "another source",
}
_NOT_XML = {n: "\ufffd" for n in range(32) if n not in (9, 10, 13)} | {0xFFFE: " ", 0xFFFF: " "}


def what_is_new(found: Found) -> str:
    """What is new about a quote, in English: "new here: 23, Dover"."""
    said = _WHAT_IS_NEW[found.news]
    return f"{said}: {', '.join(found.facts)}" if found.news is News.FACTS else said


def found_object(watch: Watch, found: Found, quote: Quote) -> dict[str, Any]:
    """What was found, as JSON. The quote is as in `ask --json`."""
    return {
        "id": found.id,
        "watch": watch.number,
        "question": watch.question,
        "found": found.at,
        "news": found.news.value,
        "new_words": list(found.facts),
        "confidence": found.confidence,
        "quote": quote_object(1, quote),
    }


def signature(key: bytes, name: str, at: int, body: bytes) -> str:
    """The value of ``webhook-signature``."""
    signed = hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def shown_secret(key: bytes) -> str:
    """The key as receivers are given it."""
    return f"whsec_{base64.b64encode(key).decode()}"


def send_webhooks(store: WatchStore, documents: DocumentStore, note: Callable[[str], None]) -> int:
    """Sends what is due; what fails is tried again later, up to two days. How many were sent."""
    sent = 0
    failing: set[str] = set()
    for found, attempts in store.found.due_hooks(time.time()):
        watch = store.watch(found.watch)
        quote = quote_of(found, documents)
        if watch.webhook is None or quote is None or watch.webhook in failing:
            if watch.webhook not in failing:
                store.found.mark_hook_tried(found.id, None)
            continue
        try:
            _send(store.secret(), watch, found_object(watch, found, quote), found.id)
        except GoneError as error:
            note(f"webhook: {error.reason}; nothing more is sent for this quote")
            store.found.mark_hook_tried(found.id, None)
        except SourceError as error:
            failing.add(watch.webhook)
            more = attempts < len(_PAUSES)
            note(f"webhook: {error.reason}" + ("; tried again later" if more else "; given up"))
            store.found.mark_hook_tried(found.id, time.time() + _PAUSES[attempts] if more else None)
        else:
            sent += 1
            store.found.mark_hook_tried(found.id, None)
    return sent


def _send(key: bytes, watch: Watch, value: dict[str, Any], found_id: int) -> None:
    body = json.dumps({"type": _TYPE, "timestamp": value["found"], "data": value}).encode()
    name, at = f"found_{found_id}", int(time.time())
    host = Address.of(watch.webhook or "").host if watch.private else None
    with Sender(host) as sender:
        sender.post(
            watch.webhook or "",
            body,
            [
                ("Content-Type", "application/json"),
                ("User-Agent", "Pullquote"),
                ("webhook-id", name),
                ("webhook-timestamp", str(at)),
                ("webhook-signature", signature(key, name, at, body)),
            ],
        )


def atom_feed(entries: Iterable[tuple[Watch, Found, Quote]], updated: str) -> str:
    """An Atom feed (RFC 4287) of what was found, as XML. ``updated``: where there are no entries,
    the time of the feed."""
    written = list(entries)
    latest = max((found.at for _, found, _ in written), default=updated)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        "<title>Pullquote: saved questions</title>",
        "<id>urn:pullquote:watches</id>",
        f"<updated>{latest}</updated>",
        "<author><name>Pullquote</name></author>",
        *(_entry(*one) for one in written),
        "</feed>",
    ]
    return "\n".join(parts) + "\n"


def _entry(watch: Watch, found: Found, quote: Quote) -> str:
    name = f"urn:pullquote:found:{found.id}:{found.place.sha256[:12]}"
    html = "".join(
        f"<b>{_text(one.text)}</b>" if one.answers else _text(one.text)
        for one in shown_pieces(quote)
    )
    content = (
        f"<p>{_text(what_is_new(found))}</p><blockquote>{html}</blockquote>"
        f"<p>{_text(' · '.join(citation(quote.citation)))}</p>"
    )
    link = quote.citation.link
    lines = [
        "<entry>",
        f"<title>{_text(watch.question)}</title>",
        f"<id>{name}</id>",
        f"<updated>{found.at}</updated>",
        *([f"<link href={_attribute(link)}/>"] if link else []),
        f'<content type="html">{escape(content)}</content>',
        "</entry>",
    ]
    return "\n".join(lines)


def _text(words: str) -> str:
    return escape(words.translate(_NOT_XML))


def _attribute(words: str) -> str:
    quoted = _text(words).replace('"', "&quot;")
    return f'"{quoted}"'
