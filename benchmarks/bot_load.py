"""Load test of the Telegram bot: many chats that ask at a steady rate.

    python -m benchmarks.bot_load [--chats 200] [--rate 20] [--seconds 120] [--data FOLDER]
    python -m benchmarks.bot_load --quick

`pullquote bot` runs in a process of its own over the sample articles. The Bot API server is the
tests', on loopback in this process, and checks every call as Telegram would; it shares the
machine's cores with the bot.

Questions are asked on schedule, whether or not earlier ones have been answered. A question's time
ends when the first message of its answer reaches the server. No answer may be missing, and none may
come twice; otherwise the exit code is 1. The bot's memory is sampled every second; its growth is
the slope of a line fitted to the samples after the first quarter (warm-up). Linux only.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import machine
from benchmarks.corpora import sample_corpus
from benchmarks.timing import percentile, say
from tests.bot_api import BotApiServer, Chat
from training.question_collections import origin

TOKEN = "123456:LOAD-token"
TIMEOUT = 90.0
# Includes preparing the models, once per data folder.
START_TIMEOUT = 300.0
BOT = (sys.executable, "-m", "bot", "bot")
_QUICK = {"chats": 20, "rate": 5.0, "seconds": 6.0}
_MIB = 2**20


# Arrival time and text of the bot's messages, by chat and the message they reply to.
Arrivals = dict[tuple[int, int], list[tuple[float, str]]]


@dataclass(frozen=True, slots=True)
class SentQuestion:
    """A question: its chat, when it was sent (``time.monotonic``), and its message id."""

    chat_id: int
    at: float
    message_id: int


@dataclass(frozen=True, slots=True)
class Load:
    """The figures of a run. ``memory`` is the bot's, in MiB, once per second."""

    asked: int
    missing: int
    doubled: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    slowest_ms: float
    cpu_seconds: float
    memory: list[float]
    growth_mib_per_minute: float


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20.0, help="questions a second, of all chats")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--quick", action="store_true", help="a few seconds, to show that it runs")
    parser.add_argument("--data", type=Path, help="a data folder to keep, with its prepared models")
    parser.add_argument("--out", type=Path, help="also write all figures to this JSON file")
    return parser


@contextmanager
def answering(
    data_dir: Path, command: Sequence[str], chats: int
) -> Iterator[tuple[BotApiServer, int, list[Chat]]]:
    """A bot that has answered its first questions, its process id, and so many people."""
    with BotApiServer(token=TOKEN) as server:
        bot = start(server, data_dir, command)
        try:
            people = [server.private_chat(server.user(f"User {n}")) for n in range(chats)]
            warm_up(server, people[0], sample_corpus().questions)
            yield server, bot.pid, people
            bot.send_signal(signal.SIGTERM)
            bot.wait(TIMEOUT)
        finally:
            bot.kill()
            bot.wait()
        if server.refusals:
            say(server.report())


def load(
    chats: int, rate: float, seconds: float, data_dir: Path, command: Sequence[str] = BOT
) -> Load:
    """Runs the bot over the sample articles and asks it questions."""
    questions = sample_corpus().questions
    with answering(data_dir, command, chats) as (server, pid, people):
        before = cpu_seconds_of(pid)
        sent, memory = ask(server, pid, people, questions, rate, seconds)
        wait_for_answers(server, sent)
        used = cpu_seconds_of(pid) - before
        return summary(sent, arrivals_at(server), memory, used)


def summary(
    sent: Sequence[SentQuestion],
    arrivals: Arrivals,
    memory: list[float],
    cpu_seconds: float,
) -> Load:
    """The figures. An answer's time is that of its first message; it is doubled if any of its
    messages came twice."""
    times, missing, doubled = [], 0, 0
    for one in sent:
        messages = arrivals.get((one.chat_id, one.message_id), [])
        missing += not messages
        doubled += len({text for _, text in messages}) < len(messages)
        if messages:
            times.append(1000 * (min(messages)[0] - one.at))
    return Load(
        asked=len(sent),
        missing=missing,
        doubled=doubled,
        p50_ms=_at(times, 50),
        p95_ms=_at(times, 95),
        p99_ms=_at(times, 99),
        slowest_ms=_at(times, 100),
        cpu_seconds=round(cpu_seconds, 1),
        memory=memory,
        growth_mib_per_minute=round(growth(memory), 2),
    )


