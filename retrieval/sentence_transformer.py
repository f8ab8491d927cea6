"""The encoder that runs a sentence-transformers model. The one file that imports the library."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from retrieval.encoder import Vectors
from retrieval.errors import ModelError
from retrieval.hugging_face import nearest, quiet, refuse_missing_weights
from retrieval.model_files import ModelFiles


class SentenceTransformerEncoder:
    """A model as sentence-transformers loads it, its prompts for questions and passages honoured.

    The library takes seconds to import; that is put off until something is to be encoded.
    Raises ModelError, then, where the model cannot be loaded.
    """

    def __init__(self, model: ModelFiles) -> None:
        self._files = model
        self._loaded: Any = None

    @property
    def fingerprint(self) -> str:
        return self._files.fingerprint

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encoded(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoded(self._model.encode_document, texts)

    def _encoded(self, encode: Any, texts: Sequence[str]) -> Vectors:
        vectors: Vectors = encode(
            list(texts),
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return vectors

    @property
    def _model(self) -> Any:
        if self._loaded is None:
            self._loaded = load_model(self._files.location)
        return self._loaded


def load_model(location: str) -> Any:
    """The model at a folder or of a hub's name. Raises ModelError."""
    is_local = Path(location).is_dir()
    try:
        with quiet():
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(location, device="cpu", local_files_only=is_local)
    except ImportError as error:
        raise ModelError(f"sentence-transformers cannot be imported ({error})") from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"the embedding model {location} cannot be loaded: {reason}; "
            "see PULLQUOTE_EMBEDDING_MODEL"
        ) from error


def load_cross_encoder(location: str) -> Any:
    """The cross-encoder at a folder or of a hub's name. Raises what the library does, and
    ValueError where a part of the weights is not there."""
    with quiet():
        from sentence_transformers import CrossEncoder

        def load(local: bool) -> Any:
            refuse_missing_weights(location, local)
            return CrossEncoder(location, device="cpu", local_files_only=local).float().eval()

        return nearest(location, load)


def load_modules() -> tuple[Any, Any]:
    """The classes of pooling and transformer modules."""
    from sentence_transformers.models import Pooling, Transformer

    return Pooling, Transformer
