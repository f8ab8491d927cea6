"""Conditions: what an engine is told of a filter admits what the filter admits."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from corpus.filters import Filters
from retrieval.index.engine.conditions import Conditions, DocumentFields
from tests.fakes import document

_DATES = st.one_of(
    st.none(),
    st.sampled_from(
        ["2020", "2020-02", "2020-02-29", "2021-01-01T10:00:00+00:00", "1999-12", "0001", "9999"]
    ),
)
_LANGUAGES = st.sampled_from([None, "en", "en-GB", "EN", "eng", "de", "zh-Hant-TW", "zh-hant", "e"])
_NAMES = st.one_of(st.none(), st.text("aßSsİé /.-", max_size=6), st.text(max_size=4))


@given(
    published=_DATES,
    language=_LANGUAGES,
    names=st.tuples(_NAMES, _NAMES, _NAMES),
    since=_DATES,
    until=_DATES,
    wanted=_LANGUAGES,
    source=_NAMES,
)
def test_what_a_filter_admits(
    published: str | None,
    language: str | None,
    names: tuple[str | None, str | None, str | None],
    since: str | None,
    until: str | None,
    wanted: str | None,
    source: str | None,
) -> None:
    """Of whatever document; but for letters that run on from one name into the next."""
    title, publisher, url = names
    card = document("Rain.", published=published, language=language, title=title,
                    publisher=publisher, url=url)  # fmt: skip
    try:
        filters = Filters(since=since, until=until, language=wanted, source=source)
    except ValueError:
        return  # since is later than until
    admitted = Conditions.of(filters).admit(card.id, DocumentFields.of(card))
    assert admitted == filters.admit(card) or "\x1f" in (source or "")


def test_conditions_on_nothing_and_on_no_document() -> None:
    """No filter is no condition; an empty list of documents admits none of them."""
    fields = DocumentFields.of(document("Rain.", published="no date"))
    assert not Conditions.of(Filters()) and not Conditions.of(None)
    assert Conditions().admit("a", fields) and fields.first is None
    nothing = Conditions(documents=())
    assert nothing and not nothing.admit("a", fields)


def test_a_field_that_changes_changes_the_digest() -> None:
    """So that an index that has the old one is told."""
    changes: tuple[dict[str, Any], ...] = (
        {}, {"published": "2020"}, {"published": "2020-01-01"}, {"language": "en"},
        {"title": "A"}, {"publisher": "A"}, {"url": "https://a.example"},
    )  # fmt: skip
    cards = [document("Rain.", **changed) for changed in changes]
    digests = {DocumentFields.of(one).digest for one in cards}
    # Title and publisher are names alike.
    assert len(digests) == len(cards) - 1
