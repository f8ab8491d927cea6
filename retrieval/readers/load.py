"""Which reader a setting names: found, told apart by its kind, and loaded."""

from collections.abc import Callable
from pathlib import Path

from retrieval.errors import ModelError
from retrieval.models.hugging_face import architectures
from retrieval.models.model_files import ModelFiles, find_reader
from retrieval.readers.reader import Reader


def load_reader(wanted: str, memo_folder: Path | None = None) -> Reader:
    """The reader at a folder, or of a hub's name. Takes seconds, half of them imports.

    Raises ModelError: no such model, no kind that is known, damaged weights.
    """
    files = find_reader(wanted, memo_folder)
    try:
        made_of = architectures(files.location)
        for ending, load in KINDS.items():
            if any(name.endswith(ending) for name in made_of):
                return load(files)
    except ModelError:
        raise
    except Exception as error:  # transformers, safetensors and the hub raise what they like
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


# How the class in a model's config.json ends, and what loads such a model.
KINDS: dict[str, Callable[[ModelFiles], Reader]] = {
    "ForSequenceClassification": _cross_encoder,
    "ForQuestionAnswering": _question_answering,
}
