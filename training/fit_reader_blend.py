"""Learns how much the reader's word counts beside the ranker's: retrieval/ranking/reader_blend.json.

    python -m training.fit_reader_blend --squad FILE --nq FILE [--distractors FILE]

From the ends of the tuning halves that the reader was not trained on (training/train_reader.py),
asked of their whole sets, with questions of the other set, and, of a part of them, with their own
passage taken away. Loss and kinds of question are those of training/train_ranker.py.
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
from training.train_reader import held

_STEPS, _RATE, _DECAY = 3000, 0.02, 1e-3
_NULL = 0.5
_NEAR_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Read:
    """A question that was read: signals (n, signals) of its candidates; which hold the answer, and
    which are of its document; the passage of each."""

    set: str
    kind: str
    table: Doubles
    gold: NDArray[np.bool_]
    gold_passage: NDArray[np.bool_]
    passages: NDArray[np.int64]


def read_all(
    bench: QuestionCollection,
    other: QuestionCollection,
    encoder: Encoder,
    reader: Reader,
    seed: int,
) -> Iterator[Read]:
    """What is read of one set's kept questions, and of another's, asked of it."""
    chooser = random.Random(seed)
    own, foreign = held(bench.set), [one for one in held(other.set) if one.answerable]
    for question in own:
        kind = ANSWERABLE if question.answerable else UNANSWERABLE
        yield from _read(bench, question, kind, encoder, reader)
        if question.answerable and chooser.random() < _NEAR_SHARE:
            yield from _read(bench, question, NEAR, encoder, reader)
    for question in foreign:
        yield from _read(bench, question, OFF_TOPIC, encoder, reader)


def _read(
    bench: QuestionCollection, question: Question, kind: str, encoder: Encoder, reader: Reader
) -> Iterator[Read]:
    index, selection = bench.index, None
    if kind == NEAR:
        selection = index.only(np.array([n != question.context for n in range(len(bench.texts))]))
    scope = SearchScope.of(index, bench.store, selection)
    analyzer = QueryAnalyzer.of(index, encoder)
    query = analyzer.query(question.text)
    candidates = rank(query, scope)
    # Those too that would not be read for being far behind: so it does not matter which reader is
    # the one whose share is known.
    read = read_passages(query, best_passages(candidates), scope, reader)
    known = [one for one in candidates if one.sentence in read]
    if not known:
        return
    own = np.array([int(index.document_of(one.passage)[0]) == question.context for one in known])
    own &= kind == ANSWERABLE
    spans = index.sentences.spans(np.array([one.sentence for one in known])).tolist()
    inside = [any(start < b and a < end for a, b in question.places) for start, end in spans]
    table = blend_signals(known, [read[one.sentence] for one in known])
    passages = np.array([one.passage for one in known])
    yield Read(bench.set.name, kind, table, own & np.array(inside), own, passages)


def fit(found: Sequence[Read], seed: int, steps: int = _STEPS) -> dict[str, Any]:
    """Weights, bias, slope and offset."""
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
    there, gold, gold_passage = map(torch.from_numpy, masks)
    layer = torch.nn.Linear(len(SIGNALS), 1)
    optimizer = torch.optim.AdamW(layer.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps)
    for _ in range(steps):
        loss = null_loss(layer(given).squeeze(-1), there, gold, gold_passage, weights)
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


def _confidence(found: Sequence[Read], weights: Doubles, bias: float) -> dict[str, float]:
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


def collect(arguments: argparse.Namespace) -> tuple[list[Read], str]:
    """What is fitted to, and the reader's fingerprint."""
    benches, encoder = open_collections(arguments)
    reader = BundledReader(arguments.cache / "models", print)
    found: list[Read] = []
    for bench, other in zip(benches, benches[::-1], strict=True):
        found += read_all(bench, other, encoder, reader, arguments.seed)
        print(f"{bench.set.name}: {len(found)} questions so far", flush=True)
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
