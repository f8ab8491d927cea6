"""Sentence boundaries: where the sentences of one paragraph end.

sentencex decides, with two corrections. It is given the text without its double quotation marks,
for it keeps whatever they enclose in one piece, be it ten sentences or a mark that is never closed
(an inch, a newspaper's quotation that is opened again in every paragraph). Short quotations are put
together again. And wherever a full stop is followed by white space, the rules below have the last
word: they know abbreviations (``abbreviations.toml``), note marks and numbered lists.
"""

import bisect
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PIECE = 20_000  # characters; the time that sentencex takes grows with their square
_QUOTATION_MARKS = '"“”„‟«»＂'
_WITHOUT_MARKS = str.maketrans(_QUOTATION_MARKS, " " * len(_QUOTATION_MARKS))
_STOPS_WITHOUT_SPACE = "。！？｡"
# A quotation of fewer sentences and characters than these stays whole.
_FEW_SENTENCES, _FEW_CHARACTERS = 3, 300
# The end of a sentence, perhaps: stops, closing marks, a note mark, white space.
_STOP = re.compile(
    r"(?P<stop>[.!?…]{1,9})(?P<closing>(?:[\"'”’»“«)\]›]|[ \u00a0\u202f]»){0,4})"
    r"(?P<note>[¹²³⁰⁴-⁹]{1,4}|(?:\[\d{1,3}\]){1,4}|(?<=[^\W\d_]{2}\.)\d{1,3}|)\s+"
)
_WORD_BEFORE = re.compile(r"(?:[^\W_]{1,4}\.){0,5}[^\W_][\w’'°º/-]{0,40}\Z")
_WORD_AFTER = re.compile(r"(?:[\"'“„«‘(\[]|[–—-]\s){0,3}([^\s\"'”’»),;:!?]{1,40})")
_ABBREVIATION = re.compile(r"[^\W\d_]{1,5}\.")
_NUMBER = re.compile(r"[(\[]?(?:\d|[IVXLC]+\b|[a-zA-Z]\))")
_LOOKED_BACK = 60  # characters before a place that are looked at, however long the text
_NOON = re.compile(r"(?:[ap]\.m|[ap]m|[AP]\.M|[AP]M)\Z")
# What may follow "9 a.m." in the same sentence.
_AFTER_NOON = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Greenwich)\b|[A-Z]{2,4}T\b|UTC\b"
)
_THAT_IS = re.compile(r"(?<!\w)[ТтT]\.\s?[ек]\Z")
# Cyrillic abbreviations that end a sentence before any capital: "11 млн.", "11 млн т."
_AMOUNTS = frozenset({"млн", "млрд", "тыс", "тис", "т", "руб", "грн", "коп"})
_AMOUNT = re.compile(r"(?:\d|млн|млрд|тыс|тис)\.?\s?\w{1,4}\Z")
_AND_SO_ON = re.compile(r"(?<!\w)[ті]\.\s?[дпін]{1,2}\Z")
# "Yan et al. [2004] measured": a bracket is no end of its own.
_BRACKET_GOES_ON = re.compile(r"[\])]\s+(?=[^\W\d_])(?![^a-zß-ÿа-ї])")
_BETWEEN = re.compile(r"\S*\s+(?:»\s+)?")
_MARK = re.compile(f"[{_QUOTATION_MARKS}]")
_CLOSED_BY = {'"': '"', "“": "”", "„": "“”„", "«": "»", "»": "«»", "＂": "＂"}
_LABEL = re.compile(r"(?:^|(?<=\s))[⁃•(]?(\d{1,3}|[a-z]|[ivx]{1,5})[.)]{1,2}\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    title: frozenset[str]
    before_number: frozenset[str]
    law: frozenset[str]
    ends: frozenset[str]
    starters: frozenset[str]
    ordinal: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether the word is an abbreviation."""
        return word in self.title | self.before_number | self.law | self.ends


def boundaries(paragraph: str, language: str) -> list[int]:
    """Where sentences end, ascending: each is the place behind the white space that follows a
    sentence, the last one usually the paragraph's end. ``language`` is a two-letter code; unknown
    languages are split by English rules.

    >>> text = "He saw Dr. Ann Lee at 9 a.m. Monday. (It was late.) She left."
    >>> [text[a:b] for a, b in zip([0, *boundaries(text, "en")], boundaries(text, "en"))]
    ['He saw Dr. Ann Lee at 9 a.m. Monday. ', '(It was late.) ', 'She left.']
    """
    ends = set(_by_sentencex(paragraph, language))
    tables = _abbreviations(language)
    for match in _STOP.finditer(paragraph):
        verdict = _ends_sentence(paragraph, match, tables, ends)
        if verdict is True or (match["note"] and verdict is None):
            ends.difference_update(range(match.start() + 1, match.end()))
        if verdict is True:
            ends.add(match.end())
        elif verdict is False:
            ends.difference_update(range(match.start() + 1, match.end() + 1))
    _with_list_labels(paragraph, ends)
    _keep_short_quotations(paragraph, ends)
    return sorted(end for end in ends if not _BRACKET_GOES_ON.match(paragraph, end - 1))


def _by_sentencex(paragraph: str, language: str) -> Iterator[int]:
    """The boundaries that sentencex finds. What it says of the end of a piece, it is asked again
    with what follows."""
    # Imported here: commands that only read the collection do not split.
    from sentencex import get_sentence_boundaries

    bare = paragraph.translate(_WITHOUT_MARKS)
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
    """The boundary at ``end`` of the text without quotation marks, in the text with them: closing
    marks belong to the sentence before it, opening ones to the one behind. None inside marks that
    are followed by more punctuation."""
    start, least = end, max(0, end - _LOOKED_BACK)
    while start > least and (
        paragraph[start - 1].isspace() or paragraph[start - 1] in _QUOTATION_MARKS
    ):
        start -= 1
    blank = _BETWEEN.match(paragraph, start, end)
    if blank is not None:
        return blank.end()
    glued = start < end < len(paragraph) and paragraph[start - 1] not in _STOPS_WITHOUT_SPACE
    return None if glued else end


def _ends_sentence(
    paragraph: str, match: re.Match[str], tables: _Abbreviations, ends: set[int]
) -> bool | None:
    """Whether a sentence ends at a stop with white space behind it; None: as sentencex says."""
    following = paragraph[match.end() : match.end() + _LOOKED_BACK]
    if not following:
        return None
    before = paragraph[max(0, match.start() - _LOOKED_BACK) : match.start()]
    after = _WORD_AFTER.match(following)
    next_word = after[1] if after else ""
    begins_small = next_word[:1].islower()
    word = match_word[0] if (match_word := _WORD_BEFORE.search(before)) else ""
    if match["stop"] != ".":
        # "Stop!" he said.
        dashed = following[0] in "–—"
        return False if (match["closing"] or dashed) and begins_small else None
    if begins_small and (match["closing"] or tables.has(word) or len(word) == 1):
        return False
    if match["closing"].endswith(")"):
        return True if _opened_at_start(paragraph, match.start(), ends) else None
    if match["note"] and not next_word[:1].isdigit() and not tables.has(word):
        return True
    if match["closing"]:
        return None
    return _after_abbreviation(word, before, next_word, following, tables)


def _after_abbreviation(
    word: str, before: str, next_word: str, following: str, tables: _Abbreviations
) -> bool | None:
    """Whether a sentence ends at the full stop behind this word; None where the word is none that
    is known."""
    begins_that_is = word in ("Т", "т") and following[:2] in ("е.", "к.")
    if begins_that_is or (_THAT_IS.search(before) and not _AND_SO_ON.search(before)):
        return False
    if word in tables.title or word in ("v", "vs"):
        return False
    if word in tables.before_number and _NUMBER.match(following):
        return False
    if word in tables.law and (_ABBREVIATION.match(following) or _NUMBER.match(following)):
        return False
    if _NOON.search(before):
        if _AFTER_NOON.match(following):
            return False
        return True if next_word in tables.starters else None
    if (
        word.isdigit()
        and len(word) < 4
        and (next_word.rstrip(".,") in tables.ordinal or following[:1] in "-–")
    ):
        return False
    if word in tables.ends:
        if next_word in tables.starters:
            return True
        if next_word[:1].isupper() and _AND_SO_ON.search(before):
            return True
        if next_word[:1].isupper() and word in _AMOUNTS and _AMOUNT.search(before):
            return True
    return None


def _opened_at_start(paragraph: str, stop: int, ends: set[int]) -> bool:
    """Whether the bracket that closes at a stop was opened where a sentence begins."""
    opened = paragraph.rfind("(", max(0, stop - 2000), stop)
    return opened >= 0 and (
        opened in ends or (opened < _LOOKED_BACK and not paragraph[:opened].strip())
    )


def _with_list_labels(paragraph: str, ends: set[int]) -> None:
    """Where a paragraph is a list in one line, sentences end between its items."""
    labels = list(_LABEL.finditer(paragraph))
    if not labels or labels[0].start() > 0:
        return
    items = [labels[0]]
    for label in labels[1:]:
        if _number(label[1], items[0][1]) == _number(items[-1][1], items[0][1]) + 1:
            items.append(label)
    if len(items) < 2:
        return
    for label in items:
        ends.difference_update(range(label.start() + 1, label.end() + 1))
        if label.start():
            ends.add(label.start())


def _keep_short_quotations(paragraph: str, ends: set[int]) -> None:
    """Takes the boundaries out that lie in a quotation of a sentence or two."""
    ordered = sorted(ends)
    for start, end in _quotations(paragraph):
        inside = ordered[bisect.bisect_right(ordered, start) : bisect.bisect_left(ordered, end)]
        if len(inside) < _FEW_SENTENCES - 1 and end - start <= _FEW_CHARACTERS:
            ends.difference_update(inside)


def _quotations(paragraph: str) -> Iterator[tuple[int, int]]:
    """Where quotations stand, their marks included; those that are never closed do not count."""
    opened: int | None = None
    closes = ""
    for match in _MARK.finditer(paragraph):
        mark, place = match[0], match.start()
        before = paragraph[place - 1 : place]
        behind = paragraph[place + 1 : place + 2]
        if opened is not None and mark in closes:
            if mark != '"' or not before.isspace() or not behind.strip():
                yield opened, place + 1
                opened = None
            continue
        opens = mark in _CLOSED_BY and (mark != '"' or not before.strip() or before in "([")
        if opens and (opened is None or mark == paragraph[opened]):
            opened, closes = place, _CLOSED_BY[mark]


def _number(label: str, first: str) -> int:
    """Which item a label is of: of 1, 2, 3; of a, b, c; of i, ii, iii."""
    if label.isdigit():
        return int(label)
    if first in ("i", "ii"):
        numerals = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
        return numerals.index(label) + 1 if label in numerals else -10
    return ord(label) - ord("a") + 1 if len(label) == 1 else -10


@cache
def _abbreviations(language: str) -> _Abbreviations:
    tables = tomllib.loads(Path(__file__).with_name("abbreviations.toml").read_text("utf-8"))
    own = tables.get(language, tables["en"] if language not in tables else {})
    return _Abbreviations(
        **{
            name: frozenset(tables["all"][name]) | frozenset(own.get(name, ()))
            for name in ("title", "before_number", "law", "ends", "starters", "ordinal")
        }
    )
