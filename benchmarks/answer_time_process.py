"""Answers questions from standard input, and times each. Run by answer_time.py as a file, with the
code of whichever version PYTHONPATH names; so it uses only what has long been there.

    answer_time_process.py FOLDER TEXTS

FOLDER keeps prepared models and the index. TEXTS: JSON of the texts and their titles.
"""

import hashlib
import json
import sys
import time
from pathlib import Path

from threadpoolctl import threadpool_limits

from corpus.observer import Observer
from corpus.store.collection import Collection
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.evaluation.question_sets import Context, documents
from retrieval.index.folder import IndexFolder
from retrieval.index.update import update_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from retrieval.readers.bundled import BundledReader


def main(folder: Path, texts: Path) -> None:
    models, data = folder / "models", folder / texts.stem
    encoder = EmbeddingModel(find_model(None, models), models, _note)
    if not data.exists():
        with Collection(data, writable=True) as collection, collection.change():
            given = zip(*json.loads(texts.read_text("utf-8")), strict=True)
            for document in documents([Context(text, title) for text, title in given]):
                collection.put(document)
    index = IndexFolder(data / "index")
    with Collection(data) as collection:
        update_index(index, collection, encoder, Observer(note=_note))
        reader = BundledReader(models, _note).ready()
        answerer = Answerer(collection, index.open(encoder.fingerprint), encoder, reader=reader)
        for line in sys.stdin:
            question = json.loads(line)
            wall, cpu = time.perf_counter(), time.process_time()
            answer = answerer.ask(question)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            found = {"wall": 1000 * wall, "cpu": 1000 * cpu, "answer": digest(answer)}
            print(json.dumps(found), flush=True)


def digest(answer: Answer) -> str:
    """A hash of all that is shown of an answer."""
    shown = [
        [
            (one.document.id, one.span, one.highlights, one.score, one.answer, len(one.also))
            for one in quotes
        ]
        for quotes in (answer.quotes, *(group.quotes for group in answer.groups))
    ]
    known = (answer.confidence, answer.outcome, answer.agreement, answer.sources, shown)
    return hashlib.sha256(repr(known).encode()).hexdigest()


def _note(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    # As in `pullquote`: numpy's threads would compete with the models'.
    with threadpool_limits(limits=1, user_api="blas"):
        main(Path(sys.argv[1]), Path(sys.argv[2]))
