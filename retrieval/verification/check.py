"""Checks of whole texts: each quotation in a pasted text, or in a draft, for itself."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.errors import QuestionError
from retrieval.text.tokenizer import words
from retrieval.verification.folding import fold
from retrieval.verification.pasted import Block, blocks_of, lines_of, without_citations
from retrieval.verification.quotation_marks import Quotation, quotations, unquoted
from retrieval.verification.verdicts import Verdict, Verification
from retrieval.verification.verifier import Verifier

MOST_QUOTATIONS = 1_000
# Shorter ones may be a title, or a word that somebody keeps at a distance.
FEWEST_WORDS = 3
# Scripts without blanks have about two characters to a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# From this share of a text on, its quotations are what is to be verified.
_MOSTLY_QUOTED = 0.4
_LONGEST_HEAD = 14
# With this many of its words in one place, an altered text is a passage of that document.
_PASSAGE_FROM = 0.8


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation of a draft, and the verdict on it."""

    quotation: Quotation
    verification: Verification

    @property
    def is_short(self) -> bool:
        """Whether it has too few words to be sure that it is a quotation."""
        return count_words(self.quotation.words) < FEWEST_WORDS

    @property
    def is_fine(self) -> bool:
        """Whether nothing is wrong with it: it is real, or a word or two that no document has."""
        verdict = self.verification.verdict
        return verdict.is_real or (self.is_short and verdict is Verdict.ABSENT)


def count_words(text: str) -> int:
    """The number of words of a text, also of one in a script without blanks."""
    unspaced = len(_UNSPACED.findall(text))
    return (unspaced + 1) // 2 + len(fold(_UNSPACED.sub(" ", text) if unspaced else text))


def check_pasted(text: str, verifier: Verifier) -> list[Verification]:
    """The verdicts on the quotations in a pasted text; one, if it is one quotation. Raises
    QuestionError where it has no words, or is one quotation too long to compare."""
    if not words(text):
        raise QuestionError("there is nothing to verify; give the words of the quote", "wordless")
    whole, too_long = None, None
    for reading in dict.fromkeys((unquoted(text), without_citations(text))):
        if words(reading):
            try:
                found = verifier.verify(reading)
            except QuestionError as error:
                too_long = error
                continue
            if found.verdict.is_real:
                return [found]
            whole = found if whole is None or _is_better(found, whole) else whole
    blocks = blocks_of(text)
    if len(blocks) > 1 or any(block.is_marked for block in blocks):
        return _check_blocks(blocks, verifier)
    if too_long is not None and whole is None:
        quoted = _check_quotations(text, verifier)
        if not quoted:
            raise too_long
        return quoted
    best = _best(blocks[0].readings, verifier, whole) if blocks else whole
    assert best is not None  # it has words
    return _check_parts(text, best, verifier)


def check_draft(
    text: str, verifier: Verifier, progress: Callable[[int, int], None] = lambda *_: None
) -> tuple[list[Checked], int]:
    """The verdicts on the quotations in a draft, in order, and the number of further ones that were
    not looked at."""
    found = [one for one in quotations(text) if words(one.words)]
    checked = []
    for number, one in enumerate(found[:MOST_QUOTATIONS]):
        progress(number, len(found))
        try:
            verification = verifier.verify(one.words, everywhere=False)
        except QuestionError:  # too long to compare
            verification = Verification(Verdict.ABSENT, quotation=one.words)
        checked.append(Checked(one, verification))
    return checked, max(0, len(found) - MOST_QUOTATIONS)


def _check_blocks(blocks: Sequence[Block], verifier: Verifier) -> list[Verification]:
    found: list[tuple[Block, list[Verification]]] = []
    for block in blocks:
        best = _best(block.readings, verifier)
        if best is not None:
            found.append((block, _check_parts(block.readings[0], best, verifier)))
    some = any(one.verdict is not Verdict.ABSENT for _, several in found for one in several)
    kept = [
        one
        for block, several in found
        for one in several
        if not some
        or block.is_marked
        or one.verdict is not Verdict.ABSENT
        # "No clear answer. Closest passages:" is no quotation.
        or count_words(one.quotation) > _LONGEST_HEAD
    ]
    if not kept:
        raise QuestionError("there is nothing to verify; give the words of the quote", "wordless")
    return kept


def _best(
    readings: Sequence[str], verifier: Verifier, best: Verification | None = None
) -> Verification | None:
    """The best verdict on the readings of a block; the first real one ends the search."""
    for reading in readings:
        if not words(reading) or (best is not None and best.quotation == reading):
            continue
        try:
            found = verifier.verify(reading, everywhere=False)
        except QuestionError:
            continue
        if best is None or _is_better(found, best):
            best = found
        if best.verdict.is_real:
            break
    return best


def _is_better(one: Verification, other: Verification) -> bool:
    if one.verdict.rank != other.verdict.rank:
        return one.verdict.rank < other.verdict.rank
    return one.verdict is Verdict.ALTERED and len(one.altering) < len(other.altering)


def _check_parts(text: str, whole: Verification, verifier: Verifier) -> list[Verification]:
    """The quotations in a text that is not a quotation itself: one that no document has, or that
    consists of quotations for the most part."""
    if whole.verdict.is_real:
        return [whole]
    inside = _quoted(text)
    if whole.verdict is Verdict.ALTERED:
        quoted = sum(count_words(one.words) for one in inside)
        if _is_passage(text, whole, inside) or quoted < _MOSTLY_QUOTED * count_words(text):
            return [whole]
    if inside and inside[0].words != whole.quotation:
        return _check_quotations(text, verifier) or [whole]
    lines = [line for line in lines_of(text) if words(line)] if not inside else []
    if whole.verdict is Verdict.ABSENT and len(lines) > 1:
        found = [one for line in lines if (one := _best((unquoted(line),), verifier)) is not None]
        if any(one.verdict is not Verdict.ABSENT for one in found):
            return found
    return [whole]


def _is_passage(text: str, whole: Verification, inside: Sequence[Quotation]) -> bool:
    """Whether an altered text is a passage of a document that itself quotes, rather than quotations
    with words of somebody else between them: those of a passage are the document's."""
    if _unchanged(whole) < _PASSAGE_FROM:
        return False
    if not inside:
        return True
    between: list[str] = []
    end = 0
    for one in inside:
        between += words(text[end : one.span.start])
        end = one.span.end
    between += words(text[end:])
    foreign = Counter(word for one in whole.changes if not one.is_same for word in words(one.given))
    own = Counter(between) - foreign
    return 2 * own.total() > len(between)


def _unchanged(found: Verification) -> float:
    """The share of an altered quotation's words that are the document's."""
    same = sum(count_words(one.given) for one in found.changes if one.is_same)
    return same / max(1, count_words(found.quotation))


def _check_quotations(text: str, verifier: Verifier) -> list[Verification]:
    found = []
    for one in _quoted(text)[:MOST_QUOTATIONS]:
        verification = _best((one.words,), verifier)
        if verification is not None:
            found.append(verification)
    return found


def _quoted(text: str) -> list[Quotation]:
    """The quotations in a text; without those of a word or two where there are others."""
    found = [one for one in quotations(text) if words(one.words)]
    long = [one for one in found if count_words(one.words) >= FEWEST_WORDS]
    return long or found
