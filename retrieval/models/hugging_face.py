"""Loading of transformers models, from a folder or the hub."""

import contextlib
import io
import json
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from retrieval.errors import ModelError

_Model = TypeVar("_Model")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Suppresses the libraries' progress bars and warnings. Raises ModelError where they are not
    installed."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            from transformers.utils.logging import disable_progress_bar
        except ImportError as error:
            raise missing_libraries(error) from error

        disable_progress_bar()
        for name in ("sentence_transformers", "transformers"):
            logging.getLogger(name).setLevel(logging.ERROR)
        yield


def missing_libraries(error: ImportError) -> ModelError:
    """The error where a model needs libraries that are not installed."""
    return ModelError(
        f"the libraries for models other than the bundled ones cannot be imported ({error})",
        "model-libraries-missing",
    )


def nearest(location: str, load: Callable[[bool], _Model]) -> _Model:
    """The result of ``load``, which is called with whether to use local files only. For a folder it
    is; for a name on the hub that is tried first, so that a downloaded model needs no network."""
    if Path(location).is_dir():
        return load(True)
    with contextlib.suppress(Exception):  # the hub's error is more helpful
        return load(True)
    _ask_hub(location)
    return load(False)


def _ask_hub(name: str) -> None:
    """Raises OSError or ValueError where the hub cannot be reached or does not have the model. The
    libraries themselves would retry for half a minute."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    get_hf_file_metadata(hf_hub_url(name, "config.json"), timeout=10)


def architectures(location: str) -> list[str]:
    """The classes named in a model's config.json. Raises OSError, ValueError."""
    if Path(location).is_dir():
        config = json.loads(Path(location, "config.json").read_text("utf-8"))
    else:
        with quiet():
            config = nearest(location, lambda local: _hub_config(location, local))
    named = config.get("architectures") if isinstance(config, dict) else None
    return [str(one) for one in named or ()]


def _hub_config(name: str, local: bool) -> Any:
    from transformers import PretrainedConfig

    # Other functions return an empty configuration for a missing file.
    found, _ = PretrainedConfig.get_config_dict(name, local_files_only=local)
    if not found:
        raise OSError(f"there is no configuration of {name}")
    return found


def load_question_answering(location: str) -> tuple[Any, Any]:
    """An extractive question-answering model and its tokenizer. Raises what the library raises,
    and ValueError where some weights are missing."""
    with quiet():
        return nearest(location, lambda local: _question_answering(location, local))


def _question_answering(location: str, local: bool) -> tuple[Any, Any]:
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(location, local_files_only=local)
    model, found = AutoModelForQuestionAnswering.from_pretrained(
        location, local_files_only=local, output_loading_info=True
    )
    _refuse_missing(found)
    return model.float().eval().requires_grad_(False), tokenizer


def load_transformer(location: str, attention: str = "eager") -> Any:
    """The bare transformer of a local model, without dropout. ``attention``: the library's name of
    an implementation; on CPUs "eager" trains fastest, "sdpa" runs fastest as a graph. Raises what
    the library raises."""
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
    """The most tokens of an input, special ones included: the model's limit, or ``most``."""
    # RoBERTa's positions start at 2. No limit is no positions, -1 or 10³⁰.
    positions = (getattr(config, "max_position_embeddings", None) or 0) - 2
    known = [one for one in (tokenizer.model_max_length, positions) if one and one > 0]
    return int(min([most, *known]))


def token_places(tokenizer: Any, text: str) -> list[tuple[int, int]]:
    """[start, end) of each token in the text. Raises ValueError where the tokenizer has no
    offsets."""
    if not tokenizer.is_fast:
        raise ValueError("its tokenizer gives no offsets")
    encoded = tokenizer(
        text, add_special_tokens=False, return_offsets_mapping=True, truncation=False
    )
    return [(int(start), int(end)) for start, end in encoded["offset_mapping"]]


def refuse_missing_weights(location: str, local: bool) -> None:
    """Raises ValueError for a classifier with missing weights. sentence-transformers would load it
    without an error; loading it here first takes a tenth of a second."""
    from transformers import AutoModelForSequenceClassification

    _, found = AutoModelForSequenceClassification.from_pretrained(
        location, local_files_only=local, output_loading_info=True
    )
    _refuse_missing(found)


def _refuse_missing(found: Any) -> None:
    # Missing weights would be random numbers.
    if found["missing_keys"]:
        raise ValueError(f"it has no weights for {', '.join(sorted(found['missing_keys']))}")
