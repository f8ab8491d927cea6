"""Bundled readers: those that ship, prepared at first use, then loaded.

One is for the bundled embedding model and reads English, one for the multilingual model. A reader
is a default and must never be in the way: where it cannot be prepared, a note says so, and answers
are given without it.
"""

import contextlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from corpus.errors import StorageError
from retrieval.defaults import BUNDLED_READER, EMBEDDING_MODEL, MULTILINGUAL, MULTILINGUAL_READER
from retrieval.errors import ModelError
from retrieval.models.model_files import file_hashes, find_model
from retrieval.models.openvino.precision import best_precision
from retrieval.models.openvino.prepared_model import PreparedModelError
from retrieval.models.preload import Preload
from retrieval.readers.openvino_reader import ENGLISH_ONLY, OpenVinoReader, check, precision_trial
from retrieval.readers.reader import Reader, ReaderOutput, ReaderPassage

# The difference from the bundled embedding model's weights; see reader_card.md.
WEIGHTS = Path(__file__).with_name("reader.safetensors")
# The difference from the multilingual model's.
MULTILINGUAL_WEIGHTS = Path(__file__).with_name("multilingual_reader.safetensors")


@dataclass(frozen=True, slots=True)
class Kind:
    """A bundled reader: its ``name``, its ``weights``, the embedding model that they are the
    difference from, and its ``languages`` (see Reader)."""

    name: str
    weights: Path
    base: str
    languages: frozenset[str] | None


ENGLISH = Kind(BUNDLED_READER, WEIGHTS, EMBEDDING_MODEL, ENGLISH_ONLY)
IN_ALL_LANGUAGES = Kind(MULTILINGUAL_READER, MULTILINGUAL_WEIGHTS, MULTILINGUAL, None)

_preloaded: Preload[OpenVinoReader] = Preload()


def kind_for(embedding_model: str | None) -> Kind:
    """The reader that goes with an embedding model (a setting)."""
    if embedding_model == MULTILINGUAL and MULTILINGUAL_WEIGHTS.is_file():
        return IN_ALL_LANGUAGES
    return ENGLISH


@lru_cache(maxsize=4)
def fingerprint(models: Path | None = None, kind: Kind = ENGLISH) -> str:
    """The reader's name with a hash of its weights, which is remembered in the folder ``models``:
    10 MB need not be read at every start."""
    return f"{kind.name} {file_hashes([kind.weights], models)[kind.weights][:16]}"


def preload_reader(models: Path, kind: Kind = ENGLISH) -> None:
    """Starts loading the reader in the background, if it is prepared in this folder, for a later
    BundledReader with the same folder. Errors are raised when that is first used."""
    folder = _folder(models, kind)
    if folder.is_dir():
        _preloaded.begin(folder, lambda: _warmed(_loaded(folder, kind)))


def _folder(models: Path, kind: Kind) -> Path:
    return models / fingerprint(models, kind).replace(" ", "-")


def _loaded(folder: Path, kind: Kind) -> OpenVinoReader:
    name = fingerprint(folder.parent, kind)
    precision = best_precision(folder, precision_trial(folder, name))
    return OpenVinoReader(folder, name, precision, kind.languages)


def _warmed(reader: OpenVinoReader) -> OpenVinoReader:
    """The reader after one short run: the runtime's first takes 30 ms longer."""
    with contextlib.suppress(Exception):  # raised again by the first question
        reader.read("Who came?", [ReaderPassage("She came.", ())])
    return reader


class BundledReader:
    """A Reader. ``models``: the folder of prepared models. ``on_note`` gets lines for the user.
    ``read`` raises ModelError where the model that it is based on is missing."""

    def __init__(self, models: Path, on_note: Callable[[str], None], kind: Kind = ENGLISH) -> None:
        self._models, self._note, self._kind = models, on_note, kind

    @property
    def fingerprint(self) -> str:
        return fingerprint(self._models, self._kind)

    @property
    def languages(self) -> frozenset[str] | None:
        return self._kind.languages

    def supports(self, question: str) -> bool:
        return self._reader.supports(question)

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        return self._reader.read(question, passages)

    def ready(self) -> Reader | None:
        """This reader, prepared, to be loaded at the first ``read``; None, after a note, where it
        cannot be prepared."""
        try:
            check(_folder(self._models, self._kind))
        except PreparedModelError:
            _preloaded.drop(_folder(self._models, self._kind))
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
        check(_folder(self._models, self._kind), whole=True)

    @cached_property
    def _reader(self) -> OpenVinoReader:
        folder = _folder(self._models, self._kind)
        try:
            return _preloaded.take(folder) or _loaded(folder, self._kind)
        except PreparedModelError:
            return self._prepared(folder)

    def _prepared(self, folder: Path) -> OpenVinoReader:
        # Imported here: needed once in the life of a data folder.
        from corpus.store.lock import write_lock
        from retrieval.models.openvino.atomic_folder import CannotPrepare
        from retrieval.readers.export import prepare_reader

        try:
            with write_lock(self._models, self._waiting):
                with contextlib.suppress(PreparedModelError):
                    return _loaded(folder, self._kind)  # another process has just prepared it
                self._note("preparing the reader, once; this takes a few seconds")
                shutil.rmtree(folder, ignore_errors=True)
                base = find_model(self._kind.base, self._models)
                prepare_reader(base, self._kind.weights, folder, self.fingerprint)
            return _loaded(folder, self._kind)
        except (CannotPrepare, PreparedModelError, StorageError) as error:
            raise _Unprepared(f"{error}; it is tried again at the next start") from error

    def _waiting(self) -> None:
        self._note("another process is preparing a model; waiting for it")


class _Unprepared(ModelError):
    """The reader cannot be prepared at present."""
