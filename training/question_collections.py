"""Question sets as indexed collections, shared by training and benchmarks."""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.document import Document
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from retrieval.answerer import Answerer
from retrieval.errors import IndexFault
from retrieval.evaluation.question_files import read_contexts, read_questions
from retrieval.evaluation.question_sets import Context, QuestionSet, documents
from retrieval.index.build import build_index
from retrieval.index.folder import IndexFolder
from retrieval.index.index import Index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.readers.bundled import BundledReader
from retrieval.readers.reader import Reader


class QuestionCollection:
    """One question set's passages (and distractors) as a collection, with its index."""

    def __init__(
        self, questions: QuestionSet, distractors: list[Context], encoder: Encoder, cache: Path
    ) -> None:
        self.set = questions
        contexts = questions.contexts + distractors
        self.texts = [one.text for one in contexts]
        self._encoder = encoder
        self.store = MemoryStore(documents(contexts))
        self.index = self._index(cache / questions.name)

    def _index(self, cache: Path) -> Index:
        folder = IndexFolder(cache)
        try:
            index = folder.open(self._encoder.fingerprint)
            if index.revision == self.store.revision:
                return index
        except IndexFault:
            pass
        folder.save(
            build_index(
                self.store.documents(),
                self._encoder,
                self.store.revision,
                observer=progress_observer(),
            )
        )
        return folder.open(self._encoder.fingerprint)

    def document(self, context: int) -> Document:
        """The document of a context; its id is the context's number."""
        found = self.store.get(str(context))
        if found is None:
            raise LookupError(f"no context {context}")
        return found

    def answerer(self, reader: Reader | None = None) -> Answerer:
        """Pullquote over this collection. Users have it with the bundled reader."""
        return Answerer(self.store, self.index, self._encoder, reader=reader)


def bundled_reader(cache: Path) -> Reader | None:
    """The bundled reader, prepared in the cache; None if it is not installed."""
    return BundledReader(cache / "models", print).ready()


def progress_observer() -> Observer:
    """Progress on one line of a terminal; silent if standard error is not a terminal."""
    if not sys.stderr.isatty():
        return Observer()
    return Observer(
        progress=lambda what, done, of: print(
            f"\r{what} {done}/{of} ", end="" if done < of else "\n", file=sys.stderr, flush=True
        )
    )


def parser(description: str | None) -> argparse.ArgumentParser:
    """Command-line options shared by training and the quality benchmarks."""
    options = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    options.add_argument("--squad", type=Path, required=True, help="SQuAD 2.0 JSON")
    options.add_argument("--nq", type=Path, required=True, help="JSON Lines of questions")
    options.add_argument("--distractors", type=Path, help="JSON Lines of passages")
    options.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    options.add_argument("--model", help="the embedding model; by default the bundled one")
    return options


def print_origin(arguments: argparse.Namespace) -> None:
    """Prints the commit and the data that the figures come from."""
    print(json.dumps(origin([arguments.squad, arguments.nq, arguments.distractors])))


def origin(files: Sequence[Path | None]) -> dict[str, Any]:
    """The commit ("unknown" outside a repository), and 12 digits of each file's SHA-256."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    ).stdout.strip()
    data = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files if path}
    return {"commit": commit or "unknown", "data": data}


def open_collections(arguments: argparse.Namespace) -> tuple[list[QuestionCollection], Encoder]:
    """SQuAD with the distractors, and NQ, both indexed; and the encoder."""
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(arguments.model, models), models, print)
    distractors = read_contexts(arguments.distractors) if arguments.distractors else []
    return [
        QuestionCollection(read_questions(arguments.squad), distractors, encoder, arguments.cache),
        QuestionCollection(read_questions(arguments.nq), [], encoder, arguments.cache),
    ], encoder
