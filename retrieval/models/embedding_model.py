"""Embedding model: the encoder that the application uses, loaded at first use.

It runs on OpenVINO, for which it is prepared once: the bundled and the multilingual model from
their weights, others by torch. A model that cannot be prepared runs on sentence-transformers, which
takes seconds to start; a note says so, and the result is remembered.
"""

import contextlib
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from corpus.errors import StorageError
from retrieval.arrays import Vectors
from retrieval.errors import ModelError
from retrieval.models.encoder import Encoder, Tokens
from retrieval.models.model_files import ModelFiles
from retrieval.models.openvino.encoder import OpenVinoEncoder
from retrieval.models.openvino.precision import FLOAT32
from retrieval.models.openvino.prepared_model import PreparedModel, PreparedModelError
from retrieval.models.openvino.runtime import openvino
from retrieval.models.preload import Preload

_preloaded: Preload[OpenVinoEncoder] = Preload()


def preload_encoder(files: ModelFiles, folder: Path, question: str) -> None:
    """Starts loading a model in the background, for a later EmbeddingModel with the same files and
    ``folder``; most of the work releases Python's lock. Encodes the ``question`` once, since the
    runtime builds kernels for the first text of each length. Errors are raised when the model is
    first used."""
    prepared = _prepared_folder(files, folder)
    _preloaded.drop(prepared)
    if not prepared.is_dir():
        return
    # Imported here, so that two threads never import at once.
    import tokenizers  # noqa: F401

    openvino()
    _preloaded.begin(prepared, lambda: _loaded(prepared, question))


def _loaded(prepared: Path, question: str) -> OpenVinoEncoder:
    encoder = OpenVinoEncoder(prepared)
    with contextlib.suppress(Exception):  # raised again when the question is asked
        encoder.encode_questions_with_tokens([question])
    return encoder


def _prepared_folder(files: ModelFiles, folder: Path) -> Path:
    return folder / re.sub(r"[^\w.-]+", "-", files.fingerprint)


class EmbeddingModel:
    """An Encoder. ``folder``: the folder of prepared models. ``on_note`` gets lines for the user.

    Encoding raises ModelError where the model cannot be loaded."""

    def __init__(self, files: ModelFiles, folder: Path, on_note: Callable[[str], None]) -> None:
        self._files = files
        self._folder = _prepared_folder(files, folder)
        self._note = on_note

    @property
    def fingerprint(self) -> str:
        return self._files.fingerprint

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    @property
    def precision(self) -> str:
        """``models.precision``'s FLOAT32 or BFLOAT16."""
        return self._encoder.precision if isinstance(self._encoder, OpenVinoEncoder) else FLOAT32

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_questions(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_passages(texts)

    def encode_questions_with_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Tokens]]:
        return self._encoder.encode_questions_with_tokens(texts)

    def encode_passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        return self._encoder.encode_passages_with_tokens(texts)

    def verify(self) -> None:
        """Compares the prepared model's files with their hashes. Raises PreparedModelError where
        one differs, ModelError where the model cannot be loaded."""
        if isinstance(self._encoder, OpenVinoEncoder):
            PreparedModel.open(self._folder).verify(self._folder)

    @cached_property
    def _encoder(self) -> Encoder:
        if self._refusal.exists():
            return self._fallback(self._refusal.read_text("utf-8"))
        try:
            return _preloaded.take(self._folder) or OpenVinoEncoder(self._folder)
        except PreparedModelError:
            return self._prepared()

    def _prepared(self) -> Encoder:
        # Imported here: needed once in the life of a data folder.
        import shutil

        from corpus.store.lock import write_lock
        from retrieval.models.openvino.atomic_folder import CannotPrepare, Unsuitable

        try:
            with write_lock(self._folder.parent, self._waiting):
                try:
                    return OpenVinoEncoder(self._folder)  # another process has just prepared it
                except PreparedModelError as error:
                    again = self._folder.exists()
                    duration = "a few seconds" if self._quick else "about half a minute"
                    self._note(
                        f"preparing the embedding model, {'again' if again else 'once'}; this "
                        f"takes {duration}{f' ({error})' if again else ''}"
                    )
                shutil.rmtree(self._folder, ignore_errors=True)
                self._prepare()
            return OpenVinoEncoder(self._folder)
        except Unsuitable as error:
            with contextlib.suppress(OSError):
                self._refusal.write_text(str(error), "utf-8")
            return self._fallback(str(error))
        except (CannotPrepare, PreparedModelError, StorageError) as error:
            return self._fallback(f"{error}; it is tried again at the next start")

    @property
    def _quick(self) -> bool:
        """Whether it is prepared without torch."""
        return self._files.bundled or self._files.multilingual

    def _prepare(self) -> None:
        # Imported here: export.py is for models that need torch.
        if self._files.bundled:
            from retrieval.models.bert.preparation import prepare_bert as prepare
        elif self._files.multilingual:
            from retrieval.models.multilingual.prepare import prepare_multilingual as prepare
        else:
            from retrieval.models.export import prepare
        prepare(self._files.location, self._folder, self.fingerprint)

    def _waiting(self) -> None:
        self._note("another process is preparing the embedding model; waiting for it")

    @property
    def _refusal(self) -> Path:
        """The file that says why this model can never be prepared, where that is known."""
        return self._folder.with_name(f"{self._folder.name}.refused.txt")

    def _fallback(self, reason: str) -> Encoder:
        if self._files.multilingual:  # its file is of a kind that sentence-transformers cannot read
            raise ModelError(f"the multilingual model cannot be prepared: {reason}")
        from retrieval.models.sentence_transformer import SentenceTransformerEncoder

        self._note(
            "the embedding model runs on sentence-transformers, which takes seconds to start: "
            f"{reason}"
        )
        return SentenceTransformerEncoder(self._files)
