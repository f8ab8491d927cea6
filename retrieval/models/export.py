"""Export of a sentence-transformers model to OpenVINO, done once, with torch.

For models other than the bundled one, whose graph bert/preparation.py builds. One of two modules
that import torch (the other is readers/network.py). The exported model's vectors are compared
with the original's before it is used. Where they differ, or the model does what a graph cannot
express, CannotPrepare is raised and the model runs on sentence-transformers.
"""

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.models.openvino.atomic_folder import Unsuitable, atomic_folder, one_line
from retrieval.models.openvino.encoder import OpenVinoEncoder
from retrieval.models.openvino.precision import BFLOAT16, CLOSE, FLOAT32, multiplies_bfloat16
from retrieval.models.openvino.prepared_model import (
    GRAPH,
    TOKENIZER,
    WEIGHTS,
    PreparedModel,
    seal_of,
)
from retrieval.models.openvino.runtime import convert, openvino
from retrieval.models.sentence_transformer import load_model, load_modules, prompts

_KNOWN_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
# The least cosine of a probe's two vectors that rounding explains.
_SAME = 0.99999
# Texts of many lengths and scripts, and unusual ones; encoded one by one and together.
_PROBES = [
    "When was the bridge opened?",
    "",
    "a",
    " \t\n\u00a0\u200b\x00\x07 ",
    "Ça coûte 12,50 € — vraiment ? 北京市 🦊👩‍👩‍👧 Straße İstanbul ﬁn",
    "[CLS] literal <s> special [SEP] words </s> [MASK]",
    "The committee met twice before it agreed to pay for the new roof. " * 3,
    "Nobody had expected that many visitors on a Sunday in November. " * 12,
]
# One more probe is longer than the window, unless the window is longer than this: that would take
# minutes.
_LONGEST_PROBE = 1024
# Tokenizers without a limit give 10³⁰ as theirs.
_NO_LIMIT = 1_000_000


def prepare(location: str, folder: Path, fingerprint: str) -> None:
    """Writes ``folder`` for OpenVinoEncoder, from the model at ``location``.

    Takes 10 to 20 s and 1.1 GB for a model of 90 MB, half of it imports. The folder appears
    complete or not at all; if another process was first, its folder stays. ``fingerprint``: the
    caller's name for the model's bytes; it should be part of the folder's name, since it is not
    compared here.
    Raises CannotPrepare, and ModelError where there is no such model or another process's folder is
    damaged.
    """
    with atomic_folder(folder, location) as draft:
        _fill(draft, load_model(location).float().eval(), fingerprint)
    # Chooses the precision and compiles the graph, for the first question.
    OpenVinoEncoder(folder)


def _fill(draft: Path, model: Any, fingerprint: str) -> None:
    """Tries several ways of capturing the graph until the vectors agree."""
    inputs = _inputs_of(model)
    max_tokens = _save_tokenizer(model, draft / TOKENIZER)
    refused = []
    captures = {"trace": _traced, "eager trace": _traced_eagerly, "export": _exported}
    for name, capture in captures.items():
        try:
            graph = capture(model, inputs)
        except Exception as error:  # of torch; the next way may work
            refused.append(f"{name}: {one_line(error)}")
            continue
        openvino().save_model(graph, draft / GRAPH, compress_to_fp16=False)
        prepared = _described(draft, model, graph, inputs, max_tokens, fingerprint)
        prepared.save(draft)
        worst = _worst_cosine(OpenVinoEncoder(draft, precision=FLOAT32), model, max_tokens)
        if not worst >= _SAME:
            refused.append(f"{name}: its vectors have cosines down to {worst:.6f}")
            continue
        if multiplies_bfloat16():
            rounded = OpenVinoEncoder(draft, precision=BFLOAT16)
            if not _worst_cosine(rounded, model, max_tokens) >= CLOSE:
                replace(prepared, exact=True).save(draft)
        return
    raise Unsuitable("; ".join(refused))


def _inputs_of(model: Any) -> tuple[str, ...]:
    """The graph's inputs in order. Raises CannotPrepare where no graph can replace the model."""
    pooling, transformer = load_modules()

    first = model[0]
    prompted = any(prompt for prompt in prompts(model))
    obstacles = {
        "it does not begin with a Transformer module": not isinstance(first, transformer),
        "its tokenizer is not a fast one": not hasattr(model.tokenizer, "backend_tokenizer"),
        "it renders texts through a chat template": "message" in getattr(model, "modalities", ()),
        "it treats questions and passages by different rules": any(
            getattr(first, name, None) is not None
            for name in ("query_length", "document_length", "query_expansion")
        ),
        "it leaves its prompt out of the pooling": prompted
        and any(isinstance(m, pooling) and not m.include_prompt for m in model),
    }
    if found := [obstacle for obstacle, stands in obstacles.items() if stands]:
        raise Unsuitable(found[0])
    features = model.preprocess(["one", "two words"])
    tensors = tuple(name for name, value in features.items() if hasattr(value, "dtype"))
    if unknown := set(tensors) - _KNOWN_INPUTS:
        raise Unsuitable(f"it wants inputs that are not known here: {sorted(unknown)}")
    return tensors


