"""The embedding model as the rest sees it: an encoder that is loaded when it first encodes.

It runs on the light runtime, for which it is prepared once. A model that cannot be prepared runs
on sentence-transformers itself, which takes seconds to start; that is said, and remembered.
"""

import contextlib
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from corpus.errors import StorageError
from retrieval.arrays import Vectors
from retrieval.models.encoder import Encoder, Tokens
from retrieval.models.model_files import ModelFiles
from retrieval.models.openvino_encoder import OpenVinoEncoder
from retrieval.models.openvino_runtime import openvino
from retrieval.models.precision import FLOAT32
from retrieval.models.preload import Preload
from retrieval.models.prepared_model import PreparedModel, PreparedModelError

_ahead: Preload[OpenVinoEncoder] = Preload()


def preload_encoder(files: ModelFiles, folder: Path, question: str) -> None:
    """Begins to load a model in the background, for the EmbeddingModel that will be made of the
    same files and ``folder``: most of it is done without Python, which meanwhile can do other
    work. The ``question`` is read once, for the runtime builds its kernels at the first text of a
    length. What goes wrong is found when the model is first used, as it is without this."""
    prepared = _prepared_folder(files, folder)
    _ahead.drop(prepared)
    if not prepared.is_dir():
        return
    # Imported here, so that two threads never import at once.
    import tokenizers  # noqa: F401

    openvino()
    _ahead.begin(prepared, lambda: _loaded(prepared, question))


def _loaded(prepared: Path, question: str) -> OpenVinoEncoder:
    encoder = OpenVinoEncoder(prepared)
    with contextlib.suppress(Exception):  # who asks it in earnest is told
        encoder.encode_questions_with_tokens([question])
    return encoder


def _prepared_folder(files: ModelFiles, folder: Path) -> Path:
    return folder / re.sub(r"[^\w.-]+", "-", files.fingerprint)


class EmbeddingModel:
    """An Encoder. ``folder`` is where prepared models are kept; ``on_note`` gets lines that the
    user should see. Encoding raises ModelError where the model cannot be loaded."""

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
        """What it computes in: precision.py's FLOAT32 or BFLOAT16."""
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
        """Reads every byte of the prepared model. Raises PreparedModelError if one has changed;
        ModelError if it cannot be loaded."""
        if isinstance(self._encoder, OpenVinoEncoder):
            PreparedModel.open(self._folder).verify(self._folder)

    @cached_property
    def _encoder(self) -> Encoder:
        if self._refusal.exists():
            return self._heavy(self._refusal.read_text("utf-8"))
        try:
            return _ahead.take(self._folder) or OpenVinoEncoder(self._folder)
        except PreparedModelError:
            return self._prepared()

    def _prepared(self) -> Encoder:
        # Imported here: all of this happens once in the life of a data folder.
        import shutil

        from corpus.store.lock import write_lock
        from retrieval.models.atomic_folder import CannotPrepare, Unsuitable
        from retrieval.models.export import prepare

        try:
            with write_lock(self._folder.parent, self._waiting):
                try:
                    return OpenVinoEncoder(self._folder)  # somebody else has just made it
                except PreparedModelError as error:
                    again = self._folder.exists()
                    self._note(
                        f"preparing the embedding model, {'again' if again else 'once'}; this "
                        f"takes about half a minute{f' ({error})' if again else ''}"
                    )
                shutil.rmtree(self._folder, ignore_errors=True)
                prepare(self._files.location, self._folder, self.fingerprint)
            return OpenVinoEncoder(self._folder)
        except Unsuitable as error:
            with contextlib.suppress(OSError):
                self._refusal.write_text(str(error), "utf-8")
            return self._heavy(str(error))
        except (CannotPrepare, PreparedModelError, StorageError) as error:
            return self._heavy(f"{error}; it is tried again at the next start")

    def _waiting(self) -> None:
        self._note("another pullquote is preparing the embedding model; waiting for it")

    @property
    def _refusal(self) -> Path:
        """A file that says why this model can never be prepared; without it, it is tried."""
        return self._folder.with_name(f"{self._folder.name}.refused.txt")

    def _heavy(self, reason: str) -> Encoder:
        from retrieval.models.sentence_transformer import SentenceTransformerEncoder

        self._note(
            "the embedding model runs on sentence-transformers, which takes seconds to start: "
            f"{reason}"
        )
        return SentenceTransformerEncoder(self._files)
