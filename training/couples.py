"""Couples of training pairs: one that answers, and one that does not, with the same question.

The question is shown in one of several forms (``question_forms``), the same for both; in other
words than the passage's (``synonyms``); without the name of what the document is about; or after
another question about the passage, as its follow-up. Some couples ask whether a statement of the
passage is true.
"""

import dataclasses
import random
from collections import defaultdict
from collections.abc import Sequence

from training.altered_questions import is_denied, names
from training.changed_pairs import (
    pronoun_for,
    with_pronoun,
    with_question_before,
    without_sentence,
)
from training.question_forms import (
    asked_claim,
    asked_statement,
    casual,
    keywords,
    misspelt,
    premise,
    without_subject,
    yes_no,
)
from training.reader_pairs import ALTERED, CUT, FOUND, UNFITTING, Group, Pair
from training.synonyms import Synonyms, reworded
from training.written_questions import IN_OTHER_LANGUAGES

# How likely each kind of negative is to be chosen, where there is a choice. Questions that people
# wrote to look answerable teach most.
_SHARES = {UNFITTING: 0.55, FOUND: 0.2, CUT: 0.1, ALTERED: 0.15}
# How likely an unanswerable question is to be the one that twists this very question, where there
# is one: else it is another question about the same passage.
_OWN_TWIST = 0.7
# Share of negated questions that are kept: a "not" fits any question and is soon learned.
_DENIED_SHARE = 0.25
# Forms of a question, by how likely they are.
_PLAIN, _CASUAL, _KEYWORDS, _MISSPELT, _YES_NO = "plain", "casual", "keywords", "misspelt", "yes/no"
_FORMS = {_PLAIN: 0.42, _CASUAL: 0.26, _KEYWORDS: 0.12, _MISSPELT: 0.06, _YES_NO: 0.14}
_WRONG_ANSWER = 0.4
_PRONOUN, _QUESTION_BEFORE = 0.25, 0.05
# Share of passages that say what the question takes for granted, in its own words: the sentence
# most like a question need not be its answer.
_PREMISE_BEFORE = 0.2
# Share of couples that ask whether a statement is true; of questions without their subject's name;
# of questions in other words, and of their words.
_STATEMENT, _NAMELESS = 0.08, 0.15
_REWORDED, _WORDS_REWORDED = 0.4, 0.6
# Share of questions in other languages that are carelessly typed.
_CARELESS = 0.3
# Share of couples whose question follows another one; of those whose subject is named before only.
_FOLLOW_UP, _SUBJECT_BEFORE = 0.1, 0.6


