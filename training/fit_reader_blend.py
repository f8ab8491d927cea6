"""Fits the weights of the reader beside the ranker: retrieval/ranking/reader_blend.json.

    python -m training.fit_reader_blend --squad FILE --nq FILE [--distractors FILE]

The questions are the validation questions of the tuning halves, which the reader was not trained on
(training/train_reader.py). They are asked of their whole sets; off-topic questions come from the
other set, and some are asked again without their own passage. The loss and the kinds of question
are those of training/train_ranker.py.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Doubles
from retrieval.evaluation.question_sets import Question
from retrieval.models.encoder import Encoder
from retrieval.query import QueryAnalyzer
from retrieval.ranking.rank import rank
from retrieval.ranking.reader_blend import LEARNED, SIGNALS, blend_signals
from retrieval.ranking.reranker import best_passages, read_passages
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.bundled import BundledReader
from retrieval.readers.reader import Reader
from training.null_loss import null_loss, platt
from training.question_collections import QuestionCollection, open_collections, origin, parser
from training.ranking_samples import ANSWERABLE, NEAR, OFF_TOPIC, UNANSWERABLE
from training.train_reader import validation_questions

_STEPS, _RATE, _DECAY = 3000, 0.02, 1e-3
_NULL = 0.5
_NEAR_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question whose candidates the reader has read.

    Of n candidates: ``table`` (n, signals), ``gold`` (n,) whether it holds the answer,
    ``gold_passage`` (n,) whether it is in the answer's document, ``passages`` (n,) its passage.
    """

    set: str
    kind: str
    table: Doubles
    gold: NDArray[np.bool_]
    gold_passage: NDArray[np.bool_]
    passages: NDArray[np.int64]


def read_validation_questions(
    collection: QuestionCollection,
    other: QuestionCollection,
    encoder: Encoder,
    reader: Reader,
    seed: int,
) -> Iterator[ReadQuestion]:
    """The validation questions of one set, and those of another, asked of the one."""
    chooser = random.Random(seed)
    own, foreign = (
        validation_questions(collection.set),
        [one for one in validation_questions(other.set) if one.answerable],
    )
    for question in own:
        kind = ANSWERABLE if question.answerable else UNANSWERABLE
        yield from _read_question(collection, question, kind, encoder, reader)
        if question.answerable and chooser.random() < _NEAR_SHARE:
            yield from _read_question(collection, question, NEAR, encoder, reader)
    for question in foreign:
        yield from _read_question(collection, question, OFF_TOPIC, encoder, reader)


def _read_question(
    collection: QuestionCollection, question: Question, kind: str, encoder: Encoder, reader: Reader
) -> Iterator[ReadQuestion]:
    index, selection = collection.index, None
    if kind == NEAR:
        selection = index.only(
            np.array([n != question.context for n in range(len(collection.texts))])
        )
    scope = SearchScope.of(index, collection.store, selection)
    query = QueryAnalyzer.of(index, encoder).query(question.text)
    candidates = rank(query, scope)
    # Including passages that are skipped in use for being far behind, so that the fit does not
    # depend on that limit.
    read = read_passages(query, best_passages(candidates), scope, reader)
    kept = [one for one in candidates if one.sentence in read]
    if not kept:
        return
    own = np.array([int(index.document_of(one.passage)[0]) == question.context for one in kept])
    own &= kind == ANSWERABLE
    spans = index.sentences.spans(np.array([one.sentence for one in kept])).tolist()
    inside = [any(start < b and a < end for a, b in question.places) for start, end in spans]
    table = blend_signals(kept, [read[one.sentence] for one in kept])
    passages = np.array([one.passage for one in kept])
    yield ReadQuestion(collection.set.name, kind, table, own & np.array(inside), own, passages)


def fit(found: Sequence[ReadQuestion], seed: int, steps: int = _STEPS) -> dict[str, Any]:
    """The content of the file: weights, bias, and the slope and offset of the confidence."""
    import torch

    torch.manual_seed(seed)
    usable = [one for one in found if one.kind != ANSWERABLE or one.gold.any()]
    tables = np.concatenate([one.table for one in usable])
    mean, scale = tables.mean(axis=0), tables.std(axis=0) + 1e-6
    longest = max(len(one.table) for one in usable)
    table = np.zeros((len(usable), longest, len(SIGNALS)), np.float32)
    masks = np.zeros((3, len(usable), longest), bool)
    for n, one in enumerate(usable):
        table[n, : len(one.table)] = (one.table - mean) / scale
        masks[0, n, : len(one.table)] = True
        masks[1, n, : len(one.table)] = one.gold
        masks[2, n, : len(one.table)] = one.gold_passage
    counts = Counter((one.set, one.kind) for one in usable)
    weights = torch.tensor(
        [(1.0 if one.gold.any() else _NULL) / counts[one.set, one.kind] for one in usable]
    )
    given = torch.from_numpy(table)
    present, gold, gold_passage = map(torch.from_numpy, masks)
    layer = torch.nn.Linear(len(SIGNALS), 1)
    optimizer = torch.optim.AdamW(layer.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps)
    for _ in range(steps):
        loss = null_loss(layer(given).squeeze(-1), present, gold, gold_passage, weights)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    standard = layer.weight.detach().numpy()[0].astype(np.float64)
    own = standard / scale
    bias = float(layer.bias.detach()[0]) - float(own @ mean)
    print(f"loss {float(loss.detach()):.4f}")
    return {
        "weights": {name: round(float(own[n]), 6) for n, name in enumerate(SIGNALS)},
        "bias": round(bias, 6),
        **_confidence(found, own, bias),
    }


def _confidence(found: Sequence[ReadQuestion], weights: Doubles, bias: float) -> dict[str, float]:
    """The slope and offset that make the best candidate's logit a probability (Platt 1999), over
    answerable, unanswerable and off-topic questions in equal parts."""
    used = [one for one in found if one.kind != NEAR]
    scores = [one.table @ weights + bias for one in used]
    counts = Counter((one.set, one.kind) for one in used)
    return platt(
        [float(each.max()) for each in scores],
        [bool(one.gold[each.argmax()]) for one, each in zip(used, scores, strict=True)],
        [1000 / counts[one.set, one.kind] for one in used],
    )


def collect(arguments: argparse.Namespace) -> tuple[list[ReadQuestion], str]:
    """The questions to fit to, and the reader's fingerprint."""
    collections, encoder = open_collections(arguments)
    reader = BundledReader(arguments.cache / "models", print)
    found: list[ReadQuestion] = []
    for collection, other in zip(collections, collections[::-1], strict=True):
        found += read_validation_questions(collection, other, encoder, reader, arguments.seed)
        print(f"{collection.set.name}: {len(found)} questions so far", flush=True)
    return found, reader.fingerprint


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, default=LEARNED)
    arguments = options.parse_args()
    found, fingerprint = collect(arguments)
    made = {
        "made_by": "python -m training.fit_reader_blend",
        **origin([arguments.squad, arguments.nq, arguments.distractors]),
        "questions": len(found),
        "fingerprint": fingerprint,
        **fit(found, arguments.seed),
    }
    arguments.out.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    print(arguments.out.read_text("utf-8"))


if __name__ == "__main__":
    main()
