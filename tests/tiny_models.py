"""Readers made on the spot: real models of each kind, tiny, their weights from a fixed seed. They
read letter by letter, so that no word is unknown to them."""

import json
import string
from pathlib import Path
from typing import Any

SPECIAL = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}
POSITIONS = 514


def cross_encoder(folder: Path, labels: dict[int, str] | None = None, **options: Any) -> Path:
    """A sequence classifier: with one figure, or one for each label."""
    from transformers import BertForSequenceClassification

    names = labels or {0: "LABEL_0"}
    config = _config(num_labels=len(names), id2label=names, **options)
    return _saved(folder, BertForSequenceClassification, config)


def question_answering(folder: Path, **options: Any) -> Path:
    """An extractive question-answering model."""
    from transformers import BertForQuestionAnswering

    return _saved(folder, BertForQuestionAnswering, _config(**options))


def encoder(folder: Path) -> Path:
    """A model that is no reader."""
    from transformers import BertModel

    return _saved(folder, BertModel, _config())


def _config(**options: Any) -> Any:
    from transformers import BertConfig

    sizes = {
        "vocab_size": len(_vocabulary()),
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": POSITIONS,
        # The default is so small that every text would be given nearly the same figure.
        "initializer_range": 0.15,
    }
    return BertConfig(**{**sizes, **options})


def _saved(folder: Path, kind: Any, config: Any) -> Path:
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import PreTrainedTokenizerFast

    torch.manual_seed(7)
    kind(config).save_pretrained(folder)
    numbers = {piece: number for number, piece in enumerate(_vocabulary())}
    PreTrainedTokenizerFast(
        tokenizer_object=BertWordPieceTokenizer(numbers), **SPECIAL
    ).save_pretrained(folder)
    return folder


def _vocabulary() -> list[str]:
    letters = string.ascii_lowercase + string.digits
    return [
        *SPECIAL.values(),
        *string.punctuation,
        *letters,
        *(f"##{letter}" for letter in letters),
    ]


def changed(folder: Path, **values: Any) -> None:
    """Other values in the model's config.json."""
    file = folder / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))
