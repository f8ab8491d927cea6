"""Plain text, and places in it."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.text.markup import markup
from retrieval.text.plain_text import BareText, plain, plain_passage

MARKS = "ab1 \n[](){}<>/=\"'`*_~|!#:.;&^-\\%é"


@given(st.text(alphabet="ab \n\u00a0é", max_size=40), st.lists(st.integers(0, 40), max_size=8))
def test_places_are_those_of_the_same_words(text: str, edges: list[int]) -> None:
    """For adjacent, distant and overlapping ranges, in any order: as counted from the start."""
    edges = [min(one, len(text)) for one in edges]
    places = [
        (first, last)
        for first, last in itertools.pairwise(edges)
        if first < last and not text[first].isspace()
    ]
    for (first, last), (start, end) in zip(places, plain_passage(text, places)[1], strict=True):
        before = plain(text[:first])
        assert start == len(before) + (bool(before) and text[first - 1].isspace())
        assert end - start == len(plain(text[first:last]))
        assert plain(text)[start:end] == plain(text[first:last])


@example(["1{", ":1}:"])
@given(st.lists(st.text(alphabet=MARKS, min_size=1, max_size=12), min_size=1, max_size=6))
def test_sentences_stay_apart_and_are_never_emptied(sentences: list[str]) -> None:
    """Whatever marks they have: in order, none over another, each with a word if it had one; what
    is found in the bare text is found in the stored one."""
    text = "".join(sentences)
    ends = list(itertools.accumulate(map(len, sentences)))
    places = list(zip([0, *ends], ends, strict=False))
    edits = markup(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(edits))
    assert all(0 <= one.start < one.end <= len(text) for one in edits)
    shown, ranges = plain_passage(text, places)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ranges))
    for one, (start, end) in zip(sentences, ranges, strict=True):
        if any(map(str.isalnum, one)):
            assert any(map(str.isalnum, shown[start:end]))
    bare = BareText.of(text, places)
    replaced = {(one.start, one.end) for one in bare.edits}
    for place, character in enumerate(bare.text):
        start, end = bare.stored(place, place + 1)
        if (start, end) not in replaced:
            assert text[start:end] == character
            assert bare.at(start) == place


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        # Links and pictures.
        ("See [the map](map.png) and [it](a_(b)).", "See the map and it."),
        ('[Act](/act.md "The Act") of [2011][act]', "Act of 2011"),
        ('[x]({{ site.baseurl }}/a/b) or [y]({% page "/c d" %})', "x or y"),
        ("A ![red badge](b.svg) [![mark](c.svg)](d)", "A red badge mark"),
        ("At <https://a.org/b> or https://a.org/c_d", "At https://a.org/b or https://a.org/c_d"),
        (
            "[[Page|shown]], [[Plain]], <<anchor,crossed>>, link:a.html[linked]",
            "shown, Plain, crossed, linked",
        ),
        # Tags and templates.
        ('<p class="x">One<br>two <em>three</em></p> <!-- no -->', "One two three"),
        ("E = mc<sup>2</sup>.<sup>3</sup> So<sup>[4]</sup> {: .big } {#anchor}", "E = mc2. So"),
        ('In {% channel "help" %}{% include a/b.html %}{{ page.title }} today', "In help today"),
        ("Fish &amp; chips&nbsp;&#8211; &c; &unknown;", "Fish & chips – &c; &unknown;"),
        ("Type cd <folder> if a < b > c", "Type cd <folder> if a < b > c"),
        # Emphasis, code, roles, reference marks.
        ("It is **not** *quite* ~~old~~ __new__.", "It is not quite old new."),
        ("Set `a_b *c*` and ``d [1]``.", "Set a_b *c* and d [1]."),
        (
            ":ref:`The words <target>`, :opt:`--x` `link <http://a.org>`_ see `here`__",
            "The words, --x link see here",
        ),
        ("He said so.[^note] So [12] did [1, 3-5] she [CIT2]_.", "He said so. So did she ."),
        ("5 * 3 = 15, snake_case, a[0], [sic], 2**8", "5 * 3 = 15, snake_case, a[0], [sic], 2**8"),
        # Lines.
        ("| Name | Value |\n|---|--:|\n| *a* | 5 |\n| | 7 |", "Name, Value a, 5 , 7"),
        (
            "Title\n=====\n\n.. note:: Mind it.\n\n> Quoted\n> twice\n\n## Next",
            "Title Mind it. Quoted twice Next",
        ),
        ("A or B || C | D", "A or B || C | D"),
    ],
)
def test_marks_are_not_read(stored: str, shown: str) -> None:
    """But the words that they are set around, and what only looks like a mark."""
    assert plain(stored) == shown


def test_a_sentence_of_nothing_but_marks_keeps_them() -> None:
    """It has a vector of its own."""
    text = "See [^1].\n\n[^1]\n\nDone [^2]."
    assert plain_passage(text, [(0, 11), (11, 17), (17, 27)]) == (
        "See . [^1] Done .",
        [(0, 5), (6, 10), (11, 17)],
    )
