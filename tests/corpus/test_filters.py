"""Filters: dates and sources."""

import pytest

from corpus.filters import Filters
from tests.fakes import document


@pytest.mark.parametrize(
    ("published", "since", "until", "admitted"),
    [
        ("2022-11-30", "2022-11-30", None, True),
        ("2022-11-30", None, "2022-11-30", True),
        ("2022-11-30", "2022-12", None, False),
        ("2022-11-30", None, "2022-11", True),
        ("2022-11-30", None, "2022", True),
        ("2022-11-30", "2023", None, False),
        ("2022-11", "2022-11-15", None, True),
        ("2022-11", None, "2022-10", False),
        ("2022", "2022-06", "2022-07", True),
        ("2022-11-30T12:00:00Z", "2022-11-30", "2022-11-30", True),
        (None, "2000", None, False),
        (None, None, "2030", False),
        (None, None, None, True),
    ],
)
def test_dates(published: str | None, since: str | None, until: str | None, admitted: bool) -> None:
    """Both ends are inclusive; a partial date passes if it may fit; an unknown date never
    passes."""
    one = document("Text.", published=published)
    assert Filters(since=since, until=until).admit(one) is admitted


@pytest.mark.parametrize(
    ("wanted", "admitted"),
    [("kyiv", True), ("POST", True), ("storms", True), ("example.org/a", True), ("notes.txt", True),
     ("guardian", False)],
)  # fmt: skip
def test_source(wanted: str, admitted: bool) -> None:
    """Title, publisher, address and path are searched, ignoring case."""
    one = document(
        "Text.",
        "/home/ann/notes.txt",
        title="Storms over Kent",
        publisher="Kyiv Post",
        url="https://example.org/a",
    )
    assert Filters(source=wanted).admit(one) is admitted


@pytest.mark.parametrize(
    "filters", [{"since": "soon"}, {"until": "2022-00"}, {"since": "2023", "until": "2022"}]
)
def test_invalid_filters_are_refused(filters: dict[str, str]) -> None:
    """An invalid date, or an end before the start, is an error and not an empty answer."""
    with pytest.raises(ValueError, match=r"date|later"):
        Filters(**filters)
