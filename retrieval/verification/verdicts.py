"""Verdicts on quotations, and what they rest on."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from corpus.span import Span
from retrieval.citation import Citation
from retrieval.verification.cut_off import negation_before


class Verdict(StrEnum):
    """What the documents say to a quotation, best first.

    ``exact``: one has these words, white space aside. ``exact_but_for_typography``: the same words,
    typeset differently (quotation marks, dashes, hyphens at line ends, ligatures, note marks).
    ``shortened``: one has all parts in this order, and what was left out or put in is marked.
    ``altered``: one has similar words. ``absent``: none has.
    """

    EXACT = "exact"
    TYPOGRAPHY = "exact_but_for_typography"
    SHORTENED = "shortened"
    ALTERED = "altered"
    ABSENT = "absent"

    @property
    def is_real(self) -> bool:
        """Whether the documents have all of the words that are given as theirs."""
        return self in (Verdict.EXACT, Verdict.TYPOGRAPHY, Verdict.SHORTENED)

    @property
    def rank(self) -> int:
        """0 for the best verdict."""
        return list(Verdict).index(self)


class ChangeKind(StrEnum):
    """What differs in a change; first the kinds that alter what is said."""

    NUMBER = "number"
    NEGATION = "negation"
    NAME = "name"
    ORDER = "order"
    WORDS = "words"
    CASE = "case"
    PUNCTUATION = "punctuation"
    SAME = "same"

    @property
    def alters_meaning(self) -> bool:
        """Whether such a change alters who or how much is spoken of, or whether it is so."""
        return self in (ChangeKind.NUMBER, ChangeKind.NEGATION, ChangeKind.NAME)


@dataclass(frozen=True, slots=True)
class Change:
    """A step of the word diff from the stored to the given words."""

    stored: str
    given: str
    kind: ChangeKind = ChangeKind.WORDS

    @property
    def is_same(self) -> bool:
        """Whether nothing changed but the typography."""
        return self.kind is ChangeKind.SAME or self.stored == self.given


@dataclass(frozen=True, slots=True)
class Omission:
    """What a shortened quotation leaves out at a mark.

    ``span``: the words in the document, None where none are left out. ``mark``: what is given
    instead ("…", "[he]"). ``negation``: whether a negation is among the words left out.
    """

    span: Span | None
    mark: str
    negation: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on one quotation.

    ``places``: of a real quotation, all citations (at most 20), from older versions only where no
    current document has it; of an altered one, the nearest. ``changes``: the word diff from the
    nearest to the given words. ``omissions``: of a shortened one. ``quotation``: the words that
    were looked for.
    """

    verdict: Verdict
    places: tuple[Citation, ...] = ()
    changes: tuple[Change, ...] = ()
    omissions: tuple[Omission, ...] = ()
    quotation: str = ""

    @property
    def altering(self) -> list[Change]:
        """The changes, those that alter the meaning first."""
        changed = [one for one in self.changes if not one.is_same]
        return sorted(changed, key=lambda one: list(ChangeKind).index(one.kind))

    @property
    def cut_negation(self) -> str | None:
        """The negation that stands right before the words of a real quotation, in all places: "not"
        where "ready to talk" is quoted from "not ready to talk"."""
        found = [negation_before(place) for place in self.places] if self.verdict.is_real else []
        return found[0] if found and all(found) else None


def worst(found: Iterable[Verification]) -> Verdict:
    """The worst verdict of some; ``exact`` for none."""
    return max((one.verdict for one in found), key=lambda one: one.rank, default=Verdict.EXACT)
