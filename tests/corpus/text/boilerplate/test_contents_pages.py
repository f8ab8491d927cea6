"""Tables of contents, which are not quoted."""

from corpus.text.boilerplate.boilerplate import boilerplate_of
from corpus.text.boilerplate.spans import BoilerplateKind

ENTRIES = [
    "Preface ........ iv",
    "1.1 The weir . . . . . . . . . . . 3",
    "1.2 Who pays for the works and",
    "for how long . . . . . . . . 5",
    "2 Results 12",
    "2.1 Levels ………… 12",
    "2.2 Floods......................19",
]


def contents(*paragraphs: str, parting: str = "\n\n") -> list[str]:
    text = parting.join(["Contents", *paragraphs, "\nThe weir opened in 1968.", "It closed."])
    return [
        one.of(text).strip() for one in boilerplate_of(text) if one.kind is BoilerplateKind.CONTENTS
    ]


def test_entries_are_found_by_their_dots() -> None:
    """With those between them that have none, and the one before the first."""
    assert contents(*ENTRIES) == ENTRIES
    assert contents("1 Introduction 3", *ENTRIES[1:]) == ["1 Introduction 3", *ENTRIES[1:]]
    assert "\n".join(contents(*ENTRIES, parting="\n")) == "\n".join(ENTRIES)


def test_prices_and_short_lists_are_none() -> None:
    """Their figures do not rise as pages do, or they are no numbers of pages."""
    assert not contents(*ENTRIES[:2])
    assert not contents("Tea ..... 4", "Milk ..... 2", "Coffee ..... 5", "Cake ..... 3")
    assert not contents(*(f"Fee {n} ........ ${n}.50" for n in range(6)))
