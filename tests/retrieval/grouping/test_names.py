"""Names: what a text names, and by which acronym its document calls it."""

import pytest

from retrieval.grouping.lexicon import lexicon_for
from retrieval.grouping.names import Name, acronyms_in, name_in, same_name

ENGLISH = lexicon_for("en")
GUARD = ("Federal", "Guard", "Service")


def named(text: str, acronyms: dict[str, tuple[str, ...]] | None = None) -> Name:
    found = name_in(text, ENGLISH, acronyms)
    assert found is not None
    return found


def test_a_document_explains_its_acronyms() -> None:
    """By the words before them: their initials, or else the capitalised words."""
    text = "The Federal Guard Service (FSO) and the Kent County Council (KCC) met."
    assert acronyms_in(text) == {"FSO": GUARD, "KCC": ("Kent", "County", "Council")}


def test_a_long_name_goes_by_the_acronym_that_explains_it() -> None:
    """Other names of the document do not."""
    acronyms: dict[str, tuple[str, ...]] = {"KCC": ("Kent", "County", "Council"), "FSO": GUARD}
    assert same_name(named("Federal Guard Service", acronyms), named("FSO"), ENGLISH)
    assert same_name(named("Federal Guard Service", acronyms), named("KCC"), ENGLISH) is not True
    assert same_name(named("Ann Marsh", acronyms), named("KCC"), ENGLISH) is not True


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("David Ware", "Ware", True),
        ("D. Ware", "David Ware", True),
        ("David Ware", "D. A. Ware", True),
        ("D. Ware", "Ann Ware", False),
        ("Minister David Ware", "David Ware", True),
        ("Selenskyj", "Zelensky", True),
        ("David Ware", "Ann Ware", False),
        ("Ann Marsh", "David Ware", False),
    ],
)
def test_names_are_compared_word_by_word(one: str, other: str, same: bool) -> None:
    """A surname stands for the whole name, an initial for a first name, titles for nothing."""
    assert same_name(named(one), named(other), ENGLISH) is same
    assert same_name(named(other), named(one), ENGLISH) is same


@pytest.mark.parametrize("text", ["men who left the country", "they left Russia in a great hurry"])
def test_a_sentence_is_no_name(text: str) -> None:
    assert name_in(text, ENGLISH) is None
