"""Storage: where documents, feedback and index are kept, by the settings.

By default all of it is in the data folder. ``PULLQUOTE_DATABASE_URL`` puts documents and feedback
into PostgreSQL, and the index too, unless ``PULLQUOTE_INDEX_URL`` names another place for it.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.advice import explain
from bot.environment import INDEX
from bot.settings import FOLDER, Settings
from bot.storage.data_folder import exclusive, open_collection, writable_collection
from corpus.errors import DamagedDocumentError
from corpus.observer import Observer
from corpus.store.collection import Collection
from retrieval.errors import ForeignIndex, MissingIndex
from retrieval.index.index_model import fingerprint_in

if TYPE_CHECKING:
    from corpus.store.postgres.address import Address
    from corpus.store.postgres.connection import PostgresConnection
    from retrieval.feedback import FeedbackStore
    from retrieval.index.any_index import AnyIndex
    from retrieval.index.embeddings.store import EmbeddingStore
    from retrieval.index.engine.protocol import Engine
    from retrieval.index.folder import IndexFolder
    from retrieval.index.update import Updated
    from retrieval.models.encoder import Encoder

_WAITING = "another process is changing the collection; waiting for it"


class Storage:
    """The places of one collection. ``note`` gets a line for each damaged document."""

    def __init__(
        self, data_dir: Path, database: str | None, index: str | None, note: Callable[[str], None]
    ) -> None:
        """``database``, ``index``: addresses, which hold passwords; None: the data folder."""
        self.data_dir = data_dir
        self._database, self._index, self._note = database, index, note
        self._engine: Engine | None = None
        self._listener: PostgresConnection | None = None

    @classmethod
    def of(cls, settings: Settings, note: Callable[[str], None]) -> "Storage":
        database = settings.database_url.get_secret_value() if settings.database_url else None
        index = settings.index_url.get_secret_value() if settings.index_url else database
        return cls(settings.data_dir, database, None if index == FOLDER else index, note)

    @property
    def is_folder(self) -> bool:
        """Whether documents and index are in the data folder."""
        return self._database is None and self._index is None

    @property
    def has_database(self) -> bool:
        return self._database is not None

    @property
    def index_folder(self) -> "IndexFolder":
        # Imported here: a list of documents needs no index.
        from retrieval.index.folder import IndexFolder

        return IndexFolder(self.data_dir / INDEX)

    def collection(self) -> Collection:
        """The documents, read-only. Close it. Raises StorageError."""
        if self._database is None:
            return open_collection(self.data_dir, self._note)
        return self._in_database()

    def writable_collection(self, note: Callable[[str], None], *, create: bool) -> Collection:
        """The same for writing. ``create``: a missing file may be created."""
        if self._database is None:
            return writable_collection(self.data_dir, note, create=create)
        return self._in_database()

    def feedback(self, *, writable: bool) -> "FeedbackStore":
        # Imported here: a question is answered without.
        from retrieval.feedback import FeedbackStore

        if self._database is None:
            return FeedbackStore(self.data_dir, writable=writable)
        from corpus.store.postgres.tables import PostgresTables

        return FeedbackStore(PostgresTables(self.address))

    @property
    def address(self) -> "Address":
        """The database's. Raises StorageError."""
        from corpus.store.postgres.address import Address

        return Address.of(self._database or "")

    def _in_database(self) -> Collection:
        from corpus.store.postgres.tables import PostgresTables

        def damaged(error: DamagedDocumentError) -> None:
            self._note(explain(error))

        return Collection.over(PostgresTables(self.address), damaged)

    @contextlib.contextmanager
    def exclusive(self, observer: Observer) -> Iterator[None]:
        """The collection's write lock: where another process holds it, this says so and waits.
        Raises StorageError."""
        if self._database is None:
            with exclusive(self.data_dir, observer):
                yield
            return
        from corpus.store.postgres.lock import database_lock

        with database_lock(self.address, lambda: observer.note(_WAITING)):
            yield

    def index_name(self) -> str | None:
        """A name for the index as it is now, new with every change; None without an index. Raises
        StorageError."""
        if self._index is None:
            return self.index_folder.current()
        found = self.engine().current()
        return None if found is None else f"{found.name} {found.revision}"

    def wait_for_change(self, seconds: float) -> None:
        """Waits until a database tells of a change, at most so long; without one, just so long.
        Raises StorageError."""
        if self._database is None:
            time.sleep(seconds)
            return
        from corpus.store.postgres.connection import PostgresConnection
        from corpus.store.postgres.tables import changed_channel

        if self._listener is None:
            self._listener = PostgresConnection(self.address)
        self._listener.wait_for(changed_channel(self.address), seconds)

    def open_index(self, model: str, *, searched: bool = True) -> "AnyIndex":
        """The index in use, made by the model of this fingerprint. ``searched``: as
        ``IndexFolder.open``. Raises IndexFault, StorageError."""
        if self._index is None:
            return self.index_folder.open(model, searched=searched)
        from retrieval.index.engine.engine_index import EngineIndex
        from retrieval.index.folder import FORMAT

        engine = self.engine()
        found = engine.current()
        if found is None:
            raise MissingIndex(f"there is no index in {engine.shown}")
        if found.format != FORMAT:
            raise ForeignIndex(
                f"the index in {engine.shown} has format {found.format}, this Pullquote uses "
                f"{FORMAT}"
            )
        if found.model != model:
            raise ForeignIndex(f"the index in {engine.shown} was made with another embedding model")
        return EngineIndex(engine, found)

    def index_model(self) -> str | None:
        """The fingerprint of the model that made the index in use; None where there is none. Raises
        StorageError."""
        if self._index is None:
            return fingerprint_in(self.data_dir / INDEX)
        found = self.engine().current()
        return None if found is None else found.model

    def verify_index(self, model: str) -> "AnyIndex":
        """The index in use, as ``open_index`` gives it; of one in the data folder, every byte has
        been compared. Raises IndexFault, StorageError."""
        if self._index is None:
            return self.index_folder.verify(model)
        return self.open_index(model)

    def update_index(
        self,
        collection: Collection,
        encoder: "Encoder",
        observer: Observer,
        *,
        verify: bool = False,
        known: "EmbeddingStore | None" = None,
        lacking: Callable[[int], None] | None = None,
    ) -> "Updated | None":
        """Brings the index up to date with the collection, whose lock the caller holds. ``known``:
        vectors that need not be computed again, for an engine. ``lacking`` is called with the
        number of documents that the index lacks, before they are indexed. The index in the data
        folder; None for an engine. Raises StorageError."""
        if self._index is None:
            from retrieval.index.update import update_index

            return update_index(
                self.index_folder, collection, encoder, observer, verify=verify, lacking=lacking
            )
        from retrieval.index.engine.update import update_engine

        update_engine(self.engine(), collection, encoder, observer, known, lacking)
        return None

    def engine(self) -> "Engine":
        """The search engine, connected once. Raises StorageError."""
        if self._engine is None:
            from retrieval.index.engine.open import open_engine

            self._engine = open_engine(self._index or "")
        return self._engine

    @property
    def has_index_folder(self) -> bool:
        return self._index is None

    @property
    def documents_shown(self) -> str:
        """Where the documents are, without a password."""
        return str(self.data_dir) if self._database is None else self.address.shown

    @property
    def shown(self) -> str:
        """Where documents and index are, without passwords."""
        documents = self.documents_shown
        index = str(self.data_dir) if self._index is None else self.engine().shown
        return documents if documents == index else f"{documents}, index in {index}"

    def close(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        if self._engine is not None:
            self._engine.close()
            self._engine = None
