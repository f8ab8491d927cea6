"""Preparation of a sentence-transformers model that is a BERT encoder, without torch.

Takes about a second and 0.3 GB for a model of 90 MB. It is for the English model. Others are
exported by models/export.py, which knows their kinds, and compares them with what
sentence-transformers makes of them; here, too, the graph is compared before it is used, with the
same weights in numpy.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.arrays import Floats, Vectors
from retrieval.models.bert.graph import INPUTS, BertGraph, Padded
from retrieval.models.bert.reference import token_vectors
from retrieval.models.bert.weights import Bert, load_bert
from retrieval.models.encoder import token_starts, unit
from retrieval.models.openvino.atomic_folder import CannotPrepare, Unsuitable, atomic_folder
from retrieval.models.openvino.encoder import OpenVinoEncoder
from retrieval.models.openvino.precision import BFLOAT16, CLOSE, FLOAT32, best_precision
from retrieval.models.openvino.prepared_model import (
    GRAPH,
    TOKENIZER,
    WEIGHTS,
    PreparedModel,
    seal_of,
)
from retrieval.models.openvino.runtime import openvino
from retrieval.models.openvino.tokenizer_files import cut, whole_tokenizer

# The least cosine of two vectors, of a text or of a token, that rounding explains.
_SAME = 0.99999
# Encoded one by one and together.
_PROBES = (
    "When was the bridge opened?",
    "",
    "Ça coûte 12,50 € — vraiment ? 北京市 🦊 Straße",
    "The committee met twice before it agreed to pay for the new roof. " * 2,
)
_MODULES = ["Transformer", "Pooling", "Normalize"]
_MEAN = "pooling_mode_mean_tokens"


def prepare_bert(location: str, folder: Path, fingerprint: str) -> None:
    """Writes ``folder`` for OpenVinoEncoder, from the model in the folder ``location``: a BERT
    encoder, the mean of its tokens, scaled to unit length. Otherwise as ``export.prepare``."""
    with atomic_folder(folder, location) as draft:
        _fill(draft, Path(location), fingerprint)


def _fill(draft: Path, source: Path, fingerprint: str) -> None:
    _refuse_other_kinds(source)
    max_tokens = int(_read(source / "sentence_bert_config.json")["max_seq_length"])
    # Without truncation, as the reader's, so that a process loads one tokenizer for both.
    tokenizer = whole_tokenizer(source / TOKENIZER)
    write_prepared(draft, load_bert(source), tokenizer, fingerprint, max_tokens)


def write_prepared(
    draft: Path,
    bert: Bert,
    tokenizer: Any,
    fingerprint: str,
    max_tokens: int,
    *,
    prompts: tuple[str, str] = ("", ""),
    pad: str = "[PAD]",
) -> None:
    """Fills the folder ``draft``. ``tokenizer``: without truncation. ``prompts``: for questions
    and passages. ``pad``: the padding token. Raises CannotPrepare where the graph's vectors are not
    the weights'."""
    tokenizer.save(str(draft / TOKENIZER), pretty=False)
    openvino().save_model(_pooled(bert), draft / GRAPH, compress_to_fp16=False)
    prepared = PreparedModel(
        fingerprint=fingerprint,
        dimension=bert.width,
        token_dimension=bert.width,
        inputs=INPUTS,
        max_tokens=max_tokens,
        question_prompt=prompts[0],
        passage_prompt=prompts[1],
        pad_id=tokenizer.token_to_id(pad) or 0,
        pad_type_id=0,
        exact=False,
        files={name: seal_of(draft / name) for name in (GRAPH, WEIGHTS, TOKENIZER)},
        made_with={"openvino": version("openvino")},
    )
    prepared.save(draft)
    wanted = [
        _reference(bert, tokenizer, prompts[0] + probe, len(prompts[0]), max_tokens)
        for probe in _PROBES
    ]
    del bert  # 90 MB
    worst = {}

    def compared(precision: str) -> Callable[[Sequence[str]], Vectors]:
        encoder = OpenVinoEncoder(draft, precision=precision)
        worst[precision] = _worst_cosine(encoder, wanted)
        return encoder.encode_passages

    best_precision(draft, compared)
    if FLOAT32 not in worst:  # nothing was tried
        compared(FLOAT32)
    if not worst[FLOAT32] >= _SAME:
        raise CannotPrepare(f"the prepared vectors have cosines down to {worst[FLOAT32]:.6f}")
    if not worst.get(BFLOAT16, 1.0) >= CLOSE:
        replace(prepared, exact=True).save(draft)


def _refuse_other_kinds(source: Path) -> None:
    """Raises Unsuitable where the vector is not the mean of the tokens' of a text as it is."""
    modules = _read(source / "modules.json")
    if [module["type"].rpartition(".")[2] for module in modules] != _MODULES:
        raise Unsuitable("it is not a transformer, a pooling and a normalisation")
    pooling = _read(source / modules[1]["path"] / "config.json")
    if [name for name, on in pooling.items() if on is True and "_mode_" in name] != [_MEAN]:
        raise Unsuitable("its pooling is not the mean of the tokens")
    prompts = _read(source / "config_sentence_transformers.json").get("prompts") or {}
    if any(prompts.values()):
        raise Unsuitable("it has prompts")


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _pooled(bert: Bert) -> Any:
    """The graph: in as ``bert.graph``; out: the texts' unit vectors, and the tokens' vectors."""
    layout = Padded()
    graph = BertGraph(bert, layout)
    ops = graph.ops
    weights = ops.unsqueeze(ops.convert(layout.mask, "f32"), graph.integers([2]))
    places = graph.integers([1])
    summed = ops.reduce_sum(ops.multiply(graph.vectors, weights), places)
    mean = ops.divide(summed, ops.reduce_sum(weights, places))
    text = ops.normalize_l2(mean, graph.integers([1]), 1e-24, "max")
    return graph.model([text, graph.vectors], "encoder")


def _reference(
    bert: Bert, tokenizer: Any, given: str, prompt: int, max_tokens: int
) -> tuple[Floats, Floats]:
    """The vector of a question and those of its tokens, without special ones and those of the
    prompt, of unit length. ``given``: a prompt of this length and the question."""
    encoding = cut(tokenizer, tokenizer.encode(given), given, max_tokens)
    vectors = token_vectors(bert, encoding.ids, encoding.type_ids)
    real = np.asarray(encoding.special_tokens_mask) == 0
    real &= token_starts(given, encoding.offsets, prompt) >= 0
    return unit(vectors.mean(axis=0, keepdims=True)), unit(vectors[real])


def _worst_cosine(encoder: OpenVinoEncoder, wanted: list[tuple[Floats, Floats]]) -> float:
    alone = [encoder.encode_questions_with_tokens([probe])[0] for probe in _PROBES]
    worst = 1.0
    for found in (alone, encoder.encode_questions_with_tokens(_PROBES)):
        for (text, tokens), (vector, of_tokens) in zip(wanted, found, strict=True):
            cosines = [*np.sum(text * vector, axis=1), *np.sum(tokens * of_tokens.vectors, axis=1)]
            # np.min keeps a NaN, which then fails every comparison.
            worst = float(np.min([worst, *cosines]))
    return worst