class Couples:
    """Makes couples from groups. ``found``: all groups, unanswerable questions too; ``synonyms``:
    for questions in other words."""

    def __init__(self, found: Sequence[Group], synonyms: Synonyms | None = None) -> None:
        self._synonyms = synonyms
        self._twists: dict[str, list[Pair]] = defaultdict(list)
        self._unfitting: dict[str, list[Pair]] = defaultdict(list)
        # The questions that each passage answers.
        self._answered: dict[str, list[str]] = defaultdict(list)
        for group in found:
            first = group.pairs[0]
            if first.kind == UNFITTING:
                self._unfitting[first.text].append(first)
                if group.twists:
                    self._twists[group.twists].append(first)
            elif group.kind != "claim":
                self._answered[first.text].append(first.question)

    def of(self, group: Group, chooser: random.Random) -> list[Pair]:
        """A pair that answers, and one that does not, with their question in one form."""
        return self._following(self._alone(group, chooser), group.pairs[0], chooser)

    def _alone(self, group: Group, chooser: random.Random) -> list[Pair]:
        if group.set in IN_OTHER_LANGUAGES:
            return self._as_written(group, chooser)
        if chooser.random() < _STATEMENT and (made := _about_statement(group, chooser)):
            return [self._reworded(one, made[0].text, "") for one in made]
        first = group.pairs[0]
        other = self._negative(group, chooser)
        form = chooser.choices(list(_FORMS), list(_FORMS.values()))[0]
        question = _in_form(form, group, first, other, chooser)
        if chooser.random() < _PRONOUN and group.answer:
            first = with_pronoun(first) or first
        if chooser.random() < _QUESTION_BEFORE and first.question.endswith("?"):
            first = with_question_before(first, first.question)
        chosen = [first] if other is None else [first, other]
        chosen = [_with_premise(one, chooser) for one in chosen]
        if chooser.random() < _NAMELESS:
            chosen = [_nameless(one, first) for one in chosen]
        if chooser.random() < _REWORDED:
            seed = str(chooser.random())
            chosen = [self._reworded(one, first.text, seed) for one in chosen]
            if question is not None and self._synonyms is not None:
                question = reworded(question, first.text, self._synonyms, _WORDS_REWORDED, seed)
        if question is None:
            shared = chooser.random()
            return [
                dataclasses.replace(one, question=_alike(form, one.question, shared))
                for one in chosen
            ]
        return [dataclasses.replace(one, question=question) for one in chosen]

    def _as_written(self, group: Group, chooser: random.Random) -> list[Pair]:
        """The couple with its questions as they are, or carelessly typed."""
        other = self._negative(group, chooser)
        chosen = [group.pairs[0]] if other is None else [group.pairs[0], other]
        if chooser.random() < _CARELESS:
            seed = str(chooser.random())
            return [
                dataclasses.replace(one, question=casual(one.question, random.Random(seed)))
                for one in chosen
            ]
        return chosen

    def _following(self, made: list[Pair], first: Pair, chooser: random.Random) -> list[Pair]:
        """The couple, or with some chance after another question that the passage answers, both as
        one text: a reader is asked so whether it answers a follow-up. Only the last one counts."""
        before = [one for one in self._answered[first.text] if one != first.question]
        if not before or chooser.random() >= _FOLLOW_UP:
            return made
        asked = chooser.choice(before)
        if chooser.random() < _SUBJECT_BEFORE:
            made = [_nameless(one, first) for one in made]
        return [dataclasses.replace(one, question=f"{asked} {one.question}") for one in made]

    def _reworded(self, pair: Pair, text: str, seed: str) -> Pair:
        if self._synonyms is None:
            return pair
        asked = reworded(pair.question, text, self._synonyms, _WORDS_REWORDED, seed)
        return dataclasses.replace(pair, question=asked)

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


def _about_statement(group: Group, chooser: random.Random) -> list[Pair] | None:
    """Whether a statement of the answering passage is true: the passage, and one that does not
    tell; None where its sentences give no such question."""
    first = group.pairs[0]
    number = chooser.randrange(len(first.sentences))
    start, end = first.sentences[number]
    asked = asked_statement(first.text[start:end], chooser)
    if asked is None:
        return None
    if chooser.random() < 0.7:
        asked = casual(asked, chooser)
    telling = dataclasses.replace(
        first, question=asked, gold=(number,), answers=(), rough=False, ambiguous=False
    )
    others = [one for one in group.pairs if one.kind == FOUND]
    silent = chooser.choice(others) if others and chooser.random() < 0.5 else None
    if silent is None:
        silent = without_sentence(first, number)
    if silent is None:
        return [telling]
    return [telling, dataclasses.replace(silent, question=asked)]


def _with_premise(pair: Pair, chooser: random.Random) -> Pair:
    if chooser.random() >= _PREMISE_BEFORE:
        return pair
    said = premise(pair.question, chooser)
    return pair if said is None else with_question_before(pair, said)


def _nameless(pair: Pair, first: Pair) -> Pair:
    """The pair with a pronoun in its question for the title of the answering passage's document."""
    pronoun = pronoun_for(first.text) or "it"
    asked = without_subject(pair.question, first.title, pronoun)
    return pair if asked is None else dataclasses.replace(pair, question=asked)


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
