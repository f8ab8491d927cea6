"""Kills of the Telegram bot while many people ask, and what became of every question.

    python -m benchmarks.bot_kills [--kills 100] [--chats 40] [--seed 7]

`pullquote bot` runs over the sample articles, with a bag of words for a model, against the tests'
Bot API server on loopback. It is ended by SIGKILL, started again, and so on: ``--kills`` times at
random moments of its first five seconds, as often within a second of its first call to Telegram,
and as often before that call, while it starts. Seconds are those of its processor time, so that it
has done as much on a busy machine as on another. Each person asks the next question as soon as they
have a reply, so that the bot is never idle. Then it runs in peace, and each question must have its
answer, once.

One gap cannot be closed by any bot: Telegram has taken a message, and the process dies before it
has noted that. Telegram cannot be asked, so such a message is sent again. After each kill, the
bot's journal is compared with the messages that the server has: those that only the server knows
may come twice, and no others. ``longest_gap_ms`` is the longest time from such a message's request
to the kill.

All processes are forked from one that has imported everything, for importing takes longer than all
else of a start.

The exit code is 1 if a question is lost or given up, or a message comes twice without that reason.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.bot_load import TOKEN, SentQuestion, cpu_seconds_of, environment
from benchmarks.corpora import sample_corpus
from benchmarks.timing import say
from tests.bot_api import BotApiServer, Chat
from training.question_collections import origin

# Forks a bot for each byte of its input, and says when that has ended.
_NURSERY = """
import os, sys
from bot.app import App
from bot.cli.main import main
from tests.fakes import BagOfWords
import bot.telegram.application
App.encoder, App.reader = BagOfWords(), None
while os.read(0, 1):
    pid = os.fork()
    if not pid:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.exit(main(["bot"]))
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""
# In the moments "at random", the bot lives for so many seconds at most after its first call.
_LONGEST_LIFE = 5.0
# A bot that has used so little processor time for so long waits for something.
_LONGEST_WAIT = 120.0
_LOOK = 0.005
# Without progress for so long, what is not answered counts as lost.
_PATIENCE = 60.0
_QUIET = 2.0
_GIVEN_UP = "cannot answer"

# The chat of a question and its message there.
Place = tuple[int, int]


@dataclass(slots=True)
class Undecidable:
    """Messages that Telegram had and the bot's journal had not when the bot was killed."""

    counts: Counter[Place] = field(default_factory=Counter)
    longest_gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Survival:
    """What became of the questions. ``twice`` are messages that came again although the
    bot could know that they had arrived."""

    kills: int
    asked: int
    lost: int
    given_up: int
    twice: int
    twice_undecidable: int
    longest_gap_ms: float

    @property
    def is_flawless(self) -> bool:
        """Whether each question has its answer, and no more."""
        return not (self.lost or self.given_up or self.twice)


class Bot:
    """A running bot."""

    def __init__(self, nursery: "subprocess.Popen[str]") -> None:
        assert nursery.stdin is not None and nursery.stdout is not None
        print(file=nursery.stdin, flush=True)
        self._pid, self._output = int(nursery.stdout.readline()), nursery.stdout

    @property
    def is_running(self) -> bool:
        """False once it has ended, by itself or not."""
        stat = Path(f"/proc/{self._pid}/stat")
        return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] not in "ZX"

    @property
    def seconds(self) -> float:
        """Its processor time."""
        return cpu_seconds_of(self._pid)

    def end(self, number: signal.Signals) -> int:
        """Sends a signal that ends it, and returns its exit code. Once."""
        if self.is_running:
            os.kill(self._pid, number)
        return int(self._output.readline())


