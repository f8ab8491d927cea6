"""The reader's training: pairs, batches, loss."""

import itertools
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from corpus.span import Span
from retrieval.evaluation.question_sets import Context, Question, QuestionSet
from retrieval.ranking.reader_blend import INPUTS
from retrieval.ranking.scoring_network import ScoringNetwork
from retrieval.readers.input import END, EVIDENCE, START, TOKEN_OUTPUTS, ReaderInput, Sequencer
from retrieval.readers.network import load_difference, network, save_difference
from tests import tiny_models
from tests.fakes import BagOfWords
from training.altered_questions import altered, is_denied, replacement
from training.average_readers import average
from training.changed_pairs import with_pronoun, with_question_before, without_sentence
from training.couples import Couples
from training.examples import Example, TrainingDocument
from training.fit_reader_blend import asked_as_typed, fit
from training.ranking_samples import ANSWERABLE, OFF_TOPIC, Sample
from training.reader_batches import Batches, Row, shape, tensors
from training.reader_losses import evidence_logits, reading_loss, sentence_spans
from training.reader_pairs import (
    ALTERED,
    ANSWERS,
    CUT,
    FOUND,
    UNFITTING,
    Group,
    Pair,
    groups,
)
from training.train_reader import validation_questions

BRIDGE = (
    "The bridge over the Stour was opened in 1931. Lord Harris paid for it. Rain fell on that day "
    "in Canterbury."
)
OTHERS = [
    "Bread is made of rye flour in the north. Wheat grows in the south of Kent.",
    "The mayor of Dover met Lady Astor in 1950. Nobody wrote down what they said.",
]


ARTICLE = [TrainingDocument("Kent", text) for text in (BRIDGE, *OTHERS)]


def example(question: str, answer: str | None, **more: Any) -> Example:
    if answer is None:
        return Example("kent", question, ARTICLE[0], (), **more)
    start = BRIDGE.index(answer)
    place = (Span(start, start + len(answer)),)
    return Example("kent", question, ARTICLE[0], place, place, (answer,), **more)


def examples(
    question: str = "Who paid for the bridge?", answer: str = "Lord Harris"
) -> list[Example]:
    others = [
        Example("kent", f"What of {n}?", one, (), id=f"o{n}") for n, one in enumerate(ARTICLE)
    ]
    return [example(question, answer, id="a"), example("Who sank it?", None, pair="a"), *others[1:]]


@pytest.fixture(scope="module")
def made() -> list[Group]:
    return list(groups(examples(), BagOfWords(), seed=1))[:2]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.encoder(tmp_path_factory.mktemp("base") / "encoder")


def of_kind(group: Group, kind: str) -> list[Pair]:
    return [one for one in group.pairs if one.kind == kind]


def gold(pair: Pair) -> list[str]:
    return [pair.text[slice(*pair.sentences[one])].strip() for one in pair.gold]


def answers(pair: Pair) -> list[str]:
    return [pair.text[start:end] for start, end in pair.answers]


def test_pairs_answer_or_do_not(made: list[Group]) -> None:
    """The answering passage has its sentence marked; other passages do not hold the answer."""
    answered, unfitting = made
    [first] = of_kind(answered, ANSWERS)
    assert gold(first) == ["Lord Harris paid for it."]
    assert answers(first) == ["Lord Harris"]
    for kind in (FOUND, CUT):
        assert of_kind(answered, kind)
        for pair in of_kind(answered, kind):
            assert "Lord Harris" not in pair.text
            assert pair.gold == ()
    [cut] = of_kind(answered, CUT)
    assert [cut.text[start:end].strip() for start, end in cut.sentences] == [
        "The bridge over the Stour was opened in 1931.",
        "Rain fell on that day in Canterbury.",
    ]
    for pair in of_kind(answered, ALTERED):
        assert "Lord Harris" in pair.text
        assert pair.gold == ()
    [one] = unfitting.pairs
    assert (one.kind, one.gold, unfitting.twists) == (UNFITTING, (), answered.id)
    assert "Stour" in one.text


