"""sentence-transformers encoder. The only module that imports the library."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.arrays import Vectors
from retrieval.errors import ModelError
from retrieval.models.encoder import Tokens, token_starts, unit
from retrieval.models.hugging_face import missing_libraries, nearest, quiet, refuse_missing_weights
from retrieval.models.model_files import ModelFiles


class SentenceTransformerEncoder:
    """An Encoder, with the model's own prompts for questions and passages.

    A passage longer than the model's window is encoded in pieces that fit: its vector is the mean
    of theirs, weighted by their tokens. A question is cut at the window.

    The library, which takes seconds to import, is imported and the model loaded at first use, which
    raises ModelError where that fails.
    """

    def __init__(self, model: ModelFiles) -> None:
        self._files = model
        self._cached_model: Any = None

    @property
    def fingerprint(self) -> str:
        return self._files.fingerprint

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encoded(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._joined([self._pieces(text) for text in texts])

    def encode_questions_with_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Tokens]]:
        tokens = self._tokens(texts, self._model.encode_query, prompts(self._model)[0])
        return list(zip(self.encode_questions(texts), tokens, strict=True))

    def encode_passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        cut = [self._pieces(text) for text in texts]
        flat = [piece.text for pieces in cut for piece in pieces]
        read = iter(self._tokens(flat, self._model.encode_document, prompts(self._model)[1]))
        tokens = []
        for pieces in cut:
            parts = [(next(read), piece.start) for piece in pieces]
            tokens.append(
                Tokens(
                    np.concatenate([part.vectors for part, _ in parts]),
                    np.concatenate([part.starts + start for part, start in parts]),
                )
            )
        return self._joined(cut), tokens

    def _pieces(self, text: str) -> list["_Piece"]:
        """A passage in pieces that fit the model's window; in one piece where its tokens cannot be
        counted."""
        prompt = prompts(self._model)[1]
        limit = self._model.max_seq_length
        try:
            offsets = self._model.tokenizer(
                text, add_special_tokens=False, truncation=False, return_offsets_mapping=True
            )["offset_mapping"]
            taken = len(self._model.tokenizer(prompt)["input_ids"])
        except (KeyError, TypeError, ValueError, NotImplementedError, AttributeError):
            return [_Piece(text, 0, 1)]
        room = len(offsets) if limit is None else max(1, int(limit) - taken)
        if len(offsets) <= room:
            return [_Piece(text, 0, max(1, len(offsets)))]
        firsts = range(0, len(offsets), room)
        starts = [0, *(int(offsets[first][0]) for first in firsts[1:]), len(text)]
        return [
            _Piece(text[start:end], start, min(room, len(offsets) - first))
            for (start, end), first in zip(pairwise(starts), firsts, strict=True)
        ]

    def _joined(self, cut: Sequence[Sequence["_Piece"]]) -> Vectors:
        """A unit vector for each text, from its pieces."""
        flat = [piece for pieces in cut for piece in pieces]
        vectors = self._encoded(self._model.encode_document, [piece.text for piece in flat])
        if len(flat) == len(cut):
            return vectors
        owners = np.repeat(np.arange(len(cut)), [len(pieces) for pieces in cut])
        joined = np.zeros((len(cut), vectors.shape[1]), np.float32)
        weights = np.array([piece.tokens for piece in flat], np.float32)
        np.add.at(joined, owners, vectors * weights[:, np.newaxis])
        return unit(joined)

    def _tokens(self, texts: Sequence[str], encode: Any, prompt: str) -> list[Tokens]:
        nothing = Tokens(np.empty((0, self.dimension), np.float32), np.empty(0, np.int64))
        if not texts:
            return []
        try:
            given = self._model.tokenizer(
                [prompt + text for text in texts],
                truncation=True,
                max_length=self._model.max_seq_length,
                return_offsets_mapping=True,
                return_special_tokens_mask=True,
            )
            found = encode(list(texts), output_value="token_embeddings", show_progress_bar=False)
        except (KeyError, TypeError, ValueError, NotImplementedError, AttributeError):
            # A model without token vectors, or a tokenizer without offsets: there is no late
            # interaction then.
            return [nothing for _ in texts]
        read = []
        left = getattr(self._model.tokenizer, "padding_side", "right") == "left"
        for text, vectors, offsets, special in zip(
            texts, found, given["offset_mapping"], given["special_tokens_mask"], strict=True
        ):
            starts = token_starts(prompt + text, offsets, len(prompt))
            real = (np.asarray(special) == 0) & (starts >= 0)
            matrix = np.asarray(vectors.float().cpu(), np.float32)
            if left:  # the library removes padding on the right only
                matrix = matrix[max(0, len(matrix) - len(starts)) :]
            same = len(matrix) == len(starts)
            read.append(Tokens(unit(matrix[real]), starts[real]) if same else nothing)
        return read

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
        if self._cached_model is None:
            self._cached_model = load_model(self._files.location)
        return self._cached_model


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a text, its start there, and about how many tokens it has."""

    text: str
    start: int
    tokens: int


def prompts(model: Any) -> tuple[str, str]:
    """The prompts for questions and passages, as ``encode_query`` and ``encode_document`` choose
    them."""
    known = model.prompts
    otherwise = known.get(model.default_prompt_name) or ""
    names = [name for name in ("document", "passage", "corpus") if name in known]
    return known.get("query", otherwise), known[names[0]] if names else otherwise


def load_model(location: str) -> Any:
    """The model in a folder, or of this name on the hub. Raises ModelError."""
    is_local = Path(location).is_dir()
    try:
        with quiet():
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(location, device="cpu", local_files_only=is_local)
    except ImportError as error:
        raise missing_libraries(error) from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"the embedding model {location} cannot be loaded: {reason}",
            "embedding-model-unusable",
        ) from error


def load_cross_encoder(location: str) -> Any:
    """The cross-encoder in a folder, or of this name on the hub. Raises what the library raises,
    and ValueError where some weights are missing."""
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
