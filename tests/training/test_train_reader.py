"""The reader's training: pairs, batches, loss."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from retrieval.evaluation.question_sets import Context, Question, QuestionSet
from retrieval.ranking.reader_blend import SIGNALS
from retrieval.readers.input import Sequencer
from retrieval.readers.network import load_difference, network, save_difference
from tests import tiny_models
from tests.fakes import BagOfWords
from training.altered_questions import altered, is_denied, replacement
from training.average_readers import average
from training.fit_reader_blend import ReadQuestion, fit
from training.question_collections import QuestionCollection
from training.ranking_samples import ANSWERABLE, OFF_TOPIC
from training.reader_batches import Batches, shape, tensors
from training.reader_losses import reading_loss, sentence_spans
from training.reader_pairs import ALTERED, ANSWERS, CUT, FOUND, UNFITTING, Group, Pair, groups
from training.train_reader import validation_questions

BRIDGE = (
    "The bridge over the Stour was opened in 1931. Lord Harris paid for it. Rain fell on that day "
    "in Canterbury."
)
OTHERS = [
    "Bread is made of rye flour in the north. Wheat grows in the south of Kent.",
    "The mayor of Dover met Lady Astor in 1950. Nobody wrote down what they said.",
]


def question(text: str, answer: str | None, context: int = 0) -> Question:
    if answer is None:
        return Question(text, (), context)
    start = BRIDGE.index(answer)
    return Question(text, (answer,), context, ((start, start + len(answer)),))


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> QuestionCollection:
    contexts = [Context(text, "Kent") for text in (BRIDGE, *OTHERS)]
    asked = [question("Who paid for the bridge?", "Lord Harris"), question("Who sank it?", None)]
    whole = QuestionSet("kent", contexts, asked, first_half=2)
    return QuestionCollection(whole, [], BagOfWords(), tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def made(collection: QuestionCollection) -> list[Group]:
    return list(groups(collection, collection.set.questions, BagOfWords(), seed=1))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.encoder(tmp_path_factory.mktemp("base") / "encoder")


def of_kind(group: Group, kind: str) -> list[Pair]:
    return [one for one in group.pairs if one.kind == kind]


def gold(pair: Pair) -> list[str]:
    return [pair.text[slice(*pair.sentences[one])].strip() for one in pair.gold]


def test_pairs_answer_or_do_not(made: list[Group]) -> None:
    """The answering passage has its sentence marked; other passages do not hold the answer."""
    answered, unfitting = made
    [first] = of_kind(answered, ANSWERS)
    assert gold(first) == ["Lord Harris paid for it."]
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
    assert (one.kind, one.gold) == (UNFITTING, ())
    assert "Stour" in one.text


def test_pairs_are_decided_by_the_seed(tmp_path: Path) -> None:
    """The same seed makes the same pairs to the letter, and another seed makes others."""
    contexts = [Context(text, "Kent") for text in (BRIDGE, *OTHERS)]
    when = question("When was the bridge over the Stour opened, before Lord Harris paid?", "1931")
    whole = QuestionSet("kent", contexts, [when], first_half=1)
    collection = QuestionCollection(whole, [], BagOfWords(), tmp_path)

    def made_with(seed: int) -> list[Group]:
        return list(groups(collection, [when] * 5, BagOfWords(), seed))

    assert made_with(1) == made_with(1)
    assert made_with(1) != made_with(2)


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


def test_batches_have_few_shapes_and_each_question_once(base: Path, made: list[Group]) -> None:
    """Lengths are padded to multiples of 16, and each negative points to its answering pair."""
    sequencer = Sequencer(Tokenizer.from_file(str(base / "tokenizer.json")))
    batches = iter(Batches(made * 30, sequencer, seed=1))
    batch = next(batches)
    rows, longest = shape([row.given for row in batch])
    assert longest % 16 == 0
    assert rows >= len(batch)
    for number, row in enumerate(batch):
        if row.before >= 0:
            assert row.before < number
            assert batch[row.before].pair.kind == ANSWERS
        if row.answer is not None:
            first, last = row.answer
            own = set(row.given.owners[first : last + 1].tolist())
            assert own == set(row.pair.gold)
        assert (row.answer is None) == (row.pair.kind != ANSWERS)
        if row.pair.kind == UNFITTING:  # beside one that the same passage answers
            assert batch[row.before].pair.text == row.pair.text
    assert {row.pair.kind for row in batch} >= {ANSWERS, UNFITTING}
    assert not any(
        row.pair.kind == ALTERED and row.pair.question == "Who paid for the bridge?"
        for row in batch
    )


def test_the_hardest_alterations_are_learned_from(base: Path) -> None:
    """With a scorer of hardness, the hardest alteration is taken most of the time."""
    text, places = "She came at noon.", ((0, 17),)
    changed = [Pair(ALTERED, f"Who left {n} of them?", "", text, places) for n in range(10)]
    group = Group((Pair(ANSWERS, "Who came?", "", text, places, (0,), ((0, 3),)), *changed), 1.0)
    sequencer = Sequencer(Tokenizer.from_file(str(base / "tokenizer.json")))

    def hardest_is_the_third(pairs: Sequence[Pair]) -> list[float]:
        return [float(one is changed[3]) for one in pairs]

    batches = Batches([group] * 100, sequencer, seed=1, hard=hardest_is_the_third)
    taken = [row.pair for row in next(iter(batches)) if row.pair.kind == ALTERED]
    assert 0.6 < np.mean([one is changed[3] for one in taken]) < 1


def test_the_loss_falls_as_the_network_learns(base: Path, made: list[Group]) -> None:
    """On a few pairs, the network learns which answer, and by which sentence."""
    import torch

    torch.manual_seed(1)
    sequencer = Sequencer(Tokenizer.from_file(str(base / "tokenizer.json")))
    rows = next(iter(Batches(made * 4, sequencer, seed=1)))
    model = network(str(base)).train()
    inside = torch.nn.Linear(model.ends.in_features, 1)
    optimizer = torch.optim.AdamW([*model.parameters(), *inside.parameters()], lr=3e-3)
    *filled, most = tensors([row.given for row in rows])
    # The empty rows that fill a batch up are left out: they take nearly all of the time.
    ids, mask, types, owners = (one[: len(rows)] for one in filled)
    history = []
    for _ in range(60):
        vectors = model.vectors(ids, mask, types)
        passages, ends = model.heads(vectors)
        loss = reading_loss(passages, inside(vectors).squeeze(-1), ends, owners, rows)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(float(loss.detach()))
    assert history[-1] < history[0] / 3
    sentences = sentence_spans(ends.detach(), owners, most)
    for number, row in enumerate(rows):
        if row.pair.kind == ANSWERS:
            first, last = row.answer or (0, 0)
            assert int(ends[number, :, 0].argmax()) == first
            assert int(ends[number, :, 1].argmax()) == last
            assert int(sentences[number].argmax()) in row.pair.gold
        else:
            assert float(passages[number].detach()) < 0


def read(rng: np.random.Generator, kind: str) -> ReadQuestion:
    table = rng.normal(size=(8, len(SIGNALS)))
    table[:, SIGNALS.index("sentence")] -= 2
    gold = np.zeros(8, bool)
    if kind == ANSWERABLE:
        gold[rng.integers(8)] = True
        table[gold, SIGNALS.index("sentence")] += 5
    return ReadQuestion("s", kind, table, gold, gold, np.arange(len(table)) // 2)


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


def test_the_weight_goes_to_the_informative_signal() -> None:
    """One informative signal among noise gets the largest weight, and logits separate the kinds."""
    rng = np.random.default_rng(1)
    found = [read(rng, kind) for kind in (ANSWERABLE, OFF_TOPIC) for _ in range(200)]
    known: dict[str, Any] = fit(found, seed=1, steps=400)
    weights = {name: abs(value) for name, value in known["weights"].items()}
    assert max(weights, key=lambda name: weights[name]) == "sentence"
    order = np.array([known["weights"][name] for name in SIGNALS])
    best = [one.table @ order + known["bias"] for one in found]
    logits = [known["slope"] * float(each.max()) + known["offset"] for each in best]
    assert np.mean([logit > 0 for logit in logits[:200]]) > 0.9
    assert np.mean([logit < 0 for logit in logits[200:]]) > 0.9
