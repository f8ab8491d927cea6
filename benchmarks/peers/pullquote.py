"""Pullquote in the speed benchmark, at three depths.

INPUT's ``depth`` is "whole" (answers as ``Answerer.ask`` gives them), "ranked" (without the reader)
or "search" (retrieval only, the part that peers do too). ``titles`` are the texts' titles;
``models`` is the folder of prepared models. The folder keeps the texts beside the index, as a
collection does.
"""

import json
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits

from benchmarks.peers.protocol import MOST, Given, Search, serve
from corpus.store.memory import MemoryStore
from retrieval.answerer import Answerer
from retrieval.evaluation.question_sets import Context, documents
from retrieval.index.build import build_index
from retrieval.index.folder import IndexFolder
from retrieval.index.index import Index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.query import QueryAnalyzer
from retrieval.ranking.rank import RANKED_PASSAGES
from retrieval.ranking.retriever import retrieve
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.bundled import BundledReader

_INDEX, _TEXTS = "index", "texts.json"


def build(folder: Path, given: Given) -> Callable[[list[str]], None]:
    encoder = _encoder(given)
    encoder.encode_questions([""])  # loads it

    def index(texts: list[str]) -> None:
        store = _memory_store(texts, given["titles"])
        made = build_index(store.documents(), encoder, store.revision)
        IndexFolder(folder / _INDEX).save(made)
        (folder / _TEXTS).write_text(json.dumps([texts, given["titles"]]), "utf-8")

    return index


def open_(folder: Path, given: Given) -> Search:
    encoder = _encoder(given)
    index = IndexFolder(folder / _INDEX).open(encoder.fingerprint)
    store = _memory_store(*json.loads((folder / _TEXTS).read_text("utf-8")))
    reader = None
    if given["depth"] == "whole" and (
        reader := BundledReader(Path(given["models"]), print).ready()
    ):
        reader.read("", [])  # loads it
    answerer = Answerer(store, index, encoder, reader=reader)

    def search(question: str) -> list[tuple[int, str]]:
        if given["depth"] != "search":
            # As ``ask``, and the documents that are ranked but not quoted.
            found = answerer.search(answerer.analyze(question)).documents(MOST)
        else:
            found = retrieved_documents(question, index, store, encoder)[:MOST]
        return [(int(one), text.text) for one in found if (text := store.get(one))]

    return search


def retrieved_documents(
    question: str, index: Index, store: MemoryStore, encoder: Encoder
) -> list[str]:
    """The ids of the documents of the retrieved passages, best first: the search without ranking
    or reading."""
    analyzer = QueryAnalyzer.of(index, encoder)
    scope = SearchScope.of(index, store)
    retrieved = retrieve(analyzer.query(question), scope, RANKED_PASSAGES)
    return list(dict.fromkeys(index.document_of(one.passage)[0] for one in retrieved))


def _encoder(given: Given) -> EmbeddingModel:
    models = Path(given["models"])
    return EmbeddingModel(find_model(None, models), models, print)


def _memory_store(texts: list[str], titles: list[str | None]) -> MemoryStore:
    return MemoryStore(
        documents([Context(text, title) for text, title in zip(texts, titles, strict=True)])
    )


if __name__ == "__main__":
    # As in `pullquote`: after each product, numpy's threads spin for a tenth of a second on the
    # cores that the models need.
    with threadpool_limits(limits=1, user_api="blas"):
        serve(build, open_, ("pullquote", "openvino", "faiss-cpu", "tokenizers"))
