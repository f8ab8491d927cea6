"""Measurements of the speed benchmark: cold processes, indexing, questions in a warm process.

Systems take turns, so that other load on the machine affects all of them alike. A system that fails
is left out of that measurement from then on, and the reason is kept.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.corpora import Corpus
from benchmarks.systems import System, SystemRunner
from benchmarks.timing import Finished, ProcessFailed, median, percentile, say

_WARM_UP = 10
_Result = TypeVar("_Result")


@dataclass(slots=True)
class Results:
    """Figures by system, and ``failures``: why figures are missing.

    ``first_answer``: seconds of Pullquote's first process, which prepares the models; None if the
    cache had them. ``cold``: seconds of each process. ``indexing`` and ``questions`` are by corpus,
    then by system.
    """

    first_answer: float | None = None
    cold: dict[str, list[float]] = field(default_factory=dict)
    indexing: dict[str, dict[str, "Indexing"]] = field(default_factory=dict)
    questions: dict[str, dict[str, "QuestionTimes"]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indexing:
    """Medians of several runs. ``seconds``: from texts to the saved index, without loading the
    model; ``process_seconds``: the whole process; ``peak_mib``: memory; ``disk_mib``: files."""

    seconds: float
    process_seconds: float
    passages_per_second: float
    peak_mib: float
    disk_mib: float
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuestionTimes:
    """Times of questions asked one at a time; how often the right text is first, or among the first
    five; peak memory."""

    questions: int
    p50_ms: float
    p99_ms: float
    recall_1: float
    recall_5: float
    peak_mib: float


def cold(
    runner: SystemRunner, commands: Mapping[str, Sequence[str]], rounds: int, into: Results
) -> None:
    """Times whole processes, after one of each that does not count."""

    def once(name: str) -> Finished:
        return runner.run(commands[name])

    names = list(commands)
    _turn(names, once, "cold process, warm-up", into)
    for number in range(rounds):
        for name, done in _turn(names, once, f"cold process {number + 1}/{rounds}", into):
            into.cold.setdefault(name, []).append(done.seconds)


def index(
    runner: SystemRunner, systems: Sequence[System], corpus: Corpus, rounds: int, into: Results
) -> None:
    """Builds every system's index of the corpus from scratch, and keeps it in the cache."""
    builders = {one.name: one for one in systems if one.index_of is None}
    given = {"texts": corpus.texts, "titles": corpus.titles}
    results_by_name: dict[str, list[dict[str, Any]]] = {}

    def build(name: str) -> dict[str, Any]:
        folder = index_folder(runner, builders[name], corpus)
        shutil.rmtree(folder, ignore_errors=True)
        seconds, (result,) = runner.do(builders[name], "build", folder, given)
        return {**result, "process": seconds, "disk": _size(folder)}

    names = list(builders)
    for number in range(rounds):
        what = f"{corpus.name}: indexing {number + 1}/{rounds}"
        for name, result in _turn(names, build, what, into):
            results_by_name.setdefault(name, []).append(result)
    for name, results in results_by_name.items():
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
    runner: SystemRunner, systems: Sequence[System], corpus: Corpus, rounds: int, into: Results
) -> None:
    """Asks every system that has an index all questions, a share of them in each round."""
    built = into.indexing.get(corpus.name, {})
    searchers = {one.name: one for one in systems if (one.index_of or one.name) in built}
    results_by_name: dict[str, list[dict[str, Any]]] = {}
    peaks: dict[str, list[float]] = {}
    for number in range(rounds):
        share = range(number, len(corpus.questions), rounds)
        given = {
            # The last questions, which are not about the first texts.
            "warm_up": corpus.questions[-_WARM_UP:],
            "questions": [corpus.questions[place] for place in share],
        }

        def questions(name: str, given: dict[str, Any] = given) -> list[dict[str, Any]]:
            folder = index_folder(runner, searchers[name], corpus)
            return runner.do(searchers[name], "questions", folder, given)[1]

        what = f"{corpus.name}: questions {number + 1}/{rounds}"
        for name, results in _turn(list(searchers), questions, what, into):
            *each, last = results
            peaks.setdefault(name, []).append(last["peak"])
            results_by_name.setdefault(name, []).extend(
                {**one, "gold": corpus.gold[place]} for one, place in zip(each, share, strict=True)
            )
    for name, answers in results_by_name.items():
        into.questions.setdefault(corpus.name, {})[name] = question_times(answers, max(peaks[name]))


def question_times(answers: Sequence[dict[str, Any]], peak: float) -> QuestionTimes:
    """Figures from ``seconds``, ``found`` and ``gold`` of each question."""
    times = [1000 * one["seconds"] for one in answers]
    return QuestionTimes(
        questions=len(answers),
        p50_ms=median(times),
        p99_ms=percentile(times, 99),
        recall_1=sum(one["gold"] in one["found"][:1] for one in answers) / len(answers),
        recall_5=sum(one["gold"] in one["found"][:5] for one in answers) / len(answers),
        peak_mib=peak,
    )


def index_folder(runner: SystemRunner, system: System, corpus: Corpus) -> Path:
    """The folder of the index that a system searches."""
    owner = system.index_of or system.name
    return runner.cache / "indexes" / corpus.name / owner.replace(", ", "-").replace(" ", "-")


def _turn(
    names: list[str], work: Callable[[str], _Result], what: str, into: Results
) -> list[tuple[str, _Result]]:
    """One turn of all systems; those that fail are removed from ``names``."""
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
    """Size of all files in MiB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
