"""Evidence: are the sentences marked that bear on a question, a claim or a topic?

    python -m benchmarks.evidence FILE... [--limit 40]

Files of questions with the sentences of a passage that bear on them, as training/examples.py reads
them; only documents that the reader was kept from (``is_validation`` in training/train_reader.py).
Each is asked of its own document alone, and every sentence whose score reaches a threshold is
marked. Figures: the mean F1 over words of what is marked and what people marked. Each way has one
threshold for all sets: the best one on half of the titles; figures are of the other half. "First"
marks the best sentence alone. Sets marked ~ have only paragraphs or sections marked.
"""

import argparse
import random
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.document import Document, text_hash
from corpus.store.memory import MemoryStore
from retrieval.arrays import Floats
from retrieval.calibration import confidence
from retrieval.index.build import build_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.query import QueryAnalyzer
from retrieval.ranking.features import FEATURES
from retrieval.ranking.rank import rank
from retrieval.ranking.reranker import rerank
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import Reader
from retrieval.text.tokenizer import words
from training.examples import ROUGH_SETS, Example, TrainingDocument, read_examples
from training.question_collections import bundled_reader, origin
from training.train_reader import VALIDATION_TITLES, is_validation

WAYS = ("BM25", "cosine", "Pullquote, no reader", "Pullquote", "the reader's evidence")
_THRESHOLDS = np.concatenate([np.arange(0.002, 0.05, 0.004), np.arange(0.05, 1, 0.025)]).round(3)


@dataclass(frozen=True, slots=True)
class Scored:
    """A question's sentences, in their order in the document: their ``words``, counted.
    ``scores``: of each way, shape (sentences,); ``gold``: the words that people marked. ``fits``:
    whether thresholds are chosen by it, or it is judged."""

    set: str
    fits: bool
    words: tuple[Counter[str], ...]
    scores: Mapping[str, Floats]
    gold: Counter[str]

    @classmethod
    def of(
        cls,
        name: str,
        sentences: Sequence[str],
        scores: Mapping[str, Floats],
        gold: str,
        *,
        fits: bool,
    ) -> "Scored":
        counted = tuple(Counter(words(one)) for one in sentences)
        return cls(name, fits, counted, scores, Counter(words(gold)))

    def f1(self, way: str, threshold: float | None) -> float:
        """Of what the way marks; ``threshold`` None: the best sentence alone."""
        scores = self.scores[way]
        marked = scores >= (scores.max() if threshold is None else threshold)
        shown = Counter[str]()
        for number in np.flatnonzero(marked).tolist():
            shown.update(self.words[number])
        total = shown.total() + self.gold.total()
        return 2 * (shown & self.gold).total() / total if total else 0.0


def scored(one: Example, encoder: Encoder, reader: Reader) -> Scored | None:
    """The scores of the sentences that can be quoted; None where there are none."""
    document = Document(
        id="0",
        source="0",
        sha256=text_hash(one.document.text),
        added="",
        text=one.document.text,
        title=one.document.title or None,
        language=one.document.language,
    )
    store = MemoryStore([document])
    index = build_index(store.documents(), encoder, store.revision)
    scope = SearchScope.of(index, store, None)
    query = QueryAnalyzer.of(index, encoder).query(one.question)
    ranked = sorted(rank(query, scope), key=lambda each: each.sentence)
    if not ranked:
        return None
    read = {each.sentence: each for each in rerank(query, rank(query, scope), scope, reader)}
    again = [read[each.sentence] for each in ranked]
    spans = [index.sentences.span(each.sentence) for each in ranked]
    table = np.array([each.features for each in ranked])
    evidence = sorted(one.evidence, key=lambda span: span.start)
    own = {name: table[:, FEATURES.index(name)] for name in ("bm25", "similarity")}
    return Scored.of(
        one.set,
        [span.of(document.text) for span in spans],
        {
            "BM25": own["bm25"],
            "cosine": own["similarity"],
            "Pullquote, no reader": np.array([confidence(each.logit) for each in ranked]),
            "Pullquote": np.array([confidence(each.logit) for each in again]),
            "the reader's evidence": np.array([each.evidence or 0.0 for each in again]),
        },
        " ".join(span.of(document.text) for span in evidence),
        fits=_title_sum(one.document) // VALIDATION_TITLES % 2 == 0,
    )


def _title_sum(document: TrainingDocument) -> int:
    return zlib.crc32((document.title or document.text).encode())


def means(found: Sequence[Scored], way: str, threshold: float | None) -> dict[str, float]:
    """The mean F1 of each set."""
    by_set: dict[str, list[float]] = {}
    for one in found:
        by_set.setdefault(one.set, []).append(one.f1(way, threshold))
    return {name: float(np.mean(each)) for name, each in by_set.items()}


def best_threshold(found: Sequence[Scored], way: str) -> float:
    """The one with the highest mean over the sets."""

    def mean(threshold: float) -> float:
        return float(np.mean(list(means(found, way, threshold).values())))

    return max((float(one) for one in _THRESHOLDS), key=mean)


def print_table(found: Sequence[Scored]) -> None:
    """A line for each way and kind of threshold, a column for each set."""
    fitting = [one for one in found if one.fits]
    judged = [one for one in found if not one.fits]
    names = sorted({one.set for one in judged})
    rough = {one.set for one in judged} & set(ROUGH_SETS)
    counts = {name: sum(one.set == name for one in judged) for name in names}
    heads = "".join(f"{_short(name, rough):>11}" for name in names)
    print(f"{'':30}{'from':>7}{'mean':>7}{heads}")
    print(f"{'questions':30}{'':14}" + "".join(f"{counts[name]:11}" for name in names))
    for way in WAYS:
        for threshold in (best_threshold(fitting, way), None):
            of_sets = means(judged, way, threshold)
            name = f"{way}, first" if threshold is None else way
            said = "" if threshold is None else f"{threshold:.3f}"
            print(
                f"{name:30}{said:>7}{np.mean(list(of_sets.values())):7.3f}"
                + "".join(f"{of_sets[each]:11.3f}" for each in names)
            )


def _short(name: str, rough: set[str]) -> str:
    return (f"~{name}" if name in rough else name)[:10]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("files", type=Path, nargs="+")
    options.add_argument("--limit", type=int, help="questions of each set at most, drawn at random")
    options.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    arguments = options.parse_args()
    print(origin(arguments.files))
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(None, models), models, print)
    reader = bundled_reader(arguments.cache)
    if reader is None:
        raise SystemExit("the bundled reader is not installed")
    found = []
    for path in arguments.files:
        kept = [one for one in read_examples(path) if is_validation(one) and one.answerable]
        asked = random.Random(0).sample(kept, min(len(kept), arguments.limit or len(kept)))
        found += [each for one in asked if (each := scored(one, encoder, reader)) is not None]
        print(f"{path.name}: {len(asked)} of {len(kept)}", flush=True)
    print_table(found)


if __name__ == "__main__":
    main()
