"""Comparison of two answers: the same, compatible, or different.

"Different" is said only where both cannot be true of one thing: a false alarm costs trust. What
cannot be compared is compatible.
"""

from enum import StrEnum

from retrieval.grouping.names import same_name
from retrieval.grouping.period import Period
from retrieval.grouping.quantities import PERCENT, Quantity
from retrieval.grouping.values import Value
from retrieval.text.question_types import Kind

# Two figures may differ by this share where one is a rounding of the other; and where both are the
# same but for units that were converted.
_ROUNDING = 0.01
_EQUAL = 0.0005
# "About 260,000" and "261,000" say the same if they differ by no more than this share.
_NEAR = 0.05
# Statements that have this share of their words in common say the same thing, or deny it.
_SAME_STATEMENT = 0.6
_SAME_WORDS = 0.75


class Comparison(StrEnum):
    """``COMPATIBLE``: both can be true of one thing."""

    SAME = "same"
    COMPATIBLE = "compatible"
    DIFFERENT = "different"


def compare(one: Value, other: Value, asked: frozenset[Kind] = frozenset()) -> Comparison:
    """How two answers to a question compare; ``asked``: what it asks for."""
    if _plain(one) == _plain(other) and not _needs_document(one, other):
        return Comparison.SAME
    if one.is_yes is not None and other.is_yes is not None:
        return Comparison.SAME if one.is_yes == other.is_yes else Comparison.DIFFERENT
    if one.statement or other.statement:
        return _statements(one, other) if one.statement and other.statement else _UNKNOWN
    if Kind.NUMBER in asked and one.quantity and other.quantity:
        return _quantities(one.quantity, other.quantity)
    if one.period and other.period:
        return periods_compared(one.period, other.period)
    if one.quantity and other.quantity and not _are_names(one, other):
        return _quantities(one.quantity, other.quantity)
    if one.name and other.name:
        same = same_name(one.name, other.name, one.lexicon)
        if same is None:
            return _UNKNOWN
        return Comparison.SAME if same else Comparison.DIFFERENT
    return _phrases(one, other)


def _needs_document(one: Value, other: Value) -> bool:
    """Whether the same words may mean different things in two documents: a date without a year, an
    acronym."""
    if one.period and other.period:
        return True
    return bool(one.name and other.name and one.name.long and other.name.long)


def _plain(value: Value) -> str:
    return " ".join(value.text.split()).casefold()


def say_the_same(one: Value, other: Value, asked: frozenset[Kind] = frozenset()) -> bool:
    """Whether two answers belong to one group: they are the same, or one is only less exact.

    "More than 200,000" and "261,000" are compatible, and yet tell a reader different things.
    """
    found = compare(one, other, asked)
    if found is not Comparison.COMPATIBLE:
        return found is Comparison.SAME
    if one.statement or other.statement:
        return False
    dates = Kind.NUMBER not in asked or one.quantity is None or other.quantity is None
    if one.period and other.period and dates:
        return one.period.holds(other.period) or other.period.holds(one.period)
    if one.quantity and other.quantity:
        return _is_near(one.quantity, other.quantity)
    return bool(one.name and other.name)


def _is_near(one: Quantity, other: Quantity) -> bool:
    if one.stated is None or other.stated is None or one.unit != other.unit:
        return False
    # Bounds open to one side do not.
    if any(not quantity.is_exact and not _is_about(quantity) for quantity in (one, other)):
        return False
    return abs(one.stated - other.stated) <= _NEAR * max(abs(one.stated), abs(other.stated))


def _is_about(quantity: Quantity) -> bool:
    stated = quantity.stated or 0.0
    return quantity.low >= 0.8 * stated and quantity.high <= 1.2 * stated


_UNKNOWN = Comparison.COMPATIBLE


def _are_names(one: Value, other: Value) -> bool:
    """Whether both are names with a figure in them ("Boeing 747")."""
    return bool(one.name and other.name and one.text[:1].isupper() and other.text[:1].isupper())


def _quantities(one: Quantity, other: Quantity) -> Comparison:
    if one.unit != other.unit:
        if PERCENT in (one.unit, other.unit) and "" in (one.unit, other.unit):
            # A count and a share are not compared, unless the sign was left out.
            same = one.stated is not None and one.stated == other.stated
            return Comparison.SAME if same else _UNKNOWN
        if "" not in (one.unit, other.unit) or _is_measured(one) or _is_measured(other):
            return _UNKNOWN
    if one.is_exact and other.is_exact and one.stated is not None and other.stated is not None:
        return _figures(one, other)
    if (one.low, one.high) == (other.low, other.high):
        return Comparison.SAME
    if one.low <= other.high and other.low <= one.high:
        return Comparison.COMPATIBLE
    return Comparison.DIFFERENT


def _is_measured(quantity: Quantity) -> bool:
    """Whether the unit was converted: a bare figure may have been in another."""
    return quantity.unit in ("seconds", "metres", "kilograms")


def _figures(one: Quantity, other: Quantity) -> Comparison:
    stated, compared = one.stated or 0.0, other.stated or 0.0
    gap, largest = abs(stated - compared), max(abs(stated), abs(compared))
    if gap <= _EQUAL * largest:
        return Comparison.SAME
    if gap <= 0.5 * max(one.precision, other.precision) and gap <= _ROUNDING * largest:
        return Comparison.COMPATIBLE
    return Comparison.DIFFERENT


def periods_compared(one: Period, other: Period) -> Comparison:
    """How two dates compare; one without a year is taken to be in the other's."""
    if one.weekday is not None or other.weekday is not None:
        days = [one.weekday, other.weekday]
        for place, period in enumerate((one, other)):
            if period.weekday is None:
                if period.days > 1:
                    return _UNKNOWN
                days[place] = period.first.weekday()
        both = one.weekday is not None and other.weekday is not None
        if days[0] != days[1]:
            return Comparison.DIFFERENT
        return Comparison.SAME if both else Comparison.COMPATIBLE
    if not one.has_year and other.has_year:
        one = one.moved(other.first.year)
    elif one.has_year and not other.has_year:
        other = other.moved(one.first.year)
    if (one.first, one.last) == (other.first, other.last):
        return Comparison.SAME
    return Comparison.COMPATIBLE if one.meets(other) else Comparison.DIFFERENT


def _statements(one: Value, other: Value) -> Comparison:
    together = one.content | other.content
    if not together or len(one.content & other.content) < _SAME_STATEMENT * len(together):
        return _UNKNOWN
    return Comparison.SAME if one.negated == other.negated else Comparison.DIFFERENT


def _phrases(one: Value, other: Value) -> Comparison:
    """Other words: the same where nearly all are in both."""
    short, full = sorted((one.content, other.content), key=len)
    if not short:
        return _UNKNOWN
    if len(short & full) >= _SAME_WORDS * len(full) and one.negated == other.negated:
        return Comparison.SAME
    return _UNKNOWN
