"""Training batches of question–passage pairs: similar lengths, few shapes, fixed by the seed.

A batch is made of couples: a pair that answers, and one that does not. Their question is shown in
one of several forms (``question_forms``), the same for both.
"""

import dataclasses
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.readers.input import ReaderInput, Sequencer
from training.altered_questions import is_denied, names
from training.question_forms import asked_claim, casual, keywords, misspelt, yes_no
from training.reader_pairs import (
    ALTERED,
    ANSWERS,
    CUT,
    FOUND,
    UNFITTING,
    Group,
    Pair,
    with_pronoun,
    with_question_before,
)

BATCH_TOKENS = 7168
LONGEST = 256
_STEP = 16
# How likely each kind of negative is to be chosen, where there is a choice. Questions that people
# wrote to look answerable teach most.
_SHARES = {UNFITTING: 0.55, FOUND: 0.2, CUT: 0.1, ALTERED: 0.15}
# How likely an unanswerable question is to be the one that twists this very question, where there
# is one: else it is another question about the same passage.
_OWN_TWIST = 0.7
# Share of negated questions that are kept: a "not" fits any question and is soon learned.
_DENIED_SHARE = 0.25
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
}
# Forms of a question, by how likely they are.
_PLAIN, _CASUAL, _KEYWORDS, _MISSPELT, _YES_NO = "plain", "casual", "keywords", "misspelt", "yes/no"
_FORMS = {_PLAIN: 0.42, _CASUAL: 0.26, _KEYWORDS: 0.12, _MISSPELT: 0.06, _YES_NO: 0.14}
_WRONG_ANSWER = 0.4
_PRONOUN, _QUESTION_BEFORE = 0.25, 0.05
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
    shown without their title."""

    def __init__(
        self,
        found: Sequence[Group],
        sequencer: Sequencer,
        seed: int,
        titleless: float = _TITLELESS,
    ) -> None:
        self._answered = [one for one in found if one.pairs[0].kind == ANSWERS]
        self._sequencer, self._seed = sequencer, seed
        self._titleless = titleless
        self._twists: dict[str, list[Pair]] = defaultdict(list)
        self._unfitting: dict[str, list[Pair]] = defaultdict(list)
        for group in found:
            first = group.pairs[0]
            if first.kind == UNFITTING:
                self._unfitting[first.text].append(first)
                if group.twists:
                    self._twists[group.twists].append(first)

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
        for number, pair in enumerate(self._couple(group, chooser)):
            weight = 1.0
            if pair.kind == ALTERED:
                weight = _ALTERED_WEIGHT
            elif pair.kind == FOUND and not group.answer:
                weight = _FOUND_WEIGHT
            given = sequence(self._sequencer, pair, titled=titled)
            starts, ends = _answer_tokens(self._sequencer, pair, given, titled=titled)
            rows.append(Row(given, pair, weight, 0 if number else -1, starts, ends))
        return rows

    def _couple(self, group: Group, chooser: random.Random) -> list[Pair]:
        """A pair that answers, and one that does not, with their question in one form."""
        first = group.pairs[0]
        other = self._negative(group, chooser)
        form = chooser.choices(list(_FORMS), list(_FORMS.values()))[0]
        question = _in_form(form, group, first, other, chooser)
        if chooser.random() < _PRONOUN and group.answer:
            first = with_pronoun(first) or first
        if chooser.random() < _QUESTION_BEFORE and first.question.endswith("?"):
            first = with_question_before(first, first.question)
        chosen = [first] if other is None else [first, other]
        if question is None:
            seed = chooser.random()
            return [
                dataclasses.replace(one, question=_alike(form, one.question, seed))
                for one in chosen
            ]
        return [dataclasses.replace(one, question=question) for one in chosen]

    def _negative(self, group: Group, chooser: random.Random) -> Pair | None:
        first, *others = group.pairs
        others = [
            one
            for one in others
            if one.kind != ALTERED
            or not is_denied(one.question, first.question)
            or chooser.random() < _DENIED_SHARE
        ]
        twists, unfitting = self._twists.get(group.id, []), self._unfitting.get(first.text, [])
        if twists and (chooser.random() < _OWN_TWIST or not unfitting):
            others += twists
        else:
            others += unfitting
        if not others:
            return None
        kinds = list(dict.fromkeys(one.kind for one in others))
        [kind] = chooser.choices(kinds, [_SHARES[one] for one in kinds])
        return chooser.choice([one for one in others if one.kind == kind])


def _in_form(
    form: str, group: Group, first: Pair, other: Pair | None, chooser: random.Random
) -> str | None:
    """The question of both pairs in this form; None where each keeps its own."""
    question = first.question
    if other is not None and other.question != question:
        return None
    if group.kind == "claim" and form in (_YES_NO, _CASUAL, _KEYWORDS):
        asked = asked_claim(question)
        return casual(asked, chooser) if asked and form == _CASUAL else asked
    if form == _KEYWORDS:
        found = keywords(question)
        return found.lower() if found and chooser.random() < 0.6 else found
    if form == _YES_NO and group.answer:
        answer = group.answer
        if chooser.random() < _WRONG_ANSWER:
            answer = _wrong_answer(answer, first.text, chooser) or answer
        asked = yes_no(question, answer)
        return casual(asked, chooser) if asked and chooser.random() < 0.4 else asked
    return None


def _wrong_answer(answer: str, text: str, chooser: random.Random) -> str | None:
    """Another number, or another name of the passage: the passage still answers, with "no"."""
    digits = [n for n, one in enumerate(answer) if one.isdigit()]
    if digits:
        at = chooser.choice(digits)
        other = str((int(answer[at]) + chooser.randrange(1, 9)) % 10)
        return answer[:at] + other + answer[at + 1 :]
    others = [one for one in names(text) if one not in answer and answer not in one]
    return chooser.choice(others) if answer[:1].isupper() and others else None


def _alike(form: str, question: str, seed: float) -> str:
    """A question in a form that every question has; the same changes for the same seed."""
    chooser = random.Random(seed)
    if form == _CASUAL:
        return casual(question, chooser)
    if form == _MISSPELT:
        return casual(misspelt(question, chooser), chooser)
    return question


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
