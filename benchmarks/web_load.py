"""Load test of the pages: many people who ask at the same time, with the real model.

    python -m benchmarks.web_load --data FOLDER --questions FILE [--people 50] [--each 2]

`pullquote serve` runs as its owner runs it, over the collection in the data folder, on loopback.
Everybody opens the page of a question (a line of FILE each) and reads it to its end, then the next.
Meanwhile somebody opens the list of sources once a second. Measured are the times to the first byte
(the head of the page is sent while the answer is looked for) and to the end of the page, and those
of the list of sources; first with one person, then with all.

The exit code is 1 if a page fails or has no answer for its question.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks import machine
from benchmarks.timing import percentile, say
from training.question_collections import origin

_START_SECONDS = 600.0
_PATIENCE = 600.0


@dataclass(slots=True)
class Times:
    """Times in ms, and how many pages failed."""

    first_byte: list[float] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    sources: list[float] = field(default_factory=list)
    failed: int = 0

    def figures(self) -> dict[str, Any]:
        """Medians and 95th percentiles."""
        named = {"first_byte": self.first_byte, "end": self.end, "sources": self.sources}
        return {
            name: {f"p{at}": round(percentile(times, at), 1) for at in (50, 95)} if times else None
            for name, times in named.items()
        } | {"pages": len(self.end), "failed": self.failed}


async def load(address: str, questions: Sequence[str], people: int, each: int) -> Times:
    """Times while so many people ask so many questions each."""
    found = Times()
    limits = httpx.Limits(max_connections=people + 1)
    async with httpx.AsyncClient(
        base_url=address, timeout=_PATIENCE, limits=limits, trust_env=False
    ) as client:
        looking = asyncio.create_task(_look(client, found))
        await asyncio.gather(
            *(
                _ask(
                    client, [questions[(n * each + k) % len(questions)] for k in range(each)], found
                )
                for n in range(people)
            )
        )
        looking.cancel()
        await asyncio.wait([looking])
    return found


async def _ask(client: httpx.AsyncClient, questions: Sequence[str], found: Times) -> None:
    for question in questions:
        started = time.perf_counter()
        first, text = 0.0, ""
        async with client.stream("GET", "/", params={"q": question}) as response:
            async for piece in response.aiter_text():
                first = first or time.perf_counter()
                text += piece
        found.first_byte.append(1000 * (first - started))
        found.end.append(1000 * (time.perf_counter() - started))
        answers = "</html>" in text and ("<blockquote" in text or 'class="outcome"' in text)
        found.failed += response.status_code != 200 or not answers


async def _look(client: httpx.AsyncClient, found: Times) -> None:
    while True:
        started = time.perf_counter()
        response = await client.get("/sources")
        found.sources.append(1000 * (time.perf_counter() - started))
        found.failed += response.status_code != 200
        await asyncio.sleep(1)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_until_up(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{address}/sources", timeout=5, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data folder of a collection")
    parser.add_argument("--questions", type=Path, required=True, help="one question a line")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--each", type=int, default=2, help="questions of each person")
    given = parser.parse_args()
    questions = [one for one in given.questions.read_text("utf-8").splitlines() if one.strip()]
    address = f"http://127.0.0.1:{_free_port()}"
    environment = {
        **os.environ,
        "PULLQUOTE_DATA_DIR": str(given.data),
        "PULLQUOTE_WEB_LISTEN": address.removeprefix("http://"),
        "PULLQUOTE_WEB_PER_MINUTE": "0",
    }
    loads = [machine.load()]
    process = subprocess.Popen([sys.executable, "-m", "bot", "serve"], env=environment)
    try:
        _wait_until_up(address, process)
        # Answers are remembered: nobody asks what somebody has asked before.
        asyncio.run(load(address, questions[:1], 1, 1))
        alone = asyncio.run(load(address, questions[1:], 1, max(5, given.each)))
        say(f"alone: {alone.figures()}")
        crowd = asyncio.run(load(address, questions[::-1], given.people, given.each))
        say(f"all: {crowd.figures()}")
    finally:
        process.terminate()
        process.wait(60)
    figures = {
        "command": machine.command("benchmarks.web_load"),
        "commit": origin([])["commit"],
        "machine": machine.machine(),
        "load": [*loads, machine.load()],
        "people": given.people,
        "alone": alone.figures(),
        "all": crowd.figures(),
    }
    print(json.dumps(figures, indent=2))
    return int(bool(alone.failed or crowd.failed))


if __name__ == "__main__":
    sys.exit(main())
