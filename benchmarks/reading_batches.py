"""Pairs of question and passage in batches, as a reader is trained on them: nearly one length, few
shapes, the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.altered_questions import is_denied
from benchmarks.reading_pairs import ALTERED, CUT, FOUND, UNFITTING, Group, Pair
from retrieval.reading_input import ReadingInput, Sequencer

_BATCH_TOKENS = 7168
LONGEST = 208
_STEP = 16
# How often a negative of each kind is taken, where there is a choice.
_SHARES = {FOUND: 0.4, CUT: 0.2, ALTERED: 0.4}
# How often a pair is shown in each pass over the data.
_UNFITTING_TIMES = 2
# A "not" fits any question, and is soon learned: so often is it left in.
_DENIED_SHARE = 0.25
# What a changed question counts: some of them are answered all the same.
_ALTERED_WEIGHT = 0.7
_TITLELESS = 0.4
# Batches among which those of one length are sought.
_POOL = 32


@dataclass(frozen=True, slots=True)
class Row:
    """A sequence to learn from. ``before``: the row in the same batch that is to come before it,
    or -1."""

    given: ReadingInput
    pair: Pair
    weight: float
    before: int


class Batches:
    """Batches without end, the same ones for the same seed."""

    def __init__(self, found: Sequence[Group], sequencer: Sequencer, seed: int) -> None:
        self._groups, self._sequencer, self._seed = found, sequencer, seed

    def __iter__(self) -> Iterator[list[Row]]:
        turn = 0
        while True:
            yield from self._pass(random.Random(f"{self._seed} {turn}"))
            turn += 1

    def _pass(self, chooser: random.Random) -> Iterator[list[Row]]:
        order = [
            group
            for group in self._groups
            for _ in range(_UNFITTING_TIMES if group.pairs[0].kind == UNFITTING else 1)
        ]
        chooser.shuffle(order)
        pool: list[list[Row]] = []
        tokens = 0
        for group in order:
            pool.append(self._rows(group, chooser))
            tokens += sum(len(row.given.ids) for row in pool[-1])
            if tokens > _POOL * _BATCH_TOKENS:
                yield from _of_one_length(pool, chooser)
                pool, tokens = [], 0
        yield from _of_one_length(pool, chooser)

    def _rows(self, group: Group, chooser: random.Random) -> list[Row]:
        titled = chooser.random() >= _TITLELESS
        first, *others = group.pairs
        chosen = [first]
        others = [
            one
            for one in others
            if one.kind != ALTERED
            or not is_denied(one.question, first.question)
            or chooser.random() < _DENIED_SHARE
        ]
        if others:
            kinds = list(dict.fromkeys(one.kind for one in others))
            [kind] = chooser.choices(kinds, [_SHARES[one] for one in kinds])
            chosen.append(chooser.choice([one for one in others if one.kind == kind]))
        rows = []
        for number, pair in enumerate(chosen):
            weight = {FOUND: group.weight, ALTERED: _ALTERED_WEIGHT}.get(pair.kind, 1.0)
            given = sequence(self._sequencer, pair, titled=titled)
            rows.append(Row(given, pair, weight, 0 if number else -1))
        return rows


def sequence(sequencer: Sequencer, pair: Pair, *, titled: bool) -> ReadingInput:
    """The first window of a pair."""
    title = pair.title if titled else ""
    asked = sequencer.shortened(pair.question)
    return sequencer.sequences(asked, title, pair.text, pair.sentences)[0]


def _of_one_length(pool: list[list[Row]], chooser: random.Random) -> Iterator[list[Row]]:
    pool = sorted(pool, key=lambda rows: max(len(row.given.ids) for row in rows))
    batches: list[list[Row]] = []
    batch: list[Row] = []
    for rows in pool:
        _, longest = shape([row.given for row in rows])
        if batch and longest * (len(batch) + len(rows)) > _BATCH_TOKENS:
            batches.append(batch)
            batch = []
        first = len(batch)
        batch += [
            Row(row.given, row.pair, row.weight, first if row.before == 0 else -1) for row in rows
        ]
    if batch:
        batches.append(batch)
    chooser.shuffle(batches)
    yield from batches


def tensors(given: Sequence[ReadingInput]) -> tuple[Any, Any, Any, Any, int]:
    """Ids, mask, types and owners, each (batch, tokens), and the most sentences that one has. Empty
    rows at the end fill the batch up."""
    import torch

    rows, longest = shape(given)
    filled = np.zeros((4, rows, longest), np.int64)
    filled[1, :, 0] = 1  # a row that sees nothing would be no number
    filled[3] = -1
    for row, one in enumerate(given):
        filled[0, row, : len(one.ids)] = one.ids
        filled[1, row, : len(one.ids)] = 1
        filled[2, row, : len(one.ids)] = one.types
        filled[3, row, : len(one.ids)] = one.owners
    ids, mask, types, owners = map(torch.from_numpy, filled)
    return ids, mask, types, owners, int(filled[3].max()) + 1


def shape(given: Sequence[ReadingInput]) -> tuple[int, int]:
    """Rows and tokens of a batch, one of a few: for each shape, kernels are made anew."""
    longest = -(-max(len(one.ids) for one in given) // _STEP) * _STEP
    return max(len(given), _BATCH_TOKENS // longest), longest
