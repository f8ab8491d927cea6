# mypy: disable-error-code="import-not-found"
"""Haystack's hybrid retrieval: the embedding retriever and BM25, joined by reciprocal rank fusion.

Its store is that of benchmarks/peers/haystack.py. The retrievers give ten each, as they come; the
joiner's default, to mix scores as they are, would let BM25 decide alone without the ranker that
its tutorial has behind it.
"""

from pathlib import Path

from haystack import Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersTextEmbedder,
)

from benchmarks.peers.haystack import FILE, PACKAGES, build
from benchmarks.peers.protocol import MOST, Given, Search, serve


def open_(folder: Path, given: Given) -> Search:
    """A pipeline of embedder, both retrievers and joiner."""
    store = InMemoryDocumentStore.load_from_disk(str(folder / FILE))
    embedder = SentenceTransformersTextEmbedder(model=given["model"], progress_bar=False)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=MOST)
    pipeline = Pipeline()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("near", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("worded", InMemoryBM25Retriever(store))
    pipeline.add_component("joiner", joiner)
    pipeline.connect("embedder.embedding", "near.query_embedding")
    pipeline.connect("near", "joiner")
    pipeline.connect("worded", "joiner")
    pipeline.warm_up()

    def search(question: str) -> list[tuple[int, str]]:
        found = pipeline.run({"embedder": {"text": question}, "worded": {"query": question}})
        return [(int(one.id), one.content) for one in found["joiner"]["documents"]]

    return search


if __name__ == "__main__":
    serve(build, open_, PACKAGES)
