"""Questions that people might ask, of folders of documents in any language.

    python -m benchmarks.asked_documents FOLDER COLLECTION... [--model multilingual] [--read N...]

FOLDER has ``docs/COLLECTION`` and ``questions.tsv``: collection, question, pattern, kind. A pattern
is searched in the marked text of the first quote; an empty one: the collection has no answer.

Printed for each collection: the outcomes ("right" and "wrong" are answered; "denied" is not, though
the pattern is in the first quote; "none answered" has no answer and got one); of the questions with
an answer, for how many the ranker's first sentence, the first sentence after reading, one of the
passages that were read, and one of the passages that were ranked has it; and of each question, the
passages and characters read and the milliseconds of processor time.
"""

import argparse
import csv
import re
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from corpus.ingest.loading import load_documents
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer, Outcome
from retrieval.answerer import Answerer
from retrieval.errors import IndexFault
from retrieval.index.build import build_index
from retrieval.index.folder import IndexFolder
from retrieval.index.index import Index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.ranking import reranker
from retrieval.ranking.rank import Candidate
from retrieval.ranking.reader_blend import ReaderBlend, blend_for
from retrieval.readers.bundled import BundledReader, kind_for
from retrieval.readers.reader import Reader, ReaderOutput, ReaderPassage
from training.question_collections import progress_observer


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    pattern: str
    kind: str


class CountingReader:
    """A Reader that counts what it reads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.fingerprint, self.languages = reader.fingerprint, reader.languages
        self.passages = self.characters = 0

    def supports(self, question: str) -> bool:
        return self._reader.supports(question)

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        self.passages += len(passages)
        self.characters += sum(len(one.title) + len(one.text) for one in passages)
        return self._reader.read(question, passages)


def questions(folder: Path, collection: str) -> list[Question]:
    with (folder / "questions.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Question(*row[1:]) for row in rows if row[0] == collection]


def indexed(
    folder: Path, encoder: Encoder, cache: Path, *, rebuild: bool
) -> tuple[MemoryStore, Index]:
    """The documents and their index, which is kept in the cache. Texts that an older index has are
    not encoded again."""
    store = MemoryStore(load_documents([str(folder)], Observer()))
    kept = IndexFolder(cache)
    previous: Index | None = None
    try:
        previous = kept.open(encoder.fingerprint)
    except IndexFault:
        pass
    else:
        if previous.revision == store.revision and not rebuild:
            return store, previous
    observer = progress_observer()
    made = build_index(store.documents(), encoder, store.revision, previous, observer)
    kept.save(made)
    return store, kept.open(encoder.fingerprint)


def read_at_most(passages: int) -> AbstractContextManager[object]:
    """Meanwhile, a bundled reader reads this many passages of a question."""

    def changed(reader: str) -> ReaderBlend | None:
        blend = blend_for(reader)
        return blend and replace(blend, passages=passages)

    return patch.object(reranker, "blend_for", changed)


def flat(text: str) -> str:
    return " ".join(text.split())


def marked(answer: Answer) -> str:
    """The marked text of the first quote."""
    if not answer.quotes:
        return ""
    first = answer.quotes[0]
    text = first.document.text
    return flat(" ".join(text[one.start : one.end] for one in first.highlights))


def quoted(answer: Answer) -> str:
    first = answer.quotes[0]
    return flat(first.document.text[first.span.start : first.span.end])


def outcome(pattern: str, answer: Answer) -> str:
    answered = answer.outcome is Outcome.ANSWERED
    if not pattern:
        return "none answered" if answered else "none declined"
    if answered:
        return "right" if re.search(pattern, marked(answer)) else "wrong"
    return "denied" if answer.quotes and re.search(pattern, quoted(answer)) else "not found"


class Places:
    """Where in the index a pattern is found."""

    def __init__(self, store: MemoryStore, index: Index) -> None:
        self._store, self._index = store, index

    def sentence(self, pattern: str, candidate: Candidate) -> bool:
        span = self._index.sentences.span(candidate.sentence)
        return self._has(pattern, candidate.passage, span.start, span.end)

    def passage(self, pattern: str, passage: int) -> bool:
        span = self._index.passages.span(passage)
        return self._has(pattern, passage, span.start, span.end)

    def _has(self, pattern: str, passage: int, start: int, end: int) -> bool:
        document = self._store.get(self._index.document_of(passage)[0])
        return document is not None and bool(re.search(pattern, flat(document.text[start:end])))


class Collection:
    """One collection's questions, asked with at most this many passages read."""

    def __init__(
        self, folder: Path, name: str, encoder: Encoder, cache: Path, *, rebuild: bool
    ) -> None:
        self.asked = questions(folder, name)
        documents = folder / "docs" / name
        self._store, self._index = indexed(documents, encoder, cache, rebuild=rebuild)
        self._places = Places(self._store, self._index)
        self._encoder = encoder

    def ask(
        self, reader: CountingReader | None, reads: Sequence[int], *, verbose: bool
    ) -> dict[int, Counter[str]]:
        answerer = Answerer(self._store, self._index, self._encoder, reader=reader)
        counts = {most: Counter[str]() for most in reads}
        for one in self.asked:
            for most, count in counts.items():
                with read_at_most(most):
                    result, confidence, shown = self._ask(one, answerer, reader, count)
                if verbose:
                    print(one.kind, result, most, f"{confidence:.2f}", one.text, shown, sep="\t")
        return counts

    def _ask(
        self,
        one: Question,
        answerer: Answerer,
        reader: CountingReader | None,
        count: Counter[str],
    ) -> tuple[str, float, str]:
        """The outcome, the confidence and what is marked. Adds to ``count``."""
        before = (reader.passages, reader.characters) if reader else (0, 0)
        began = time.process_time()
        found = answerer.search(answerer.analyze(one.text))
        count["ms"] += round(1000 * (time.process_time() - began))
        if reader:
            count["passages"] += reader.passages - before[0]
            count["characters"] += reader.characters - before[1]
        result = outcome(one.pattern, found.answer)
        count[result] += 1
        count["all"] += 1
        if one.pattern and found.candidates:
            count.update(self._found(one, answerer, found.candidates[0], reader))
        return result, found.answer.confidence, marked(found.answer)[:200]

    def _found(
        self, one: Question, answerer: Answerer, first: Candidate, reader: Reader | None
    ) -> dict[str, bool]:
        ranked = answerer.search(answerer.analyze(one.text), use_reader=False).candidates
        passages = list(dict.fromkeys(each.passage for each in ranked))
        read = reranker.passages_to_read(ranked, reader) if reader else passages
        return {
            "ranker's first": self._places.sentence(one.pattern, ranked[0]),
            "reader's first": self._places.sentence(one.pattern, first),
            "read": any(self._places.passage(one.pattern, each) for each in read),
            "ranked": any(self._places.passage(one.pattern, each) for each in passages),
        }


