"""The script that one would write first: sentence-transformers and FAISS, a vector a passage."""

import json
from collections.abc import Callable
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer

from benchmarks.peers.protocol import MOST, Given, Search, serve


def build(folder: Path, given: Given) -> Callable[[list[str]], None]:
    model = SentenceTransformer(given["model"])

    def index(texts: list[str]) -> None:
        vectors = model.encode(texts)
        found = faiss.IndexFlatIP(vectors.shape[1])
        found.add(vectors)
        faiss.write_index(found, str(folder / "index.faiss"))
        (folder / "texts.json").write_text(json.dumps(texts), "utf-8")

    return index


def open_(folder: Path, given: Given) -> Search:
    model = SentenceTransformer(given["model"])
    index = faiss.read_index(str(folder / "index.faiss"))
    texts = json.loads((folder / "texts.json").read_text("utf-8"))

    def search(question: str) -> list[tuple[int, str]]:
        _, found = index.search(model.encode([question]), MOST)
        return [(number, texts[number]) for number in found[0]]

    return search


if __name__ == "__main__":
    serve(build, open_, ("sentence-transformers", "faiss-cpu", "torch"))
