"""Near-duplicates are found by their words, wherever they stand."""

import numpy as np

from retrieval.index.build import build_index
from retrieval.index.index import Index
from retrieval.quoting.near_duplicates import sharing_words
from tests.fakes import BagOfWords, documents

REPORT = "Some 261,000 men left the country within three days, the paper said."
TEXTS = (
    f"{REPORT} Borders stayed open.",
    f"The orchestra rehearsed Mahler. {REPORT} Strings sounded thin. Brass was loud.",
    "The country paper said that some men left within days.",
    "Sheep are shorn in June. The paper said so.",
)


def owners(rows: list[int], index: Index) -> list[int]:
    found = index.passages.owners(index.sentences.owners(np.array(rows, np.int64)))
    return [int(one) for one in found]


def test_a_copy_is_found_in_any_passage() -> None:
    """Among sentences that only share common words, and those that are allowed."""
    index = build_index(documents(TEXTS), BagOfWords(), "r")
    rows = sharing_words(REPORT, index, index.everything)
    assert sorted(owners(rows, index))[:2] == [0, 1]
    assert 3 not in owners(rows, index)
    only = index.only(np.array([True, False, True, True]))
    assert 1 not in owners(sharing_words(REPORT, index, only), index)


def test_a_sentence_of_unknown_words_has_no_copies() -> None:
    index = build_index(documents(TEXTS), BagOfWords(), "r")
    assert sharing_words("Xqz vbn.", index, index.everything) == []
