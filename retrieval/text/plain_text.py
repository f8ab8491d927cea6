"""Plain text: the form in which texts are encoded, read and tokenized.

Without inline markup, which the models were not trained on and which nobody asks for. Quotes are
cut from the stored text, so a place in one can be found in the other.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.markup import Edit, markup

_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class BareText:
    """A ``text`` without markup, and what was left out or replaced of the stored one, in order."""

    text: str
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, stored: str, sentences: Sequence[_Range] = ()) -> "BareText":
        """The stored text without its markup. ``sentences``: [start, end) in it, of which each
        keeps what it has if it would have no word left."""
        edits = markup(stored)
        if edits:
            edits = _without_emptying(stored, edits, sentences)
        pieces, position = [], 0
        for one in edits:
            pieces += [stored[position : one.start], one.words]
            position = one.end
        return cls("".join([*pieces, stored[position:]]) if edits else stored, tuple(edits))

    def at(self, place: int) -> int:
        """Where what stands at this place of the stored text stands here."""
        moved = 0
        for one in self.edits:
            if one.start >= place:
                break
            if one.end > place:
                return one.start + moved
            moved += len(one.words) - (one.end - one.start)
        return place + moved

    def stored(self, start: int, end: int) -> _Range:
        """The characters [start, end) here as [start, end) of the stored text, without the marks at
        both ends."""
        return self._back(start)[0], self._back(end - 1)[1]

    def _back(self, place: int) -> _Range:
        """What the character at this place stands for in the stored text."""
        moved = 0
        for one in self.edits:
            begin = one.start + moved
            if place < begin:
                break
            if place < begin + len(one.words):
                return one.start, one.end
            moved += len(one.words) - (one.end - one.start)
        return place - moved, place - moved + 1

    def ranges(self, places: Sequence[_Range]) -> list[_Range]:
        """[start, end) of the stored text as they are here."""
        if not self.edits:
            return list(places)
        return [(self.at(start), self.at(end)) for start, end in places]


def plain(text: str) -> str:
    """The text without markup, and with every run of white space as one blank.

    >>> plain("  One\\n  *two* ")
    'One two'
    """
    return _spaced(BareText.of(text).text)


def plain_passage(text: str, places: Sequence[_Range]) -> tuple[str, list[_Range]]:
    """The plain text of a passage, and the [start, end) in it of its sentences, ``places`` in
    ``text``. A sentence that is nothing but markup keeps it.

    >>> plain_passage("One.\\n\\nTwo [three](3.md).", [(0, 6), (6, 24)])
    ('One. Two three.', [(0, 4), (5, 15)])
    """
    bare = BareText.of(text, places)
    return _spaced(bare.text), _spaced_places(bare.text, bare.ranges(places))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _without_emptying(
    stored: str, edits: Sequence[Edit], sentences: Sequence[_Range]
) -> list[Edit]:
    """The edits without those in sentences that would have no word left, and without those that
    reach from one sentence into the next, which might empty it."""
    kept: list[Edit] = []
    begins = sorted({start for start, _ in sentences})
    queue = [one for one in edits if not _holds(begins, one)]
    position = 0
    for start, end in sentences:
        first = position
        while first < len(queue) and queue[first].end <= start:
            first += 1
        kept += queue[position:first]
        last = first
        while last < len(queue) and queue[last].start < end:
            last += 1
        if first < last and _has_words(stored, start, end, queue[first:last]):
            kept += queue[first:last]
        position = last
    return kept + queue[position:]


def _holds(begins: Sequence[int], edit: Edit) -> bool:
    """Whether one of these places, in ascending order, lies inside an edit."""
    place = bisect_right(begins, edit.start)
    return place < len(begins) and begins[place] < edit.end


def _has_words(stored: str, start: int, end: int, edits: Sequence[Edit]) -> bool:
    """Whether a letter or digit is left of [start, end)."""
    for one in edits:
        if any(map(str.isalnum, stored[start : one.start])):
            return True
        start = max(start, one.end)
    return any(map(str.isalnum, stored[start:end]))


def _spaced_places(text: str, places: Sequence[_Range]) -> list[_Range]:
    """The [start, end) in the text with single blanks of ranges [start, end) of a text."""
    found = []
    # So much of the text is done with, and so long is that in the plain text.
    done = before = 0
    for start, end in places:
        if start < done:
            done = before = 0
        if start > done:
            before = _joined(before, text, done, len(_spaced(text[done:start])))
            done = start
        inside = len(_spaced(text[start:end]))
        first = before + _is_parted(before, text, start)
        found.append((first, first + inside))
    return found


def _joined(before: int, text: str, place: int, more: int) -> int:
    """The length of the plain text before a place, and of what follows it, ``more`` long."""
    return before + more + (_is_parted(before, text, place) if more else 0)


def _is_parted(before: int, text: str, place: int) -> bool:
    """Whether there is a blank in the plain text between what is before a place and after it."""
    return before > 0 and (text[place - 1].isspace() or text[place].isspace())
