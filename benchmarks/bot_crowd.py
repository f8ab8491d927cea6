"""The Telegram bot in a crowd: chats that Telegram limits, and strangers who flood it.

    python -m benchmarks.bot_crowd [--chats 200] [--rate 20] [--seconds 120] [--strangers 40]
        [--flood 2.5] [--model] [--only limited|strangers]

`pullquote bot` runs over the sample articles, against the tests' Bot API server on loopback, with
a bag of words for a model, unless ``--model`` is given.

**Limited chats.** People ask at a steady rate. First, Telegram takes everything; then it refuses
all messages to every second chat with 429 and "retry after 30", until the last question is asked.
The times of the other chats are those that count. When the limits are gone, everybody must have
their answers, once.

**Strangers.** Each sends ``--flood`` questions a second, without waiting for answers, to a bot that
everybody may ask. Meanwhile somebody new asks one question every three seconds, and waits.

The exit code is 1 if an answer is missing or comes twice; times depend on the machine.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.bot_load import (
    BOT,
    SentQuestion,
    answering,
    arrivals_at,
    ask,
    summary,
    wait_for_answers,
)
from benchmarks.corpora import sample_corpus
from benchmarks.timing import percentile, say
from tests.bot.process import FAST
from training.question_collections import origin

_FAST_BOT = (sys.executable, "-c", FAST, "bot")
_RETRY_AFTER = 30
_FOREVER = 1_000_000_000
_NEWCOMER_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Limited:
    """Times of the chats that Telegram does not limit, in ms, while it limits none and half of the
    chats. ``refused_calls``: how many messages to limited chats were tried and refused."""

    p50_ms: float
    p95_ms: float
    p50_limited_ms: float
    p95_limited_ms: float
    asked: int
    missing: int
    doubled: int
    refused_calls: int


@dataclass(frozen=True, slots=True)
class Flooded:
    """What became of the questions of those who asked one, in ms, and of the flood."""

    newcomers: int
    missing: int
    doubled: int
    p50_ms: float
    slowest_ms: float
    flood: int
    flood_replies: int


def limited(
    chats: int, rate: float, seconds: float, data_dir: Path, command: Sequence[str] = _FAST_BOT
) -> Limited:
    """The times of half of the chats, while the other half is not limited, and while it is."""
    questions = sample_corpus().questions
    with answering(data_dir, command, chats) as (server, pid, people):
        free, _ = ask(server, pid, people, questions, rate, seconds)
        wait_for_answers(server, free)
        held = {str(chat.id) for chat in people[::2]}
        server.fail(
            "sendMessage",
            429,
            times=_FOREVER,
            retry_after=_RETRY_AFTER,
            where=lambda call: str(call["chat_id"]) in held,
        )
        sent, _ = ask(server, pid, people, questions, rate, seconds)
        server.heal()
        wait_for_answers(server, sent)
        arrivals = arrivals_at(server)
        refused = sum(call.status == 429 for call in server.calls_of("sendMessage"))

    def others(asked: Sequence[SentQuestion]) -> list[SentQuestion]:
        return [one for one in asked if str(one.chat_id) not in held]

    before, after = (summary(others(one), arrivals, [], 0.0) for one in (free, sent))
    everybody = summary([*free, *sent], arrivals, [], 0.0)
    return Limited(
        p50_ms=before.p50_ms,
        p95_ms=before.p95_ms,
        p50_limited_ms=after.p50_ms,
        p95_limited_ms=after.p95_ms,
        asked=everybody.asked,
        missing=everybody.missing,
        doubled=everybody.doubled,
        refused_calls=refused,
    )


def flooded(
    strangers: int,
    flood: float,
    seconds: float,
    data_dir: Path,
    command: Sequence[str] = _FAST_BOT,
) -> Flooded:
    """How long somebody new waits while strangers send ``flood`` questions a second each."""
    questions = sample_corpus().questions
    with answering(data_dir, command, strangers + 1) as (server, _, people):
        crowd, stopping = people[1:], threading.Event()
        poured: list[SentQuestion] = []

        def pour() -> None:
            started = time.monotonic()
            every = 1 / (flood * len(crowd))
            while not stopping.wait(max(0.0, started + len(poured) * every - time.monotonic())):
                chat = crowd[len(poured) % len(crowd)]
                message = chat.send(questions[len(poured) % len(questions)])
                poured.append(SentQuestion(chat.id, time.monotonic(), message.id))

        thread = threading.Thread(target=pour, daemon=True)
        thread.start()
        sent: list[SentQuestion] = []
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            newcomer = server.private_chat(server.user(f"Newcomer {len(sent)}"))
            message = newcomer.send(questions[len(sent) % len(questions)])
            sent.append(SentQuestion(newcomer.id, now, message.id))
            time.sleep(_NEWCOMER_SECONDS)
        stopping.set()
        thread.join()
        wait_for_answers(server, sent)
        arrivals = arrivals_at(server)
    found = summary(sent, arrivals, [], 0.0)
    times = [
        1000 * (min(messages)[0] - one.at)
        for one in sent
        if (messages := arrivals.get((one.chat_id, one.message_id)))
    ]
    replied = sum((one.chat_id, one.message_id) in arrivals for one in poured)
    return Flooded(
        newcomers=found.asked,
        missing=found.missing,
        doubled=found.doubled,
        p50_ms=round(percentile(times, 50), 1) if times else float("nan"),
        slowest_ms=round(max(times), 1) if times else float("nan"),
        flood=len(poured),
        flood_replies=replied,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20.0, help="questions a second, of all chats")
    parser.add_argument("--seconds", type=float, default=120.0, help="of each part")
    parser.add_argument("--strangers", type=int, default=40)
    parser.add_argument("--flood", type=float, default=2.5, help="questions a second, of each")
    parser.add_argument("--model", action="store_true", help="with the real model")
    parser.add_argument("--only", choices=("limited", "strangers"))
    given = parser.parse_args()
    command = BOT if given.model else _FAST_BOT
    loads = [machine.load()]
    found: dict[str, Any] = {}
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        if given.only != "strangers":
            one = limited(given.chats, given.rate, given.seconds, Path(folder), command)
            found["limited"] = asdict(one)
            faults += one.missing + one.doubled
            say(str(one))
        if given.only != "limited":
            other = flooded(given.strangers, given.flood, given.seconds, Path(folder), command)
            found["strangers"] = asdict(other)
            faults += other.missing + other.doubled
            say(str(other))
    figures = {
        "command": machine.command("benchmarks.bot_crowd"),
        "commit": origin([])["commit"],
        "machine": machine.machine(),
        "load": [*loads, machine.load()],
        **found,
    }
    print(json.dumps(figures, indent=2))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
