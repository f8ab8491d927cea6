"""Time of whole answers, in two versions of the project side by side.

    python -m benchmarks.answer_time --squad FILE --nq FILE [--distractors FILE] --against CHECKOUT

Warm questions, with the reader. Each question is asked in a process of this version and in one of
the version in the folder CHECKOUT, in turns, so that both see the same machine. Prints the times,
the processor times (of all threads; these say more on a machine with other work), and how many
answers are the same to the last digit. Without ``--against``, this version alone.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import Corpus, read_corpus
from benchmarks.timing import say
from training.question_collections import origin

_CHILD = Path(__file__).with_name("answer_time_process.py")
_OWN = Path(__file__).resolve().parents[1]
_WARM_UP = 20


@dataclass(slots=True)
class Version:
    """A process that answers with the code of a checkout, and what it took so far: milliseconds,
    and milliseconds of processor time, for each question."""

    process: "subprocess.Popen[str]"
    answers: list[str] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @classmethod
    def start(cls, checkout: Path, cache: Path, corpus: Corpus) -> "Version":
        """``cache``: for prepared models and indexes, of this checkout alone."""
        cache.mkdir(parents=True, exist_ok=True)
        texts = cache / f"{corpus.name}.json"
        texts.write_text(json.dumps([corpus.texts, corpus.titles]), "utf-8")
        process = subprocess.Popen(
            [sys.executable, str(_CHILD), str(cache), str(texts)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(checkout)},
        )
        return cls(process)

    def ask(self, question: str, *, count: bool) -> None:
        if self.process.stdin is None or self.process.stdout is None:
            raise ValueError("a process without pipes")
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the process has ended")
        found = json.loads(line)
        if count:
            self.answers.append(found["answer"])
            self.wall.append(found["wall"])
            self.cpu.append(found["cpu"])

    def stop(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(60)

    def figures(self) -> dict[str, float]:
        shares = {"wall_p50": (self.wall, 50), "wall_p99": (self.wall, 99)}
        shares |= {"cpu_p50": (self.cpu, 50), "cpu_p99": (self.cpu, 99)}
        found = {name: float(np.percentile(values, at)) for name, (values, at) in shares.items()}
        return {**found, "cpu_mean": float(np.mean(self.cpu))}


def measure(
    corpus: Corpus, questions: Sequence[str], checkouts: Sequence[Path], cache: Path
) -> Any:
    """The figures of each checkout, and, of two, their ratios (first to second)."""
    versions = [
        Version.start(one, cache / str(number), corpus) for number, one in enumerate(checkouts)
    ]
    try:
        for number, question in enumerate(questions):
            # Neither is always the first.
            for one in versions if number % 2 else reversed(versions):
                one.ask(question, count=number >= _WARM_UP)
    finally:
        for one in versions:
            one.stop()
    found: dict[str, Any] = {"versions": [one.figures() for one in versions]}
    if len(versions) == 2:
        own, other = versions
        ratios = {"wall": (own.wall, other.wall), "cpu": (own.cpu, other.cpu)}
        for name, (ours, theirs) in ratios.items():
            found[f"{name}_ratio"] = float(np.median(np.array(ours) / np.array(theirs)))
        found["cpu_ratio_of_means"] = float(np.mean(own.cpu) / np.mean(other.cpu))
        same = sum(a == b for a, b in zip(own.answers, other.answers, strict=True))
        found["same_answers"] = [same, len(own.answers)]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD 2.0 JSON")
    parser.add_argument("--distractors", type=Path, help="JSON Lines of passages")
    parser.add_argument("--nq", type=Path, help="JSON Lines of questions")
    parser.add_argument("--against", type=Path, help="a checkout of another version")
    parser.add_argument("--questions", type=int, default=300, help="of each set, at most")
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks/answer_time"))
    arguments = parser.parse_args()
    checkouts = [_OWN, *([arguments.against.resolve()] if arguments.against else [])]
    corpora = [read_corpus(arguments.squad, arguments.distractors)]
    corpora += [read_corpus(arguments.nq)] if arguments.nq else []
    files = [one for one in (arguments.squad, arguments.nq, arguments.distractors) if one]
    found: dict[str, Any] = origin(files)
    for corpus in corpora:
        say(f"{corpus.name}: {len(corpus.texts)} passages")
        found[corpus.name] = measure(
            corpus, corpus.questions[: arguments.questions], checkouts, arguments.cache
        )
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
