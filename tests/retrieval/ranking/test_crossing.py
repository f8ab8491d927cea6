"""Ranking across languages: words are silent, cosines are on one scale, names match."""

import numpy as np
import pytest

from corpus.store.memory import MemoryStore
from retrieval.index.build import build_index
from retrieval.query import QueryAnalyzer
from retrieval.ranking.crossing import Crossing, across_languages
from retrieval.ranking.features import CROSSES, FEATURES
from retrieval.ranking.language_scales import multilingual_scales
from retrieval.ranking.rank import compute_features
from retrieval.ranking.search_scope import SearchScope
from tests.fakes import BagOfWords, document

_TEXTS = (
    "Putin met the women on Friday. The bridge was paid for by the county.",
    "Die Brücke wurde von dem Kreis bezahlt. Das war nicht im Jahr 1931.",
)


def asked(
    question: str, *texts: str, model: str | None = None
) -> tuple[SearchScope, QueryAnalyzer]:
    encoder = BagOfWords(fingerprint=multilingual_scales()[0] if model is None else model)
    store = MemoryStore([document(text, f"{n}.txt") for n, text in enumerate(texts)])
    index = build_index(store.documents(), encoder, store.revision)
    return SearchScope.of(index, store), QueryAnalyzer.of(index, encoder)


def test_a_passage_in_another_language_crosses() -> None:
    """A German question over English and German documents."""
    scope, analyzer = asked("", *_TEXTS)
    query = analyzer.analyze("Wer hat die Brücke bezahlt?")
    crossing = Crossing.of(query, scope)
    assert [crossing.crosses(passage) for passage in range(2)] == [True, False]
    assert [crossing.foreign_language(passage) for passage in range(2)] == ["en", None]
    _, table = compute_features(query, scope)
    column = table[:, FEATURES.index(CROSSES)]
    assert set(column.tolist()) == {0.0, 1.0}


def test_with_other_models_nothing_crosses() -> None:
    scope, analyzer = asked("", *_TEXTS, model="another")
    query = analyzer.analyze("Wer hat die Brücke bezahlt?")
    assert not any(Crossing.of(query, scope).crosses(passage) for passage in range(2))
    assert across_languages(query, scope) is query


def test_words_that_mean_something_else_are_left_out() -> None:
    """German "die" and "was" are no words of an English text; names and figures are."""
    scope, analyzer = asked("", _TEXTS[0])
    query = across_languages(analyzer.analyze("Was sagte Putin, und wer war die Frau?"), scope)
    assert "putin" in {one for term in query.terms for one in term.variants}
    assert not {"was", "die"} & {one for term in query.terms for one in term.variants}


def test_names_are_found_in_another_script() -> None:
    scope, analyzer = asked("", _TEXTS[0])
    query = across_languages(analyzer.analyze("Кого встретил Путин?"), scope)
    assert "putin" in {one for term in query.terms for one in term.variants}


def test_unrelated_and_related_texts_mean_the_same_in_every_language() -> None:
    """The mean cosines that were measured land on the bundled model's, whatever the languages."""
    _, scales = multilingual_scales()
    for question, passage, unrelated, related in (
        (("en",), "en", 0.7266, 0.8596),
        (("ru",), "en", 0.6997, 0.7955),
        (("zh",), "zh", 0.8113, 0.901),
    ):
        line = scales.between(question, passage).similarity
        found = line.of(np.array([unrelated, related], np.float32))
        assert found == pytest.approx([0.0269, 0.6423], abs=1e-3)
