"""Matching: where a text has the same words as a quotation, however both are set."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.span import Span
from retrieval.text.tokenizer import is_spaced_letter
from retrieval.verification.folding import Folded
from retrieval.verification.gaps import joins, punctuation, same_punctuation

# In hostile texts a quotation may begin at every letter.
_MOST_TRIED = 200
_MOST_COMPARED = 200_000
# Shorter words in capitals are likely to be acronyms: "us" is not "US".
_SHORTEST_CAPITALS = 4
_TELLING = ("?", "!")


@dataclass(frozen=True, slots=True)
class Match:
    """A place with the same letters. ``is_true``: nothing but the typography differs; else the
    punctuation, the case of letters or a blank does, which may change the meaning. ``end``: the
    position of the folded letter behind it."""

    span: Span
    is_true: bool
    end: int


def matches(given: Folded, stored: Folded, start: int = 0) -> Iterator[Match]:
    """The places of a folded quotation in a folded text, in order, from the letter ``start`` on.

    The first letter may have another case.
    """
    if not given.letters:
        return
    position = start
    for _ in range(min(_MOST_TRIED, 1 + _MOST_COMPARED // len(given.letters))):
        position = stored.letters.find(given.letters, position)
        if position < 0:
            return
        if _at_word_edges(stored, position, position + len(given.letters)):
            found = _compared(given, stored, position)
            yield found
            position = found.end if found.is_true else position + 1
        else:
            position += 1


def raw_places(given: str, text: str, most: int) -> Iterator[Span]:
    """The places where a text has exactly these words, white space aside. Linear in the text."""
    wanted, words = " ".join(given.split()), text.split()
    joined = " ".join(words)
    # "lawful" is no quote of "unlawful"; in scripts without spaces a quote may start anywhere.
    spaced_start, spaced_end = is_spaced_letter(wanted[0]), is_spaced_letter(wanted[-1])
    position = -1
    found: list[tuple[int, int]] = []
    for _ in range(_MOST_TRIED):
        position = joined.find(wanted, position + 1)
        if position < 0 or len(found) == most:
            break
        end = position + len(wanted)
        if spaced_start and position and _is_word(joined[position - 1]):
            continue
        if spaced_end and end < len(joined) and _is_word(joined[end]):
            continue
        found.append((position, end))
        position = end - 1
    if found:
        yield from _unjoined(found, words, text)


def _unjoined(found: list[tuple[int, int]], words: list[str], text: str) -> Iterator[Span]:
    """Spans of a text by places in its words, joined by single blanks."""
    wanted = sorted({position for start, end in found for position in (start, end - 1)})
    offsets: dict[int, int] = {}
    joined = offset = number = 0
    for word in words:
        offset = text.index(word, offset)
        while number < len(wanted) and wanted[number] < joined + len(word):
            offsets[wanted[number]] = offset + wanted[number] - joined
            number += 1
        if number == len(wanted):
            break
        joined += len(word) + 1
        offset += len(word)
    for start, end in found:
        yield Span(offsets[start], offsets[end - 1] + 1)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _at_word_edges(stored: Folded, start: int, end: int) -> bool:
    """Whether a place in the letters begins and ends with words; in scripts without blanks it may
    begin and end anywhere."""
    first, last = stored.unit(start), stored.unit(end - 1)
    begins = start == stored.at[first] or not is_spaced_letter(stored.letters[start])
    ends = end == stored.unit_end(last) or not is_spaced_letter(stored.letters[end - 1])
    return begins and ends


def _compared(given: Folded, stored: Folded, position: int) -> Match:
    first, last = stored.unit(position), stored.unit(position + len(given.letters) - 1)
    whole_end = position + len(given.letters) == stored.unit_end(last)
    start = stored.offset(position)
    end = stored.ends[last] if whole_end else stored.offset(position + len(given.letters) - 1) + 1
    is_true = _same_gaps(given, stored, position, first, last) and _same_case(
        given, stored, position
    )
    closing = given.text[given.ends[-1] :]
    span = _widened(given, stored, start, end)
    if whole_end and is_true:
        behind = stored.starts[last + 1] if last + 1 < len(stored) else len(stored.text)
        is_true = _same_ending(stored.text[end:behind], closing)
    return Match(span, is_true, position + len(given.letters))


def _same_gaps(given: Folded, stored: Folded, position: int, first: int, last: int) -> bool:
    """Whether words end at the same letters, with the same punctuation; hyphens may join them."""
    ours = {at: n for n, at in enumerate(given.at)}
    theirs = {
        stored.at[n] - position: n for n in range(first, last + 1) if stored.at[n] >= position
    }
    for at, n in ours.items():
        if at == 0:
            continue
        if at in theirs:
            m = theirs[at]
            before = stored.cased_unit(m - 1)
            if not same_punctuation(stored.gap(m), given.gap(n), before):
                return False
        elif not joins(given.gap(n), not is_spaced_letter(given.letters[at - 1])):
            return False
    return all(
        at in ours or at == 0 or joins(stored.gap(m), not is_spaced_letter(given.letters[at - 1]))
        for at, m in theirs.items()
    )


def _same_case(given: Folded, stored: Folded, position: int) -> bool:
    end = position + len(given.letters)
    if given.cased == stored.cased[position:end]:
        return True
    for n in range(len(given)):
        at = given.at[n]
        ours = given.cased_unit(n)
        theirs = stored.cased[position + at : position + at + len(ours)]
        if ours != theirs:
            # "[T]he" is two units.
            is_first = n == 0 or "[" in given.gap(n) or (n == 1 and "]" in given.gap(n))
            may_differ = is_first and ours[1:] == theirs[1:]
            if not may_differ and not _capitals(given, stored, n, position):
                return False
    return True


def _capitals(given: Folded, stored: Folded, n: int, position: int) -> bool:
    """Whether the n-th word is in capitals in one of both: long ones, and those beside others."""
    ours = given.cased_unit(n)
    start = position + given.at[n]
    theirs = stored.cased[start : start + len(ours)]
    if not (ours.isupper() or theirs.isupper()):
        return False
    if len(ours) >= _SHORTEST_CAPITALS:
        return True
    # "IN A POST": the word beside may be a single letter.
    beside = [m for m in (n - 2, n - 1, n + 1, n + 2) if 0 <= m < len(given)]
    capitals = given if ours.isupper() else stored
    offset = 0 if capitals is given else position
    return any(
        (word := capitals.cased[offset + given.at[m] : offset + given.unit_end(m)]).isupper()
        and len(word) > 1
        for m in beside
    )


def _same_ending(stored: str, given: str) -> bool:
    """Whether a quotation may end so: a full stop or comma may be put in or left out, a question
    mark or exclamation mark not."""
    ours, theirs = (punctuation(one).strip("()") for one in (given, stored))
    if ours[:1] in _TELLING:
        return theirs.startswith(ours[:1])
    return ours[:1] != "." or theirs[:1] not in _TELLING


def _widened(given: Folded, stored: Folded, start: int, end: int) -> Span:
    """The span with the signs at both ends that the quotation has too."""
    text = stored.text
    for one in reversed("".join(given.text[: given.starts[0]].split())):
        at = start - 1
        while at >= 0 and text[at].isspace():
            at -= 1
        if at < 0 or text[at] != one:
            break
        start = at
    for one in "".join(given.text[given.ends[-1] :].split()):
        at = end
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text) or text[at] != one:
            break
        end = at + 1
    return Span(start, end)