def test_pairs_are_decided_by_the_seed() -> None:
    """The same seed makes the same pairs to the letter, and another seed makes others."""
    asked = examples("When was the bridge over the Stour opened, before Lord Harris paid?", "1931")

    def made_with(seed: int) -> list[Group]:
        return list(groups(asked * 5, BagOfWords(), seed))

    assert made_with(1) == made_with(1)
    assert made_with(1) != made_with(2)


def test_a_pronoun_stands_for_the_title() -> None:
    """Where the answering sentence begins with the title's name, and the passage has a pronoun."""
    text = "Ada Marsh was born in Deal. She sang. Marsh left in 1971."
    places = ((0, 28), (28, 38), (38, 57))
    pair = Pair(ANSWERS, "When did she leave?", "Ada Marsh", text, places, (2,), ((52, 56),))
    changed = with_pronoun(pair)
    assert changed is not None
    assert gold(changed) == ["She left in 1971."]
    assert answers(changed) == ["1971"]
    assert with_pronoun(replace(pair, gold=(1,))) is None
    assert with_pronoun(replace(pair, title="Kent")) is None


def test_a_question_before_its_answer_is_no_answer() -> None:
    """The question is a sentence of the passage, and not a marked one."""
    text = "It rained. She left in 1971."
    pair = Pair(ANSWERS, "When?", "", text, ((0, 11), (11, 28)), (1,), ((23, 27),))
    changed = with_question_before(pair, "When did she leave?")
    assert changed.text == "It rained. When did she leave? She left in 1971."
    assert [changed.text[a:b].strip() for a, b in changed.sentences] == [
        "It rained.",
        "When did she leave?",
        "She left in 1971.",
    ]
    assert (gold(changed), answers(changed)) == (["She left in 1971."], ["1971"])


def test_a_passage_loses_a_sentence() -> None:
    """What is left has its sentences where they stand now, and no answer."""
    text = "It rained. She left in 1971. She sang."
    pair = Pair(ANSWERS, "When?", "", text, ((0, 11), (11, 29), (29, 38)), (1,), ((23, 27),))
    left = without_sentence(pair, 1)
    assert left is not None
    assert (left.kind, left.text, left.gold, left.answers) == (CUT, "It rained. She sang.", (), ())
    assert [left.text[a:b].strip() for a, b in left.sentences] == ["It rained.", "She sang."]
    assert without_sentence(replace(pair, text="It rained.", sentences=((0, 10),)), 0) is None


def test_couples_share_their_question() -> None:
    """Whether it asks the group's question, or whether a statement of the passage is true."""
    text = "The ferry can carry forty cars. She left in 1971."
    first = Pair(
        ANSWERS, "When did she leave the town?", "", text, ((0, 32), (32, 49)), (1,), ((44, 48),)
    )
    other = Pair(FOUND, "When did she leave the town?", "", "It rained in Deal.", ((0, 18),))
    couples = Couples([])
    group = Group("set", "", (first, other), answer="1971")
    made = [couples.of(group, random.Random(seed)) for seed in range(200)]
    assert all(len({one.question for one in couple}) == 1 for couple in made)
    asked = {couple[0].question.lower().rstrip("?"): couple for couple in made}
    about, silent = asked["can the ferry carry forty cars"]
    assert gold(about) == ["The ferry can carry forty cars."]
    assert not silent.gold
    assert "forty cars" not in silent.text
    assert any("She leave the town." in couple[0].text for couple in made)


