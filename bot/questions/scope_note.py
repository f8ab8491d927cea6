"""Why no document passes the filters, in a line."""

from collections.abc import Iterable

from corpus.document import Card
from corpus.filters import Filters


def out_of_scope(filters: Filters, cards: Iterable[Card]) -> str:
    """What the filters ask for, and how many documents have no date to compare."""
    known = list(cards)
    wanted = [
        f"published {word} {date}"
        for word, date in (("since", filters.since), ("until", filters.until))
        if date
    ]
    if filters.source:
        wanted.append(f"from a source with {filters.source!r} in its name")
    if filters.language:
        wanted.append(f"in the language {filters.language!r}")
    undated = sum(one.published is None for one in known)
    said = f"none of the {len(known):,} documents is {' and '.join(wanted)}"
    if (filters.since or filters.until) and undated:
        return f"{said}; {undated:,} have no date"
    return said
