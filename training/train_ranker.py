"""Learns the weights of retrieval/ranking/ranker.json.

    python -m training.train_ranker --squad FILE --nq FILE --distractors FILE --more FILE...

From the tuning halves of SQuAD and NQ, these once more in languages that no model knows
(training/cipher.py), and from all of ``--more`` (question sets in which every question has an
answer; of each, at most 700 passages). For each question the sentences that
Pullquote would read, and a null, are scored together; the loss is the negative log-probability of
those that hold the answer, plus half that of any of their passage; of the null, where the question
has no answer here. Each set counts alike, and unanswerable questions half as much as the others.

Deterministic but for the order in which floating-point sums are taken. Learned again from the same
samples with two other seeds, the reporting halves' passage R@1 differed by at most 0.005, and how
often the best sentence holds the answer by at most 0.011.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.question_files import read_questions
from retrieval.evaluation.question_sets import Question, QuestionSet
from retrieval.models.encoder import Encoder
from retrieval.ranking.features import FEATURES
from retrieval.ranking.ranker import WEIGHTS
from retrieval.ranking.score_scale import Anchors
from training.cipher import Script, enciphered_set
from training.null_loss import null_loss, platt
from training.question_collections import QuestionCollection, open_collections, origin, parser
from training.ranking_samples import ANSWERABLE, NEAR, Sample, samples

_UNITS = 16
_STEPS, _BATCH = 4000, 96
_LEARNING_RATE, _DECAY = 3e-3, 1e-3
# How much a question without an answer counts beside one that has one.
_NULL = 0.5
_MOST_QUESTIONS, _MOST_PASSAGES = 1600, 700
_DIGITS = 4


def collect(arguments: argparse.Namespace) -> tuple[list[Sample], Encoder]:
    """What is learned from, and the encoder that it is learned with."""
    benches, encoder = open_collections(arguments)
    squad, nq = benches
    asked = {squad: squad.set.tuning, nq: nq.set.tuning}
    halves = [_part(one.set, one.set.tuning, arguments.seed) for one in benches]
    sets = [
        *(enciphered_set(half, script) for half in halves for script in Script),
        *(
            _part(whole, whole.questions, arguments.seed)
            for whole in map(read_questions, arguments.more)
        ),
    ]
    for one in sets:
        more = QuestionCollection(one, [], encoder, arguments.cache)
        asked[more] = more.set.questions
    # Off-topic questions are those of another kind: what is asked of SQuAD is foreign to NQ.
    foreign = {bench: asked[squad if bench is nq else nq] for bench in asked}
    found: list[Sample] = []
    for bench, questions in asked.items():
        found += samples(
            bench,
            [one for one in foreign[bench] if one.answerable],
            questions,
            encoder,
            arguments.seed,
            _MOST_QUESTIONS,
        )
        print(f"{bench.set.name}: {len(found)} samples so far", flush=True)
    return found, encoder


def _part(whole: QuestionSet, asked: Sequence[Question], seed: int) -> QuestionSet:
    """Some of the passages that these questions of a set are about, with those questions."""
    numbers = sorted({one.context for one in asked if one.context is not None})
    chosen = sorted(random.Random(seed).sample(numbers, min(len(numbers), _MOST_PASSAGES)))
    place = {number: n for n, number in enumerate(chosen)}
    return QuestionSet(
        f"{whole.name}-{seed}",
        [whole.contexts[number] for number in chosen],
        [replace(one, context=place[one.context]) for one in asked if one.context in place],
    )


class _Batches:
    """Samples as padded tensors, drawn so that each set counts alike."""

    def __init__(self, found: Sequence[Sample], seed: int) -> None:
        usable = [
            one for one in found if len(one.table) and (one.gold.any() or one.kind != ANSWERABLE)
        ]
        tables = np.concatenate([one.table for one in usable])
        self.mean, self.scale = tables.mean(axis=0), tables.std(axis=0) + 1e-6
        self._sets: dict[str, tuple[list[Sample], list[Sample]]] = {}
        for one in usable:
            self._sets.setdefault(one.set, ([], []))[one.kind != ANSWERABLE].append(one)
        self._chooser = random.Random(seed)

    def draw(self) -> tuple[Any, Any, Any, Any, Any]:
        """Floats (batch, n, features); masks (batch, n) of what is there, is gold, is of the
        gold passage; weights (batch,)."""
        import torch

        share = _BATCH // len(self._sets) // 2
        batch = [
            one
            for kinds in self._sets.values()
            for kind in kinds
            for one in self._chooser.choices(kind, k=share)
        ]
        longest = max(len(one.table) for one in batch)
        table = np.zeros((len(batch), longest, len(FEATURES)), np.float32)
        masks = np.zeros((3, len(batch), longest), bool)
        for n, one in enumerate(batch):
            table[n, : len(one.table)] = (one.table - self.mean) / self.scale
            masks[0, n, : len(one.table)] = True
            masks[1, n, : len(one.table)] = one.gold
            masks[2, n, : len(one.table)] = one.gold_passage
        weights = torch.tensor([1.0 if one.gold.any() else _NULL for one in batch])
        return (torch.from_numpy(table), *map(torch.from_numpy, masks), weights)


def learn(found: Sequence[Sample], seed: int, steps: int = _STEPS) -> dict[str, Any]:
    """The weights, as they stand in ranker.json."""
    import torch

    torch.manual_seed(seed)
    batches = _Batches(found, seed)
    model = torch.nn.Sequential(
        torch.nn.Linear(len(FEATURES), _UNITS), torch.nn.Tanh(), torch.nn.Linear(_UNITS, 1)
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=_LEARNING_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _LEARNING_RATE, total_steps=steps)
    for step in range(steps):
        table, there, gold, gold_passage, weights = batches.draw()
        logits = model(table).squeeze(-1)
        loss = null_loss(logits, there, gold, gold_passage, weights)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 500 == 499:
            print(f"step {step + 1}: loss {float(loss.detach()):.3f}", flush=True)
    hidden, output = model[0], model[2]
    units = hidden.weight.detach().numpy()

    def rounded(values: NDArray[np.float32]) -> list[float]:
        return [round(float(value), _DIGITS) for value in values]

    return {
        "features": [
            {
                "feature": name,
                "mean": round(float(batches.mean[n]), 6),
                "scale": round(float(batches.scale[n]), 6),
                "units": rounded(units[:, n]),
            }
            for n, name in enumerate(FEATURES)
        ],
        "hidden_bias": rounded(hidden.bias.detach().numpy()),
        "output": rounded(output.weight.detach().numpy()[0]),
        "bias": round(float(output.bias.detach()[0]), _DIGITS),
    }


def fit_confidence(learned: dict[str, Any], found: Sequence[Sample], trusted: set[str]) -> None:
    """Adds the slope and offset that make the best sentence's logit a probability (Platt 1999).

    On ``trusted`` sets only: of others, many questions have answers beside the known one. Whole
    sets, and of each, answerable, unanswerable and off-topic questions in equal parts: that is
    what a confidence of one half is half of.
    """
    from retrieval.ranking.ranker import ranker_of

    ranker = ranker_of(learned | {"confidence": {"slope": 1.0, "offset": 0.0}})
    used = [
        one
        for one in found
        if one.set in trusted and not one.size and one.kind != NEAR and len(one.table)
    ]
    logits = [ranker.logits(one.table) for one in used]
    right = [bool(one.gold[each.argmax()]) for one, each in zip(used, logits, strict=True)]
    cells = [(one.set, one.kind) for one in used]
    counts = Counter(cells)
    learned["confidence"] = platt(
        [float(each.max()) for each in logits], right, [1000 / counts[cell] for cell in cells]
    )


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--more", type=Path, nargs="*", default=[], help="SQuAD 1.1 JSON")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = options.parse_args()
    found, encoder = collect(arguments)
    learned = learn(found, arguments.seed)
    learned["model"] = encoder.fingerprint
    learned["anchors"] = asdict(Anchors.of(encoder))
    fit_confidence(learned, found, {arguments.squad.stem, arguments.nq.stem})
    made = {
        "made_by": "python -m training.train_ranker",
        **origin([arguments.squad, arguments.nq, arguments.distractors, *arguments.more]),
        "seed": arguments.seed,
        "samples": len(found),
    }
    text = json.dumps({**made, **learned}, indent=1)
    arguments.out.write_text(_compact(text) + "\n", "utf-8")
    print(f"{arguments.out} written; confidence {learned['confidence']}")


def _compact(text: str) -> str:
    """Each list of numbers on one line."""
    import re

    return re.sub(r"\[[\s\d.,e-]+\]", lambda match: " ".join(match[0].split()), text)


if __name__ == "__main__":
    main()