def test_couples_follow_another_question_of_their_passage() -> None:
    """Both have it before theirs, and it is one that the passage answers, not their own."""
    text = "Ada Marsh left the stage in 1971. She moved to Deal."
    first = Pair(ANSWERS, "When did Ada Marsh leave?", "Ada Marsh", text, ((0, 34),), (0,))
    other = Pair(FOUND, "When did Ada Marsh leave?", "", "It rained in Deal.", ((0, 18),))
    before = Pair(ANSWERS, "Where does Ada Marsh live?", "Ada Marsh", text, ((34, 53),), (0,))
    group = Group("set", "", (first, other))
    couples = Couples([group, Group("set", "", (before,))])
    asked = [couples.of(group, random.Random(seed)) for seed in range(400)]
    followed = [one for one in asked if one[0].question.startswith(before.question)]
    assert len(asked) * 0.05 < len(followed) < len(asked) * 0.2
    assert {one.question for couple in followed for one in couple} >= {
        "Where does Ada Marsh live? When did Ada Marsh leave?",
        "Where does Ada Marsh live? When did she leave?",
    }
    assert all(len({one.question for one in couple}) == 1 for couple in followed)


@pytest.mark.parametrize(
    ("asked", "becomes"),
    [
        ("Who met Lady Astor in 1931?", {"Lord Harris", "Stour", "Canterbury", "19"}),
        ("Who was born before the bridge was opened?", {"killed", "after", "closed"}),
        ("Who paid?", set()),
    ],
)
def test_a_question_is_altered_in_one_place(asked: str, becomes: set[str]) -> None:
    """A name, a number or an opposite changes; nothing changes if there is none of them."""
    for seed in range(20):
        found = altered(asked, BRIDGE, OTHERS, random.Random(seed))
        if not becomes:
            assert found is None
            continue
        assert found is not None
        assert found != asked
        assert any(one in found for one in becomes)
        assert not is_denied(found, asked)


def test_what_the_question_names_is_replaced_in_the_passage() -> None:
    """Replacements come from the article's other texts, and never touch the answer."""
    asked = "What did Lord Harris pay for in 1931?"
    found = {
        replacement(asked, BRIDGE, ["The bridge"], OTHERS, random.Random(seed))
        for seed in range(30)
    }
    assert found <= {("Lord Harris", "Dover"), ("Lord Harris", "Lady Astor"), ("1931", "1950")} | {
        ("Lord Harris", "Kent")
    }
    assert len(found) > 1
    for nothing in ("Who paid?", "What is in Canterbury?"):
        assert replacement(nothing, BRIDGE, ["Canterbury"], OTHERS, random.Random(1)) is None


def test_a_denial_is_made_and_taken_back() -> None:
    """A verb is negated, a negation is removed, and both are recognised."""
    denied = altered("Who was hurt?", "", [], random.Random(1))
    assert denied == "Who wasn't hurt?"
    assert is_denied(denied, "Who was hurt?")
    assert altered(denied, "", [], random.Random(1)) == "Who was hurt?"


def test_validation_questions_are_the_last() -> None:
    """Those of the last articles if the set has articles, else the last questions."""
    contexts = [Context(f"text {n}", f"article {n // 2}") for n in range(20)]
    questions = [Question(f"q {n}", (), n % 20) for n in range(2000)]
    questions.sort(key=lambda one: one.context or 0)
    whole = QuestionSet("s", contexts, questions, first_half=1600)
    kept = validation_questions(whole)
    titles = {contexts[one.context or 0].title for one in kept}
    assert titles == {"article 6", "article 7"}
    flat = QuestionSet(
        "n", [Context(f"text {n}") for n in range(500)], questions[:500], first_half=500
    )
    assert validation_questions(flat) == questions[300:500]


