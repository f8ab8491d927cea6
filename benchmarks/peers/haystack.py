# mypy: disable-error-code="import-not-found"
"""Haystack as its documentation has it: pipelines over an InMemoryDocumentStore.

The store is saved with ``save_to_disk`` and loaded with ``load_from_disk``, its own way to keep it
(JSON); questions go through an embedder and the embedding retriever. All else is as it comes.
"""

from collections.abc import Callable
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.peers.protocol import MOST, Given, Search, serve

FILE = "store.json"
PACKAGES = ("haystack-ai", "sentence-transformers-haystack", "sentence-transformers", "torch")


def build(folder: Path, given: Given) -> Callable[[list[str]], None]:
    """A pipeline of embedder and writer."""
    store = InMemoryDocumentStore()
    embedder = SentenceTransformersDocumentEmbedder(model=given["model"], progress_bar=False)
    pipeline = Pipeline()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("writer", DocumentWriter(document_store=store))
    pipeline.connect("embedder", "writer")
    pipeline.warm_up()

    def index(texts: list[str]) -> None:
        documents = [
            Document(id=str(number), content=text, meta={"number": number})
            for number, text in enumerate(texts)
        ]
        pipeline.run({"embedder": {"documents": documents}})
        store.save_to_disk(str(folder / FILE))

    return index


def open_(folder: Path, given: Given) -> Search:
    """A pipeline of embedder and retriever."""
    store = InMemoryDocumentStore.load_from_disk(str(folder / FILE))
    embedder = SentenceTransformersTextEmbedder(model=given["model"], progress_bar=False)
    pipeline = Pipeline()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=MOST))
    pipeline.connect("embedder.embedding", "retriever.query_embedding")
    pipeline.warm_up()

    def search(question: str) -> list[tuple[int, str]]:
        found = pipeline.run({"embedder": {"text": question}})
        return [(int(one.id), one.content) for one in found["retriever"]["documents"]]

    return search


if __name__ == "__main__":
    serve(build, open_, PACKAGES)
