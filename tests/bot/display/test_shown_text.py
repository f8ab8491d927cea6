"""Displayed text: marks become what they mean, and the words stay the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.display.inline_markup import Style
from bot.display.shown_text import shown_text
from corpus.span import Span
from retrieval.verification.folding import fold
from retrieval.verification.matching import matches
from tests.fakes import document

_ARTICLE = """---
title: Storms
---
# A *big* storm

It was **not** the [county’s police](https://example.org/a) who
said that ~~17~~ *18 cars* were hit. See [the annex](annex.md).
"**All of it is wrong. Nobody knows.**"

> The mayor
> said *so*.

- one *item*
- two items that
  go on

```
a *b*
c
```
"""


def shown(text: str, part: str = "", name: str = "a.md") -> str:
    """The part as it is shown; in ⟦…⟧ what is set in a style."""
    part = part or text.rstrip()
    start = text.index(part)
    found = shown_text(document(text, name), Span(start, start + len(part)))
    marked = found.text
    for one in sorted(found.styles, key=lambda one: one.start, reverse=True):
        sign = {Style.EMPHASIS: "*", Style.STRUCK: "~", Style.LINK: one.url or ""}[one.style]
        marked = f"{marked[: one.start]}⟦{sign} {marked[one.start : one.end]}⟧{marked[one.end :]}"
    return marked


def test_markdown_is_rendered() -> None:
    """Headings, emphasis, links, struck words, lists, quotations, wrapped lines; code stays."""
    body = _ARTICLE[_ARTICLE.index("# A") :].rstrip()
    assert shown(_ARTICLE, body) == (
        "A ⟦* big⟧ storm\n\n"
        "It was ⟦* not⟧ the ⟦https://example.org/a county’s police⟧ who said that ⟦~ 17⟧ "
        "⟦* 18 cars⟧ were hit. See the annex. \"⟦* All of it is wrong. Nobody knows.⟧\"\n\n"
        "The mayor said ⟦* so⟧.\n\n"
        "• one ⟦* item⟧\n• two items that go on\n\n"
        "```\na *b*\nc\n```"
    )  # fmt: skip


def test_marks_outside_of_a_quote_count_in_it() -> None:
    """A sentence out of an emphasised paragraph has one mark of two, or none."""
    assert shown(_ARTICLE, '"**All of it is wrong.') == '"⟦* All of it is wrong.⟧'
    assert shown(_ARTICLE, "All of it is wrong.") == "⟦* All of it is wrong.⟧"
    assert shown(_ARTICLE, "17~~ *18") == "⟦~ 17⟧ ⟦* 18⟧"


@pytest.mark.parametrize(
    "text",
    [
        "It is 2 * 3 * 4, and 2*3*4 too.",
        "The name is a_long_name or __init.",
        "A footnote* and another**.",
        "`*code*` and <https://example.org/_a_>.",
        "![a picture](a.png) and [no link] (here).",
        "* * *",
        "| a | b |\n|---|---|",
        r"A path C:\temp and a\-5.",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    """Arithmetic, names, footnote marks, code, pictures, rules, tables, paths."""
    assert shown(text) == text


def test_hard_breaks_stay_breaks() -> None:
    """Two blanks or a backslash at the end of a line; the backslash is not shown."""
    assert shown("Roses are red  \nviolets are\\\nblue") == "Roses are red  \nviolets are\nblue"


def test_elsewhere_only_wrapped_lines_are_joined() -> None:
    """In plain text stars are stars; a short line ends where it ends."""
    wide = "The storm that came over the county on Friday night was the worst\nin *years*."
    assert shown(wide, name="a.txt") == wide.replace("\n", " ")
    verse = "Roses are red\nviolets are blue"
    assert shown(verse, name="a.txt") == verse
    hyphen = "The mayor of the town called it a once-in-a-generation and well-\nknown storm."
    assert shown(hyphen, name="a.txt") == hyphen.replace("\n", "")


_PIECES = st.sampled_from(
    ["*", "**", "_", "~~", "[", "](https://a.org/b)", "](x)", "\\", "`", "\n", "\n\n", "  \n", "- ",
     "# ", "> ", "1. ", " ", ", ", ". ", "word", "Kent", "’s", "17", "[1]", "5%", "-5", "не", "雨",
     "|", "!", "<b>", "+ ", "(", ")"]
)  # fmt: skip


@given(st.lists(_PIECES, min_size=1, max_size=40).map("".join), st.data())
def test_a_verification_calls_it_the_same(text: str, data: st.DataObject) -> None:
    """Whatever is left out is typography, and places in the text have places in what is shown."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    for name in ("a.md", "a.txt"):
        found = shown_text(document(text, name), Span(start, end))
        if found.text.split() != text[start:end].split():
            assert any(one.is_true for one in matches(fold(found.text), fold(text)))
        places = [found.at(place) for place in range(start, end + 1)]
        assert places == sorted(places)
        assert (places[0], places[-1]) == (0, len(found.text))
        for style in found.styles:
            assert 0 <= style.start < style.end <= len(found.text)
        back = [found.back(place) for place in range(len(found.text) + 1)]
        assert back == sorted(back)
        assert all(start <= place <= end for place in back)
        assert [found.at(place) for place in back] == list(range(len(back)))
        for place in range(start, end):
            if not any(one.start <= place < one.end for one in found.edits):
                assert found.text[found.at(place)] == text[place]


def test_a_place_before_all_changes_stays() -> None:
    """Only what stands behind a change moves."""
    found = shown_text(document("*\n*", "a.md"), Span(0, 2))
    assert [found.back(place) for place in range(3)] == [0, 1, 2]