def test_batches_have_few_shapes_and_couples(base: Path, made: list[Group]) -> None:
    """Lengths are padded to multiples of 16, and each negative points to its answering pair."""
    sequencer = Sequencer(Tokenizer.from_file(str(base / "tokenizer.json")))
    batch = next(iter(Batches(made * 60, sequencer, seed=1)))
    rows, longest = shape([row.given for row in batch])
    assert longest % 16 == 0
    assert rows >= len(batch)
    for number, row in enumerate(batch):
        if row.before >= 0:
            assert row.before < number
            assert batch[row.before].pair.kind == ANSWERS
        assert bool(row.starts) == bool(row.ends) == (row.pair.kind == ANSWERS)
        for first, last in zip(row.starts, row.ends, strict=True):
            own = set(row.given.owners[first : last + 1].tolist())
            assert own == set(row.pair.gold)
        if row.pair.kind == UNFITTING:  # beside one that the same passage answers
            assert batch[row.before].pair.gold
    assert {row.pair.kind for row in batch} >= {ANSWERS, UNFITTING, FOUND}
    several = itertools.islice(Batches(made * 200, sequencer, seed=1), 24)
    asked = {row.pair.question for some in several for row in some if row.pair.kind == ANSWERS}
    assert {"Who paid for the bridge?", "who paid for the bridge"} <= asked
    assert any(one.lower().startswith("was it ") for one in asked)
    assert not any(
        row.pair.kind == ALTERED and row.pair.question == "Who paid for the bridge?"
        for row in batch
    )


def test_where_only_sentences_are_known_any_of_their_tokens_may_answer(base: Path) -> None:
    """The answer may start and end at every token of the marked sentences, and nowhere else."""
    text = "She came at noon. It rained."
    pair = Pair(ANSWERS, "Did she come?", "", text, ((0, 18), (18, 28)), (0,))
    sequencer = Sequencer(Tokenizer.from_file(str(base / "tokenizer.json")))
    [row] = next(iter(Batches([Group("s", "yesno", (pair,))], sequencer, seed=1)))
    assert row.starts == row.ends == tuple(np.flatnonzero(row.given.owners == 0).tolist())


def test_the_loss_falls_as_the_network_learns(base: Path, made: list[Group]) -> None:
    """On a few pairs, the network learns which answer, and by which sentence."""
    import torch

    torch.manual_seed(1)
    sequencer = Sequencer(Tokenizer.from_file(str(base / "tokenizer.json")))
    rows = next(iter(Batches(made * 8, sequencer, seed=1)))
    model = network(str(base)).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    *filled, most = tensors([row.given for row in rows])
    # The empty rows that fill a batch up are left out: they take nearly all of the time.
    ids, mask, types, owners = (one[: len(rows)] for one in filled)
    history = []
    for _ in range(60):
        passages, tokens = model(ids, mask, types)
        loss = reading_loss(passages, tokens, owners, rows)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(float(loss.detach()))
    assert history[-1] < history[0] / 3
    spans = sentence_spans(tokens.detach()[:, :, :EVIDENCE], owners, most)
    evidence = evidence_logits(tokens.detach()[:, :, EVIDENCE], owners, most)
    for number, row in enumerate(rows):
        if row.pair.kind == ANSWERS:
            assert int(tokens[number, :, START].argmax()) in row.starts
            assert int(tokens[number, :, END].argmax()) in row.ends
            for scores in (spans, evidence):
                assert int(scores[number].argmax()) in row.pair.gold
        else:
            assert float(passages[number].detach()) < 0
            assert float(evidence[number].max()) < 0


def test_several_sentences_may_be_evidence() -> None:
    """Each counts for itself; where it is not known which one answers, one is enough."""
    import torch

    text, places = "One. Two. Three.", ((0, 5), (5, 10), (10, 16))
    owners = torch.tensor([[-1, 0, 1, 2]])
    given = ReaderInput([1, 2, 3, 4], [0, 1, 1, 1], owners[0].numpy())

    def loss(*, rough: bool, second: float) -> float:
        pair = Pair(ANSWERS, "Which?", "", text, places, (0, 1), rough=rough)
        tokens = torch.zeros(1, 4, TOKEN_OUTPUTS)
        tokens[0, :, EVIDENCE] = torch.tensor([0.0, 6.0, second, -6.0])
        return float(
            reading_loss(torch.tensor([[6.0]]), tokens, owners, [Row(given, pair, 1.0, -1)])
        )

    assert loss(rough=False, second=-6.0) > loss(rough=False, second=6.0) + 2
    assert abs(loss(rough=True, second=-6.0) - loss(rough=True, second=6.0)) < 0.1