@contextmanager
def nursery(server: BotApiServer, data_dir: Path) -> Iterator[Callable[[], Bot]]:
    """Starts bots, one at a time."""
    process = subprocess.Popen(
        [sys.executable, "-c", _NURSERY],
        env={**os.environ, **environment(server, data_dir)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield lambda: Bot(process)
    finally:
        process.communicate()


class Asking:
    """People who each ask the next question as soon as they have a reply, in a thread, until the
    end of the block."""

    def __init__(
        self, server: BotApiServer, people: Sequence[Chat], questions: Sequence[str]
    ) -> None:
        self.sent: list[SentQuestion] = []
        self._server, self._people, self._questions = server, people, questions
        self._open: dict[int, int] = {}
        self._stopping = threading.Event()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        thread = threading.Thread(target=self._ask, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            thread.join()

    def _ask(self) -> None:
        while not self._stopping.wait(_LOOK * 4):
            replied = self._server.background.call(self._replied)
            for chat in self._people:
                if chat.id in replied or chat.id not in self._open:
                    number = len(self.sent)
                    message = chat.send(self._questions[number % len(self._questions)])
                    self._open[chat.id] = message.id
                    self.sent.append(SentQuestion(chat.id, time.monotonic(), message.id))

    def _replied(self) -> set[int]:
        """The chats whose last question has a reply."""
        world = self._server.world
        found = set()
        for chat_id, question in self._open.items():
            for message in reversed(world.messages[chat_id].values()):
                if message.id <= question:
                    break
                if message.reply_to is not None and message.reply_to.id == question:
                    found.add(chat_id)
                    break
        return found


def survive(kind: str, kills: int, data_dir: Path, *, chats: int = 40, seed: int = 7) -> Survival:
    """Kills the bot so often at moments of this kind (of ``MOMENTS``), and then lets it finish."""
    chance = random.Random(f"{kind} {seed}")
    undecidable = Undecidable()
    with BotApiServer(token=TOKEN) as server, nursery(server, data_dir) as started:
        people = [server.private_chat(server.user(f"User {n}")) for n in range(chats)]
        asking = Asking(server, people, sample_corpus().questions)
        usual = _until_ready(server, started)
        with asking.going_on():
            for number in range(kills):
                killed_at = _live_and_die(server, started, kind, chance, usual)
                _compare(server, data_dir, killed_at, undecidable)
                if (number + 1) % 10 == 0:
                    say(f"{kind}: {number + 1} of {kills} kills, {len(asking.sent)} questions")
        bot = started()
        _wait_until_answered(server, asking.sent)
        bot.end(signal.SIGTERM)
        if server.refusals:
            say(server.report())
        return outcome(kills, asking.sent, _answers(server), undecidable)


def outcome(
    kills: int,
    sent: Sequence[SentQuestion],
    answers: dict[Place, list[str]],
    undecidable: Undecidable,
) -> Survival:
    """Counts what became of each question, by the texts of the replies to it."""
    lost = given_up = twice = twice_undecidable = 0
    for one in sent:
        place = one.chat_id, one.message_id
        texts = answers.get(place, [])
        # A question that was given up and answered all the same was not lost.
        gave_up = [_GIVEN_UP in text for text in texts]
        lost += not texts
        given_up += bool(texts) and all(gave_up)
        more = len(texts) - len(set(texts))
        allowed = min(more, undecidable.counts[place])
        twice_undecidable += allowed
        twice += more - allowed
    gap = round(1000 * undecidable.longest_gap, 1)
    return Survival(kills, len(sent), lost, given_up, twice, twice_undecidable, gap)


def _while_starting(chance: random.Random, usual: float) -> tuple[bool, float]:
    return False, chance.uniform(0, usual)


def _within_a_second(chance: random.Random, usual: float) -> tuple[bool, float]:
    return True, chance.uniform(0, 1)


def _at_random(chance: random.Random, usual: float) -> tuple[bool, float]:
    return True, chance.uniform(0, _LONGEST_LIFE)


# Whether the first call is waited for, and the seconds to the kill from then, or from the start;
# ``usual`` are those from a start to the first call.
MOMENTS = {
    "at random": _at_random,
    "within a second": _within_a_second,
    "while starting": _while_starting,
}


def _until_ready(server: BotApiServer, started: Callable[[], Bot]) -> float:
    """The seconds from a start to the first call, the second time; the first prepares the index."""
    seconds = 0.0
    for _ in range(2):
        known = len(server.calls)
        bot = started()
        _wait_for_first_call(server, bot, known)
        seconds = bot.seconds
        bot.end(signal.SIGKILL)
    return seconds


def _live_and_die(
    server: BotApiServer,
    started: Callable[[], Bot],
    kind: str,
    chance: random.Random,
    usual: float,
) -> float:
    """Starts the bot, kills it, and returns when that was."""
    known = len(server.calls)
    bot = started()
    waits, seconds = MOMENTS[kind](chance, usual)
    if waits:
        _wait_for_first_call(server, bot, known)
    until, given_up = bot.seconds + seconds, time.monotonic() + _LONGEST_WAIT
    while bot.is_running and bot.seconds < until and time.monotonic() < given_up:
        time.sleep(_LOOK)
    killed_at = time.monotonic()
    if (code := bot.end(signal.SIGKILL)) != -signal.SIGKILL:
        raise RuntimeError(f"the bot ended by itself, with {code}")
    return killed_at


def _wait_for_first_call(server: BotApiServer, bot: Bot, known: int) -> None:
    while len(server.calls) <= known:
        if not bot.is_running:
            raise RuntimeError("the bot ended by itself")
        time.sleep(_LOOK)


def _compare(
    server: BotApiServer, data_dir: Path, killed_at: float, undecidable: Undecidable
) -> None:
    """Notes the messages that the server has and the killed bot's journal has not."""
    taken: dict[Place, list[float]] = {}
    for call in list(server.calls):
        if call.method == "sendMessage" and "reply_parameters" in call.parameters:
            to = call.parameters["reply_parameters"]["message_id"]
            taken.setdefault((int(call.parameters["chat_id"]), int(to)), []).append(call.at)
    there = _answers(server)
    for place, noted in _noted(data_dir).items():
        unknown = len(there.get(place, [])) - noted - undecidable.counts[place]
        if unknown > 0:
            undecidable.counts[place] += unknown
            gap = killed_at - max(taken.get(place, [killed_at]))
            undecidable.longest_gap = max(undecidable.longest_gap, gap)


def _noted(data_dir: Path) -> dict[Place, int]:
    """The questions that the journal has as not answered, each with how many messages it knows to
    have been sent. The killed bot's files are copied first: reading SQLite's log changes them."""
    found: dict[Place, int] = {}
    for journal in data_dir.glob("telegram/*/journal.sqlite3"):
        with tempfile.TemporaryDirectory() as folder:
            for one in journal.parent.glob(f"{journal.name}*"):
                shutil.copy(one, folder)
            with closing(sqlite3.connect(Path(folder) / journal.name)) as database:
                rows = database.execute(
                    "SELECT body, (SELECT count(*) FROM sent WHERE update_id = updates.id"
                    " AND method = 'sendMessage') FROM updates WHERE body IS NOT NULL"
                ).fetchall()
        for body, count in rows:
            message = json.loads(body).get("message") or {}
            if message:
                found[message["chat"]["id"], message["message_id"]] = count
    return found


def _answers(server: BotApiServer) -> dict[Place, list[str]]:
    """The texts of the bot's replies, by the question that each replies to."""

    def collect() -> dict[Place, list[str]]:
        found: dict[Place, list[str]] = {}
        for chat_id, messages in server.world.messages.items():
            for message in messages.values():
                if message.sender == server.world.me and message.reply_to is not None:
                    found.setdefault((chat_id, message.reply_to.id), []).append(message.text)
        return found

    return server.background.call(collect)


def _wait_until_answered(server: BotApiServer, sent: Sequence[SentQuestion]) -> None:
    """Waits until each question has a reply, or none comes any more; then a while for
    duplicates."""
    wanted = {(one.chat_id, one.message_id) for one in sent}
    left, since = len(wanted), time.monotonic()
    while left and time.monotonic() < since + _PATIENCE:
        time.sleep(0.25)
        now = len(wanted - _answers(server).keys())
        if now < left:
            left, since = now, time.monotonic()
    time.sleep(_QUIET)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100, help="at moments of each kind")
    parser.add_argument("--kind", choices=list(MOMENTS), action="append")
    parser.add_argument("--chats", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    loads = [machine.load()]
    found: dict[str, Survival] = {}
    for kind in given.kind or MOMENTS:
        with tempfile.TemporaryDirectory() as folder:
            found[kind] = survive(
                kind, given.kills, Path(folder), chats=given.chats, seed=given.seed
            )
        say(f"{kind}: {found[kind]}")
    figures: dict[str, Any] = {
        "command": machine.command("benchmarks.bot_kills"),
        "commit": origin([])["commit"],
        "machine": machine.machine(),
        "load": [*loads, machine.load()],
        **{kind: asdict(one) for kind, one in found.items()},
    }
    print(json.dumps(figures, indent=2))
    return int(not all(one.is_flawless for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
