"""Additions: documents that admins add from a distance, and removals.

Each change loads a model of its own: the answerer's is in use meanwhile. They are made one at a
time. Methods block; run them in a thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.advice import explain_reason
from bot.app import App
from bot.collection_changes import CollectionChanges
from bot.uploads import Uploads
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

    def sources(self) -> set[str]:
        """The paths of all files that documents came from. Raises StorageError."""
        with self._new_app().collection() as collection:
            files = collection.sources.files().values()
            return {one.path for one in files if one.document_id is not None}

    def _ids(self, app: App) -> set[str]:
        with app.collection() as collection:
            return {name for name, _ in collection.versions()}
