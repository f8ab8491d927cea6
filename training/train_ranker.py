"""Trains the ranker that ships: retrieval/ranking/ranker.json.

    python -m training.train_ranker --squad FILE --nq FILE --distractors FILE --more FILE...

The data are the tuning halves of SQuAD and NQ, the same in languages that no model knows
(training/cipher.py), and all of ``--more`` (question sets in which every question has an answer; at
most 700 passages of each). The sentences that Pullquote ranks for a question are scored together
with a null (training/null_loss.py). Each set has the same weight, and unanswerable questions half
the weight of the others.

Deterministic up to the order of floating-point sums. Trained on the same samples with two other
seeds, passage R@1 on the reporting halves differed by at most 0.005, and the share of best
sentences that hold the answer by at most 0.011.
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
# Weight of a question without an answer.
_NULL = 0.5
_MOST_QUESTIONS, _MOST_PASSAGES = 1600, 700
_DIGITS = 4


def collect(arguments: argparse.Namespace) -> tuple[list[Sample], Encoder]:
    """The training samples, and the encoder that computed them."""
    collections, encoder = open_collections(arguments)
    squad, nq = collections
    questions = {squad: squad.set.tuning, nq: nq.set.tuning}
    halves = [part(one.set, one.set.tuning, arguments.seed) for one in collections]
    sets = [
        *(enciphered_set(half, script) for half in halves for script in Script),
        *(
            part(whole, whole.questions, arguments.seed)
            for whole in map(read_questions, arguments.more)
        ),
    ]
    for one in sets:
        more = QuestionCollection(one, [], encoder, arguments.cache)
        questions[more] = more.set.questions
    # Off-topic questions for a set come from the other of SQuAD and NQ.
    foreign = {one: questions[squad if one is nq else nq] for one in questions}
    found: list[Sample] = []
    for collection, own in questions.items():
        found += samples(
            collection,
            [one for one in foreign[collection] if one.answerable],
            own,
            encoder,
            arguments.seed,
            _MOST_QUESTIONS,
        )
        print(f"{collection.set.name}: {len(found)} samples so far", flush=True)
    return found, encoder


def part(
    whole: QuestionSet, questions: Sequence[Question], seed: int, most: int = _MOST_PASSAGES
) -> QuestionSet:
    """A sample of the contexts that these questions are about, with those questions."""
    numbers = sorted({one.context for one in questions if one.context is not None})
    chosen = sorted(random.Random(seed).sample(numbers, min(len(numbers), most)))
    place = {number: n for n, number in enumerate(chosen)}
    return QuestionSet(
        f"{whole.name}-{seed}",
        [whole.contexts[number] for number in chosen],
        [replace(one, context=place[one.context]) for one in questions if one.context in place],
    )


class _Batches:
    """Samples as padded tensors, drawn so that each set has the same weight."""

    def __init__(self, found: Sequence[Sample], seed: int) -> None:
        self._width = found[0].table.shape[1]
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
        """Features (batch, n, features); masks (batch, n) of present, gold and gold-passage
        sentences; weights (batch,)."""
        import torch

        share = _BATCH // len(self._sets) // 2
        batch = [
            one
            for kinds in self._sets.values()
            for kind in kinds
            if kind
            for one in self._chooser.choices(kind, k=share)
        ]
        longest = max(len(one.table) for one in batch)
        table = np.zeros((len(batch), longest, self._width), np.float32)
        masks = np.zeros((3, len(batch), longest), bool)
        for n, one in enumerate(batch):
            table[n, : len(one.table)] = (one.table - self.mean) / self.scale
            masks[0, n, : len(one.table)] = True
            masks[1, n, : len(one.table)] = one.gold
            masks[2, n, : len(one.table)] = one.gold_passage
        weights = torch.tensor([1.0 if one.gold.any() else _NULL for one in batch])
        return (torch.from_numpy(table), *map(torch.from_numpy, masks), weights)


def learn(
    found: Sequence[Sample],
    seed: int,
    steps: int = _STEPS,
    names: Sequence[str] = FEATURES,
    units: int = _UNITS,
    decay: float = _DECAY,
) -> dict[str, Any]:
    """The weights of a scoring network over features with these names, as they are written."""
    import torch

    torch.manual_seed(seed)
    batches = _Batches(found, seed)
    model = torch.nn.Sequential(
        torch.nn.Linear(len(names), units), torch.nn.Tanh(), torch.nn.Linear(units, 1)
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=_LEARNING_RATE, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _LEARNING_RATE, total_steps=steps)
    for step in range(steps):
        table, present, gold, gold_passage, weights = batches.draw()
        logits = model(table).squeeze(-1)
        loss = null_loss(logits, present, gold, gold_passage, weights)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 500 == 499:
            print(f"step {step + 1}: loss {float(loss.detach()):.3f}", flush=True)
    hidden, output = model[0], model[2]
    weights_in = hidden.weight.detach().numpy()

    def rounded(values: NDArray[np.float32]) -> list[float]:
        return [round(float(value), _DIGITS) for value in values]

    return {
        "features": [
            {
                "feature": name,
                "mean": round(float(batches.mean[n]), 6),
                "scale": round(float(batches.scale[n]), 6),
                "units": rounded(weights_in[:, n]),
            }
            for n, name in enumerate(names)
        ],
        "hidden_bias": rounded(hidden.bias.detach().numpy()),
        "output": rounded(output.weight.detach().numpy()[0]),
        "bias": round(float(output.bias.detach()[0]), _DIGITS),
    }


def fit_confidence(learned: dict[str, Any], found: Sequence[Sample], trusted: set[str]) -> None:
    """Adds the slope and offset that make the best sentence's logit a probability (Platt 1999).

    Fitted to ``trusted`` sets only, because many questions of other sets have answers beside the
    known one; to whole sets; and to answerable, unanswerable and off-topic questions in equal
    parts, which is the mixture that a confidence refers to.
    """
    from retrieval.ranking.ranker import ranker_of

    ranker = ranker_of(learned | {"confidence": {"slope": 1.0, "offset": 0.0}})
    used = [
        one
        for one in found
        if one.set in trusted and not one.size and one.kind != NEAR and len(one.table)
    ]
    logits = [ranker.network.logits(one.table) for one in used]
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
    arguments.out.write_text(compact(text) + "\n", "utf-8")
    print(f"{arguments.out} written; confidence {learned['confidence']}")


def compact(text: str) -> str:
    """Each list of numbers on one line."""
    import re

    return re.sub(r"\[[\s\d.,e-]+\]", lambda match: " ".join(match[0].split()), text)


if __name__ == "__main__":
    main()
