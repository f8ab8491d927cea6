# mypy: disable-error-code="import-not-found"
"""txtai's embeddings database, hybrid (vectors and BM25) and with the texts stored in it, each as
it comes: FAISS, its own BM25, SQLite."""

from collections.abc import Callable
from pathlib import Path

from txtai import Embeddings

from benchmarks.peers.protocol import MOST, Given, Search, serve


def build(folder: Path, given: Given) -> Callable[[list[str]], None]:
    """The model is loaded with the database."""
    embeddings = Embeddings(path=given["model"], hybrid=True, content=True)

    def index(texts: list[str]) -> None:
        embeddings.index(enumerate(texts))
        embeddings.save(str(folder))

    return index


def open_(folder: Path, _: Given) -> Search:
    """Which model it is, the saved database knows."""
    embeddings = Embeddings()
    embeddings.load(str(folder))

    def search(question: str) -> list[tuple[int, str]]:
        return [(int(one["id"]), one["text"]) for one in embeddings.search(question, MOST)]

    return search


if __name__ == "__main__":
    serve(build, open_, ("txtai", "faiss-cpu", "torch", "transformers"))
