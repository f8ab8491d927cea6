"""Changes to the collection: add, sync and remove documents, then bring the index up to date.

One process changes the collection at a time; the others wait for its lock.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.advice import explain
from bot.app import App
from bot.changes.foreign_documents import CHOSEN, foreign_count, foreign_note
from bot.model_choice import is_mostly_foreign, is_multilingual_installed, languages_of
from bot.second_index import MOST_PASSAGES, TOO_LARGE, SecondIndex
from corpus.document import Card
from corpus.errors import StorageError
from corpus.metadata import correction
from corpus.observer import Observer
from corpus.store.collection import Collection
from retrieval.defaults import EMBEDDING_MODEL, MULTILINGUAL
from retrieval.errors import ModelError
from retrieval.index.index_model import bundled_model

if TYPE_CHECKING:
    from corpus.ingest.ingester import Ingester
    from corpus.ingest.report import Report
    from corpus.web.fetcher import Fetcher
    from retrieval.index.update import Updated


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
        from its source again, or built again. ``create``: a missing collection file may be
        created."""
        # Imported here: removing a document reads no files.
        from corpus.ingest.ingester import Ingester
        from corpus.sandbox.client import Sandbox

        with self._app.storage.exclusive(self._observer), self._writable(create) as collection:
            with (
                Sandbox(
                    note=self._observer.note, languages=self._app.settings.ocr_languages
                ) as sandbox,
                Ingester(collection, self._observer, sandbox, _fetcher) as ingester,
            ):
                report = ingester.repair(lambda: work(ingester)) if verify else work(ingester)
            updated = self._update_index(collection, verify)
            if updated is not None:
                self._suit_languages(collection, updated)
            self._update_second_index(collection, updated, verify)
            return report

    def remove(self, wanted: Sequence[str]) -> int:
        """Removes documents, all or none: of these ids (or unique prefixes), or of these files,
        folders and addresses. What was added under such a name is forgotten and not read again.
        Returns how many documents were removed."""
        # Imported here: removing a document by its id needs none of it.
        from corpus.ingest.forget import documents_of, forget_root, known_root

        with self._app.storage.exclusive(self._observer), self._writable() as collection:
            roots = {one: root for one in wanted if (root := known_root(collection, one))}
            ids: dict[str, None] = {}
            for one in wanted:
                if one not in roots:
                    found = documents_of(collection, one) or [collection.find_id(one)]
                    ids |= dict.fromkeys(found)
            with collection.change():
                for document_id in ids:
                    collection.drop(document_id)
                removed = len(ids)
                for root in roots.values():
                    removed += forget_root(collection, root)
                    self._observer.note(f"{root} is no longer read")
            updated = self._update_index(collection, lacking=self._note_unfinished)
            self._update_second_index(collection, updated)
            return removed

    def edit(self, wanted: str, values: Mapping[str, str], *, reset: bool = False) -> Card:
        """Corrects the metadata of the document with this id (or unique prefix), by field; an empty
        value means "unknown". ``reset``: undo earlier corrections. Returns the document with its
        corrections. Raises CorrectionError."""
        changes = {field: correction(field, value) for field, value in values.items()}
        with self._app.storage.exclusive(self._observer), self._writable() as collection:
            document_id = collection.find_id(wanted)
            collection.correct(document_id, changes, reset=reset)
            updated = self._update_index(collection, lacking=self._note_unfinished)
            self._update_second_index(collection, updated)
            return next(one for one in collection.history(document_id) if one.id == document_id)

    def _note_unfinished(self, lacking: int) -> None:
        """Notes how many documents the index lacks: a small change then takes longer."""
        self._observer.note(
            f"indexing {lacking} documents as well, which an interrupted `add` left"
        )

    def _suit_languages(self, collection: Collection, updated: "Updated") -> None:
        """Rebuilds the index with the multilingual model once most documents are in other
        languages; before that, says what helps when the first such documents arrive."""
        if self._app.embedding_model != EMBEDDING_MODEL:
            return
        index, before = updated.after, updated.before
        own = bundled_model(index.model) == EMBEDDING_MODEL
        if own and self._may_choose() and is_mostly_foreign(index.languages()):
            self._observer.note(CHOSEN)
            with self._app.using(MULTILINGUAL):
                self._update_index(collection)
        elif (before is None or not foreign_count(before)) and (
            text := foreign_note(index, EMBEDDING_MODEL)
        ):
            self._observer.note(text)

    def _may_choose(self) -> bool:
        named = self._app.settings.embedding_model is not None
        return not named and is_multilingual_installed(self._app.models)

    def _update_index(
        self,
        collection: Collection,
        verify: bool = False,
        lacking: Callable[[int], None] | None = None,
    ) -> "Updated | None":
        model = self._app.embedding_model
        # A first index: the languages are looked at before anything is encoded.
        first = self._app.storage.index_model() is None and self._may_choose()
        if first and is_mostly_foreign(languages_of(collection.documents())):
            self._observer.note(CHOSEN)
            model = MULTILINGUAL
        with self._app.using(model):
            return self._app.storage.update_index(
                collection, self._app.encoder, self._observer, verify=verify, lacking=lacking
            )

    def _update_second_index(
        self, collection: Collection, first: "Updated | None", verify: bool = False
    ) -> None:
        """Brings the second index up to date, if there is one. One that was never finished, is no
        longer used, or cannot be brought up to date, is removed: it knows the words of deleted
        documents."""
        second = SecondIndex(self._app.settings.data_dir)
        is_used = second.exists() and self._app.second_index is not None
        if not is_used or first is None or not len(collection):
            second.remove()
            return
        if first.after.counts()[1] > MOST_PASSAGES:
            second.remove()
            self._observer.note(TOO_LARGE)
            return
        try:
            with self._app.using(MULTILINGUAL):
                second.update(collection, self._app.encoder, self._observer, verify=verify)
        except (ModelError, StorageError) as error:
            second.remove()
            self._observer.note(explain(error))

    def _writable(self, create: bool = False) -> Collection:
        return self._app.storage.writable_collection(self._observer.note, create=create)


def _fetcher(private_host: str | None) -> "Fetcher":
    # Imported here: most of what is added are files.
    from corpus.web.fetcher import Fetcher
    from corpus.web.guard import Guard

    hosts = () if private_host is None else (private_host,)
    return Fetcher(Guard(private_hosts=hosts))
