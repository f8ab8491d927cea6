"""Training batches of question–passage pairs: similar lengths, few shapes, fixed by the seed."""

import dataclasses
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.readers.input import ReaderInput, Sequencer
from training.altered_questions import is_denied
from training.reader_pairs import ALTERED, ANSWERS, CUT, FOUND, UNFITTING, Group, Pair

_BATCH_TOKENS = 7168
LONGEST = 208
_STEP = 16
# Probability of each kind of negative, if there is a choice.
_SHARES = {FOUND: 0.4, CUT: 0.2, ALTERED: 0.4}
# How often each unanswerable question is shown per pass, each time paired with a question that the
# same passage answers, so that the passage alone gives nothing away.
_UNFITTING_TIMES = 5
# Share of negated questions that are kept: a "not" fits any question and is soon learned.
_DENIED_SHARE = 0.25
# Weight of an altered pair: some altered questions are still answered.
_ALTERED_WEIGHT = 0.7
# How often the hardest alteration is taken, if a reader scores them.
_HARDEST = 0.8
_TITLELESS = 0.4
# Batches' worth of tokens that are sorted by length together.
_POOL = 32


@dataclass(frozen=True, slots=True)
class Row:
    """One training sequence. ``answer``: first and last token of the answer, if it has one;
    ``before``: the row of the batch that should score higher than this one, or -1."""

    given: ReaderInput
    pair: Pair
    weight: float
    before: int
    answer: tuple[int, int] | None = None


class Batches:
    """Endless batches, the same for the same seed. ``hard`` scores how hard pairs are to tell from
    answers; with it, the hardest of several alterations of a question is mostly taken."""

    def __init__(
        self,
        found: Sequence[Group],
        sequencer: Sequencer,
        seed: int,
        hard: Callable[[Sequence[Pair]], Sequence[float]] | None = None,
    ) -> None:
        self._groups, self._sequencer, self._seed = found, sequencer, seed
        self._hard = hard
        self._answered: dict[str, list[Pair]] = {}
        for group in found:
            if group.pairs[0].kind == ANSWERS:
                self._answered.setdefault(group.pairs[0].text, []).append(group.pairs[0])

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
                yield from _by_length(pool, chooser)
                pool, tokens = [], 0
        yield from _by_length(pool, chooser)

    def _rows(self, group: Group, chooser: random.Random) -> list[Row]:
        titled = chooser.random() >= _TITLELESS
        chosen = self._chosen(group, chooser)
        rows = []
        for number, pair in enumerate(chosen):
            weight = {FOUND: group.weight, ALTERED: _ALTERED_WEIGHT}.get(pair.kind, 1.0)
            given = sequence(self._sequencer, pair, titled=titled)
            answer = _answer(self._sequencer, pair, given, titled=titled)
            rows.append(Row(given, pair, weight, 0 if number else -1, answer))
        return rows

    def _chosen(self, group: Group, chooser: random.Random) -> list[Pair]:
        """A pair that answers, and one that does not."""
        first, *others = group.pairs
        if first.kind == UNFITTING:
            answered = self._answered.get(first.text)
            return [chooser.choice(answered), first] if answered else [first]
        others = [
            one
            for one in others
            if one.kind != ALTERED
            or not is_denied(one.question, first.question)
            or chooser.random() < _DENIED_SHARE
        ]
        if not others:
            return [first]
        kinds = list(dict.fromkeys(one.kind for one in others))
        [kind] = chooser.choices(kinds, [_SHARES[one] for one in kinds])
        others = [one for one in others if one.kind == kind]
        if self._hard and kind == ALTERED and len(others) > 1 and chooser.random() < _HARDEST:
            how_hard = self._hard(others)
            return [first, max(zip(how_hard, others, strict=True), key=lambda one: one[0])[1]]
        return [first, chooser.choice(others)]


def _answer(
    sequencer: Sequencer, pair: Pair, given: ReaderInput, *, titled: bool
) -> tuple[int, int] | None:
    """First and last token of the pair's answer; None if its first window does not hold it."""
    if not pair.answers:
        return None
    question = sequencer.shortened(pair.question)
    title = pair.title if titled else ""
    owners = sequencer.sequences(question, title, pair.text, pair.answers)[0].owners
    places = np.flatnonzero((owners == 0) & (given.owners >= 0))
    return (int(places[0]), int(places[-1])) if len(places) else None


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
        if batch and longest * (len(batch) + len(rows)) > _BATCH_TOKENS:
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
    return max(len(given), _BATCH_TOKENS // longest), longest
