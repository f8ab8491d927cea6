"""Sources side by side: which quotes of an answer are shown, and the line over them.

Every front end shows the same: where several sources answer, one quote for each thing that they
say; else the best quotes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.document import Document
from corpus.span import Span
from retrieval.answer import Agreement, Answer, AnswerGroup, Quote
from retrieval.answerer import Depth
from retrieval.citation import Citation
from retrieval.defaults import TOP

# How far `--sides` looks: within twice the time of a usual question.
SIDES = Depth(passages=16, statements=50)
# How far `--all` looks, without a limit of the user's.
_ALL_PASSAGES, _ALL_STATEMENTS = 200, 2000
# The most groups shown without being asked for: they are to fit on one screen.
MOST_GROUPS = 6


def most_groups(top: int | None, usual: int) -> int:
    """How many groups to show for this wish of the user's, if any, and the setting of how many
    quotes are usual."""
    if top is not None:
        return top
    return MOST_GROUPS if usual >= TOP else usual


def all_depth(limit: int | None, progress: Callable[[str, int, int], None]) -> Depth:
    """The depth of `--all`: at most this many passages. ``progress``: as an observer's."""
    return Depth(
        limit or _ALL_PASSAGES,
        _ALL_STATEMENTS,
        lambda done, total: progress("reading", done, total),
    )


@dataclass(frozen=True, slots=True)
class Side:
    """A quote to show. ``group``: those that say the same, where sources are set side by side."""

    quote: Quote
    group: AnswerGroup | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that answers. ``own``: the answer's own words in it."""

    place: Citation
    own: Span | None
    score: float


def is_compared(answer: Answer) -> bool:
    """Whether several sources answer, so that they are set side by side."""
    return answer.answered and bool(answer.groups) and answer.agreement is not Agreement.SINGLE


def sides(answer: Answer, most: int = MOST_GROUPS) -> list[Side]:
    """What is shown of an answer, at most ``most`` groups: each by its first quote, then the quotes
    that belong to none, if they are likely enough to answer: beside several answers, what only
    comes near is noise."""
    if not is_compared(answer):
        return [Side(quote) for quote in answer.quotes]
    shown = [Side(_with_others(group), group) for group in answer.groups[:most]]
    others = [one for one in answer.quotes if one.answers and not _is_in(one, answer.groups)]
    return shown + [Side(quote) for quote in others[: max(0, len(answer.quotes) - len(shown))]]


def hidden_groups(answer: Answer, most: int = MOST_GROUPS) -> int:
    """How many groups ``sides`` leaves out."""
    return max(0, len(answer.groups) - most) if is_compared(answer) else 0


def rest(answer: Answer, first: int, most: int = MOST_GROUPS) -> list[Quote]:
    """The quotes from ``first`` on that ``sides`` leaves out with this many groups."""
    later = list(answer.quotes[first - 1 :])
    if not is_compared(answer):
        return later
    return [quote for quote in later if not _is_in(quote, answer.groups[:most])]


def by_document(answer: Answer) -> list[tuple[Document, list[Statement]]]:
    """Every sentence that answers, by document: the documents with most of them first, the
    sentences in their order."""
    found: dict[str, tuple[Document, dict[Span, Statement]]] = {}

    def add(place: Citation, own: Span | None, score: float) -> None:
        _, known = found.setdefault(place.document.id, (place.document, {}))
        known.setdefault(place.span, Statement(place, own, score))

    for group in answer.groups:
        for quote in group.quotes:
            add(Citation(quote.document, sentence_of(quote)), quote.answer, quote.score)
            for place in quote.also:
                add(place, None, quote.score)
    ordered = sorted(found.values(), key=lambda one: -len(one[1]))
    return [(document, [known[span] for span in sorted(known)]) for document, known in ordered]


def _with_others(group: AnswerGroup) -> Quote:
    """The group's first quote, which also names the sources of its others."""
    quote = group.quote
    places = {place.document.id: place for place in quote.also}
    for other in group.quotes[1:]:
        for place in (Citation(other.document, sentence_of(other)), *other.also):
            if place.document.id != quote.document.id:
                places.setdefault(place.document.id, place)
    return replace(quote, also=tuple(places.values()))


def sentence_of(quote: Quote) -> Span:
    """The sentence that answers: the highlight with the answer's own words, or else the first."""
    answer = quote.answer
    if answer is None:
        return quote.highlights[0]
    return next(one for one in quote.highlights if one.holds(answer))


def _is_in(quote: Quote, groups: Sequence[AnswerGroup]) -> bool:
    """Whether the quote's answer is shown in one of the groups."""
    return any(
        quote.document.id == one.document.id
        and any(
            one.span.start < part.end and part.start < one.span.end for part in quote.highlights
        )
        for group in groups
        for one in group.quotes
    )
