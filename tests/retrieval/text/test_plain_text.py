"""Places in the plain text of a text."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.plain_text import plain, plain_places


@given(st.text(alphabet="ab \n\u00a0é", max_size=40), st.lists(st.integers(0, 40), max_size=8))
def test_places_are_those_of_the_same_words(text: str, edges: list[int]) -> None:
    """For adjacent, distant and overlapping ranges, in any order: as counted from the start."""
    edges = [min(one, len(text)) for one in edges]
    places = [
        (first, last)
        for first, last in itertools.pairwise(edges)
        if first < last and not text[first].isspace()
    ]
    for (first, last), (start, end) in zip(places, plain_places(text, places), strict=True):
        before = plain(text[:first])
        assert start == len(before) + (bool(before) and text[first - 1].isspace())
        assert end - start == len(plain(text[first:last]))
        assert plain(text)[start:end] == plain(text[first:last])
