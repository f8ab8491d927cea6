"""Changes: what differs in an altered quotation, and of which kind it is."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.text.cues import cues_for
from retrieval.verification.alignment import Aligned, Step, Token, have_same_marks
from retrieval.verification.negations import is_negation
from retrieval.verification.verdicts import Change, ChangeKind

_DIGITS = re.compile(r"\d+(?:[.,:/]\d+)*")
_SENTENCE_END = (".", "!", "?")
# German writes all nouns with a capital.
_CAPITAL_NOUNS = ("de",)


def changes(
    aligned: Aligned,
    given: Sequence[Token],
    stored_text: str,
    given_text: str,
    language: str | None,
) -> Iterator[Change]:
    """The word diff from the stored words to the given ones; together, all of both."""
    numbers = cues_for(language, stored_text[aligned.span.start : aligned.span.end]).numbers
    kinds = _Kinds(aligned.stored, given, _moved(aligned, given), numbers, language)
    for step in aligned.steps:
        ours, theirs = aligned.stored[step.a : step.b], given[step.c : step.d]
        yield Change(
            _slice(stored_text, ours), _slice(given_text, theirs), kinds.of(step, ours, theirs)
        )


def _slice(text: str, words: Sequence[Token]) -> str:
    return text[words[0].start : words[-1].end] if words else ""


def _moved(aligned: Aligned, given: Sequence[Token]) -> frozenset[str]:
    """Words that stand elsewhere in the quotation."""
    gone: Counter[str] = Counter()
    new: Counter[str] = Counter()
    for step in aligned.steps:
        if not step.same:
            ours = [one.letters for one in aligned.stored[step.a : step.b]]
            theirs = [one.letters for one in given[step.c : step.d]]
            if ours != theirs:
                gone.update(ours)
                new.update(theirs)
    return frozenset(word for word in gone if gone[word] == new[word])


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Tells the kinds of the changes in one quotation. ``moved``: words that stand elsewhere in
    it; ``numbers``: number words with their figures."""

    stored: Sequence[Token]
    given: Sequence[Token]
    moved: frozenset[str]
    numbers: Mapping[str, str]
    language: str | None

    def of(self, step: Step, ours: Sequence[Token], theirs: Sequence[Token]) -> ChangeKind:
        """The kind of a step from ``ours``, the stored words, to ``theirs``, the given ones."""
        if step.same:
            return ChangeKind.SAME
        if [one.letters for one in ours] == [one.letters for one in theirs]:
            same = have_same_marks(ours, theirs, is_end=step.d == len(self.given))
            return ChangeKind.CASE if same else ChangeKind.PUNCTUATION
        if all(one.letters in self.moved for one in (*ours, *theirs)):
            return ChangeKind.ORDER
        if _figures(ours, self.numbers) != _figures(theirs, self.numbers):
            return ChangeKind.NUMBER
        if _negations(ours) != _negations(theirs):
            return ChangeKind.NEGATION
        is_first = step.a == 0 or self.stored[step.a - 1].marks.endswith(_SENTENCE_END)
        if _names(ours, self.language, is_first) != _names(theirs, self.language, is_first):
            return ChangeKind.NAME
        return ChangeKind.WORDS


def _figures(words: Sequence[Token], numbers: Mapping[str, str]) -> list[str]:
    found = []
    for one in words:
        found += _DIGITS.findall(one.letters)
        if one.letters in numbers:
            found.append(numbers[one.letters])
    return sorted(found)


def _negations(words: Sequence[Token]) -> int:
    return sum(is_negation(one.letters) for one in words)


def _names(words: Sequence[Token], language: str | None, first_of_sentence: bool) -> list[str]:
    if (language or "").lower().startswith(_CAPITAL_NOUNS):
        return []
    return sorted(
        one.letters
        for n, one in enumerate(words)
        if one.cased[:1].isupper() and (n or not first_of_sentence)
    )
