"""The speed benchmark: its arithmetic on known numbers, and a small real run."""

import doctest
import json
import math
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks import speed_table, timing
from benchmarks.corpora import Corpus, sample_corpus
from benchmarks.environments import environment
from benchmarks.measuring import Results, cold, index, question_times
from benchmarks.question_variants import bare
from benchmarks.speed_table import tables
from benchmarks.systems import ASK, RANKED, SEARCH, System, SystemRunner
from benchmarks.timing import ProcessFailed, median, percentile, run

ROOT = Path(__file__).parents[2]

FOUND: dict[str, Any] = {
    "commit": "abc1234",
    "machine": {"python": "3.12.1", "cores": 2, "processor": "Some CPU", "memory_gib": 8.0},
    "load": [0.5, None],
    "first_answer": 25.4,
    "corpora": {"set": {"passages": 40, "questions": 3}},
    "cold": {"python -m bot ask": [0.5, 0.4, 0.6], "other": [2.0, 1.0, 9.0]},
    "questions": {
        "set": {
            SEARCH: {
                "p50_ms": 10.0,
                "p99_ms": 20.0,
                "recall_1": 0.5,
                "recall_5": 1.0,
                "peak_mib": 250.4,
            },
            "other": {
                "p50_ms": 25.0,
                "p99_ms": 30.0,
                "recall_1": 0.25,
                "recall_5": 0.75,
                "peak_mib": 1000.0,
            },
        }
    },
    "indexing": {
        "set": {
            SEARCH: {
                "seconds": 4.0,
                "process_seconds": 5.0,
                "passages_per_second": 10.0,
                "peak_mib": 300.0,
                "disk_mib": 1.5,
                "versions": {},
            }
        }
    },
    "failures": {"third": "indexing: no such thing"},
}
TABLES = """\
commit abc1234, Python 3.12.1, 2 cores of Some CPU, 8.0 GiB, load 0.5 to ?; first answer, \
preparing the models: 25 s

| cold process, s (median of 3) | median |       range | ratio |
|-------------------------------|-------:|------------:|------:|
| python -m bot ask             |   0.50 | 0.40 – 0.60 |  1.00 |
| other                         |   2.00 | 1.00 – 9.00 |  4.00 |

| set: 3 warm questions, 40 passages | p50, ms | p99, ms | ratio |   R@1 |   R@5 | peak, MiB |
|------------------------------------|--------:|--------:|------:|------:|------:|----------:|
| Pullquote, search alone            |    10.0 |    20.0 |  1.00 | 0.500 | 1.000 |       250 |
| other                              |    25.0 |    30.0 |  2.50 | 0.250 | 0.750 |      1000 |

| set: indexing 40 passages | passages/s |   s | ratio | process, s | peak, MiB | disk, MiB |
|---------------------------|-----------:|----:|------:|-----------:|----------:|----------:|
| Pullquote                 |       10.0 | 4.0 |  1.00 |        5.0 |       300 |       1.5 |

not measured: third (indexing: no such thing)"""


def test_percentiles() -> None:
    """Percentiles interpolate linearly; that of one value is the value."""
    assert median([4.0, 1.0, 3.0, 2.0]) == 2.5
    assert percentile([float(n) for n in range(101)], 99) == 99
    assert percentile([10.0, 20.0], 99) == pytest.approx(19.9)
    assert percentile([7.0], 99) == 7


@pytest.mark.parametrize("module", [timing, speed_table])
def test_examples(module: ModuleType) -> None:
    """Docstring examples are true."""
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def test_what_is_made_of_answers() -> None:
    """Times are in milliseconds; recall counts the right text first, and among five."""
    found = question_times(
        [
            {"seconds": 0.001, "found": [3, 4], "gold": 3},
            {"seconds": 0.003, "found": [3, 4], "gold": 4},
            {"seconds": 0.002, "found": [], "gold": 4},
            {"seconds": 0.002, "found": [9, 8, 7, 6, 5, 4], "gold": 4},
        ],
        peak=100.0,
    )
    assert (found.p50_ms, found.recall_1, found.recall_5) == (2, 0.25, 0.5)
    assert found.p99_ms == pytest.approx(2.97)


