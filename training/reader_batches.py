"""Training batches of question–passage pairs: similar lengths, few shapes, fixed by the seed.

A batch is made of couples (``couples.py``).
"""

import dataclasses
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.readers.input import ReaderInput, Sequencer
from training.couples import Couples
from training.reader_pairs import (
    ALTERED,
    ANSWERS,
    FOUND,
    Group,
    Pair,
)
from training.synonyms import Synonyms

BATCH_TOKENS = 7168
LONGEST = 256
_STEP = 16
# Weight of an altered pair: some altered questions are still answered. Of a found one where it is
# not known what the answer's words are.
_ALTERED_WEIGHT, _FOUND_WEIGHT = 0.7, 0.5
_TITLELESS = 0.3
# How often each set's questions are shown in a pass; 1 for sets that are not named. Sets whose
# questions follow few patterns, or that were learned from before, less often.
_TIMES = {
    "squadshifts-new_wiki": 0.15,
    "squadshifts-reddit": 0.2,
    "squadshifts-amazon_reviews": 0.15,
    "nq-dev": 3.0,
    "squad2-dev-half": 1.0,
    "aws-headings": 0.5,
    "boolq": 0.8,
    "condaqa": 2.0,
    "csabstruct": 0.12,
    "fever": 0.4,
    "medquad": 0.7,
    "multispanqa": 2.0,
    "qmsum": 0.5,
    "quotesum": 3.0,
    "written_questions": 5.0,
    "invented": 24.0,
    "foreign_questions": 15.0,
    "language_questions": 40.0,
}
# Batches' worth of tokens that are sorted by length together.
_POOL = 32


@dataclass(frozen=True, slots=True)
class Row:
    """One training sequence. ``starts``, ``ends``: the tokens at which an answer starts, and ends
    (none: it does not answer, or the window does not hold the answer); ``before``: the row of the
    batch that should score higher than this one, or -1."""

    given: ReaderInput
    pair: Pair
    weight: float
    before: int
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @property
    def gold(self) -> tuple[int, ...]:
        """The sentences that answer, of those in the window."""
        last = int(self.given.owners.max(initial=-1))
        return tuple(one for one in self.pair.gold if one <= last)


class Batches:
    """Endless batches, the same for the same seed. ``titleless``: the share of couples that are
    shown without their title; ``synonyms``: for questions in other words."""

    def __init__(
        self,
        found: Sequence[Group],
        sequencer: Sequencer,
        seed: int,
        titleless: float = _TITLELESS,
        synonyms: Synonyms | None = None,
    ) -> None:
        self._answered = [one for one in found if one.pairs[0].kind == ANSWERS]
        self._sequencer, self._seed = sequencer, seed
        self._titleless = titleless
        self._couples = Couples(found, synonyms)

    def __iter__(self) -> Iterator[list[Row]]:
        turn = 0
        while True:
            yield from self._pass(random.Random(f"{self._seed} {turn}"))
            turn += 1

    def _pass(self, chooser: random.Random) -> Iterator[list[Row]]:
        order = []
        for group in self._answered:
            times = _TIMES.get(group.set, 1.0)
            order += [group] * (int(times) + (chooser.random() < times % 1))
        chooser.shuffle(order)
        pool: list[list[Row]] = []
        tokens = 0
        for group in order:
            pool.append(self._rows(group, chooser))
            tokens += sum(len(row.given.ids) for row in pool[-1])
            if tokens > _POOL * BATCH_TOKENS:
                yield from _by_length(pool, chooser)
                pool, tokens = [], 0
        yield from _by_length(pool, chooser)

    def _rows(self, group: Group, chooser: random.Random) -> list[Row]:
        titled = chooser.random() >= self._titleless
        rows = []
        for number, pair in enumerate(self._couples.of(group, chooser)):
            weight = 1.0
            if pair.kind == ALTERED:
                weight = _ALTERED_WEIGHT
            elif pair.kind == FOUND and not group.answer:
                weight = _FOUND_WEIGHT
            given = sequence(self._sequencer, pair, titled=titled)
            starts, ends = _answer_tokens(self._sequencer, pair, given, titled=titled)
            rows.append(Row(given, pair, weight, 0 if number else -1, starts, ends))
        return rows


def _answer_tokens(
    sequencer: Sequencer, pair: Pair, given: ReaderInput, *, titled: bool
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first and the last tokens of the pair's answers in the window. Where only sentences are
    known, any of their tokens may be the first or last."""
    if not pair.gold:
        return (), ()
    if not pair.answers:
        inside = tuple(np.flatnonzero(np.isin(given.owners, pair.gold)).tolist())
        return inside, inside
    question = sequencer.shortened(pair.question)
    title = pair.title if titled else ""
    apart = [one for n, one in enumerate(sorted(set(pair.answers)))]
    starts, ends = [], []
    for answer in apart[:4]:
        owners = sequencer.sequences(question, title, pair.text, [answer])[0].owners
        places = np.flatnonzero((owners == 0) & np.isin(given.owners, pair.gold))
        if len(places):
            starts.append(int(places[0]))
            ends.append(int(places[-1]))
    return tuple(starts), tuple(ends)


def sequence(sequencer: Sequencer, pair: Pair, *, titled: bool) -> ReaderInput:
    """The first window of a pair as model input."""
    title = pair.title if titled else ""
    question = sequencer.shortened(pair.question)
    return sequencer.sequences(question, title, pair.text, pair.sentences)[0]


def _by_length(pool: list[list[Row]], chooser: random.Random) -> Iterator[list[Row]]:
    pool = sorted(pool, key=lambda rows: max(len(row.given.ids) for row in rows))
    batches: list[list[Row]] = []
    batch: list[Row] = []
    for rows in pool:
        _, longest = shape([row.given for row in rows])
        if batch and longest * (len(batch) + len(rows)) > BATCH_TOKENS:
            batches.append(batch)
            batch = []
        first = len(batch)
        batch += [dataclasses.replace(row, before=first if row.before == 0 else -1) for row in rows]
    if batch:
        batches.append(batch)
    chooser.shuffle(batches)
    yield from batches


def tensors(given: Sequence[ReaderInput]) -> tuple[Any, Any, Any, Any, int]:
    """Ids, mask, types and owners, each (batch, tokens), and the largest number of sentences in a
    row. Empty rows pad the batch to its shape."""
    import torch

    rows, longest = shape(given)
    filled = np.zeros((4, rows, longest), np.int64)
    filled[1, :, 0] = 1  # an all-masked row would give NaN
    filled[3] = -1
    for row, one in enumerate(given):
        filled[0, row, : len(one.ids)] = one.ids
        filled[1, row, : len(one.ids)] = 1
        filled[2, row, : len(one.ids)] = one.types
        filled[3, row, : len(one.ids)] = one.owners
    ids, mask, types, owners = map(torch.from_numpy, filled)
    return ids, mask, types, owners, int(filled[3].max()) + 1


def shape(given: Sequence[ReaderInput]) -> tuple[int, int]:
    """Rows and tokens of a batch, from few values: every new shape compiles new kernels."""
    longest = -(-max(len(one.ids) for one in given) // _STEP) * _STEP
    return max(len(given), BATCH_TOKENS // longest), longest
