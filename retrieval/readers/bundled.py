"""Bundled reader: the one that ships, prepared at first use, then loaded.

It is a default and must never be in the way: where it cannot be prepared, a note says so, and
answers are given without a reader.
"""

import contextlib
import shutil
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from corpus.errors import StorageError
from retrieval.defaults import BUNDLED_READER
from retrieval.errors import ModelError
from retrieval.models.model_files import file_hashes, find_model
from retrieval.models.precision import best_precision
from retrieval.models.preload import Preload
from retrieval.models.prepared_model import PreparedModelError
from retrieval.readers.openvino_reader import OpenVinoReader, check, precision_trial
from retrieval.readers.reader import Reader, ReaderOutput, ReaderPassage

# The difference from the bundled embedding model's weights; see reader_card.md.
WEIGHTS = Path(__file__).with_name("reader.safetensors")

_preloaded: Preload[OpenVinoReader] = Preload()


@lru_cache(maxsize=2)
def fingerprint(models: Path | None = None) -> str:
    """The reader's name with a hash of its weights, which is remembered in the folder ``models``:
    10 MB need not be read at every start."""
    return f"{BUNDLED_READER} {file_hashes([WEIGHTS], models)[WEIGHTS][:16]}"


def preload_reader(models: Path) -> None:
    """Starts loading the reader in the background, if it is prepared in this folder, for a later
    BundledReader with the same folder. Errors are raised when that is first used."""
    folder = _folder(models)
    if folder.is_dir():
        _preloaded.begin(folder, lambda: _warmed(_loaded(folder)))


def _folder(models: Path) -> Path:
    return models / fingerprint(models).replace(" ", "-")


def _loaded(folder: Path) -> OpenVinoReader:
    name = fingerprint(folder.parent)
    return OpenVinoReader(folder, name, best_precision(folder, precision_trial(folder, name)))


def _warmed(reader: OpenVinoReader) -> OpenVinoReader:
    """The reader after one short run: the runtime's first takes 30 ms longer."""
    with contextlib.suppress(Exception):  # raised again by the first question
        reader.read("Who came?", [ReaderPassage("She came.", ())])
    return reader


class BundledReader:
    """A Reader. ``models``: the folder of prepared models. ``on_note`` gets lines for the user.
    ``read`` raises ModelError where the bundled model is missing."""

    def __init__(self, models: Path, on_note: Callable[[str], None]) -> None:
        self._models, self._note = models, on_note

    @property
    def fingerprint(self) -> str:
        return fingerprint(self._models)

    def supports(self, question: str) -> bool:
        return self._reader.supports(question)

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        return self._reader.read(question, passages)

    def ready(self) -> Reader | None:
        """This reader, prepared, to be loaded at the first ``read``; None, after a note, where it
        cannot be prepared."""
        try:
            check(_folder(self._models))
        except PreparedModelError:
            _preloaded.drop(_folder(self._models))
        else:
            return self
        try:
            self._reader  # noqa: B018
        except _Unprepared as error:
            self._note(f"answering without the reader: {error}")
            return None
        return self

    def verify(self) -> None:
        """Reads every byte of the prepared reader. Raises PreparedModelError, ModelError."""
        self._reader  # noqa: B018
        check(_folder(self._models), whole=True)

    @cached_property
    def _reader(self) -> OpenVinoReader:
        folder = _folder(self._models)
        try:
            return _preloaded.take(folder) or _loaded(folder)
        except PreparedModelError:
            return self._prepared(folder)

    def _prepared(self, folder: Path) -> OpenVinoReader:
        # Imported here: needed once in the life of a data folder.
        from corpus.store.lock import write_lock
        from retrieval.models.atomic_folder import CannotPrepare
        from retrieval.readers.export import prepare_reader

        try:
            with write_lock(self._models, self._waiting):
                with contextlib.suppress(PreparedModelError):
                    return _loaded(folder)  # another process has just prepared it
                self._note("preparing the reader, once; this takes a few seconds")
                shutil.rmtree(folder, ignore_errors=True)
                base = find_model(None, self._models).location
                prepare_reader(base, WEIGHTS, folder, self.fingerprint)
            return _loaded(folder)
        except (CannotPrepare, PreparedModelError, StorageError) as error:
            raise _Unprepared(f"{error}; it is tried again at the next start") from error

    def _waiting(self) -> None:
        self._note("another process is preparing a model; waiting for it")


class _Unprepared(ModelError):
    """The reader cannot be prepared at present."""
