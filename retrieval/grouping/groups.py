"""Groups: the quotes that answer a question, by what they say, and whether they contradict.

Sources differ where two of them, from different documents, cannot both be right about one thing.
Other dates, periods and places are other things, and what a single source says together is no
contradiction either.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.span import Span
from corpus.text.near_duplicates import Sketch, are_near_duplicates, sketch
from retrieval.answer import Agreement, AnswerGroup, Quote
from retrieval.grouping.asked import Asked
from retrieval.grouping.compare import Comparison, compare, periods_compared, say_the_same
from retrieval.grouping.statements import Statement
from retrieval.grouping.values import Value
from retrieval.text.question_types import Kind

# Documents that have this share of their shingles in common are copies of one text. A longer
# document is compared by its beginning.
_COPIES = 0.5
_COMPARED = 20_000
_NO_DATE = "9999"
# A group of one document is shown from this share of the least confidence of an answer on. Below
# it, a date is shown if a reader finds it likely by itself; any answer, if its sentence is alike a
# confident one but for the answer. (Figures are often of something else: those who were called up,
# those who fled.)
_ALONE_FROM, _EVIDENCE_ALONE = 0.6, 0.5
# Of two groups, the earlier comes first if its strength is this share of the best or more.
_ABOUT_EQUAL = 0.7
# A second document counts from here on, if no confident statement is in the group.
_EVIDENCE_OF_TWO = 0.4
# However confident, a statement that a reader finds less likely than this share of the likeliest is
# near what is asked for, and no more: in a small collection, everything is near.
_LEAST_EVIDENCE = 1 / 6


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Groups, whether their sources agree, and how many independent sources there are."""

    groups: tuple[AnswerGroup, ...] = ()
    agreement: Agreement | None = None
    sources: int = 0

    def with_answers(self, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """The quotes, with the answers' words that grouping found where no reader did."""
        known = [
            (one.document.id, one.answer)
            for found in self.groups
            for one in found.quotes
            if one.answer
        ]
        return tuple(one if one.answer else _with_answer(one, known) for one in quotes)


def group(
    statements: Sequence[Statement], asked: Asked, *, everything: bool = False
) -> Comparisons:
    """The statements (best first) in groups, those of most independent sources first.

    A group without a confident statement needs two documents, unless ``everything`` is wanted.
    """
    statements = [one for one in statements if one.fits]
    if not everything:
        least = _LEAST_EVIDENCE * max((one.evidence or 0.0 for one in statements), default=0.0)
        statements = [
            one
            for one in statements
            if (one.strength >= 1 or one.is_telling)
            and not one.is_of_another
            and (one.evidence is None or one.evidence >= least)
        ]
    clusters: list[list[Statement]] = []
    for one in statements:
        home = next((known for known in clusters if _belongs(one, known, asked)), None)
        if home is None:
            clusters.append([one])
        else:
            home.append(one)
    if not everything:
        confident = [one for one in statements if one.strength >= 1]
        clusters = [cluster for cluster in clusters if _is_shown(cluster, confident)]
        # Beside those that say something, the others neither agree nor differ.
        if statements and not statements[0].is_mute:
            clusters = [cluster for cluster in clusters if not cluster[0].is_mute]
    quotes = [one.quote for cluster in clusters for one in cluster]
    sources = _Sources(quotes)
    made = [(cluster, _made(cluster, sources, asked)) for cluster in clusters]
    agreement = _agreement(clusters, quotes, sources, asked)
    ordered = _sequence(made) if agreement is None else []
    if not ordered:
        ordered = _most_backed_first(made)
    return Comparisons(tuple(ordered), agreement, sources.count(quotes))


def _belongs(one: Statement, cluster: Sequence[Statement], asked: Asked) -> bool:
    return not one.is_mute and all(
        not other.is_mute and say_the_same(one.value, other.value, asked.kinds) for other in cluster
    )


def _made(cluster: Sequence[Statement], sources: "_Sources", asked: Asked) -> AnswerGroup:
    ordered = sorted(cluster, key=_by_date)
    when = dict.fromkeys(period.text for one in ordered for period in one.when)
    quotes = tuple(one.quote for one in ordered)
    value = cluster[0].normalised
    return AnswerGroup(quotes, value, sources.count(quotes), tuple(when))


def _by_date(statement: Statement) -> tuple[bool, str, int]:
    """The earliest published first; of one day, the plainest. Doubtful ones represent no group."""
    published = statement.document.published or _NO_DATE
    return statement.strength < _ALONE_FROM, published[:10], len(statement.quote.text)


def _agreement(
    clusters: Sequence[Sequence[Statement]],
    quotes: Sequence[Quote],
    sources: "_Sources",
    asked: Asked,
) -> Agreement | None:
    if not quotes:
        return None
    if sources.count(quotes) == 1:
        return Agreement.SINGLE
    if len(clusters) == 1:
        return Agreement.AGREE
    for one, other in itertools.combinations(clusters, 2):
        if _contradict(one, other, asked):
            return Agreement.DIFFER
    return None


def _contradict(one: Sequence[Statement], other: Sequence[Statement], asked: Asked) -> bool:
    if asked.defines or not (_is_backed(one) and _is_backed(other)):
        return False
    both = {a.document.id for a in one} & {b.document.id for b in other}
    if both and not (asked.kinds & {Kind.NUMBER, Kind.DATE}):
        return False  # one source says both: a list
    return any(
        not (a.is_mute or b.is_mute)
        and compare(a.value, b.value, asked.kinds) is Comparison.DIFFERENT
        and a.document.id != b.document.id
        and not _other_time(a, b)
        and not _other_place(a, b)
        and not (a.is_of_another or b.is_of_another)
        and not (asked.several and a.value.name and b.value.name)
        and (not asked.where or a.is_like(b))
        for a, b in itertools.product(one, other)
    )


def _is_shown(cluster: Sequence[Statement], confident: Sequence[Statement]) -> bool:
    """Whether a statement of the group is nearly ``confident``, or likely for another reason, or
    two documents give it."""
    if any(one.strength >= _ALONE_FROM for one in cluster):
        return True
    likely = [one for one in cluster if one.evidence is None or one.evidence >= _EVIDENCE_OF_TWO]
    if len({one.document.id for one in likely}) > 1:
        return True
    return any(_is_likely(one, confident) for one in cluster)


def _is_likely(statement: Statement, confident: Sequence[Statement]) -> bool:
    """Whether a statement that is not confident answers all the same."""
    if not any(_of_one_unit(statement.value, one.value) for one in confident):
        return False
    if statement.is_date and (statement.evidence or 0.0) >= _EVIDENCE_ALONE:
        return True
    return any(statement.is_like(one) for one in confident)


def _of_one_unit(one: Value, other: Value) -> bool:
    """Whether two answers may be figures for one thing: no height beside a number of people."""
    if one.quantity is None or other.quantity is None or one.period or other.period:
        return True
    return one.quantity.unit == other.quantity.unit


def _is_backed(cluster: Sequence[Statement]) -> bool:
    """Whether the group can contradict another: a statement of it is confident, or two documents
    give it for the date that is asked about."""
    if any(one.strength >= 1 and not one.is_attribution for one in cluster):
        return True
    return len({one.document.id for one in cluster if one.is_anchored}) > 1


def _other_time(one: Statement, other: Statement) -> bool:
    """Whether the sentences speak of different times: dates without a day in common, or other
    lengths of time."""
    if one.when and other.when:
        return all(
            periods_compared(a, b) is Comparison.DIFFERENT
            for a, b in itertools.product(one.when, other.when)
        )
    if one.spans and other.spans:
        return not any(
            a.low <= b.high and b.low <= a.high
            for a, b in itertools.product(one.spans, other.spans)
        )
    return False


def _other_place(one: Statement, other: Statement) -> bool:
    return bool(one.places and other.places and not one.places & other.places)


def _most_backed_first(made: Sequence[tuple[list[Statement], AnswerGroup]]) -> list[AnswerGroup]:
    """The groups of most independent sources first; of as many, those that are about as confident
    as the best by the dates of their documents, if all have one, else the best first."""
    best = [max(one.strength for one in cluster) for cluster, _ in made]
    about_equal = [one >= _ABOUT_EQUAL * max(best) for one in best]
    dates = [found.quote.document.published or "" for _, found in made]
    is_dated = all(date for date, equal in zip(dates, about_equal, strict=True) if equal)

    def key(number: int) -> tuple[bool, int, bool, str, int]:
        cluster, found = made[number]
        date = dates[number] if is_dated and about_equal[number] else ""
        return not _is_backed(cluster), -found.sources, not about_equal[number], date, number

    return [made[number][1] for number in sorted(range(len(made)), key=key)]


def _sequence(made: Sequence[tuple[list[Statement], AnswerGroup]]) -> list[AnswerGroup]:
    """The groups by the dates that they are about; empty where these are not known, or not all
    different."""
    dated = []
    for cluster, found in made:
        firsts = [period for one in cluster for period in one.when]
        if not firsts:
            return []
        dated.append((min(one.first for one in firsts), max(one.last for one in firsts), found))
    dated.sort(key=lambda one: one[:2])
    if any(one[1] >= other[0] for one, other in itertools.pairwise(dated)):
        return []
    return [found for _, _, found in dated]


class _Sources:
    """Which documents are independent of one another."""

    def __init__(self, quotes: Sequence[Quote]) -> None:
        self._text: dict[str, str] = {}
        documents = {quote.document.id: quote.document for quote in quotes}
        for quote in quotes:
            for place in quote.also:
                documents.setdefault(place.document.id, place.document)
                self._join(quote.document.id, place.document.id)
        if len(documents) > 1:
            sketches: list[tuple[str, Sketch]] = [
                (name, sketch(one.text[:_COMPARED])) for name, one in documents.items()
            ]
            for (name, one), (other_name, other) in itertools.combinations(sketches, 2):
                if are_near_duplicates(one, other, _COPIES):
                    self._join(name, other_name)

    def count(self, quotes: Sequence[Quote]) -> int:
        """The number of independent texts behind these quotes."""
        return len({self._root(quote.document.id) for quote in quotes})

    def _join(self, one: str, other: str) -> None:
        first, second = self._root(one), self._root(other)
        if first != second:
            self._text[second] = first

    def _root(self, name: str) -> str:
        while name in self._text:
            name = self._text[name]
        return name


def _with_answer(quote: Quote, known: Sequence[tuple[str, Span]]) -> Quote:
    inside = (
        answer
        for document_id, answer in known
        if document_id == quote.document.id and any(one.holds(answer) for one in quote.highlights)
    )
    return replace(quote, answer=next(inside, None))
