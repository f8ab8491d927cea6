"""Shortened quotations: parts of a text in order, with marks where words were left out.

Marks are ellipses ("…", "...", "[...]") and words in square brackets, which the writer put in for
others ("[the mayor]"). Remarks such as "[sic]" are no part of the quotation.
"""

import itertools
import re
from dataclasses import dataclass

from corpus.span import Span
from retrieval.verification.folding import Folded, fold
from retrieval.verification.matching import Match, matches
from retrieval.verification.negations import is_negation
from retrieval.verification.verdicts import Omission

_MARK = re.compile(
    r"[\[(][ \u00a0]?(?:…|\.[ \u00a0]?\.[ \u00a0]?\.(?:[ \u00a0]?\.)?)[ \u00a0]?[\])]"
    r"|…|\.[ \u00a0]?\.[ \u00a0]?\.(?:[ \u00a0]?\.)?"
    r"|\[[^\[\]\n]{2,200}\]"
)
_REMARK = re.compile(
    r"\[(?:sic!?|so|emphasis (?:added|mine)|my emphasis|hervorhebung[^\[\]]{0,60}|так в тексте"
    r"|так!?|выделено[^\[\]]{0,60}|курсив[^\[\]]{0,60})\.?\]|\((?:sic!?)\)",
    re.IGNORECASE,
)
_MOST_PARTS = 40
_MOST_FIRST = 20
# How far apart parts may be, in letters: short ones, or those beside words in brackets, must be
# near, since a word alone is found everywhere.
_FAR, _NEAR = 8_000, 200
_FEW_WORDS = 3
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a quotation, and the mark before it."""

    folded: Folded
    mark: str


@dataclass(frozen=True, slots=True)
class Shortened:
    """Where all parts are: the whole span, and what is left out between them."""

    span: Span
    omissions: tuple[Omission, ...]


def without_remarks(text: str) -> str:
    """The text without remarks such as "[sic]"."""
    return _REMARK.sub(" ", text)


def has_marks(text: str) -> bool:
    """Whether a text says that something was left out or put in."""
    return _MARK.search(text) is not None


def parts_of(text: str) -> list[_Part]:
    """The parts of a quotation between its marks; none where they are too short to be told from
    chance, or too many."""
    parts: list[_Part] = []
    position, mark = 0, ""
    for match in (*_MARK.finditer(text), None):
        folded = fold(text[position : match.start() if match else len(text)])
        if len(folded):
            parts.append(_Part(folded, mark))
            mark = ""
        if match:
            mark += match[0]
            position = match.end()
        if len(parts) > _MOST_PARTS:
            return []
    lengths = [len(one.folded) for one in parts]
    if sum(lengths) < _FEWEST_WORDS or max(lengths, default=0) < _FEW_WORDS:
        return []
    return parts


def shortened(parts: list[_Part], stored: Folded) -> Shortened | None:
    """The first place where a folded text has all parts in order; None if there is none."""
    if not parts:
        return None
    for first in itertools.islice(matches(parts[0].folded, stored), _MOST_FIRST):
        if first.is_true and (found := _from(first, parts, stored)) is not None:
            return found
    return None


def _from(first: Match, parts: list[_Part], stored: Folded) -> Shortened | None:
    last, omissions = first, []
    for before, part in itertools.pairwise(parts):
        near = "[" in part.mark and not _is_ellipsis(part.mark)
        near |= min(len(before.folded), len(part.folded)) < _FEW_WORDS
        limit = last.end + (_NEAR if near else _FAR)
        found = next((one for one in matches(part.folded, stored, last.end) if one.is_true), None)
        if found is None or found.end - len(part.folded.letters) > limit:
            return None
        omissions.append(_omission(last, found, part.mark, stored))
        last = found
    return Shortened(Span(first.span.start, last.span.end), tuple(omissions))


def _is_ellipsis(mark: str) -> bool:
    return "…" in mark or ".." in mark.replace(" ", "")


def _omission(before: Match, after: Match, mark: str, stored: Folded) -> Omission:
    start, end = before.span.end, after.span.start
    left_out = fold(stored.text[start:end]) if start < end else None
    if left_out is None or not len(left_out):
        return Omission(None, mark)
    span = Span(start + left_out.starts[0], start + left_out.ends[-1])
    words = (left_out.cased_unit(n).lower() for n in range(len(left_out)))
    return Omission(span, mark, any(map(is_negation, words)))
