"""BM25 engines compared: Pullquote's own, bm25s (memory-mapped), tantivy.

    python -m benchmarks.lexical FOLDER

FOLDER is a data folder left by `python -m benchmarks.growth`. All three get the same words of the
same passages, each in a process of its own. Measured are opening, the first question, the others,
resident memory, size on disk, and how many of the ten best by exhaustive scoring are found.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.growth_measures import resident
from retrieval.index.folder import IndexFolder
from retrieval.index.index import Index
from retrieval.index.lexical.lexical_index import LexicalIndex
from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.segment import Segment
from retrieval.models.model_files import find_model
from training.question_collections import origin

_MOST = 50
_QUESTIONS = 300
# From a question's words to the numbers of the passages found, best first.
Search = Callable[[Sequence[str]], NDArray[np.int64]]


def main() -> None:
    folder = Path(sys.argv[1])
    print(json.dumps(origin([])))
    part = _largest(folder).passages.words
    print(f"{len(part.postings):,} passages, {len(part.vocabulary):,} words")
    with tempfile.TemporaryDirectory() as scratch:
        queries = _questions(folder, part.vocabulary)
        index = LexicalIndex([part])
        exact = [np.sort(-index.scores(words))[:10] for words in queries]
        data = Path(scratch) / "questions.json"
        data.write_text(json.dumps([queries, [(-one).tolist() for one in exact]]))
        for name, build in BUILDERS.items():
            made = Path(scratch) / name
            started = time.perf_counter()
            build(folder, made)
            took = time.perf_counter() - started
            command = [
                sys.executable,
                "-m",
                "benchmarks.lexical",
                str(folder),
                name,
                str(made),
                str(data),
            ]
            found = subprocess.run(command, capture_output=True, text=True, check=False)
            print(f"{name}: built in {took:.0f} s, {found.stdout.strip() or found.stderr[-300:]}")


def _measure(folder: Path, name: str, made: Path, data: Path) -> None:
    queries, exact = json.loads(data.read_text())
    part = _largest(folder).passages.words
    reference = LexicalIndex([part])
    before = resident()
    started = time.perf_counter()
    search = OPENERS[name](folder, made)
    opened = time.perf_counter() - started
    times, found = [], []
    for words in queries:
        started = time.perf_counter()
        found.append(search(words))
        times.append(1000 * (time.perf_counter() - started))
    memory = resident() - before
    shares = []
    for words, rows, best in zip(queries, found, exact, strict=True):
        scores = reference.gains(words, rows[:10]).sum(axis=1)
        shares.append(np.count_nonzero(scores >= best[-1] * 0.999) / 10)
    size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
    print(
        f"open {1000 * opened:.0f} ms, first {times[0]:.1f} ms, p50 {np.median(times):.2f} ms, "
        f"p99 {np.percentile(times, 99):.2f} ms, resident +{memory:.0f} MiB, "
        f"disk {size / 2**20:.0f} MiB, of the ten best {np.mean(shares):.3f}"
    )


def _largest(folder: Path) -> Segment:
    fingerprint = find_model(None, folder / "models").fingerprint
    index: Index = IndexFolder(folder / "index").open(fingerprint)
    return max(index.segments, key=lambda one: len(one.passages))


def _questions(folder: Path, vocabulary: Vocabulary) -> list[list[str]]:
    """The words of the folder's questions that occur in the passages."""
    from retrieval.text.tokenizer import words

    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()[:_QUESTIONS]
    cut = [words(json.loads(line)["question"], "en") for line in lines]
    return [[one for one in some if vocabulary.number(one) is not None] for some in cut]


def _texts(postings: Postings) -> Iterator[list[int]]:
    """Word numbers of each passage, repeated as often as they occur."""
    word = np.repeat(np.arange(len(postings.starts) - 1), np.diff(postings.starts))
    word = np.repeat(word, postings.counts)
    owner = np.repeat(postings.texts, postings.counts)
    order = np.argsort(owner, kind="stable")
    ends = np.cumsum(np.bincount(owner, minlength=len(postings)))
    word, start = word[order], 0
    for end in ends.tolist():
        yield word[start:end].tolist()
        start = end


def _build_own(folder: Path, made: Path) -> None:
    part = _largest(folder).passages.words
    made.mkdir()
    part.postings.save(made / "words")
    part.vocabulary.save(made / "vocabulary")


def _open_own(_: Path, made: Path) -> Search:
    from retrieval.index.lexical.part import LexicalPart

    postings = Postings.open(made / "words")
    codes = np.broadcast_to(np.zeros(1, np.uint16), (len(postings),))
    part = LexicalPart(Vocabulary.open(made / "vocabulary"), postings, codes, ("en",))
    index = LexicalIndex([part])
    return lambda words: index.search(words, _MOST)


def _build_bm25s(folder: Path, made: Path) -> None:
    import bm25s

    part = _largest(folder).passages.words
    numbers = {word: number for number, word in enumerate(part.vocabulary.words)}
    engine: Any = bm25s.BM25()
    engine.index((list(_texts(part.postings)), numbers), show_progress=False)
    engine.save(made, show_progress=False)


def _open_bm25s(_: Path, made: Path) -> Search:
    import bm25s

    engine: Any = bm25s.BM25.load(made, mmap=True)

    def search(words: Sequence[str]) -> NDArray[np.int64]:
        rows, _ = engine.retrieve([list(words)], k=_MOST, show_progress=False, n_threads=0)
        found: NDArray[np.int64] = rows[0].astype(np.int64)
        return found

    return search


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("number", stored=True, fast=True)
    return builder.build()


def _build_tantivy(folder: Path, made: Path) -> None:
    import tantivy

    made.mkdir()
    part = _largest(folder).passages.words
    vocabulary = list(part.vocabulary.words)
    writer = tantivy.Index(_schema(), path=str(made)).writer(500_000_000, 2)
    for number, one in enumerate(_texts(part.postings)):
        text = " ".join(vocabulary[word] for word in one)
        writer.add_document(tantivy.Document(words=text, number=number))
    writer.commit()
    writer.wait_merging_threads()


def _open_tantivy(_: Path, made: Path) -> Search:
    import tantivy

    schema = _schema()
    index = tantivy.Index(schema, path=str(made))
    searcher = index.searcher()

    def search(words: Sequence[str]) -> NDArray[np.int64]:
        terms = [tantivy.Query.term_query(schema, "words", one, "freq") for one in words]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in terms])
        hits = searcher.search(query, _MOST, count=False).hits
        numbers = [searcher.doc(address)["number"][0] for _, address in hits]
        return np.array(numbers, np.int64)

    return search


BUILDERS = {"own": _build_own, "bm25s": _build_bm25s, "tantivy": _build_tantivy}
OPENERS = {"own": _open_own, "bm25s": _open_bm25s, "tantivy": _open_tantivy}

if __name__ == "__main__":
    if len(sys.argv) == 2:
        main()
    else:
        _measure(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
