"""The documents for async code: each call opens the collection in a thread."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.app import App
from corpus.document import Card, Document

_Result = TypeVar("_Result")
_MOST_COPIES = 20


@dataclass(frozen=True, slots=True)
class Copy:
    """Another document with the same text."""

    id: str
    title: str
    publisher: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A document with all its versions, the newest first, and the documents with the same text."""

    document: Document
    history: tuple[Card, ...]
    copies: tuple[Copy, ...]

    @property
    def current(self) -> Card:
        """The newest version."""
        return self.history[0]


class AsyncDocuments:
    """Reads documents in threads: each call opens the collection, which takes a millisecond."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._cards: tuple[str, list[Card]] = ("", [])
        # The languages of the documents in that list.
        self.languages: list[str] = []

    async def document(self, wanted: str) -> Document:
        """The document of this id (or the beginning of one), with `@` and a number a version of it.
        Raises UnknownDocumentError, AmbiguousDocumentError, StorageError."""
        return await _in_thread(self._app.find, wanted)

    async def shown(self, wanted: str) -> Shown:
        """The same, with what belongs to it."""
        return await _in_thread(self._shown, wanted)

    async def as_parsed(self, document: Document) -> Card:
        """The document with what it says of itself, without corrections. Raises StorageError."""
        return await _in_thread(self._as_parsed, document.id) or document

    async def cards(self) -> list[Card]:
        """All documents, the sample articles while there are none. Raises StorageError."""
        return await asyncio.to_thread(self._all_cards)

    async def revision(self) -> str:
        """Changes with every change of the documents. Raises StorageError."""
        return await asyncio.to_thread(self._revision)

    def _revision(self) -> str:
        with self._app.collection() as collection:
            return collection.revision

    def _all_cards(self) -> list[Card]:
        with self._app.collection() as collection:
            revision, known = self._cards
            if not known or revision != collection.revision:
                known = list(collection.cards())
                self._cards = (collection.revision, known)
                self.languages = _languages(known)
        if known:
            return known
        with self._app.documents() as documents:
            samples = list(documents.cards())
        self.languages = _languages(samples)
        return samples

    def _as_parsed(self, document_id: str) -> Document | None:
        with self._app.collection() as collection:
            return collection.get_unchecked(document_id)

    def _shown(self, wanted: str) -> Shown:
        document = self._app.find(wanted)
        with self._app.collection() as collection:
            history = collection.history(document.id)
            same = [one for ids in collection.copies(document.sha256).values() for one in ids]
            found = collection.get_all(
                [one for one in same if one not in (document.id, document.superseded_by)][
                    :_MOST_COPIES
                ]
            )
            copies = [
                Copy(one.id, one.title or one.id, one.publisher, one.published)
                for one in found.values()
            ]
        return Shown(document, tuple(history) or (document,), tuple(copies))


async def _in_thread(work: Callable[[str], _Result], wanted: str) -> _Result:
    return await asyncio.to_thread(work, wanted)


def _languages(cards: Iterable[Card]) -> list[str]:
    return sorted({(one.language or "").partition("-")[0].lower() for one in cards} - {""})