def test_tables() -> None:
    """Ratios are to Pullquote, and missing figures have their reason."""
    assert tables(FOUND) == TABLES


def test_tables_without_pullquote() -> None:
    """If Pullquote itself failed, the rest is shown without ratios."""
    without = {**FOUND, "cold": {"other": [2.0]}, "questions": {}, "indexing": {}}
    assert "| other " in tables(without)


@pytest.mark.slow
def test_processes_that_end_badly(tmp_path: Path) -> None:
    """The reason is the last line of output, the time limit, or the missing program."""
    python = [sys.executable, "-c"]

    def failing(*command: str) -> str:
        with pytest.raises(ProcessFailed) as failure:
            run(command, dict(os.environ), tmp_path, 5)
        return str(failure.value)

    assert failing(*python, "raise SystemExit('out of luck')") == "out of luck"
    assert failing(*python, "raise SystemExit(3)") == "ended with code 3"
    assert failing(*python, "import time; time.sleep(60)") == "took longer than 5 s"
    assert "no such file" in failing(str(tmp_path / "none")).lower()


@pytest.mark.slow
def test_a_peer_that_cannot_be_installed(tmp_path: Path) -> None:
    """pip's reason is reported, and the environment does not count as installed."""
    for _ in range(2):
        with pytest.raises(ProcessFailed, match="no-such-package"):
            environment(tmp_path, [str(tmp_path / "no-such-package")])


@pytest.mark.slow
def test_one_failure_does_not_stop_the_others(tmp_path: Path) -> None:
    """A system that fails is named with the reason and has no figures."""
    results, runner = Results(), SystemRunner(tmp_path, "nowhere")
    fine, broken = [sys.executable, "-c", ""], [sys.executable, "-c", "raise SystemExit('broken')"]
    cold(runner, {"broken": broken, "fine": fine}, 2, results)
    assert list(results.cold) == ["fine"]
    assert len(results.cold["fine"]) == 2
    index(
        runner, [System("gone", "no_such", "")], Corpus("set", ["text"], [None], [], []), 1, results
    )
    assert results.failures["broken"] == "cold process, warm-up: broken"
    assert "no_such" in results.failures["gone"]
    assert not results.indexing


def test_the_first_script_is_short() -> None:
    """The baseline script has at most 30 lines."""
    script = (ROOT / "benchmarks" / "peers" / "baseline.py").read_text("utf-8")
    assert sum(bool(line.strip()) for line in script.splitlines()) <= 30


def test_sample_questions_have_their_paragraphs() -> None:
    """Each sample question consists of words of its own text."""
    corpus = sample_corpus()
    assert len(corpus.questions) > 40
    for question, number in zip(corpus.questions, corpus.gold, strict=True):
        assert set(question.split()) <= set(bare(corpus.texts[number], random.Random(0)).split())


@pytest.mark.slow
@pytest.mark.timeout(900)  # of a minute's work, on a machine that may be shared
def test_a_quick_run(tmp_path: Path) -> None:
    """A quick run ends with finite figures, and names commit, machine and command."""
    out, cache = str(tmp_path / "out"), str(tmp_path / "cache")
    command = ["-m", "benchmarks.speed", "--quick", "--no-peers", "--out", out, "--cache", cache]
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True)
    found = json.loads((tmp_path / "out" / "speed.json").read_text("utf-8"))
    assert found["commit"]
    assert found["command"].startswith("python -m benchmarks.speed --quick --no-peers")
    assert str(tmp_path) not in json.dumps(found)
    assert {"processor", "cores", "memory_gib", "python"} <= found["machine"].keys()
    assert set(found["failures"]) <= {"pullquote ask"}  # where it is not installed
    assert len(found["cold"]["python -m bot ask"]) == 3
    asked = found["questions"]["samples"]
    assert set(asked) == {SEARCH, RANKED, ASK}
    assert all(one["recall_5"] > 0.9 and one["p50_ms"] > 0 for one in asked.values())
    built = found["indexing"]["samples"][SEARCH]
    assert built["passages_per_second"] > 0
    assert built["versions"]["pullquote"]
    assert all(map(math.isfinite, numbers(found)))


def numbers(value: Any) -> Iterator[float]:
    """All of a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int | float):
        yield value
