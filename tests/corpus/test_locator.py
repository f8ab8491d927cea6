"""Places of quotes in words."""

import pytest

from corpus.locator import locate
from tests.fakes import document


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("We have a five-hour overlap.", "We have a five-hour overlap, paragraph 1"),
        ("Made in the U.S.", "Made in the U.S., paragraph 1"),
        ("Acme Inc.", "Acme Inc., paragraph 1"),
        ("Why so?", "Why so?, paragraph 1"),
    ],
)
def test_a_heading_that_is_a_sentence_loses_its_full_stop(heading: str, place: str) -> None:
    """A comma follows; abbreviations keep theirs."""
    text = f"# Work\n\n## {heading}\n\nPeople work from home.\n"
    assert locate(document(text, "a.md", title="Work"), text.index("People")) == place


@pytest.mark.parametrize(
    ("title", "heading", "place"),
    [
        ("Work Rules Act", "Work Rules Act (WRA)", "§ 3, paragraph 1"),
        ("Work Rules Act (WRA)", "Work Rules Act", "§ 3, paragraph 1"),
        ("Work", "Work Rules Act (WRA)", "Work Rules Act (WRA) › § 3, paragraph 1"),
        ("(WRA)", "(2022)", "(2022) › § 3, paragraph 1"),
        (None, "(WRA)", "(WRA) › § 3, paragraph 1"),
    ],
)
def test_a_heading_that_is_the_title_does_not_count(
    title: str | None, heading: str, place: str
) -> None:
    """Nor does it with an abbreviation in brackets that the title lacks, or the other way round."""
    text = f"# {heading}\n\n## § 3\n\nPeople work from home.\n"
    assert locate(document(text, "a.md", title=title), text.index("People")) == place
