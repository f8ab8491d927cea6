"""The door to transformers and its hub: how models are loaded, quietly, and from where."""

import contextlib
import io
import json
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

_Model = TypeVar("_Model")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Bars and warnings of the libraries are no business of somebody who asks a question."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    with contextlib.redirect_stderr(io.StringIO()):
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        for name in ("sentence_transformers", "transformers"):
            logging.getLogger(name).setLevel(logging.ERROR)
        yield


def nearest(location: str, load: Callable[[bool], _Model]) -> _Model:
    """What ``load`` gives, told whether local files must do. They must for a folder; for a hub's
    name they are tried first, so that what was downloaded once needs no network again."""
    if Path(location).is_dir():
        return load(True)
    with contextlib.suppress(Exception):  # the hub's reason is the better one
        return load(True)
    _ask_hub(location)
    return load(False)


def _ask_hub(name: str) -> None:
    """Whether the hub can be reached and has the model, asked once: the libraries would try for
    half a minute. Raises OSError, ValueError."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    get_hf_file_metadata(hf_hub_url(name, "config.json"), timeout=10)


def architectures(location: str) -> list[str]:
    """The classes that a model's config.json says it is of. Raises OSError, ValueError."""
    if Path(location).is_dir():
        config = json.loads(Path(location, "config.json").read_text("utf-8"))
    else:
        with quiet():
            config = nearest(location, lambda local: _hub_config(location, local))
    named = config.get("architectures") if isinstance(config, dict) else None
    return [str(one) for one in named or ()]


def _hub_config(name: str, local: bool) -> Any:
    from transformers import PretrainedConfig

    # Every other way of asking takes a missing file for an empty configuration.
    found, _ = PretrainedConfig.get_config_dict(name, local_files_only=local)
    if not found:
        raise OSError(f"nothing is known of {name}")
    return found


def load_question_answering(location: str) -> tuple[Any, Any]:
    """An extractive question-answering model, and its tokenizer. Raises what the library does,
    and ValueError where a part of the weights is not there."""
    with quiet():
        return nearest(location, lambda local: _question_answering(location, local))


def _question_answering(location: str, local: bool) -> tuple[Any, Any]:
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(location, local_files_only=local)
    model, found = AutoModelForQuestionAnswering.from_pretrained(
        location, local_files_only=local, output_loading_info=True
    )
    _refuse_missing(found)
    # Not a gradient is wanted, here or later.
    return model.float().eval().requires_grad_(False), tokenizer


def load_transformer(location: str, attention: str = "eager") -> Any:
    """The bare transformer of a local model. ``attention`` is the library's name for a way to
    compute it: "eager" is the fastest to train on processors, "sdpa" to run as a graph. Nothing in
    it is dropped out at random. Raises what the library does."""
    from transformers import AutoModel

    with quiet():
        return AutoModel.from_pretrained(
            location,
            local_files_only=True,
            add_pooling_layer=False,
            attn_implementation=attention,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        ).float()


def longest_input(tokenizer: Any, config: Any, most: int) -> int:
    """The tokens that a model reads at a time, special ones included, and ``most`` at most."""
    # RoBERTa's positions begin at 2; what has no limit has no positions, -1, or says 10³⁰.
    positions = (getattr(config, "max_position_embeddings", None) or 0) - 2
    known = [one for one in (tokenizer.model_max_length, positions) if one and one > 0]
    return int(min([most, *known]))


def token_places(tokenizer: Any, text: str) -> list[tuple[int, int]]:
    """Where in the text each of its tokens begins and ends. Raises ValueError where the tokenizer
    cannot say."""
    if not tokenizer.is_fast:
        raise ValueError("its tokenizer cannot say where tokens stand")
    encoded = tokenizer(
        text, add_special_tokens=False, return_offsets_mapping=True, truncation=False
    )
    return [(int(start), int(end)) for start, end in encoded["offset_mapping"]]


def refuse_missing_weights(location: str, local: bool) -> None:
    """Raises ValueError for a classifier without all its weights. Who loads it by another library
    is not told; loading it here first takes a tenth of a second."""
    from transformers import AutoModelForSequenceClassification

    _, found = AutoModelForSequenceClassification.from_pretrained(
        location, local_files_only=local, output_loading_info=True
    )
    _refuse_missing(found)


def _refuse_missing(found: Any) -> None:
    # They would be filled with random numbers.
    if found["missing_keys"]:
        raise ValueError(f"it has no weights for {', '.join(sorted(found['missing_keys']))}")
