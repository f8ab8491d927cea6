"""Spans of boilerplate: their kinds, how they are stored, and what lies inside them.

How they are found (``boilerplate.py``) is not needed to answer.
"""

import bisect
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.span import Span

# Characters of code, markup or marks that do not end a passage.
_LONGEST_BRIDGED = 100


class BoilerplateKind(StrEnum):
    """The kind of a boilerplate paragraph."""

    CORRECTION = "correction notice"
    SHARE = "share prompt"
    PROMOTION = "promotion"
    CREDIT = "photo credit"
    REPEATED = "printed twice"
    RECURRING = "recurring line"
    CODE = "code or markup"
    REFERENCE = "reference list"
    MARKS = "marks without words"
    CONTENTS = "table of contents"


_BRIDGED = (BoilerplateKind.CODE, BoilerplateKind.MARKS)


@dataclass(frozen=True, slots=True, order=True)
class Boilerplate(Span):
    """A paragraph that is not quoted, or several of code or marks, with the white space after
    them."""

    kind: BoilerplateKind

    @property
    def is_bridged(self) -> bool:
        """Whether a passage continues after it: a tag or a table border does not end one."""
        return self.kind in _BRIDGED and self.end - self.start <= _LONGEST_BRIDGED


def boilerplate_to_json(boilerplate: Iterable[Boilerplate]) -> str:
    """JSON to be stored."""
    return json.dumps([[one.start, one.end, str(one.kind)] for one in boilerplate])


def boilerplate_from_json(stored: str | None) -> tuple[Boilerplate, ...] | None:
    """The inverse of ``boilerplate_to_json``."""
    if stored is None:
        return None
    return tuple(
        Boilerplate(start, end, BoilerplateKind(kind)) for start, end, kind in json.loads(stored)
    )


def is_boilerplate(span: Span, boilerplate: Sequence[Span]) -> bool:
    """Whether a span lies inside one of these spans, which are in order."""
    return boilerplate_around(span, boilerplate) is not None


def boilerplate_around(span: Span, boilerplate: Sequence[Span]) -> Span | None:
    """The span of these, which are in order, that contains a span; None if none does."""
    before = bisect.bisect_right(boilerplate, span.start, key=lambda one: one.start)
    around = boilerplate[before - 1] if before else None
    return around if around is not None and around.holds(span) else None
