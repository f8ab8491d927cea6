"""Many askers at once, in two versions of the project side by side.

    python -m benchmarks.many_at_once --squad FILE [--distractors FILE] --against CHECKOUT

Askers who each ask the next question as soon as they have an answer, with the answerer of the bot
and the web pages. Rounds of this version and of the one in the folder CHECKOUT take turns, and so
do rounds with one asker and with several (four: with more, the reader would be left out). Prints
questions a second, times to answer, and processor time a question. Without ``--against``, this
version alone.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import read_corpus
from benchmarks.timing import say
from training.question_collections import origin

_CHILD = Path(__file__).with_name("many_at_once_process.py")
_OWN = Path(__file__).resolve().parents[1]
_ASKERS = (1, 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD 2.0 JSON")
    parser.add_argument("--distractors", type=Path, help="JSON Lines of passages")
    parser.add_argument("--against", type=Path, help="a checkout of another version")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=60, help="of a round")
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks/many_at_once"))
    arguments = parser.parse_args()
    corpus = read_corpus(arguments.squad, arguments.distractors)
    checkouts = [_OWN, *([arguments.against.resolve()] if arguments.against else [])]
    processes = []
    for number, checkout in enumerate(checkouts):
        cache = arguments.cache / str(number)
        cache.mkdir(parents=True, exist_ok=True)
        texts = cache / "texts.json"
        texts.write_text(json.dumps([corpus.texts, corpus.titles]), "utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": str(checkout),
            "PULLQUOTE_DATA_DIR": str(cache / "data"),
        }
        processes.append(
            subprocess.Popen(
                [sys.executable, str(_CHILD), str(texts)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
            )
        )
    try:
        found = _rounds(processes, corpus.questions, arguments.rounds, arguments.questions)
    finally:
        for process in processes:
            process.communicate(timeout=60)
    files = [one for one in (arguments.squad, arguments.distractors) if one]
    print(json.dumps(origin(files) | {"passages": len(corpus.texts), "rounds": found}, indent=1))


def _rounds(
    processes: "list[subprocess.Popen[str]]", questions: list[str], rounds: int, many: int
) -> list[dict[str, Any]]:
    """The figures of each version with each number of askers."""
    kept: dict[tuple[int, int], list[dict[str, Any]]] = {}
    # The first round warms up. Each has questions of its own: answers are remembered.
    for number in range(rounds + 1):
        for askers in _ASKERS:
            some = questions[:many]
            questions = [*questions[many:], *some]
            order = list(enumerate(processes))
            for version, process in order if number % 2 else order[::-1]:
                found = _round(process, some, askers)
                if number:
                    kept.setdefault((version, askers), []).append(found)
        say(f"round {number} of {rounds}")
    return [
        {
            "version": version,
            "askers": askers,
            "questions_a_second": round(float(np.median([one["rate"] for one in found])), 2),
            "cpu_ms_a_question": round(float(np.mean([one["cpu"] for one in found])), 1),
            "times_ms": {
                f"p{at}": round(
                    float(np.percentile([each for one in found for each in one["times"]], at)), 1
                )
                for at in (50, 95, 99)
            },
            "resident_mib": max(one["resident"] for one in found),
        }
        for (version, askers), found in sorted(kept.items(), key=lambda one: one[0][::-1])
    ]


def _round(process: "subprocess.Popen[str]", questions: list[str], askers: int) -> Any:
    if process.stdin is None or process.stdout is None:
        raise ValueError("a process without pipes")
    process.stdin.write(json.dumps([questions, askers]) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the process has ended")
    return json.loads(line)


if __name__ == "__main__":
    main()
