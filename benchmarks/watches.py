"""Saved questions against new articles: time, and what is told.

    python -m benchmarks.watches --questions FILE [--texts FILE …] [--articles N] [--saved N]

The articles are made of consecutive passages of a question set (and of other files, without
questions); as many questions are saved. All articles arrive at once, or (`--rounds`) in so many
equal parts. Prints the seconds that encoding and matching took, the share of answerable questions
whose article was told, the share of unanswerable ones with any quote, and the peak memory.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import load, machine
from corpus.document import Document, document_id, text_hash
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from retrieval.answerer import Answerer
from retrieval.evaluation.question_files import read_contexts, read_questions
from retrieval.evaluation.question_sets import Context, Question
from retrieval.index.build import build_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from retrieval.readers.bundled import BundledReader
from retrieval.watching.matching import Matcher, SavedQuestion

_SEED, _MOST = 0, 3
# Documents in a block, as bot.watches asks them.
_BLOCK = 250


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--questions", type=Path, required=True, nargs="+", help="question sets")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="further passages")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--saved", type=int, default=1000)
    parser.add_argument("--passages", type=int, default=3, help="of an article")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks/models"))
    return parser


def article(number: int, contexts: Sequence[Context]) -> Document:
    """An article of these passages."""
    text = "\n\n".join(one.text for one in contexts)
    source = f"{number}.txt"
    return Document(
        id=document_id(source),
        text=text,
        source=source,
        sha256=text_hash(text),
        added="2026-01-01T00:00:00+00:00",
        title=contexts[0].title,
    )


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    contexts: list[Context] = []
    asked: list[tuple[Question, int]] = []
    for path in arguments.questions:
        found = read_questions(path)
        # Whole articles, so that each passage with a question is in one.
        asked += [
            (one, len(contexts) + one.context) for one in found.questions if one.context is not None
        ]
        contexts += found.contexts
    for path in arguments.texts:
        contexts += read_contexts(path)
    size = arguments.passages
    groups = [contexts[n : n + size] for n in range(0, len(contexts), size)]
    documents = [article(n, one) for n, one in enumerate(groups[: arguments.articles])]
    asked = [(one, at // size) for one, at in asked if at // size < len(documents)]
    saved = random.Random(_SEED).sample(asked, min(arguments.saved, len(asked)))
    encoder = EmbeddingModel(
        find_model("all-MiniLM-L6-v2", arguments.cache), arguments.cache, print
    )
    reader = BundledReader(arguments.cache, print).ready()
    store = MemoryStore(documents)
    started = time.perf_counter()
    index = build_index(store.documents(), encoder, store.revision, observer=Observer())
    encoding = time.perf_counter() - started
    answerer = Answerer(store, index, encoder, None, reader)
    versions = list(store.fingerprints())
    questions = [SavedQuestion(one.text) for one, _ in saved]
    block = min(_BLOCK, -(-len(versions) // arguments.rounds))
    told: dict[int, set[str]] = {}
    started, busy = time.perf_counter(), time.process_time()
    for first in range(0, len(versions), block):
        matcher = Matcher(answerer, versions[first : first + block], _MOST)
        for number, found_quotes in matcher.matches(questions):
            told.setdefault(number, set()).update(one.document.id for one in found_quotes)
    matching, busy = time.perf_counter() - started, time.process_time() - busy
    answerable = [n for n, (one, _) in enumerate(saved) if one.answerable]
    right = [n for n in answerable if documents[saved[n][1]].id in told.get(n, ())]
    unanswerable = [n for n, (one, _) in enumerate(saved) if not one.answerable]
    quotes = sum(map(len, told.values()))
    return {
        "articles": len(documents),
        "passages": index.counts()[1],
        "saved": len(saved),
        "block": block,
        "encoding_seconds": round(encoding, 1),
        "matching_seconds": round(matching, 1),
        "matching_processor_seconds": round(busy, 1),
        "answerable": len(answerable),
        "article_told": round(len(right) / max(1, len(answerable)), 3),
        "unanswerable_with_a_quote": round(
            sum(n in told for n in unanswerable) / max(1, len(unanswerable)), 3
        ),
        "documents_told": quotes,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "load": load(),
        "machine": machine(),
    }


def main() -> None:
    print(json.dumps(measure(options().parse_args()), indent=2))


if __name__ == "__main__":
    main()
