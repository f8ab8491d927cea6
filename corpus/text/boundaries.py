"""Sentence boundaries: where the sentences of one paragraph end.

sentencex decides, with two corrections. First, it gets the text without double quotation marks,
because it never splits what they enclose, be it ten sentences or a mark that is never closed (an
inch sign, or a long quotation whose mark is repeated in every paragraph). Boundaries inside short
quotations are removed afterwards. Second, at a full stop with white space after it, the rules below
override sentencex: they know abbreviations, note marks and numbered lists.
"""

import bisect
import re
from collections.abc import Iterator

from corpus.text.abbreviations import Abbreviations, abbreviations
from corpus.text.lists import inline_labels
from corpus.text.quotations import QUOTATION_MARKS, quotations

_PIECE = 20_000  # characters; sentencex takes time proportional to their square
_WITHOUT_MARKS = str.maketrans(QUOTATION_MARKS, " " * len(QUOTATION_MARKS))
_STOPS_WITHOUT_SPACE = "。！？｡"
# A quotation of fewer sentences, and no more characters, than these stays whole.
_FEW_SENTENCES, _FEW_CHARACTERS = 3, 300
# A possible end of a sentence: stops, closing marks, a note mark, white space.
_STOP = re.compile(
    r"(?P<stop>[.!?…]{1,9})(?P<closing>(?:[\"'”’»“«)\]›]|[ \u00a0\u202f]»){0,4})"
    r"(?P<note>[¹²³⁰⁴-⁹]{1,4}|(?:\[\d{1,3}\]){1,4}|(?<=[^\W\d_]{2}\.)\d{1,3}|)\s+"
)
_WORD_BEFORE = re.compile(r"(?:[^\W_]{1,4}\.){0,5}[^\W_][\w’'°º/-]{0,40}\Z")
_WORD_AFTER = re.compile(r"(?:[\"'“„«‘(\[]|[–—-]\s){0,3}([^\s\"'”’»),;:!?]{1,40})")
# Before a section sign, a longer word is no abbreviation.
_LONGEST_ABBREVIATION = 4
_CONTEXT = 60  # characters that are looked at before and after a stop
# The label of a paragraph: "(3)", "(2a)", "[1]". After one, sentencex misses the first end.
_LABEL = re.compile(r"\s*[(\[][^\W_]{1,4}[)\]](?=\s)")
# The date of a news report before its dash: "22 juin 2012. - Le minitel", "June 22, 2012. — It".
_DATELINE = re.compile(
    r"\s*(?:[^\W\d_][^\W\d_’'-]*,?\s+){0,3}"
    r"(?:\d{1,2}(?:er|\.|st|nd|rd|th|º)?(?:\s+de)?\s+[^\W\d_]+(?:\s+de)?,?\s+\d{4}"
    r"|[^\W\d_]+\s+\d{1,2},?\s+\d{4})(?:\s*(?:г|року))?"
)
# A bracket in the middle of a sentence: "Yan et al. [2004] measured".
_BRACKET_GOES_ON = re.compile(r"[\])]\s+(?=[^\W\d_])(?![^a-zß-ÿа-ї])")
_BETWEEN = re.compile(r"\S*\s+(?:»\s+)?")


def boundaries(paragraph: str, language: str) -> list[int]:
    """Where sentences end, in ascending order. Each boundary is after the white space that follows
    the sentence; the last one is usually the paragraph's end. ``language`` is a two-letter code;
    unknown languages are split by English rules.

    >>> text = "He saw Dr. Ann Lee at 9 a.m. Monday. (It was late.) She left."
    >>> [text[a:b] for a, b in zip([0, *boundaries(text, "en")], boundaries(text, "en"))]
    ['He saw Dr. Ann Lee at 9 a.m. Monday. ', '(It was late.) ', 'She left.']
    """
    ends = set(_by_sentencex(paragraph, language))
    known = abbreviations(language)
    for match in _STOP.finditer(paragraph):
        is_end = _ends_sentence(paragraph, match, known, ends)
        if is_end is True or (match["note"] and is_end is None):
            ends.difference_update(range(match.start() + 1, match.end()))
        if is_end is True:
            ends.add(match.end())
        elif is_end is False:
            ends.difference_update(range(match.start() + 1, match.end() + 1))
    _split_inline_lists(paragraph, ends)
    _keep_short_quotations(paragraph, ends)
    return sorted(end for end in ends if not _BRACKET_GOES_ON.match(paragraph, end - 1))


