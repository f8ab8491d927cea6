"""Settings in, working objects out. The one place that knows both."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.terminal.console import note
from corpus.document import Document
from corpus.errors import (
    AmbiguousDocumentError,
    BackupError,
    CorpusError,
    SourceError,
    UnknownDocumentError,
)
from corpus.observer import Observer
from corpus.sample import sample_documents
from corpus.store.collection import Collection
from corpus.store.lock import write_lock
from corpus.store.memory import MemoryStore
from corpus.store.protocol import DocumentStore
from retrieval.answerer import Answerer
from retrieval.calibration import Calibration, CalibrationFile
from retrieval.defaults import BUNDLED_READER, NO_READER
from retrieval.errors import ForeignCalibration, IndexFault
from retrieval.feedback import FeedbackStore
from retrieval.index.build import build_index
from retrieval.index.folder import IndexFolder
from retrieval.index.index import Index
from retrieval.index.update import update_index
from retrieval.models.encoder import Encoder
from retrieval.readers.reader import Reader

if TYPE_CHECKING:
    from corpus.ingest.ingester import Ingester
    from corpus.ingest.report import Report
    from corpus.ingest.root import Root
    from corpus.store.backup import Entry
    from corpus.web.fetcher import Fetcher

EMPTY = (
    "the collection is empty: answering from the sample articles (`pullquote add FILE` fills it)"
)
# What the data folder has and a backup has not: what can be made again, and what is under way at
# Telegram, which nobody wants to have answered a week later.
_LEFT_OUT = frozenset({"models", "sample-index", "evaluation-index", "telegram"})


class App:
    """All of Pullquote for one process. Heavy parts are made when they are first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model. Raises ModelError."""
        from retrieval.models.embedding_model import EmbeddingModel
        from retrieval.models.model_files import find_model

        folder = self.settings.data_dir / "models"
        return EmbeddingModel(find_model(self.settings.embedding_model, folder), folder, note)

    @cached_property
    def reader(self) -> Reader | None:
        """The model that reads the best candidates again: the one that ships, unless another or
        none is set; none too where that one cannot be prepared. Raises ModelError."""
        wanted = self.settings.reader_model.lower()
        if wanted == NO_READER:
            return None
        if wanted == BUNDLED_READER:
            from retrieval.readers.bundled import BundledReader

            return BundledReader(self.settings.data_dir / "models", note).ready()
        from retrieval.readers.load import load_reader

        return load_reader(self.settings.reader_model, self.settings.data_dir / "models")

    def collection(self) -> Collection:
        """The collection, to be read. Close it."""
        return Collection(self.settings.data_dir)

    def feedback(self, *, writable: bool = False) -> FeedbackStore:
        """What people thought of answers. Close it."""
        return FeedbackStore(self.settings.data_dir, writable=writable)

    @contextlib.contextmanager
    def library(self) -> Iterator[DocumentStore]:
        """The documents: the collection, or the sample articles while that is empty."""
        with self.collection() as collection:
            yield collection if len(collection) else MemoryStore(sample_documents())

    @property
    def index_folder(self) -> IndexFolder:
        return IndexFolder(self.settings.data_dir / "index")

    @contextlib.contextmanager
    def searchable(
        self, observer: Observer, paths: Sequence[str] = ()
    ) -> Iterator[tuple[DocumentStore, Index]]:
        """The collection with its index; the sample articles while it is empty; these files and
        folders alone, where any are named. Raises IndexFault, CorpusError."""
        if paths:
            yield self._files(paths, observer)
            return
        with self.collection() as collection:
            if not len(collection):
                observer.note(EMPTY)
                yield self._samples(observer)
                return
            index = self.index_folder.open(self.encoder.fingerprint)
            if index.revision != collection.revision:
                observer.note("the collection changed after it was indexed; run `pullquote sync`")
            yield collection, index

    @contextlib.contextmanager
    def answerer(self, observer: Observer, paths: Sequence[str] = ()) -> Iterator[Answerer]:
        """Answers from what ``searchable`` gives."""
        reader = self.reader  # first: where it cannot be loaded, nothing is indexed in vain
        with self.searchable(observer, paths) as (library, index):
            yield Answerer(library, index, self.encoder, self.calibration(observer), reader)

    @property
    def calibration_file(self) -> CalibrationFile:
        """Where the calibration is kept: for the models that there are, no others."""
        models = f"{self.encoder.fingerprint}, reader {self.settings.reader_model}"
        return CalibrationFile(self.settings.data_dir / "calibration.json", models)

    def calibration(self, observer: Observer) -> Calibration | None:
        """What the owner fitted to questions of their own, if they did. Raises CalibrationError."""
        try:
            return self.calibration_file.read()
        except ForeignCalibration as fault:
            observer.note(str(fault))
            return None

    def back_up(self, target: Path, observer: Observer) -> "list[Entry]":
        """Writes all of the data folder that cannot be made again into one file, while others read
        and judge. Raises BackupError, StorageError."""
        from corpus.store.backup import back_up

        if not self.settings.data_dir.is_dir():
            raise BackupError(f"there is no data folder {self.settings.data_dir} to back up")
        with self._lock(observer):
            return back_up(self.settings.data_dir, target, _LEFT_OUT, observer)

    def restore(self, source: Path, observer: Observer, *, force: bool) -> "list[Entry]":
        """Puts a backup into the data folder; over what is there, only with ``force``. Raises
        BackupError, StorageError, OSError."""
        from corpus.store.backup import is_empty, restore

        folder = self.settings.data_dir
        with self._lock(observer):
            if not force and not is_empty(folder, _LEFT_OUT):
                raise BackupError(
                    f"{folder} is not empty; back it up, and give --force to have it replaced"
                )
            return restore(source, folder, _LEFT_OUT, observer)

    def find(self, wanted: str) -> Document:
        """The document of this id, or of the only id that begins so; a sample article, where the
        collection is empty. Raises UnknownDocumentError, AmbiguousDocumentError."""
        with self.collection() as collection:
            if len(collection):
                return collection.find(wanted)
        samples = {one.id: one for one in sample_documents()}
        fitting = [one for name, one in samples.items() if wanted and name.startswith(wanted)]
        if len(fitting) > 1:
            raise AmbiguousDocumentError(wanted, [one.id for one in fitting])
        if not fitting:
            raise UnknownDocumentError(wanted)
        return fitting[0]

    def _samples(self, observer: Observer) -> tuple[MemoryStore, Index]:
        """Their index is made at first use, and kept where it can be."""
        store = MemoryStore(sample_documents())
        return store, self.kept_index(store, "sample-index", observer)

    def kept_index(self, store: MemoryStore, name: str, observer: Observer) -> Index:
        """The index of documents that are no collection's, from the last time where it is that
        of these very documents; the data folder keeps one for each name."""
        folder = IndexFolder(self.settings.data_dir / name)
        previous: Index | None = None
        with contextlib.suppress(IndexFault):
            previous = folder.open(self.encoder.fingerprint)
            if previous.revision == store.revision:
                return previous
        index = build_index(
            store.documents(), self.encoder, store.revision, previous, observer=observer
        )
        # Kept to save time; nobody waits for the lock to do so.
        with contextlib.suppress(CorpusError), write_lock(self.settings.data_dir, None):
            folder.save(index)
        return index

    def _files(self, names: Sequence[str], observer: Observer) -> tuple[MemoryStore, Index]:
        from corpus.ingest.loading import load_documents

        failures: list[SourceError] = []
        watching = Observer(observer.progress, observer.note, failures.append)
        store = MemoryStore(load_documents(names, watching))
        if failures and not len(store):
            raise failures[0]
        for failure in failures:
            observer.failed(failure)
        index = build_index(store.documents(), self.encoder, store.revision, observer=observer)
        return store, index

    def change(
        self,
        work: "Callable[[Ingester], Report]",
        observer: Observer,
        *,
        verify: bool = False,
    ) -> "Report":
        """Does the work on the collection, one process at a time, and indexes what came of it.
        ``verify``: reads every byte of the index too, so that what is damaged is made anew."""
        # Imported here: questions to the collection read no files.
        from corpus.ingest.ingester import Ingester
        from corpus.sandbox.client import Sandbox

        with self._lock(observer), self._writable() as collection:
            with (
                Sandbox() as sandbox,
                Ingester(collection, observer, sandbox, _fetcher) as intake,
            ):
                report = work(intake)
            self._index(collection, observer, verify)
            return report

    def remove(self, wanted: Sequence[str], observer: Observer) -> list[str]:
        """Removes the documents of these ids (or prefixes), all or none; their full ids."""
        with self._lock(observer), self._writable() as collection:
            ids = list(dict.fromkeys(collection.find(one).id for one in wanted))
            with collection.change():
                for document_id in ids:
                    collection.drop(document_id)
            self._index(collection, observer)
            return ids

    def _index(self, collection: Collection, observer: Observer, verify: bool = False) -> None:
        """Brings the index up to date, encoding only what it does not know."""
        update_index(self.index_folder, collection, self.encoder, observer, verify=verify)

    def _writable(self) -> Collection:
        return Collection(self.settings.data_dir, writable=True)

    def _lock(self, observer: Observer) -> contextlib.AbstractContextManager[None]:
        return write_lock(
            self.settings.data_dir,
            lambda: observer.note("another pullquote is changing the collection; waiting for it"),
        )


def _fetcher(root: "Root") -> "Fetcher":
    # Imported here: most of what is added are files.
    from corpus.web.fetcher import Fetcher
    from corpus.web.guard import Guard

    return Fetcher(Guard(allow_private=root.allow_private))
