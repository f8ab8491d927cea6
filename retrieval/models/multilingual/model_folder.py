"""The multilingual model as an ordinary folder, for sentence-transformers and transformers."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.models.bert.weights import CONFIG, WEIGHTS, WORDS
from retrieval.models.multilingual.packed_model import PackedModel
from retrieval.models.multilingual.prepare import PROMPTS
from retrieval.models.multilingual.tokenizer import SPECIAL, tokenizer_of

_MODULES = "sentence_transformers.models"


def write_model_folder(packed: PackedModel, folder: Path) -> None:
    """Writes the model in float32, 470 MB. The pooler, which the packed file lacks and nothing here
    uses, is the identity: without one, transformers would draw it at random."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    bert = packed.bert()
    assert bert.words is not None
    weights = {
        **bert.weights,
        WORDS: bert.words.whole(),
        "pooler.dense.weight": np.eye(bert.width, dtype=np.float32),
        "pooler.dense.bias": np.zeros(bert.width, np.float32),
    }
    save_file(
        {name: np.ascontiguousarray(value) for name, value in weights.items()},
        folder / WEIGHTS,
        metadata={"format": "pt"},
    )
    (folder / WEIGHTS).chmod(0o644)  # safetensors makes it readable by its owner alone
    tokenizer_of(packed).save(str(folder / "tokenizer.json"))
    for name, content in _descriptions(packed).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    (folder / "2_Normalize").mkdir(exist_ok=True)


def _descriptions(packed: PackedModel) -> dict[str, Any]:
    question, passage = PROMPTS
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": len(packed.pieces),
        "hidden_size": packed.width,
        "num_hidden_layers": packed.layers,
        "num_attention_heads": packed.heads,
        "intermediate_size": packed.inner,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "max_position_embeddings": packed.positions,
        "type_vocab_size": packed.types,
        "initializer_range": 0.02,
        "layer_norm_eps": packed.epsilon,
        "position_embedding_type": "absolute",
        "pad_token_id": packed.pad_id,
        "dtype": "float32",
    }
    # Not XLMRobertaTokenizer, whose tokenizer transformers rebuilds from its vocabulary.
    tokenizer = {
        **SPECIAL,
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": packed.positions,
        "model_input_names": ["input_ids", "attention_mask"],
    }
    parts = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    return {
        CONFIG: config,
        "special_tokens_map.json": SPECIAL,
        "tokenizer_config.json": tokenizer,
        "modules.json": [
            {"idx": number, "name": str(number), "path": path, "type": f"{_MODULES}.{name}"}
            for number, (path, name) in enumerate(parts)
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": packed.width,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "sentence_bert_config.json": {"max_seq_length": packed.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            # sentence-transformers looks for "document" first.
            "prompts": {"query": question, "passage": passage, "document": passage},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
