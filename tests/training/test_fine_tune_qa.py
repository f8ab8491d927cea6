"""Fine-tuning of a larger reader."""

import argparse
from pathlib import Path

from tokenizers import Tokenizer

from retrieval.readers.input import Sequencer
from tests import tiny_models
from training.fine_tune_qa import fine_tune, share_right
from training.reader_pairs import ANSWERS, FOUND, Group, Pair

TEXT = "Rain fell at noon. Lord Harris paid for it. The bridge was opened in 1931."
PLACES = ((0, 19), (19, 44), (44, 74))
OTHER = Pair(
    FOUND, "Who paid for it?", "", "Bread is made of rye. It is sold here.", ((0, 22), (22, 38))
)


def test_the_model_learns_where_answers_stand(tmp_path: Path) -> None:
    """On a few pairs, a tiny model learns to find the answering sentence."""
    import torch
    from transformers import AutoModelForQuestionAnswering

    torch.manual_seed(1)
    folder = tiny_models.question_answering(tmp_path / "model")
    model = AutoModelForQuestionAnswering.from_pretrained(folder)
    sequencer = Sequencer(Tokenizer.from_file(str(folder / "tokenizer.json")))
    answers = {"Who paid for it?": (1, (19, 30)), "When was it opened?": (2, (69, 73))}
    found = [
        Group("s", "", (Pair(ANSWERS, asked, "", TEXT, PLACES, (gold,), (place,)), OTHER))
        for asked, (gold, place) in answers.items()
    ]
    options = {"device": "cpu", "seed": 1, "rate": 3e-3}
    first = fine_tune(model, sequencer, found * 3, argparse.Namespace(steps=2, **options))
    last = fine_tune(model, sequencer, found * 3, argparse.Namespace(steps=40, **options))
    assert last < first / 2
    assert share_right(model, sequencer, found) >= 0.5
