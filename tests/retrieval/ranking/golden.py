"""Golden rankings: features and logits of a few questions, as they are meant to be.

    python -m tests.retrieval.ranking.golden

writes them again. Do so only where a change is meant to change answers, and look at the difference:
``golden.npz`` has, for each encoder, question and stage, the sentences and their values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from corpus.store.memory import MemoryStore
from retrieval.arrays import Floats
from retrieval.citation import Reference
from retrieval.index.build import build_index
from retrieval.index.index import Index
from retrieval.models.bert.preparation import prepare_bert
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.models.openvino.encoder import OpenVinoEncoder
from retrieval.models.openvino.precision import FLOAT32
from retrieval.query import QueryAnalyzer
from retrieval.ranking.features import CROSSES, FEATURES
from retrieval.ranking.follow_up import rank_follow_up
from retrieval.ranking.rank import Candidate, compute_features, in_order, rank, ranked_sentences
from retrieval.ranking.ranker import learned_ranker
from retrieval.ranking.reranker import rerank
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers import bundled
from retrieval.readers.export import prepare_reader
from retrieval.readers.openvino_reader import OpenVinoReader
from retrieval.readers.reader import Reader
from retrieval.turn import Link, Turn
from tests.fakes import BagOfWords, NumberReader, document

FILE = Path(__file__).with_name("golden.npz")
QUESTIONS = (
    "How many soldiers were killed near Kharkiv in May, and when?",
    "Who paid for the repair of the Sorrel bridge?",
    "Why was the ferry late?",
    "Wie viele Häuser wurden am Fluss zerstört?",
    "wool salt harbour",
)
# Each after the question before it.
FOLLOW_UPS = (
    ("How many passengers did the ferry to Sorrel carry last year?", "And in July?"),
    ("Who paid for the repair of the Sorrel bridge?", "Why did they pay?"),
)


def _paragraphs(cargo: str, *sentences: int) -> str:
    """Paragraphs of so many sentences of eleven words each."""
    return "\n\n".join(
        " ".join(f"Ship number {n} carried {n + 3} {cargo} over the sea." for n in range(many))
        for many in sentences
    )


_ARTICLES = {
    "The war": (
        "# Losses\n\nHow many soldiers were killed is unknown, and many soldiers ask how. "
        "The general spoke on Monday in Kharkiv. The brigade lost 300 soldiers near Kharkiv in "
        "May. He denied it. Why did nobody count?\n\n# Outlook\n\nThe spring will be hard."
    ),
    "The ferry to Sorrel": (
        "The ferry to Sorrel carried 412,000 passengers last year. In July it carried 70,000 of "
        "them. A ticket costs 14 pounds. Children pay half. It was late because of the storm."
    ),
    "The mail boat to Carrow": (
        "The mail boat to Carrow carried 3,000 passengers last year. In July it carried 900 of "
        "them. A ticket costs nine pounds. Children pay nothing."
    ),
    "The bridge": (
        "The Sorrel bridge was repaired in 2021. Joan Pratt, the engineer, asked who would pay. "
        "The county paid for the repair, since the town had no money. It cost 12 million pounds."
    ),
    "Das Hochwasser": (
        "Das Hochwasser kam in der Nacht. Am Fluss wurden 40 Häuser zerstört, sagte die Stadt. "
        "Die Brücke steht noch. Der Fluss war so hoch wie nie zuvor in diesem Jahrhundert."
    ),
    "Die Fähre": (
        "Die Fähre nach Sorrel war zu spät, weil der Sturm die Häuser am Hafen und die Fähre "
        "selbst beschädigt hatte. Nicht alle Fahrgäste haben das Haus am Hafen noch gesehen."
    ),
    "": "Rye flour makes a heavy loaf. In July the loaf is baked in the yard. Is it good?",
    "Roads": "The road near the bridge was closed in May. Many soldiers repaired the road.",
    "Salt": "Salt was carried over the river. The county taxed it until 1931. Nobody paid.",
    "Wool": "Many passengers wear wool in May. The ferry carries wool, salt and iron to Kharkiv.",
    # Long enough for several passages: a last paragraph of 22 words joins the one before it, one of
    # 33 does not.
    "The harbour": _paragraphs("barrels of salt", 7, 7, 2),
    "The quay": _paragraphs("bales of wool", 7, 3),
}


@dataclass(frozen=True, slots=True)
class Models:
    """An encoder, and readers to rerank with, by name."""

    name: str
    encoder: Encoder
    readers: dict[str, Reader]


class BlendedReader(NumberReader):
    """``NumberReader`` with the fingerprint that the learned blend is for."""

    fingerprint = bundled.fingerprint()


def fake_models() -> Models:
    readers: dict[str, Reader] = {"other": NumberReader(), "bundled": BlendedReader()}
    return Models("fake", BagOfWords(), readers)


def bundled_models(folder: Path) -> Models:
    """The models that ship, in float32 whatever the processor; ``folder`` is where they are
    prepared, which takes seconds."""
    files = find_model(None)
    prepare_bert(files.location, folder / "encoder", files.fingerprint)
    prepare_reader(files.location, bundled.WEIGHTS, folder / "reader", bundled.fingerprint())
    reader = OpenVinoReader(folder / "reader", bundled.fingerprint(), FLOAT32)
    encoder = OpenVinoEncoder(folder / "encoder", precision=FLOAT32)
    return Models("bundled", encoder, {"bundled": reader})


def rankings(models: Models) -> Iterator[tuple[str, Floats]]:
    """Names and values: of features, (sentences, 1 + features); of candidates, (candidates, 2). The
    first column is the sentence."""
    found = [
        document(text, f"{title}.txt", title=title or None) for title, text in _ARTICLES.items()
    ]
    store = MemoryStore(found)
    index = build_index(store.documents(), models.encoder, store.revision)
    analyzer = QueryAnalyzer.of(index, models.encoder)
    for number, question in enumerate(QUESTIONS):
        query, scope = analyzer.analyze(question), _scope(index, store, models)
        retrieved, table = compute_features(query, scope)
        sentences = np.concatenate([one.sentences for one in retrieved])
        # Without the last, which is 0 with these models.
        known = table[:, : FEATURES.index(CROSSES)]
        yield f"{models.name} {number} features", np.column_stack([sentences, known])
        candidates = in_order(ranked_sentences(retrieved, table, index.model))
        yield f"{models.name} {number} ranked", _values(candidates)
        for name, reader in models.readers.items():
            reranked = rerank(query, candidates, scope, reader)
            yield f"{models.name} {number} reranked, {name} reader", _values(reranked)
    for number, (first, second) in enumerate(FOLLOW_UPS):
        scope = _scope(index, store, models)
        best = rank(analyzer.analyze(first), scope)[:2]
        quotes = tuple(
            Reference(*index.document_of(one.passage), index.sentences.span(one.sentence))
            for one in best
        )
        turn = Turn(first, quotes, link=Link.REPLY)
        query = analyzer.analyze(second, turn)
        yield f"{models.name} {number} follow-up", _values(rank_follow_up(query, scope))


def _scope(index: Index, store: MemoryStore, models: Models) -> SearchScope:
    return SearchScope.of(index, store, scale=learned_ranker().scale_of(models.encoder))


def _values(candidates: list[Candidate]) -> Floats:
    """By sentence, so that two candidates with nearly equal logits may change places."""
    ordered = sorted((one.sentence, one.logit) for one in candidates)
    return np.array(ordered, np.float32)


def main() -> None:
    with TemporaryDirectory() as folder:
        models = [fake_models(), bundled_models(Path(folder))]
        values: dict[str, Any] = {name: one for each in models for name, one in rankings(each)}
    np.savez_compressed(FILE, **values)


if __name__ == "__main__":
    main()
