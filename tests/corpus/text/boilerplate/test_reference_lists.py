"""Lists of references, which are not quoted."""

import pytest

from corpus.text.boilerplate.boilerplate import boilerplate_of
from corpus.text.boilerplate.spans import BoilerplateKind

ENTRIES = [
    "1. M. Topalidou and N. P. Rougier. “[Re] Interaction of loops.” In: ReScience 1.1 (2015).",
    "2. M. Hutson. “Artificial intelligence faces a crisis.” In: Science 359.6377 (Feb. 2018).",
    "3. F. Grießhammer. Source Serif Pro. SIL Open Font License, version 1.1. 2014.",
]
AUTHORS = [
    "Abdi, H. (2003). Partial regression coefficients. Thousand Oaks: Sage.",
    "Bates D, Mächler M. Fitting linear models. J Stat Softw 2015; 67: 1-48.",
    "Chen, L. “On tides.” doi: 10.1000/182",
    "[KN21] Knuth, D. E. The art of it. Addison-Wesley, 1997.",
]


def references(text: str) -> list[str]:
    return [
        one.of(text).strip()
        for one in boilerplate_of(text)
        if one.kind is BoilerplateKind.REFERENCE
    ]


@pytest.mark.parametrize("heading", ["References", "7. REFERENCES", "## Literatur", "参考文献"])
@pytest.mark.parametrize("entries", [ENTRIES, AUTHORS])
def test_entries_under_their_heading_are_found(heading: str, entries: list[str]) -> None:
    text = "\n\n".join(["Nothing in 2019.", heading, *entries, "Appendix", "In 2020 we did."])
    assert references(text) == entries


def test_a_torn_entry_stays_with_its_list() -> None:
    torn = [*ENTRIES[:1], "pp. and further pages", *ENTRIES[1:]]
    assert references("\n\n".join(["References", *torn])) == torn


def test_a_caption_beside_the_list_is_no_entry() -> None:
    """A figure at the foot of the page is quoted, and the list goes on behind it."""
    mixed = [*ENTRIES[:1], "Figure 5. Heights of the tide at Dover in 2019.", *ENTRIES[1:]]
    assert references("\n\n".join(["References", *mixed])) == ENTRIES


@pytest.mark.parametrize(
    "text",
    [
        # A section that speaks of references, and a heading with nothing like a list under it.
        "References\n\nWe ask for two references. Send them by 2021.\n\nThey are kept.",
        "\n\n".join(["The years", *ENTRIES]),
        "\n\n".join(["References", ENTRIES[0], ENTRIES[1]]),
    ],
)
def test_what_is_no_list_of_references_stays(text: str) -> None:
    assert references(text) == []
