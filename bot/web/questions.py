"""Questions in the query of an address, for the page and for programs."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.questions.query_filters import split_filters
from bot.serving.async_answerer import Inquiry
from bot.web.problems import Problem
from corpus.filters import Filters
from retrieval.query import checked

_MOST_QUOTES = 20
_MOST_SKIPPED = 200
_LONGEST_FILTER = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was given, and what is searched for."""

    words: str
    inquiry: Inquiry


def asked(query: Mapping[str, str], name: str) -> Asked:
    """The question under this name. Filters may also stand in the question (`since:2022`). Raises
    Problem, QuestionError, FilterError."""
    words = query.get(name, "")
    plain = split_filters(checked(words))
    given = {
        one: query.get(one, "").strip() or None for one in ("since", "until", "source", "language")
    }
    if any(value and len(value) > _LONGEST_FILTER for value in given.values()):
        raise Problem(422, "a filter is too long", code="filter-long")
    try:
        filters = Filters(
            since=plain.filters.since or given["since"],
            until=plain.filters.until or given["until"],
            source=plain.filters.source or given["source"],
            language=given["language"],
        )
    except ValueError as error:
        raise Problem(422, str(error), code="filter-date") from None
    return Asked(
        words,
        Inquiry(
            checked(plain.text),
            filters,
            skip=int(number(query, "skip", 0, _MOST_SKIPPED) or 0),
            top=_whole(number(query, "top", 1, _MOST_QUOTES)),
            min_confidence=number(query, "min_confidence", 0, 1),
        ),
    )


def number(query: Mapping[str, str], name: str, least: float, most: float) -> float | None:
    """A number in the query; None if it is not there. Raises Problem."""
    given = query.get(name, "")
    if not given:
        return None
    try:
        found = float(given)
    except ValueError:
        found = float("nan")
    if not least <= found <= most:
        raise Problem(422, f"{name} is a number from {least:g} to {most:g}", code="number")
    return found


def _whole(given: float | None) -> int | None:
    return None if given is None else int(given)
