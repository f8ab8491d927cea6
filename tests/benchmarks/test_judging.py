"""Benchmarks of evidence, of kinds of question, and of confidence in a document alone."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.confidence_alone import pairs
from benchmarks.evidence import WAYS, Scored, best_threshold, means
from benchmarks.kinds import by_chance, kind_of, with_offset
from corpus.span import Span
from retrieval.evaluation.measures import calibration_error
from retrieval.evaluation.question_sets import Context, Question, QuestionSet
from retrieval.logistic import logistic
from tests.fakes import BagOfWords, NumberReader
from training.examples import Example, TrainingDocument
from training.question_collections import QuestionCollection


def scored(scores: list[float], *, fits: bool = True, name: str = "a") -> Scored:
    sentences = ("Cats purr.", "Dogs bark loudly.", "Fish swim.")[: len(scores)]
    scores_of = dict.fromkeys(WAYS, np.array(scores))
    return Scored.of(name, sentences, scores_of, "Dogs bark loudly.", fits=fits)


def test_evidence_is_judged_by_the_words_of_what_is_marked() -> None:
    """All sentences that reach the threshold are marked; or the best one alone."""
    one = scored([0.1, 0.9, 0.3])
    assert one.f1("BM25", 0.5) == 1
    assert one.f1("BM25", None) == 1
    assert one.f1("BM25", 0.2) == pytest.approx(2 * 3 / (5 + 3))
    assert one.f1("BM25", 0.95) == 0


def test_one_threshold_is_chosen_for_all_sets() -> None:
    """Sets count alike, however many questions they have."""
    found = [scored([0.1, 0.6, 0.3]), *[scored([0.5, 0.4, 0.0], name="b")] * 3]
    threshold = best_threshold(found, "BM25")
    assert 0.3 < threshold <= 0.4
    assert means(found, "BM25", threshold) == pytest.approx({"a": 1.0, "b": 0.75})


@pytest.mark.parametrize(
    ("kind", "question", "expected"),
    [
        ("negation", "who may not", "yes/no"),
        ("procedure", "install it", "why, how"),
        ("near-miss", "is it open on sundays", "yes/no"),
        ("near-miss", "how many dogs", "who, when, where, number"),
        ("near-miss", "how do i apply", "why, how"),
        ("near-miss", "what is a relay", "definition"),
        ("near-miss", "which files are ignored", "list"),
        ("near-miss", "opening hours sunday", "keywords"),
    ],
)
def test_kinds_of_questions(kind: str, question: str, expected: str) -> None:
    """Of near-misses, their words tell."""
    one = Example("written", question, TrainingDocument("", "Text."), (Span(0, 4),), kind=kind)
    assert kind_of(one) == expected


def test_calibration_by_kind() -> None:
    """Exact confidence errs by chance only; one that is too low is mended by what the other half
    says."""
    lot = np.random.default_rng(1)
    logits = lot.normal(0, 1.5, 600)
    right = lot.random(600) < logistic(logits + 1)
    halves = (np.arange(600) % 2).astype(float)
    off = calibration_error(logistic(logits), right)
    mended = calibration_error(with_offset(logistic(logits), right, halves), right)
    assert off > 0.12
    assert mended < 0.07
    assert 0 < by_chance(logistic(logits)) < 0.06


def test_confidence_alone_and_among_others(tmp_path: Path) -> None:
    """Each question is asked of its own document, and of all."""
    texts = ["The harbour has 12 ships. Ships sink.", "The mill has 3 wheels.", "Cats purr."]
    questions = [Question("How many ships has the harbour?", ("12",), 0, ((16, 18),))]
    encoder = BagOfWords()
    made = QuestionSet("ships", [Context(one) for one in texts], questions)
    collection = QuestionCollection(made, [], encoder, tmp_path)
    [(alone, among)] = pairs(collection, questions, encoder, NumberReader())
    assert alone.first == among.first == ("0", 0)
    assert alone.confidence == alone.gold
    assert among.gold is not None
    assert 0 < among.gold < 1
    assert among.inputs is not None
