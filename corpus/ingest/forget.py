"""Forgetting of sources: what the user named is read no more, even if it cannot be read now."""

from collections.abc import Callable
from pathlib import Path

from corpus.address import Address, is_address
from corpus.errors import SourceError
from corpus.ingest.discovery import root_path
from corpus.ingest.source_tracker import SourceTracker
from corpus.store.collection import Collection, Source


def known_root(collection: Collection, name: str) -> str | None:
    """The file, folder or address that was added under this name, as it is stored; None if none
    was."""
    try:
        stored = str(Address.of(name)) if is_address(name) else str(root_path(name))
    except SourceError:
        return None
    return stored if stored in collection.sources.roots() else None


def documents_of(collection: Collection, name: str) -> list[str]:
    """The ids of the documents of a file or address, which may be one of many in a folder or
    feed."""
    try:
        stored = str(Address.of(name)) if is_address(name) else str(root_path(name))
    except SourceError:
        return []
    sources = collection.sources.files().values()
    return [
        one.document_id for one in sources if one.document_id and stored in (one.path, one.file)
    ]


def forget_root(collection: Collection, root: str) -> int:
    """Forgets what was added under a name, with its documents, except what is under another such
    name too. How many documents went."""
    others = [one for one in collection.sources.roots() if one != root]
    tracker = SourceTracker(collection)
    removed = 0
    with collection.change():
        for source in tracker:
            if _is_of(root)(source) and not any(_is_of(one)(source) for one in others):
                removed += tracker.forget(source.path)
        collection.sources.drop_root(root)
        collection.sources.distrust(root)
    return removed


def _is_of(root: str) -> Callable[[Source], bool]:
    """Whether a source is this root, or in it."""
    if is_address(root):
        return lambda source: root in (source.path, source.file)
    folder = Path(root)
    return lambda source: not is_address(source.file) and Path(source.file).is_relative_to(folder)
