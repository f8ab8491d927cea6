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


CHAPTERS = [
    "Preface v",
    "1 The weir 3",
    "Its gates 5",
    "2 Floods of the lower river, and",
    "who paid 12",
]


def test_entries_without_dots_are_found_under_their_title() -> None:
    """And where they stand before entries with dots, to which their numbers rise."""
    assert contents(*CHAPTERS) == CHAPTERS
    assert contents(*ENTRIES[1:2], *CHAPTERS[1:3], *ENTRIES[4:]) == [
        *ENTRIES[1:2], *CHAPTERS[1:3], *ENTRIES[4:]
    ]  # fmt: skip
    without_title = "\n\n".join(["Levels in feet", *CHAPTERS, "It closed."])
    assert not boilerplate_of(without_title)
    before = ["Part One 3", "Gates 4", *ENTRIES[3:]]
    text = "\n\n".join(["The weir.", *before, "2.3 Rain ........ 21", "It closed."])
    assert [one.of(text).strip() for one in boilerplate_of(text)] == [
        *before,
        "2.3 Rain ........ 21",
    ]


def test_a_column_of_figures_is_none() -> None:
    """Under no title, or one with figures that fall."""
    assert not contents("Sugar 12", "Fat 3", "Salt 14", "Water 2", "Oats 1")
    assert not contents(*CHAPTERS[:3])


def test_an_index_is_found_by_its_order() -> None:
    """Its numbers do not rise; a name may have several. A list of prices in any order is none."""
    entries = [
        f"{letter}eir . . . . . . . {90 - place * 5}, 97"
        for place, letter in enumerate("abcdefghklmw")
    ]
    assert contents(*entries) == entries
    assert not contents(*entries[6:], *entries[:6][::-1])
    assert not contents(*entries[:9])


def test_prices_and_short_lists_are_none() -> None:
    """Their figures do not rise as pages do, or they are no numbers of pages."""
    assert not contents(*ENTRIES[:2])
    assert not contents("Tea ..... 4", "Milk ..... 2", "Coffee ..... 5", "Cake ..... 3")
    assert not contents(*(f"Fee {n} ........ ${n}.50" for n in range(6)))
