"""Real and altered quotations by the hundred; `python -m benchmarks.verification` has more."""

import random

import pytest

from benchmarks.verification import Case, altered_cases, real_cases, verdict_on
from corpus.sample import sample_documents
from corpus.store.memory import MemoryStore
from retrieval.citation import Citation
from retrieval.index.build import build_index
from retrieval.verification.nearest import near_passages
from retrieval.verification.verdicts import Verdict
from tests.fakes import BagOfWords

_COUNT = 200
_DOCUMENTS = sample_documents()


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return MemoryStore(_DOCUMENTS)


def verdicts(cases: list[Case], store: MemoryStore) -> list[tuple[Case, Verdict]]:
    index = build_index(store.documents(), BagOfWords(), store.revision)

    def near(text: str) -> list[Citation]:
        return near_passages(text, store, index)

    return [(case, verdict_on(case, store, near)) for case in cases]


def test_a_real_quotation_is_real_in_any_dress(store: MemoryStore) -> None:
    """No verdict under "exact but for typography"."""
    cases = real_cases(_DOCUMENTS, _COUNT, random.Random(11))
    found = verdicts(cases, store)
    assert len(found) == _COUNT
    assert [one for one in found if one[1].rank > Verdict.TYPOGRAPHY.rank] == []


def test_an_altered_quotation_is_never_real(store: MemoryStore) -> None:
    """One number, name, negation or the order of two words: no verdict over "altered"."""
    cases = altered_cases(_DOCUMENTS, _COUNT, random.Random(11))
    found = verdicts(cases, store)
    assert len(found) == _COUNT
    assert [one for one in found if one[1].rank < Verdict.ALTERED.rank] == []
    # And they are found: what was altered is shown.
    assert sum(verdict is Verdict.ALTERED for _, verdict in found) >= 0.97 * _COUNT
