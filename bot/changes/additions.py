"""Additions: documents that admins add from a distance, corrections, and removals.

Each change loads a model of its own: the answerer's is in use meanwhile. They are made one at a
time. Methods block; run them in a thread.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.advice import explain_reason
from bot.app import App
from bot.changes.collection_changes import CollectionChanges
from bot.changes.uploads import Uploads
from bot.watches.store import WatchStore
from corpus.document import Card
from corpus.errors import SourceError
from corpus.observer import Observer

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Added:
    """``joined``: the documents that are new. ``reasons``: why others are not."""

    joined: tuple[Card, ...] = ()
    updated: int = 0
    unchanged: int = 0
    reasons: tuple[str, ...] = ()

    def __add__(self, other: "Added") -> "Added":
        return Added(
            self.joined + other.joined,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.reasons + other.reasons,
        )


class Additions:
    """Changes of the collection. ``new_app`` makes an App with a model of its own; ``note`` gets
    lines for the log."""

    def __init__(
        self, new_app: Callable[[], App], uploads: Uploads, note: Callable[[str], None]
    ) -> None:
        self._new_app = new_app
        self._note = note
        self.uploads = uploads

    def add(self, sources: Sequence[str], progress: Progress) -> Added:
        """Adds files and addresses. Raises CorpusError, ModelError."""
        reasons: list[str] = []

        def failed(error: SourceError) -> None:
            reasons.append(explain_reason(error))  # without the path, which is the server's

        app = self._new_app()
        before = self._ids(app)
        observer = Observer(progress, self._note, failed)
        report = CollectionChanges(app, observer).ingest(
            lambda ingester: ingester.add(list(sources))
        )
        with app.collection() as collection:
            joined = [card for card in collection.cards() if card.id not in before]
        return Added(tuple(joined), report.updated, report.unchanged, tuple(reasons))

    def remove(self, card: Card, progress: Progress) -> None:
        """Removes a document, and the uploaded files that it came from. Raises CorpusError."""
        app = self._new_app()
        with app.collection() as collection:
            sources = collection.sources.files().values()
            files = [Path(one.path) for one in sources if one.document_id == card.id]
        CollectionChanges(app, Observer(progress, self._note)).remove([card.id])
        for file in files:
            self.uploads.discard(file)

    def edit(
        self, card: Card, values: Mapping[str, str], progress: Progress, *, reset: bool = False
    ) -> Card:
        """Corrects what is known of a document; see ``CollectionChanges.edit``. The document as it
        is known now. Raises CorpusError, ModelError."""
        app = self._new_app()
        observer = Observer(progress, self._note)
        return CollectionChanges(app, observer).edit(card.id, values, reset=reset)

    def as_parsed(self, card: Card) -> Card:
        """The document with what it says of itself. Raises StorageError."""
        with self._new_app().collection() as collection:
            return collection.get_unchecked(card.id) or card

    def ask_saved_questions(self, progress: Progress) -> None:
        """Asks the saved questions of what is new, and notifies other programs; the bot notifies
        its chats. Does nothing if no question is saved. Raises CorpusError, ModelError,
        IndexFault."""
        app = self._new_app()
        folder = app.settings.data_dir
        if not WatchStore.is_there(folder):
            return
        # Imported here: most people save no questions.
        from bot.watches.check import ask_saved_questions
        from bot.watches.telling import tell_programs

        count = ask_saved_questions(app, Observer(progress, self._note))
        with WatchStore(folder) as store:
            tell_programs(app, store, self._note, new=bool(count))

    def sources(self) -> set[str]:
        """The paths of all files that documents came from. Raises StorageError."""
        with self._new_app().collection() as collection:
            files = collection.sources.files().values()
            return {one.path for one in files if one.document_id is not None}

    def _ids(self, app: App) -> set[str]:
        with app.collection() as collection:
            return {name for name, _ in collection.fingerprints()}