def _save_tokenizer(model: Any, path: Path) -> int | None:
    """Saves the tokenizer without padding and with the model's own truncation; the most tokens,
    None without a limit."""
    from tokenizers import Tokenizer

    limit = model.max_seq_length
    max_tokens = None if limit is None or limit > _NO_LIMIT else int(limit)
    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if max_tokens is not None:
        tokenizer.enable_truncation(max_tokens, direction=model.tokenizer.truncation_side)
    tokenizer.save(str(path), pretty=False)
    return max_tokens


def _pipeline(model: Any, inputs: tuple[str, ...]) -> Any:
    """The model's modules as one: tensors in, unit vectors and token vectors out."""
    import torch

    class Pipeline(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: Any) -> tuple[Any, Any]:
            features = self.model[0](dict(zip(inputs, tensors, strict=True)))
            tokens = features["token_embeddings"]
            for module in list(self.model)[1:]:
                features = module(features)
            sentence = features["sentence_embedding"][:, : model.truncate_dim]
            return torch.nn.functional.normalize(sentence, dim=-1), tokens

    return Pipeline().eval()


def _example(model: Any, inputs: tuple[str, ...]) -> tuple[Any, ...]:
    features = model.preprocess(["A question of some length?", "short"])  # so that one is padded
    return tuple(features[name] for name in inputs)


def _traced(model: Any, inputs: tuple[str, ...]) -> Any:
    import torch

    example = _example(model, inputs)
    with torch.no_grad():
        traced = torch.jit.trace(_pipeline(model, inputs), example, strict=False, check_trace=False)
        return convert(traced, example_input=example)


def _traced_eagerly(model: Any, inputs: tuple[str, ...]) -> Any:
    # ModernBERT's padding attends to nothing within its window, which fused attention makes NaN.
    model[0].auto_model.set_attn_implementation("eager")
    return _traced(model, inputs)


def _exported(model: Any, inputs: tuple[str, ...]) -> Any:
    import torch

    sizes = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    with torch.no_grad():
        program = torch.export.export(
            _pipeline(model, inputs),
            _example(model, inputs),
            dynamic_shapes=(tuple(sizes for _ in inputs),),
            strict=False,
        )
        return convert(program)


def _described(
    draft: Path,
    model: Any,
    graph: Any,
    inputs: tuple[str, ...],
    max_tokens: int | None,
    fingerprint: str,
) -> PreparedModel:
    question_prompt, passage_prompt = prompts(model)
    dimension, token_dimension = (
        int(output.get_partial_shape()[-1].get_length()) for output in graph.outputs
    )
    return PreparedModel(
        fingerprint=fingerprint,
        dimension=dimension,
        token_dimension=token_dimension,
        inputs=inputs,
        max_tokens=max_tokens,
        question_prompt=question_prompt,
        passage_prompt=passage_prompt,
        pad_id=int(model.tokenizer.pad_token_id or 0),
        pad_type_id=int(model.tokenizer.pad_token_type_id or 0),
        exact=False,
        files={name: seal_of(draft / name) for name in (GRAPH, WEIGHTS, TOKENIZER)},
        made_with={name: version(name) for name in ("openvino", "sentence-transformers", "torch")},
    )


def _worst_cosine(encoder: OpenVinoEncoder, model: Any, max_tokens: int | None) -> float:
    # The long probe is a question only: of a passage, OpenVinoEncoder encodes all windows.
    cut = max_tokens is not None and max_tokens <= _LONGEST_PROBE
    long = ["word " * ((max_tokens or 0) + 10)] if cut else []
    short = [probe for probe in _PROBES if _fits(probe, model, max_tokens)]
    worst = 1.0
    for wanted, encode, probes in (
        (model.encode_query, encoder.encode_questions, _PROBES + long),
        (model.encode_document, encoder.encode_passages, short),
    ):
        own = wanted(probes, normalize_embeddings=True, show_progress_bar=False)
        for found in (encode(probes), np.concatenate([encode([probe]) for probe in probes])):
            # np.min keeps a NaN, which then fails every comparison.
            worst = float(np.min([worst, *np.sum(own * found, axis=1)]))
    return worst


def _fits(text: str, model: Any, max_tokens: int | None) -> bool:
    if max_tokens is None:
        return True
    given = model.tokenizer(prompts(model)[1] + text, truncation=True, max_length=max_tokens + 1)
    return len(given["input_ids"]) <= max_tokens
