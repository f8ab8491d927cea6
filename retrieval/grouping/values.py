"""Values: what an answer says, for comparison only. What is shown is always the stored text."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from retrieval.grouping.lexicon import Lexicon, lexicon_for
from retrieval.grouping.names import Name, name_in
from retrieval.grouping.period import Period
from retrieval.grouping.periods import periods
from retrieval.grouping.quantities import Quantity, quantities
from retrieval.text.question_types import Kind
from retrieval.text.tokenizer import words as stems

_FEWEST_OF_STATEMENT = 3
_WORD = re.compile(r"[^\W_]+(?:’[^\W_]+)*")
_CONTRACTED = re.compile(r"n’t\b")
# A bare year may be a figure as well ("1859" people); shorter dates are none.
_YEAR = 300


@dataclass(frozen=True)
class Value:
    """An answer's words, read as a date, a quantity, a name or a statement.

    ``written`` and ``acronyms`` are what the document knows: its date and the acronyms that it
    explains. ``sentence``: the words around, with ``place``, where the answer is in them: "more
    than" stands before "half". ``statement``: the words are a sentence that answers yes or no.
    """

    text: str
    lexicon: Lexicon
    sentence: str
    place: tuple[int, int]
    written: datetime.date | None = None
    acronyms: Mapping[str, tuple[str, ...]] | None = None
    statement: bool = False

    @cached_property
    def period(self) -> Period | None:
        """The first date."""
        if self.statement:
            return None
        found = (one for one in self._periods if self._is_own(one.place))
        return next(found, None)

    @cached_property
    def quantity(self) -> Quantity | None:
        """The first figure that is not part of a date; one in a percentage before others."""
        if self.statement:
            return None
        dates = [one.place for one in self._periods if one.days < _YEAR]
        found = quantities(self.sentence, self.lexicon, dates)
        return next((one for one in found if self._is_own(one.place)), None)

    @cached_property
    def _periods(self) -> list[Period]:
        return periods(self.sentence, self.lexicon, self.written)

    def _is_own(self, place: tuple[int, int]) -> bool:
        return place[0] < self.place[1] and self.place[0] < place[1]

    @cached_property
    def name(self) -> Name | None:
        """The name, where the words are one."""
        if self.statement:
            return None
        return name_in(self.text, self.lexicon, dict(self.acronyms or {}))

    @cached_property
    def is_yes(self) -> bool | None:
        """Whether the words are "yes" or "no" alone."""
        word = self.text.strip(" .,!").lower()
        if word in self.lexicon.words("yes"):
            return True
        return False if word in self.lexicon.words("no") else None

    @cached_property
    def negated(self) -> bool:
        """Whether the words deny what they say: an odd number of negations and opposites."""
        found = _CONTRACTED.sub(" not", self._plain)
        found = re.sub(
            r"\b(?:not only|no longer only|nicht nur|no sólo|no solo|не только|не лише)\b",
            "",
            found,
        )
        words = _WORD.findall(found)
        negations = sum(one in self.lexicon.words("negations") for one in words)
        return bool((negations + sum(one in self._opposites for one in words)) % 2)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of the words that are neither negations nor "the"."""
        text = _CONTRACTED.sub(" not", self._plain)
        for word, base in self._opposites.items():
            text = re.sub(rf"\b{re.escape(word)}\b", base, text)
        left = [
            one
            for one in _WORD.findall(text)
            if one not in self.lexicon.words("negations")
            and one not in self.lexicon.words("particles")
            and one not in ("this", "that", "dieses", "diese", "dieser", "won", "will", "werden")
        ]
        return frozenset(stems(" ".join(left)))

    @property
    def _plain(self) -> str:
        return self.text.lower().replace("'", "’")

    @cached_property
    def _opposites(self) -> dict[str, str]:
        return {word: str(base) for word, base in self.lexicon.table("opposites").whole.items()}

    def normalised(self, asked: frozenset[Kind] = frozenset()) -> str:
        """The value as a text: for JSON, and for those who compare."""
        if self.statement:
            return "no" if self.negated else "yes"
        if self.period and (Kind.DATE in asked or not self._is_count(asked)):
            return self.period.text
        if self.quantity and (Kind.NUMBER in asked or not self.name):
            return self.quantity.text
        return self.name.text if self.name else " ".join(self.text.split())

    def _is_count(self, asked: frozenset[Kind]) -> bool:
        return Kind.NUMBER in asked and self.quantity is not None


def value_of(
    text: str,
    language: str | None = None,
    written: datetime.date | None = None,
    acronyms: Mapping[str, tuple[str, ...]] | None = None,
    *,
    sentence: str | None = None,
    start: int = 0,
    statement: bool | None = None,
) -> Value:
    """The value of an answer's words. ``written`` and ``acronyms`` are their document's.
    ``sentence``: what the words stand in, from ``start`` on. ``statement`` None: a sentence with
    its full stop is one."""
    if sentence is None:
        sentence, start = text, 0
    place = start, start + len(text)
    text = text.strip()
    if statement is None:
        is_sentence = text.endswith((".", "!")) and len(text.split()) >= _FEWEST_OF_STATEMENT
        statement = is_sentence
    words = lexicon_for(language, sentence)
    return Value(text, words, sentence, place, written, acronyms, statement)
