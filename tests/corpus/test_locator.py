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
