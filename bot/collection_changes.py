"""Changes to the collection: add, sync and remove documents, then bring the index up to date.

One process changes the collection at a time; the others wait for its lock.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import App
from bot.data_folder import exclusive, writable_collection
from corpus.observer import Observer
from corpus.store.collection import Collection
from retrieval.index.update import update_index

if TYPE_CHECKING:
    from corpus.ingest.ingester import Ingester
    from corpus.ingest.report import Report
    from corpus.ingest.root import Root
    from corpus.web.fetcher import Fetcher


class CollectionChanges:
    """The collection of an app, to be changed. Methods raise CorpusError, ModelError."""

    def __init__(self, app: App, observer: Observer) -> None:
        self._app = app
        self._observer = observer

    def ingest(
        self,
        work: "Callable[[Ingester], Report]",
        *,
        verify: bool = False,
        create: bool = False,
    ) -> "Report":
        """Runs ``work`` with an ingester on the collection, then updates the index. ``verify``
        reads every stored text and every byte of the index too, so that what is damaged is read
        from its source again, or built again. ``create``: a collection's file that is gone may be
        made anew."""
        # Imported here: removing a document reads no files.
        from corpus.ingest.ingester import Ingester
        from corpus.sandbox.client import Sandbox

        with exclusive(self._data_dir, self._observer), self._writable(create) as collection:
            with (
                Sandbox(note=self._observer.note) as sandbox,
                Ingester(collection, self._observer, sandbox, _fetcher) as ingester,
            ):
                report = ingester.repair(lambda: work(ingester)) if verify else work(ingester)
            self._update_index(collection, verify)
            return report

    def remove(self, wanted: Sequence[str]) -> list[str]:
        """Removes the documents of these ids (or unique prefixes), all or none; their full ids."""
        with exclusive(self._data_dir, self._observer), self._writable() as collection:
            ids = list(dict.fromkeys(collection.find_id(one) for one in wanted))
            with collection.change():
                for document_id in ids:
                    collection.drop(document_id)
            self._update_index(collection)
            return ids

    def _update_index(self, collection: Collection, verify: bool = False) -> None:
        update_index(
            self._app.index_folder, collection, self._app.encoder, self._observer, verify=verify
        )

    def _writable(self, create: bool = False) -> Collection:
        return writable_collection(self._data_dir, self._observer.note, create=create)

    @property
    def _data_dir(self) -> Path:
        return self._app.settings.data_dir


def _fetcher(root: "Root") -> "Fetcher":
    # Imported here: most of what is added are files.
    from corpus.web.fetcher import Fetcher
    from corpus.web.guard import Guard

    return Fetcher(Guard(allow_private=root.allow_private))
