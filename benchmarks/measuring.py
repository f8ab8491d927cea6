"""The three things that are timed: a cold process, indexing, questions in a warm process.

Systems take turns, so that what else the machine does hits all of them alike. One that fails is
left out of that measurement from then on, and why is kept.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.corpora import Corpus
from benchmarks.systems import Bench, System
from benchmarks.timing import Finished, ProcessFailed, median, percentile, say

_WARM_UP = 10
_Result = TypeVar("_Result")


@dataclass(slots=True)
class Results:
    """By system: what was measured, and why what is missing is missing.

    ``first_answer``: seconds that Pullquote's very first process took, which prepares the model;
    None where the cache had it. ``cold``: seconds of each process. ``indexing`` and ``questions``
    are by corpus, then by system.
    """

    first_answer: float | None = None
    cold: dict[str, list[float]] = field(default_factory=dict)
    indexing: dict[str, dict[str, "Indexing"]] = field(default_factory=dict)
    questions: dict[str, dict[str, "Asking"]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indexing:
    """Medians of several indexings. ``seconds``: from texts to the saved index, the model being
    loaded; ``process_seconds``: of the whole process. MiB: the most memory held, files on disk."""

    seconds: float
    process_seconds: float
    passages_per_second: float
    peak_mib: float
    disk_mib: float
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asking:
    """``p50_ms`` and ``p99_ms`` of questions asked one at a time; how often the right text is first
    and among the first five; the most memory held, in MiB."""

    questions: int
    p50_ms: float
    p99_ms: float
    recall_1: float
    recall_5: float
    peak_mib: float


def cold(bench: Bench, commands: Mapping[str, Sequence[str]], rounds: int, into: Results) -> None:
    """Whole processes, after one of each that is not counted."""

    def once(name: str) -> Finished:
        return bench.run(commands[name])

    names = list(commands)
    _turn(names, once, "cold process, warm-up", into)
    for number in range(rounds):
        for name, done in _turn(names, once, f"cold process {number + 1}/{rounds}", into):
            into.cold.setdefault(name, []).append(done.seconds)


def index(
    bench: Bench, systems: Sequence[System], corpus: Corpus, rounds: int, into: Results
) -> None:
    """Every system's index of the corpus, built from nothing each time, kept in the cache."""
    builders = {one.name: one for one in systems if one.index_of is None}
    given = {"texts": corpus.texts, "titles": corpus.titles}
    told: dict[str, list[dict[str, Any]]] = {}

    def build(name: str) -> dict[str, Any]:
        folder = index_folder(bench, builders[name], corpus)
        shutil.rmtree(folder, ignore_errors=True)
        seconds, (result,) = bench.do(builders[name], "build", folder, given)
        return {**result, "process": seconds, "disk": _size(folder)}

    names = list(builders)
    for number in range(rounds):
        what = f"{corpus.name}: indexing {number + 1}/{rounds}"
        for name, result in _turn(names, build, what, into):
            told.setdefault(name, []).append(result)
    for name, results in told.items():
        seconds = median([one["seconds"] for one in results])
        into.indexing.setdefault(corpus.name, {})[name] = Indexing(
            seconds=seconds,
            process_seconds=median([one["process"] for one in results]),
            passages_per_second=len(corpus.texts) / seconds,
            peak_mib=median([one["peak"] for one in results]),
            disk_mib=median([one["disk"] for one in results]),
            versions=results[0]["versions"],
        )


def ask(
    bench: Bench, systems: Sequence[System], corpus: Corpus, rounds: int, into: Results
) -> None:
    """All questions to every system that has its index, a share of them in each round."""
    built = into.indexing.get(corpus.name, {})
    asked = {one.name: one for one in systems if (one.index_of or one.name) in built}
    told: dict[str, list[dict[str, Any]]] = {}
    peaks: dict[str, list[float]] = {}
    for number in range(rounds):
        share = range(number, len(corpus.questions), rounds)
        given = {
            # The last ones, which are not about the first texts.
            "warm_up": corpus.questions[-_WARM_UP:],
            "questions": [corpus.questions[place] for place in share],
        }

        def questions(name: str, given: dict[str, Any] = given) -> list[dict[str, Any]]:
            folder = index_folder(bench, asked[name], corpus)
            return bench.do(asked[name], "questions", folder, given)[1]

        what = f"{corpus.name}: questions {number + 1}/{rounds}"
        for name, results in _turn(list(asked), questions, what, into):
            *each, last = results
            peaks.setdefault(name, []).append(last["peak"])
            told.setdefault(name, []).extend(
                {**one, "gold": corpus.gold[place]} for one, place in zip(each, share, strict=True)
            )
    for name, answers in told.items():
        into.questions.setdefault(corpus.name, {})[name] = asking(answers, max(peaks[name]))


def asking(answers: Sequence[dict[str, Any]], peak: float) -> Asking:
    """From ``seconds``, ``found`` and ``gold`` of each question."""
    times = [1000 * one["seconds"] for one in answers]
    return Asking(
        questions=len(answers),
        p50_ms=median(times),
        p99_ms=percentile(times, 99),
        recall_1=sum(one["gold"] in one["found"][:1] for one in answers) / len(answers),
        recall_5=sum(one["gold"] in one["found"][:5] for one in answers) / len(answers),
        peak_mib=peak,
    )


def index_folder(bench: Bench, system: System, corpus: Corpus) -> Path:
    """Where the index that a system searches is kept."""
    owner = system.index_of or system.name
    return bench.cache / "indexes" / corpus.name / owner.replace(", ", "-").replace(" ", "-")


def _turn(
    names: list[str], work: Callable[[str], _Result], what: str, into: Results
) -> list[tuple[str, _Result]]:
    """One turn of all systems; who fails is struck from the names."""
    done = []
    for name in list(names):
        say(f"{what}: {name}")
        try:
            done.append((name, work(name)))
        except ProcessFailed as failure:
            names.remove(name)
            into.failures.setdefault(name, f"{what}: {failure}")
            say(f"  failed: {failure}")
    return done


def _size(folder: Path) -> float:
    """MiB of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