def _at(times: Sequence[float], percent: float) -> float:
    return round(percentile(times, percent), 1) if times else float("nan")


def growth(memory: Sequence[float]) -> float:
    """MiB per minute: the slope of the line fitted to all but the first quarter."""
    kept = np.asarray(memory[len(memory) // 4 :])
    if len(kept) < 2:
        return 0.0
    return 60 * float(np.polyfit(np.arange(len(kept)), kept, 1)[0])


def environment(server: BotApiServer, data_dir: Path) -> dict[str, str]:
    """The settings of a bot of this server."""
    return {
        "PULLQUOTE_DATA_DIR": str(data_dir),
        "PULLQUOTE_TELEGRAM_TOKEN": TOKEN,
        "PULLQUOTE_TELEGRAM_API_URL": server.url,
        "PULLQUOTE_LOG_LEVEL": "error",
    }


def start(
    server: BotApiServer, data_dir: Path, command: Sequence[str]
) -> "subprocess.Popen[bytes]":
    """Starts the bot with this data folder; it calls the server once it is ready."""
    return subprocess.Popen(command, env={**os.environ, **environment(server, data_dir)})


def warm_up(server: BotApiServer, chat: Chat, questions: Sequence[str]) -> None:
    """Waits for a first answer, then asks a few questions of other lengths, for their kernels."""
    for question in questions[:5]:
        chat.send(question)
        chat.wait_for(1, timeout=START_TIMEOUT)
    server.calls.clear()


def ask(
    server: BotApiServer,
    pid: int,
    people: Sequence[Chat],
    questions: Sequence[str],
    rate: float,
    seconds: float,
) -> tuple[list[SentQuestion], list[float]]:
    sent: list[SentQuestion] = []
    memory: list[float] = []
    started = time.monotonic()
    for number in range(int(rate * seconds)):
        due = started + number / rate
        while (now := time.monotonic()) < due:
            if now - started > len(memory):
                memory.append(round(_resident(pid) / _MIB, 1))
            time.sleep(max(0.0, min(due - now, 0.05)))
        chat = people[number % len(people)]
        at = time.monotonic()
        message = chat.send(questions[number % len(questions)])
        sent.append(SentQuestion(chat.id, at, message.id))
    return sent, memory


def wait_for_answers(server: BotApiServer, sent: Sequence[SentQuestion]) -> None:
    """Waits until every question is answered or time is up; then a second, for duplicates."""
    deadline = time.monotonic() + TIMEOUT
    wanted = {(one.chat_id, one.message_id) for one in sent}
    while time.monotonic() < deadline and wanted - arrivals_at(server).keys():
        time.sleep(0.25)
    time.sleep(1.0)


def arrivals_at(server: BotApiServer) -> Arrivals:
    found: Arrivals = {}
    for call in list(server.calls):
        if call.method == "sendMessage" and call.status == 200:
            to = call.parameters.get("reply_parameters", {}).get("message_id", 0)
            key = int(call.parameters["chat_id"]), int(to)
            found.setdefault(key, []).append((call.at, call.parameters["text"]))
    return found


def _resident(pid: int) -> int:
    """Resident memory of a process, in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    arguments = options().parse_args()
    wanted: dict[str, Any] = {
        name: getattr(arguments, name) for name in ("chats", "rate", "seconds")
    } | (_QUICK if arguments.quick else {})
    loads = [machine.load()]
    with tempfile.TemporaryDirectory() as folder:
        say(f"{wanted['chats']} chats, {wanted['rate']:g} questions a second")
        found = load(**wanted, data_dir=arguments.data or Path(folder))
    loads.append(machine.load())
    figures = {
        "command": machine.command("benchmarks.bot_load"),
        "commit": origin([])["commit"],
        "machine": machine.machine(),
        "load": loads,
        **wanted,
        **asdict(found),
    }
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=2) + "\n")
    memory = found.memory
    figures["memory"] = f"{memory[0]} to {memory[-1]} MiB, at most {max(memory)}" if memory else ""
    print(json.dumps(figures, indent=2))
    return int(bool(found.missing or found.doubled))


if __name__ == "__main__":
    sys.exit(main())
