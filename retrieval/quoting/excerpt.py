"""Excerpts: as short as they can be and still make sense.

An excerpt is a run of whole sentences around the answering ones. It includes

- the sentence before one that opens with a pronoun, a connective, a lower-case letter or a closing
  quotation mark, or that is a list item;
- the sentence after one that negates or hedges it, that is its list, or that continues its clause;
- the rest of a direct quotation that it would start or end in, if that closes soon enough;
- the words that attribute a direct quotation, if it has none of its own;
- a neighbour, where it would be hardly more than a name.
"""

import re

from corpus.text.words import count_words
from retrieval.quoting.neighbours import Neighbours
from retrieval.text.cues import Cues
from retrieval.text.lists import introduces, is_list_item
from retrieval.text.quotations import (
    begins_with_closing_mark,
    begins_with_quotation,
    ends_with_closing_mark,
    outside,
)

MOST_CHARACTERS = 1200
# Fewer words say little by themselves; most sentences in news have 15 to 30.
_FEWEST_WORDS = 10
# The most sentences added on either side for anything but a direct quotation.
_MOST_BEFORE = 3
_MOST_AFTER = 2
_LEAD = re.compile(r"[\W_]*")
_WORD = re.compile(r"[^\W_]+")
_SPEAKER_WITHIN = 8  # words


def excerpt(
    around: Neighbours, first: int, last: int, cues: Cues, low: int = 0, high: int | None = None
) -> tuple[int, int]:
    """The numbers of the excerpt's first and last sentence, for the first and last that answer.
    Neither is below ``low`` or above ``high``."""
    window = _Window(around, first, last, cues, low, high)
    window.complete()
    while count_words(around.run(window.first, window.last)) < _FEWEST_WORDS and window.fill():
        window.complete()
    return window.first, window.last


def opening(around: Neighbours, number: int, cues: Cues) -> int:
    """The first sentence needed to know what the numbered one refers to."""
    window = _Window(around, number, number, cues, 0, None)
    while window.take_before():
        pass
    return window.first


class _Window:
    """An excerpt that grows."""

    def __init__(
        self, around: Neighbours, first: int, last: int, cues: Cues, low: int, high: int | None
    ) -> None:
        self.around, self.cues = around, cues
        self.first, self.last = first, last
        self._low = low
        self._high = len(around.spans) - 1 if high is None else high
        self._least, self._most = first - _MOST_BEFORE, last + _MOST_AFTER

    def complete(self) -> None:
        """Adds everything that the excerpt needs."""
        while self.close() or self.take_before() or self.take_after():
            pass

    def close(self) -> bool:
        """Adds the rest of the direct quotations at both ends."""
        first, last, quoted = self.first, self.last, self.around.quoted
        while first > 0 and quoted[first]:
            first -= 1
        while last + 1 < len(quoted) and quoted[last + 1]:
            last += 1
        return self._grow(first, self.last) | self._grow(self.first, last)

    def take_before(self) -> bool:
        """Adds the sentence before, if it is needed."""
        needed = self.first > self._least and self._leans_back()
        return needed and self._grow(self.first - 1, self.last)

    def take_after(self) -> bool:
        """Adds the sentence after, if it is needed."""
        if self.last + 1 >= len(self.around.spans) or self.last >= self._most:
            return False
        sentence, after = (self.around.sentence(n) for n in (self.last, self.last + 1))
        needed = (
            introduces(sentence)
            or self.cues.takes_back(after)
            or self._continues(self.last + 1)
            or self._says_whose(sentence, after)
        )
        return needed and self._grow(self.first, self.last + 1)

    def fill(self) -> bool:
        """Adds a neighbour for length alone, from the same paragraph if possible."""
        begins, after = self.around.begins, self.last + 1
        before_is_near = not begins[self.first]
        after_is_near = after < len(begins) and not begins[after]
        before = (self.first - 1, self.last)
        ends = [before, (self.first, after)]
        if after_is_near and not before_is_near:
            ends.reverse()
        return any(self._grow(*one) for one in ends)

    def _leans_back(self) -> bool:
        if self.first == 0:
            return False
        sentence = self.around.sentence(self.first)
        before = self.around.sentence(self.first - 1)
        if self._continues(self.first):
            return True
        if is_list_item(sentence) and (is_list_item(before) or introduces(before)):
            return True
        own = outside(self.around.run(self.first, self.last))
        if not _WORD.search(own):
            return not self._is_attributed_after()
        return self.cues.leans_back(own) or self.cues.leans_back(self._speaker(own))

    def _speaker(self, own: str) -> str:
        """The words after the verb beside a direct quotation ("said she")."""
        if not begins_with_quotation(self.around.sentence(self.first)):
            return ""
        return self.cues.behind_saying(own)

    def _is_attributed_after(self) -> bool:
        after = self.last + 1
        return after < len(self.around.spans) and self._says_whose(
            self.around.sentence(self.last), self.around.sentence(after)
        )

    def _continues(self, number: int) -> bool:
        """Whether a sentence continues the one before it."""
        sentence, before = self.around.sentence(number), self.around.sentence(number - 1)
        if begins_with_closing_mark(sentence):
            return True
        # In a text without capitals a lower-case letter means nothing.
        return _begins_small(sentence) and not _begins_small(before)

    def _says_whose(self, sentence: str, after: str) -> bool:
        """Whether ``after`` attributes the quotation that ``sentence`` is or ends with."""
        if not ends_with_closing_mark(sentence):
            return False
        if self.cues.names_speaker(outside(sentence)):
            return False
        beginning = " ".join(outside(after).split()[:_SPEAKER_WITHIN])
        return self.cues.names_speaker(beginning)

    def _grow(self, first: int, last: int) -> bool:
        """Extends the excerpt to these sentences if the limits allow it; whether it did."""
        if (first, last) == (self.first, self.last) or first < self._low or last > self._high:
            return False
        spans = self.around.spans
        if spans[last].end - spans[first].start > MOST_CHARACTERS:
            return False
        self.first, self.last = first, last
        return True


def _begins_small(sentence: str) -> bool:
    """Whether it begins with a lower-case letter; "iPhone" and list items do not count."""
    if is_list_item(sentence):
        return False
    lead = _LEAD.match(sentence)
    word = _WORD.match(sentence, lead.end() if lead else 0)
    return word is not None and word[0][0].islower() and word[0] == word[0].lower()
