"""Growth benchmark: a thousand, ten thousand, a hundred thousand, a million passages.

    python -m benchmarks.growth --squad FILE --nq FILE --distractors FILE --more FILE...

For each size, a data folder is filled (benchmarks/growth_corpus.py), indexed and measured in
separate processes: opening, search, whole answers, memory, recall against exhaustive search, a cold
`pullquote ask` (with its files cached in memory, and not), and `pullquote add` of one more article.
Prints a table; writes growth.json and growth.png.
"""

import json
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import growth_corpus, growth_plot
from benchmarks.growth_table import Row, by_passages, p50_and_p99
from retrieval.evaluation.question_files import read_contexts, read_questions
from retrieval.evaluation.question_sets import Context, Question
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from training.question_collections import origin, parser

_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_SEED = 3
# The folder of all real texts' index.
EVERYTHING = "real"
_COLD = 7
_READ = 1 << 24


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--more", type=Path, nargs="*", default=[], help="SQuAD JSON, as texts")
    options.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    options.add_argument("--questions", type=int, default=400)
    options.add_argument("--out", type=Path, default=Path("build/benchmarks/growth"))
    options.add_argument("--keep", action="store_true", help="measure folders that are there")
    options.add_argument("--texts", type=int, help="real texts at most, which are encoded once")
    options.add_argument("--only-add", action="store_true", help="time `add` and nothing else")
    arguments = options.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)

    contexts, questions = texts_and_questions(arguments)
    contexts = contexts[: arguments.texts]
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(None, models), models, print)
    real = growth_corpus.Real(contexts, encoder, arguments.cache / "growth" / EVERYTHING)
    files = [arguments.squad, arguments.nq, arguments.distractors, *arguments.more]
    about = origin(files) | {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "command": f"python -m benchmarks.growth --sizes {' '.join(map(str, arguments.sizes))}",
    }
    print(json.dumps(about))
    rows = []
    for size in arguments.sizes:
        folder = arguments.cache / "growth" / str(size)
        if arguments.only_add:
            _build(folder, size, real, models, keep=arguments.keep)
            print(json.dumps({"passages": size} | _adding(folder)))
            continue
        rows.append(_row(folder, size, real, questions, models, keep=arguments.keep))
        print(f"{rows[-1]['passages']:,} passages", file=sys.stderr, flush=True)
        (arguments.out / "growth.json").write_text(json.dumps(about | {"rows": rows}, indent=1))
    if not rows:
        return
    print(table(rows))
    growth_plot.draw(rows, arguments.out / "growth.png", f"commit {about['commit']}")


