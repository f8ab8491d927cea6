"""Pullquote by the protocol of its peers, three times.

INPUT's ``depth`` says which: whole answers as ``Answerer.ask`` gives them, "ranked" ones, to which
the reader adds nothing, or search alone, the part that peers do too. ``titles`` are those of the
texts, and ``models`` is where prepared models are kept. The folder has the texts beside the index,
as a collection would.
"""

import json
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits

from benchmarks.peers.protocol import MOST, Given, Search, serve
from corpus.shelf import Shelf
from retrieval.answerer import Answerer
from retrieval.embedding_model import EmbeddingModel
from retrieval.encoder import Encoder
from retrieval.evaluation.question_sets import Context, documents
from retrieval.index import Index
from retrieval.index_folder import IndexFolder
from retrieval.indexing import build_index
from retrieval.model_files import find_model
from retrieval.own_reader import OwnReader
from retrieval.proposing import propose
from retrieval.ranking import READ

_INDEX, _TEXTS = "index", "texts.json"


def build(folder: Path, given: Given) -> Callable[[list[str]], None]:
    encoder = _encoder(given)
    encoder.encode_questions([""])  # loads it

    def index(texts: list[str]) -> None:
        shelf = _shelf(texts, given["titles"])
        made = build_index(shelf.documents(), encoder, shelf.revision)
        IndexFolder(folder / _INDEX).save(made)
        (folder / _TEXTS).write_text(json.dumps([texts, given["titles"]]), "utf-8")

    return index


def open_(folder: Path, given: Given) -> Search:
    encoder = _encoder(given)
    index = IndexFolder(folder / _INDEX).open(encoder.fingerprint)
    shelf = _shelf(*json.loads((folder / _TEXTS).read_text("utf-8")))
    reader = None
    if given["depth"] == "whole" and (reader := OwnReader(Path(given["models"]), print).ready()):
        reader.read("", [])  # loads it
    answerer = Answerer(shelf, index, encoder, reader=reader)

    def search(question: str) -> list[tuple[int, str]]:
        if given["depth"] != "search":
            # What ``ask`` does, and with it the documents that are ranked but not quoted.
            found = answerer.look(question).documents(MOST)
        else:
            found = search_alone(question, index, encoder)[:MOST]
        return [(int(one), text.text) for one in found if (text := shelf.get(one))]

    return search


def search_alone(question: str, index: Index, encoder: Encoder) -> list[str]:
    """The ids of the documents that both indexes propose for a question, best first: all that
    comes before anything is read closely."""
    [(vector, _)] = encoder.read_questions([question])
    proposals = propose(index, vector, index.terms(question), READ)
    return list(dict.fromkeys(index.document_of(one.passage)[0] for one in proposals))


def _encoder(given: Given) -> EmbeddingModel:
    models = Path(given["models"])
    return EmbeddingModel(find_model(None, models), models, print)


def _shelf(texts: list[str], titles: list[str | None]) -> Shelf:
    return Shelf(
        documents([Context(text, title) for text, title in zip(texts, titles, strict=True)])
    )


if __name__ == "__main__":
    # As `pullquote` starts: after each product, numpy's threads look out for the next one for a
    # tenth of a second, on the cores that the models need.
    with threadpool_limits(limits=1, user_api="blas"):
        serve(build, open_, ("pullquote", "openvino", "faiss-cpu", "tokenizers"))
