"""Dates as people write them."""

import pytest

from corpus.metadata import metadata_of
from corpus.text.written_dates import iso_date

DAY = "2022-11-30"


@pytest.mark.parametrize(
    "written",
    [
        "2022-11-30",
        "2022/11/30",
        "2022.11.30",
        "20221130",
        "30.11.2022",
        "30. 11. 2022",
        "30/11/2022",
        "11/30/2022",
        "30-11-2022",
        "30-Nov-2022",
        "30 November 2022",
        "30. November 2022",
        "30th of November, 2022",
        "November 30, 2022",
        "Nov. 30th 2022",
        "Nov 30, 2022 at 5:30 pm",
        "Wednesday, 30 November 2022",
        "Wed Nov 30 2022",
        "Wed, 30 Nov 2022 08:30:00 GMT",
        "30 de noviembre de 2022",
        "miércoles 30 de noviembre de 2022",
        "30 ноября 2022 г.",
        "30 листопада 2022 року",
        "2022年11月30日",
        "2022-11-30 10:00 CET",
        "2022-11-30T25:99",
        "30.11.2022 14:30",
        "11/30/2022, 5:30 PM",
        "  30\n November  2022 ",
    ],
)
def test_a_day_in_any_common_form_is_known(written: str) -> None:
    """And where its time cannot be understood, the day is kept."""
    assert iso_date(written) == DAY


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2022", "2022"),
        ("2022-11", "2022-11"),
        ("November 2022", "2022-11"),
        ("ноябрь 2022 г.", "2022-11"),
        ("2022-11-30T10:00:00+01:00", "2022-11-30T10:00:00+01:00"),
        ("2022-11-30 10:00:00 +0100", "2022-11-30 10:00:00 +0100"),
        ("03/03/2022", "2022-03-03"),
        ("04.03.2022", "2022-03-04"),
        ("1er mars 2022", "2022-03-01"),
        ("mayo de 2022", "2022-05"),
    ],
)
def test_no_more_is_known_than_was_written(written: str, known: str) -> None:
    """Months and years stay what they are; ISO dates with times are not changed."""
    assert iso_date(written) == known


@pytest.mark.parametrize("written", ["03/04/2022", "3-4-2022", "12/11/2022, 5:30 PM"])
def test_what_can_be_read_in_two_ways_is_refused(written: str) -> None:
    """With both, so that the person can write the one that is meant."""
    with pytest.raises(ValueError, match=r"can be read as 2022-\d\d-\d\d or as 2022-"):
        iso_date(written)


@pytest.mark.parametrize("written", ["31 November 2022", "32.01.2022", "2022/13/01", "29.02.2023"])
def test_days_that_no_calendar_has_are_refused(written: str) -> None:
    """They are slips of the pen, not dates."""
    with pytest.raises(ValueError, match=r"not a day of the calendar|not a calendar date"):
        iso_date(written)


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "30.11.22", "ju 2022", "Nov 2022 30 5", "Storm of November 2022", "10:30",
     "²² May 2022", "May", "30 November", "2" * 5000, "May " * 2000],
)  # fmt: skip
def test_what_is_no_date_is_refused(written: str) -> None:
    """In plain words, with the form that is always understood."""
    with pytest.raises(ValueError, match="is not a date like 2022-11-30, 2022-11 or 2022"):
        iso_date(written)


@pytest.mark.parametrize("written", ["Nov 30, 2022", '"30.11.2022"', "2022/11/30"])
def test_front_matter_has_dates_in_any_common_form(written: str) -> None:
    """Each is stored in the one form."""
    metadata, notes = metadata_of(f"---\ntitle: Storm\ndate: {written}\n---\nRain.\n")
    assert (metadata.published, notes) == (DAY, [])


def test_front_matter_with_an_ambiguous_date_is_told() -> None:
    """The date is left unknown, never guessed."""
    metadata, [note] = metadata_of("---\ndate: 03/04/2022\n---\nRain.\n")
    assert metadata.published is None
    assert "2022-04-03 or as 2022-03-04" in note