def read(rng: np.random.Generator, kind: str) -> Sample:
    table = rng.normal(size=(8, len(INPUTS))).astype(np.float32)
    table[:, INPUTS.index("evidence")] -= 2
    gold = np.zeros(8, bool)
    if kind == ANSWERABLE:
        gold[rng.integers(8)] = True
        table[gold, INPUTS.index("evidence")] += 5
    return Sample("s", 0, kind, table, gold, gold, np.arange(8) // 2, np.zeros(8))


def test_the_mean_of_readers_is_a_reader(base: Path, tmp_path: Path) -> None:
    """Its weights are the mean of theirs, and its metadata names them."""
    import torch
    from safetensors import safe_open

    paths = [tmp_path / f"{seed}.safetensors" for seed in (1, 2)]
    for seed, path in enumerate(paths):
        torch.manual_seed(seed)
        save_difference(network(str(base)), str(base), path, {})
    average(str(base), paths, tmp_path / "mean.safetensors")
    one, two, mean = (
        load_difference(str(base), path).ends.weight
        for path in (*paths, tmp_path / "mean.safetensors")
    )
    assert not torch.allclose(one, two, atol=0.01)
    assert torch.allclose(mean, (one + two) / 2, atol=0.001)
    with safe_open(tmp_path / "mean.safetensors", "pt") as kept:
        assert len(kept.metadata()["of"].split()) == 2


def test_the_blend_learns_the_informative_signal() -> None:
    """One informative signal among noise decides, and logits separate the kinds."""
    rng = np.random.default_rng(1)
    found = [read(rng, kind) for kind in (ANSWERABLE, OFF_TOPIC) for _ in range(200)]
    network = ScoringNetwork.of(fit(found, seed=1, steps=300), INPUTS)
    fresh = [read(rng, kind) for kind in (ANSWERABLE, OFF_TOPIC) for _ in range(200)]
    logits = [network.logits(one.table) for one in fresh]
    right = [one.gold[each.argmax()] for one, each in zip(fresh[:200], logits[:200], strict=True)]
    assert np.mean(right) > 0.9
    assert np.mean([each.max() > 0 for each in logits[:200]]) > 0.8
    assert np.mean([each.max() < 0 for each in logits[200:]]) > 0.8


def test_the_blend_may_be_fitted_without_some_inputs() -> None:
    """What is left out changes no logit, whatever it is; what is not, does."""
    rng = np.random.default_rng(1)
    found = [read(rng, kind) for kind in (ANSWERABLE, OFF_TOPIC) for _ in range(100)]
    left_out = "dense_lead"
    network = ScoringNetwork.of(fit(found, seed=1, steps=200, without=[left_out]), INPUTS)
    table = read(rng, ANSWERABLE).table
    other = table.copy()
    other[:, INPUTS.index(left_out)] += 5
    assert np.allclose(network.logits(table), network.logits(other))
    other = table.copy()
    other[:, INPUTS.index("evidence")] += 5
    assert not np.allclose(network.logits(table), network.logits(other))


def test_questions_are_asked_as_people_type_them() -> None:
    """In several forms, the same for the same seed; a claim becomes a question."""
    asked = {
        asked_as_typed("When was the old bridge opened?", "1931", False, random.Random(seed))
        for seed in range(40)
    }
    assert {"When was the old bridge opened?", "old bridge opened"} <= asked
    assert any(one.lower().startswith("was the old bridge opened in 1931") for one in asked)
    assert asked_as_typed("Deal is a town.", "", True, random.Random(1)) == "Is Deal a town?"
