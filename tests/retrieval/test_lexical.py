"""Which texts have which words."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.lexical import LexicalIndex
from retrieval.words import Term, words

_WORDS = st.sampled_from(["storm", "road", "Kent", "fell", "trees", "the", "300", "opened"])
_TEXTS = st.lists(st.lists(_WORDS, max_size=8).map(" ".join), min_size=1, max_size=30)


@given(_TEXTS, st.data())
@settings(max_examples=60, deadline=None)
def test_what_texts_have_is_what_is_in_them(texts: list[str], data: st.DataObject) -> None:
    """For any of them, in any order, whatever else is asked for; and they score above nothing."""
    index = LexicalIndex.build(texts)
    terms = [Term(("storm",)), Term(("road", "kent")), Term(("nowhere",))]
    rows = np.array(
        data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=10)), dtype=np.int64
    )
    found = index.gains(terms, rows) > 0
    assert found.shape == (len(rows), 3)
    for row, has in zip(rows, found, strict=True):
        assert has.tolist() == [
            not set(words(texts[row])).isdisjoint(term.variants) for term in terms
        ]
    for column, term in enumerate(terms):
        assert ((index.scores([term]) > 0)[rows] == found[:, column]).all()
