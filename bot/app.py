"""The composition root: settings in, working objects out.

Every front end, and the evaluation, gets its answerer here, so that what is measured is what users
get.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from bot.advice import explain
from bot.settings import Settings
from bot.storage.data_folder import finish_restore
from bot.storage.storage import Storage
from corpus.document import Document
from corpus.errors import (
    AmbiguousDocumentError,
    CorpusError,
    SourceError,
    TakenError,
    UnknownDocumentError,
)
from corpus.observer import Observer
from corpus.store.collection import Collection
from corpus.store.lock import write_lock
from corpus.store.memory import MemoryStore
from corpus.store.protocol import DocumentStore
from retrieval.defaults import BUNDLED_READER, EMBEDDING_MODEL, MULTILINGUAL, NO_READER
from retrieval.errors import ForeignCalibration, IndexFault, ModelError
from retrieval.index.index_model import bundled_model

# What answers and indexes is imported where it is used: a command that lists or shows documents
# needs none of it, nor numpy.
if TYPE_CHECKING:
    from bot.second_index import MultilingualAnswerer, SecondIndex
    from retrieval.answerer import Answerer
    from retrieval.calibration import Calibration, CalibrationFile
    from retrieval.feedback import FeedbackStore
    from retrieval.index.any_index import AnyIndex
    from retrieval.index.index import Index
    from retrieval.models.encoder import Encoder
    from retrieval.readers.reader import Reader

EMPTY = (
    "the collection is empty: answering from the sample articles (`pullquote add FILE` adds to it)"
)
_SAMPLES, _MULTILINGUAL_SAMPLES = "sample-index", "multilingual-sample-index"

_chosen: ContextVar[str | None] = ContextVar("chosen embedding model", default=None)


class App:
    """The objects of one process. The models are made when they are first needed; ``note`` gets
    lines about that which the user should see. Raises StorageError where a restore was cut off and
    cannot be finished."""

    def __init__(self, settings: Settings, note: Callable[[str], None]) -> None:
        self.settings = settings
        self._note = note
        self.storage = Storage.of(settings, note)
        self._encoders: dict[str, Encoder] = {}
        self._readers: dict[str, Reader | None] = {}
        self._said_too_many = False
        finish_restore(settings.data_dir, note)

    @property
    def models(self) -> Path:
        """The folder of prepared models."""
        return self.settings.data_dir / "models"

    @property
    def embedding_model(self) -> str:
        """The name of the embedding model in use: the one that the settings name, else the one that
        made the index. Raises StorageError."""
        if self.settings.embedding_model is not None:
            return self.settings.embedding_model
        return _chosen.get() or bundled_model(self.storage.index_model()) or EMBEDDING_MODEL

    @contextlib.contextmanager
    def using(self, embedding_model: str) -> Iterator[None]:
        """Uses this model inside, in this thread, unless the settings name one."""
        before = _chosen.set(embedding_model)
        try:
            yield
        finally:
            _chosen.reset(before)

    def using_model_of(self, index_model: str | None) -> contextlib.AbstractContextManager[None]:
        """Uses the model of this fingerprint inside, if it is one of those that ship. Raises
        StorageError."""
        return self.using(bundled_model(index_model) or self.embedding_model)

    @property
    def encoder(self) -> "Encoder":
        """The embedding model. Raises ModelError, StorageError."""
        name = self.embedding_model
        if name not in self._encoders:
            from retrieval.models.embedding_model import EmbeddingModel
            from retrieval.models.model_files import find_model

            files = find_model(name, self.models)
            self._encoders[name] = EmbeddingModel(files, self.models, self._note)
        return self._encoders[name]

    @property
    def reader(self) -> "Reader | None":
        """The reader that reranks: the bundled one that goes with the embedding model, unless the
        settings name another or none. Also None if the bundled one cannot be prepared. Raises
        ModelError, StorageError."""
        wanted = self.settings.reader_model.lower()
        if wanted == NO_READER:
            return None
        name = self.embedding_model if wanted == BUNDLED_READER else wanted
        if name not in self._readers:
            self._readers[name] = self._loaded_reader(name)
        return self._readers[name]

    def _loaded_reader(self, name: str) -> "Reader | None":
        if self.settings.reader_model.lower() == BUNDLED_READER:
            from retrieval.readers.bundled import BundledReader, kind_for

            return BundledReader(self.models, self._note, kind_for(name)).ready()
        from retrieval.readers.load import load_reader

        return load_reader(self.settings.reader_model, self.models)

    def answerer_over(
        self,
        documents: DocumentStore,
        index: "AnyIndex",
        calibration: "Calibration | None",
        multilingual: "MultilingualAnswerer | None" = None,
    ) -> "Answerer":
        """An answerer over these documents, always with the same encoder and reader. All answerers
        are made here. ``multilingual`` gives another one for questions in languages that this
        index's model does not know. Raises ModelError."""
        from retrieval.answerer import Answerer

        with self.using_model_of(index.model):
            return Answerer(documents, index, self.encoder, calibration, self.reader, multilingual)

    @contextlib.contextmanager
    def answerer(
        self, observer: Observer, paths: Sequence[str] = (), question: str = ""
    ) -> "Iterator[Answerer]":
        """The answerer over what ``searchable`` gives. Raises IndexFault, CorpusError, ModelError,
        CalibrationError."""
        _ = self.reader  # first: if it cannot be loaded, indexing would be wasted
        with self.searchable(observer, paths, question) as (documents, index):
            with self.using_model_of(index.model):
                other = None if paths else self._multilingual_over(documents)
                answerer = self.answerer_over(documents, index, self.calibration(observer), other)
            with contextlib.nullcontext() if paths else self.explaining_damage():
                yield answerer

    @contextlib.contextmanager
    def explaining_damage(self) -> Iterator[None]:
        """Turns errors that a damaged index leads to while it is searched into DamagedIndex.
        Opening it compares sizes alone; all of it is compared now."""
        try:
            yield
        except (ArithmeticError, LookupError, MemoryError, ValueError):
            if self.storage.index_folder.exists():
                self.storage.verify_index(self.encoder.fingerprint)
            if (second := self.second_index) is not None and second.exists():
                with self.using(MULTILINGUAL):
                    second.folder.verify(self.encoder.fingerprint)
            raise

    @contextlib.contextmanager
    def searchable(
        self, observer: Observer, paths: Sequence[str] = (), question: str = ""
    ) -> "Iterator[tuple[DocumentStore, AnyIndex]]":
        """The collection and its index; the sample articles while it is empty. With ``paths``, only
        these files and folders, by the model that suits them and the question, if there is only
        one. Raises IndexFault, CorpusError, ModelError."""
        if paths:
            store = self._store_of(paths, observer)
            with self.using(self._model_for(store, question)):
                yield store, self._built_index(store, observer)
            return
        with self.collection() as collection:
            if not len(collection):
                observer.note(EMPTY)
                yield self._samples(observer)
                return
            index = self.storage.open_index(self.encoder.fingerprint)
            if index.revision != collection.revision:
                observer.note("the collection changed after it was indexed; run `pullquote sync`")
            yield collection, index

    @property
    def calibration_file(self) -> "CalibrationFile":
        """The calibration file. It is valid for the encoder and reader that it was fitted with, and
        ignored with others."""
        from retrieval.calibration import CalibrationFile

        reader = None if self.reader is None else self.reader.fingerprint
        path = self.settings.data_dir / "calibration.json"
        return CalibrationFile.for_models(path, self.encoder.fingerprint, reader)

    def calibration(self, observer: Observer) -> "Calibration | None":
        """The calibration fitted to the owner's questions, if there is one. Raises
        CalibrationError."""
        try:
            return self.calibration_file.read()
        except ForeignCalibration as error:
            observer.note(explain(error))
            return None

    def collection(self) -> Collection:
        """The collection, read-only. Close it. Raises StorageError, also where its file is gone."""
        return self.storage.collection()

    def feedback(self, *, writable: bool = False) -> "FeedbackStore":
        """The feedback that people gave on answers. Close it."""
        return self.storage.feedback(writable=writable)

    @contextlib.contextmanager
    def documents(self) -> Iterator[DocumentStore]:
        """The documents: the collection, or the sample articles while it is empty."""
        with self.collection() as collection:
            yield collection if len(collection) else MemoryStore(_sample_documents())

    def index_name(self) -> str | None:
        """A name for the collection's index as it is now, new with every change."""
        return self.storage.index_name()

    def find(self, wanted: str) -> Document:
        """The document of this id or unique id prefix; a sample article while the collection is
        empty. Raises UnknownDocumentError, AmbiguousDocumentError."""
        with self.collection() as collection:
            if len(collection):
                return collection.find(wanted)
        prefix = wanted.removesuffix("@1")  # sample articles have one version
        found = [one for one in _sample_documents() if prefix and one.id.startswith(prefix)]
        if len(found) > 1:
            raise AmbiguousDocumentError(wanted, [one.id for one in found])
        if not found:
            raise UnknownDocumentError(wanted)
        return found[0]

    def kept_index(self, store: MemoryStore, name: str, observer: Observer) -> "Index":
        """An index of documents outside the collection. It is saved in the data folder under
        ``name``, and used again for the same documents."""
        from retrieval.index.folder import IndexFolder

        folder = IndexFolder(self.settings.data_dir / name)
        previous: Index | None = None
        with contextlib.suppress(IndexFault):
            previous = folder.open(self.encoder.fingerprint)
            if previous.revision == store.revision:
                return previous
        index = self._built_index(store, observer, previous)
        # Saving it only saves time later, which is not worth waiting for the lock.
        with contextlib.suppress(CorpusError), write_lock(self.settings.data_dir, None):
            folder.save(index)
        return index

    @property
    def second_index(self) -> "SecondIndex | None":
        """The second index, for questions in other languages, whether it has been made or not; None
        where the collection has none: its own model knows their language, or was named in the
        settings, or it is not in the data folder. Raises StorageError."""
        if self.settings.embedding_model is not None or not self.storage.is_folder:
            return None
        if self.embedding_model != EMBEDDING_MODEL:
            return None
        # Imported here: not every command has to do with the index.
        from bot.model_choice import is_multilingual_installed
        from bot.second_index import SecondIndex

        if not is_multilingual_installed(self.models):
            return None
        return SecondIndex(self.settings.data_dir)

    def make_second_index(self, question: str, index: "AnyIndex", observer: Observer) -> bool:
        """Makes the second index, or brings it up to date, if this question needs it: which takes a
        minute or two the first time. It goes without where there are too many documents, or the
        collection is being changed; which is said. ``index``: the first. False where that lasts
        for a moment only: the same question may soon have another answer. Raises StorageError."""
        from bot.second_index import BUSY, MAKING, MOST_PASSAGES, TOO_MANY
        from retrieval.text.question_language import is_foreign

        if not is_foreign(question) or (second := self.second_index) is None:
            return True
        with self.collection() as collection, self.using(MULTILINGUAL):
            try:
                if not len(collection):
                    store = MemoryStore(_sample_documents())
                    self.kept_index(store, _MULTILINGUAL_SAMPLES, observer)
                elif second.is_current(collection.revision, self.encoder.fingerprint):
                    return True
                elif index.counts()[1] > MOST_PASSAGES:
                    if not self._said_too_many:
                        observer.note(TOO_MANY)
                    self._said_too_many = True
                else:
                    with write_lock(self.settings.data_dir, None):
                        if not second.exists():
                            observer.note(MAKING)
                        second.update(collection, self.encoder, observer, verify=True)
            except TakenError:
                observer.note(BUSY)
                return False
            except (CorpusError, ModelError) as error:
                observer.note(explain(error))
        return True

    def _multilingual_over(self, documents: DocumentStore) -> "MultilingualAnswerer | None":
        """What gives the answerer for questions in other languages over these documents: those of
        the collection, or the sample articles."""
        if (second := self.second_index) is None:
            return None
        from bot.second_index import MultilingualAnswerer
        from retrieval.index.folder import IndexFolder

        folder = second.folder
        if isinstance(documents, MemoryStore):
            folder = IndexFolder(self.settings.data_dir / _MULTILINGUAL_SAMPLES)
        with self.using(MULTILINGUAL):
            model = self.encoder.fingerprint
        return MultilingualAnswerer(
            folder, model, lambda index: self.answerer_over(documents, index, None)
        )

    def _samples(self, observer: Observer) -> "tuple[MemoryStore, Index]":
        store = MemoryStore(_sample_documents())
        return store, self.kept_index(store, _SAMPLES, observer)

    def _model_for(self, store: MemoryStore, question: str) -> str:
        """The bundled embedding model that suits these documents and this question."""
        # Imported here: answers from the collection have chosen long before.
        from bot.model_choice import is_mostly_foreign, is_multilingual_installed, languages_of
        from retrieval.text.question_language import is_foreign

        foreign = is_foreign(question) or is_mostly_foreign(languages_of(store.documents()))
        suits = foreign and is_multilingual_installed(self.models)
        return MULTILINGUAL if suits else EMBEDDING_MODEL

    def _store_of(self, names: Sequence[str], observer: Observer) -> MemoryStore:
        # Imported here: answers from the collection read no files.
        from corpus.ingest.loading import load_documents

        failures: list[SourceError] = []
        collecting = Observer(observer.progress, observer.note, failures.append)
        store = MemoryStore(load_documents(names, collecting, self.settings.ocr_languages))
        if failures and not len(store):
            raise failures[0]
        for failure in failures:
            observer.failed(failure)
        return store

    def _built_index(
        self, store: MemoryStore, observer: Observer, previous: "Index | None" = None
    ) -> "Index":
        # Imported here: answers from the collection have an index already.
        from retrieval.index.build import build_index

        documents = store.documents()
        return build_index(documents, self.encoder, store.revision, previous, observer=observer)


def _sample_documents() -> list[Document]:
    # Imported here: answers from the collection read no files.
    from corpus.sample import sample_documents

    return sample_documents()