def report(name: str, counts: Counter[str]) -> None:
    outcomes = ("right", "denied", "wrong", "not found", "none answered", "none declined")
    places = ("ranker's first", "reader's first", "read", "ranked")
    print(name, *(f"{one} {counts[one]}" for one in outcomes), sep="  ")
    print(" ", *(f"{one} {counts[one]}" for one in places), sep="  ", end="  ")
    means = (f"{one} {counts[one] / counts['all']:.1f}" for one in ("passages", "characters", "ms"))
    print(*means, sep="  ", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("collections", nargs="+")
    parser.add_argument("--model", help="by default the bundled one")
    parser.add_argument("--no-reader", action="store_true")
    parser.add_argument(
        "--read",
        type=int,
        nargs="+",
        help="passages read of a question, at most; several numbers, the largest first: what has "
        "been read is not read again",
    )
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="build the index again: the code that splits and counts words has changed",
    )
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("-v", action="store_true", dest="verbose")
    arguments = parser.parse_args()
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(arguments.model, models), models, print)
    bundled = BundledReader(models, print, kind_for(arguments.model)).ready()
    reader = CountingReader(bundled) if bundled and not arguments.no_reader else None
    blend = blend_for(bundled.fingerprint) if bundled else None
    reads = arguments.read or [blend.passages if blend else 0]
    totals = {most: Counter[str]() for most in reads}
    for name in arguments.collections:
        cache = arguments.cache / (arguments.model or "bundled") / f"asked-{name}"
        rebuild = arguments.rebuild
        collection = Collection(arguments.folder, name, encoder, cache, rebuild=rebuild)
        for most, count in collection.ask(reader, reads, verbose=arguments.verbose).items():
            report(f"{name}, {most} read", count)
            totals[most].update(count)
    for most, total in totals.items():
        report(f"all, {most} read", total)


if __name__ == "__main__":
    main()
