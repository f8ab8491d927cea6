"""Loading of a reader, by the kind of its model."""

from collections.abc import Callable
from pathlib import Path

from retrieval.errors import ModelError
from retrieval.models.hugging_face import architectures
from retrieval.models.model_files import ModelFiles, find_reader
from retrieval.readers.reader import Reader


def load_reader(wanted: str, memo_folder: Path | None = None) -> Reader:
    """The reader in a folder, or of this name on the hub. Takes seconds, half of them imports.

    Raises ModelError: no such model, a kind that is not supported, damaged weights.
    """
    files = find_reader(wanted, memo_folder)
    try:
        made_of = architectures(files.location)
        for ending, load in KINDS.items():
            if any(name.endswith(ending) for name in made_of):
                return load(files)
    except ModelError:
        raise
    except Exception as error:  # of transformers, safetensors or the hub
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        where = "" if Path(files.location).is_dir() else "; there is no folder of that name either"
        raise ModelError(
            f"the reader {wanted} cannot be loaded: {reason}{where}", "reader-unusable"
        ) from error
    raise ModelError(
        f"the reader {wanted} is a {' or '.join(made_of) or 'model of no stated kind'}",
        "reader-kind",
        kinds=", ".join(f"…{ending}" for ending in KINDS),
    )


def _cross_encoder(files: ModelFiles) -> Reader:
    from retrieval.readers.cross_encoder import CrossEncoderReader

    return CrossEncoderReader(files)


def _question_answering(files: ModelFiles) -> Reader:
    from retrieval.readers.extractive_qa import QuestionAnsweringReader

    return QuestionAnsweringReader(files)


# The ending of the class in a model's config.json, and the function that loads such a model.
KINDS: dict[str, Callable[[ModelFiles], Reader]] = {
    "ForSequenceClassification": _cross_encoder,
    "ForQuestionAnswering": _question_answering,
}