def texts_and_questions(arguments: Any) -> tuple[list[Context], list[tuple[Question, int]]]:
    """All real texts, those with questions first; and the questions of the reporting halves, each
    with the index of its text."""
    contexts: dict[Context, int] = {}
    questions = []
    chooser = random.Random(_SEED)
    sets = [read_questions(arguments.squad), read_questions(arguments.nq)]
    for one in sets:
        answerable = [q for q in one.reporting if q.answerable and q.context is not None]
        for question in chooser.sample(answerable, min(len(answerable), arguments.questions // 2)):
            context = one.contexts[question.context or 0]
            questions.append((question, contexts.setdefault(context, len(contexts))))
    others = [context for one in sets for context in one.contexts]
    for file in (arguments.distractors, *arguments.more):
        others += read_contexts(file) if file else []
    for context in others:
        contexts.setdefault(context, len(contexts))
    chooser.shuffle(questions)
    return list(contexts), questions


def _build(
    folder: Path, size: int, real: growth_corpus.Real, models: Path, *, keep: bool
) -> dict[str, float]:
    """Fills and indexes a data folder, unless it is there. How long indexing took."""
    built = folder / "built.json"
    if not (keep and built.exists()):
        growth_corpus.fill(folder, real, real.documents[:size], size)
        started = time.perf_counter()
        growth_corpus.index(folder, real)
        built.write_text(json.dumps({"build_s": time.perf_counter() - started}))
    shutil.copytree(models, folder / "models", dirs_exist_ok=True)
    found: dict[str, float] = json.loads(built.read_text())
    return found


def _row(
    folder: Path,
    size: int,
    real: growth_corpus.Real,
    questions: Sequence[tuple[Question, int]],
    models: Path,
    *,
    keep: bool,
) -> dict[str, Any]:
    built = _build(folder, size, real, models, keep=keep)
    file = folder / "questions.jsonl"
    lines = [
        json.dumps({"question": question.text, "context": str(context)})
        for question, context in questions
        if context < size
    ]
    file.write_text("\n".join(lines), "utf-8")
    remember(folder)
    row: dict[str, Any] = json.loads(
        _run([sys.executable, "-m", "benchmarks.growth_measures", str(folder), str(file)])
    )
    row |= built | {"disk_mib": _disk(folder)}
    return row | _commands(folder, [question.text for question, _ in questions])


def _commands(folder: Path, questions: Sequence[str]) -> dict[str, float]:
    """Times of whole processes: the median of several cold `ask`, and `add` of an article that an
    `ask` then finds."""
    pullquote = [sys.executable, "-m", "bot"]
    environment = {**os.environ, "PULLQUOTE_DATA_DIR": str(folder)}
    unread = []
    for question in questions[:_COLD]:
        forget(folder)
        unread.append(_seconds([*pullquote, "ask", question], environment))
    # Afterwards, so that the files are cached.
    times = [_seconds([*pullquote, "ask", one], environment) for one in questions[:_COLD]]
    return {
        "cold_ask_s": statistics.median(times),
        "unread_ask_s": statistics.median(unread),
        **_adding(folder),
    }


def _adding(folder: Path) -> dict[str, float]:
    """Seconds, and those of processor time, of `add` of an article that an `ask` then finds, and of
    another one."""
    pullquote = [sys.executable, "-m", "bot"]
    environment = {**os.environ, "PULLQUOTE_DATA_DIR": str(folder)}
    found = {}
    for name in ("add", "add_again"):
        article = folder / f"{name}.txt"
        number = random.Random().randrange(10**9)
        article.write_text(f"The lighthouse keeper of Zugspitz counted {number} herons on Friday.")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        found[f"{name}_s"] = _seconds([*pullquote, "add", str(article)], environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found[f"{name}_cpu_s"] = spent
        answer = _run([*pullquote, "ask", "How many herons did the keeper count?"], environment)
        if str(number) not in answer:
            raise RuntimeError("the added article is not found")
    return found


def remember(folder: Path) -> None:
    """Reads a folder's files once, so that the system caches them as far as there is room."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.read(_READ):
                    pass


def forget(folder: Path) -> None:
    """Makes the system drop its cache of a folder's files, as after a restart. Does nothing on
    systems without posix_fadvise."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fdatasync(file.fileno())  # pages not written yet would stay cached
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    _run(command, environment)
    return time.perf_counter() - started


def _disk(folder: Path) -> dict[str, float]:
    """Size of the index in MiB, by purpose."""
    kinds = {"vectors": 0, "tokens": 0, "lists of vectors": 0, "words": 0, "rest": 0}
    for path in (folder / "index").rglob("*"):
        if path.is_file():
            kind = "rest"
            if path.name in ("codes.bin", "factors.bin", "starts.bin"):
                kind = "tokens"
            elif path.suffix == ".bin":
                kind = "vectors"
            elif path.suffix == ".faiss":
                kind = "lists of vectors"
            elif {"words", "vocabulary"} & set(path.parts):
                kind = "words"
            kinds[kind] += path.stat().st_size
    return {kind: size / 2**20 for kind, size in kinds.items()}


def _run(command: Sequence[str], environment: dict[str, str] | None = None) -> str:
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if found.returncode not in (0, 1):  # 1: the collection does not answer
        raise RuntimeError(f"{' '.join(command)}: {found.stderr}")
    return found.stdout


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table with a column per size."""
    shown: dict[str, Callable[[Row], str]] = {
        "sentences": lambda row: f"{row['sentences']:,}",
        "segments": lambda row: str(row["segments"]),
        "search, p50 / p99, ms": lambda row: p50_and_p99(row["search_ms"]),
        "the question's vector, p50 / p99, ms": lambda row: p50_and_p99(row["encode_ms"]),
        "whole answer, p50 / p99, ms": lambda row: p50_and_p99(row["ask_ms"]),
        "recall@10, sentences / passages": lambda row: (
            f"{row['recall_sentences']:.3f} / {row['recall_passages']:.3f}"
        ),
        "BM25's best are those of exhaustive scoring": lambda row: (
            "yes" if row["lexical_agrees"] else "no"
        ),
        "right text first / among ten": lambda row: (
            f"{row['found']['R@1']:.3f} / {row['found']['R@10']:.3f}"
        ),
        "opening the index, ms": lambda row: f"{row['open_ms']:.0f}",
        "cold `ask`, s": lambda row: f"{row['cold_ask_s']:.2f}",
        "cold `ask`, files not cached, s": lambda row: f"{row['unread_ask_s']:.2f}",
        "`add` of an article, then another, s": lambda row: (
            f"{row['add_s']:.2f}, {row['add_again_s']:.2f}"
        ),
        "resident after searches / answers, MiB": lambda row: (
            f"{row['resident_after_search']:,.0f} / {row['resident']:,.0f}"
        ),
        "index on disk, MiB": lambda row: f"{sum(row['disk_mib'].values()):,.0f}",
        "of which tokens, vectors, words, MiB": lambda row: ", ".join(
            f"{row['disk_mib'][kind]:,.0f}" for kind in ("tokens", "vectors", "words")
        ),
        "building it, without encoding, s": lambda row: f"{row['build_s']:.0f}",
    }
    return by_passages(rows, shown)


if __name__ == "__main__":
    main()