def _by_sentencex(paragraph: str, language: str) -> Iterator[int]:
    """The boundaries that sentencex finds. Its last one in a piece is dropped, and decided again
    with the text that follows."""
    # Imported here: commands that only read the collection do not split sentences.
    from sentencex import get_sentence_boundaries

    bare = paragraph.translate(_WITHOUT_MARKS)
    if label := _LABEL.match(bare):
        bare = " " * label.end() + bare[label.end() :]
    start = 0
    while start < len(bare):
        piece = bare[start : start + _PIECE]
        found = [int(one["end_index"]) for one in get_sentence_boundaries(language, piece)]
        if start + len(piece) < len(bare) and len(found) > 1:
            found.pop()
        places = (_behind_white_space(paragraph, start + end) for end in found)
        yield from (place for place in places if place is not None)
        start += found[-1] if found else len(piece)


def _behind_white_space(paragraph: str, end: int) -> int | None:
    """The boundary at ``end`` of the text without quotation marks, moved to its place in the text
    with them: closing marks belong to the sentence before it, opening ones to the sentence after
    it. None inside marks that are followed by more punctuation."""
    start, least = end, max(0, end - _CONTEXT)
    while start > least and (
        paragraph[start - 1].isspace() or paragraph[start - 1] in QUOTATION_MARKS
    ):
        start -= 1
    blank = _BETWEEN.match(paragraph, start, end)
    if blank is not None:
        return blank.end()
    glued = start < end < len(paragraph) and paragraph[start - 1] not in _STOPS_WITHOUT_SPACE
    return None if glued else end


def _ends_sentence(
    paragraph: str, match: re.Match[str], known: Abbreviations, ends: set[int]
) -> bool | None:
    """Whether a sentence ends at a stop with white space after it; None: as sentencex decides."""
    following = paragraph[match.end() : match.end() + _CONTEXT]
    if not following:
        return None
    before = paragraph[max(0, match.start() - _CONTEXT) : match.start()]
    after = _WORD_AFTER.match(following)
    next_word = after[1] if after else ""
    begins_small = next_word[:1].islower()
    if following[0] in "–—-" and _DATELINE.fullmatch(paragraph, 0, match.start()):
        return False
    word = match_word[0] if (match_word := _WORD_BEFORE.search(before)) else ""
    if match["stop"] != ".":
        # "Stop!" he said.
        dashed = following[0] in "–—"
        return False if (match["closing"] or dashed) and begins_small else None
    if begins_small and (match["closing"] or known.has(word) or len(word) == 1):
        return False
    if match["closing"].endswith(")"):
        return True if _opened_at_start(paragraph, match.start(), ends) else None
    if match["note"] and not next_word[:1].isdigit() and not known.has(word):
        return True
    if match["closing"]:
        return None
    # "… entsprechend. § 9 gilt nicht.", but "vgl. § 9", "i. V. m. § 9".
    if following[0] == "§" and len(word) > _LONGEST_ABBREVIATION and not known.has(word):
        return True
    return known.ends_sentence(word, before, next_word, following)


def _opened_at_start(paragraph: str, stop: int, ends: set[int]) -> bool:
    """Whether the bracket that closes at a stop was opened at the start of a sentence."""
    opened = paragraph.rfind("(", max(0, stop - 2000), stop)
    return opened >= 0 and (
        opened in ends or (opened < _CONTEXT and not paragraph[:opened].strip())
    )


def _split_inline_lists(paragraph: str, ends: set[int]) -> None:
    """In a list written in one line, sentences end between the items, and never after a label."""
    for start, end in inline_labels(paragraph):
        ends.difference_update(range(start + 1, end + 1))
        if start:
            ends.add(start)


def _keep_short_quotations(paragraph: str, ends: set[int]) -> None:
    """Removes the boundaries inside quotations of a sentence or two."""
    ordered = sorted(ends)
    for start, end in quotations(paragraph):
        inside = ordered[bisect.bisect_right(ordered, start) : bisect.bisect_left(ordered, end)]
        if len(inside) < _FEW_SENTENCES - 1 and end - start <= _FEW_CHARACTERS:
            ends.difference_update(inside)
