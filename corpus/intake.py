"""Files into the collection, and out of it when they are gone.

A document follows its file: when the file changes, the document keeps its id. Files of one
content are one document, which lives as long as one of them does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.collection import Collection, Source
from corpus.document import Document, document_id
from corpus.errors import SourceError
from corpus.loading import digest_of, make_document, read_source
from corpus.observer import Observer
from corpus.sources import Listing, files_to_read, list_files, root_path

# To a transaction: few enough to lose little to a kill, enough to spare the disk.
_BATCH_FILES = 64
_BATCH_TEXT = 8_000_000  # characters


@dataclass(slots=True)
class Report:
    """How many sources went which way."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    removed: int = 0

    def __str__(self) -> str:
        return (
            f"added {self.added}, updated {self.updated}, "
            f"unchanged {self.unchanged}, failed {self.failed}"
        )


class Intake:
    """Adds to a collection and keeps it up to date. Hold the data folder's write lock meanwhile."""

    def __init__(self, collection: Collection, observer: Observer) -> None:
        self._collection = collection
        self._observer = observer
        self._sources = collection.sources()
        self._removed = {one.digest for one in self._sources.values() if one.document_id is None}

    def add(self, names: Sequence[str]) -> Report:
        """Takes files and folders in, and remembers them for ``sync``."""
        report = Report()
        files: list[Path] = []
        roots: list[Path] = []
        for name in names:
            try:
                root = root_path(name)
                str(root).encode()  # a name that is no text cannot be remembered
                files += self._heard(files_to_read(root), root, report)
                roots.append(root)
            except (SourceError, UnicodeEncodeError) as error:
                self._fail(report, error, name)
        good = set(self._take_all(dict.fromkeys(files), report, revive=True))
        with self._collection.change():
            for root in roots:
                # A file that could not be read is not worth trying at every sync.
                if root in good or root.is_dir():
                    self._collection.put_root(str(root))
        return report

    def sync(self) -> Report:
        """Reads every known source again, takes in what is new, and drops what is gone.

        What lies under a folder that is missing as a whole is kept and reported as failed: a
        disk that is not mounted is no reason to forget what was on it.
        """
        report = Report()
        files: dict[Path, None] = {}
        kept: list[Path] = []
        for name in self._collection.roots():
            root = Path(name)
            try:
                listing = list_files(root)
            except SourceError as error:
                if self._is_gone(root) or not self._documents_under(root):
                    with self._collection.change():
                        self._collection.drop_root(name)
                else:
                    kept.append(root)
                    self._fail(report, self._missing(error, root), name)
            else:
                files |= dict.fromkeys(self._heard(listing, root, report))
                kept += [Path(error.source) for error in listing.closed]
        self._take_all(files, report, revive=False)
        seen = {str(path) for path in files}
        with self._collection.change():
            for path in [path for path in self._sources if path not in seen]:
                if not any(Path(path).is_relative_to(root) for root in kept):
                    report.removed += self._forget(path)
        return report

    def _documents_under(self, root: Path) -> int:
        return sum(
            source.document_id is not None and Path(path).is_relative_to(root)
            for path, source in self._sources.items()
        )

    def _missing(self, error: SourceError, root: Path) -> SourceError:
        kept = self._documents_under(root)
        return SourceError(
            root, f"{error.reason}; its {kept} documents are kept (`pullquote remove` forgets them)"
        )

    def _is_gone(self, root: Path) -> bool:
        """Whether a root that cannot be listed was a file, and somebody deleted it."""
        was_folder = any(
            Path(path) != root and Path(path).is_relative_to(root) for path in self._sources
        )
        return not was_folder and _is_missing(root) and not _is_missing(root.parent)

    def _heard(self, listing: Listing, root: Path, report: Report) -> list[Path]:
        """The files of a listing, after the observer was told what it left out."""
        if listing.note:
            self._observer.note(f"{root}: {listing.note}")
        for error in listing.closed:
            self._fail(report, error, error.source)
        return listing.files

    def _take_all(self, files: Iterable[Path], report: Report, *, revive: bool) -> list[Path]:
        """Takes files in, a batch at a time; those that could be read. ``revive`` takes in again
        what the user once removed."""
        queue = list(files)
        good: list[Path] = []
        batch: list[tuple[Document, str]] = []
        for position, path in enumerate(queue):
            self._observer.progress("reading", position, len(queue))
            try:
                news = self._read(path, report, revive=revive)
            except SourceError as error:
                self._fail(report, error, path)
                continue
            good.append(path)
            if news is not None:
                batch.append(news)
            if len(batch) == _BATCH_FILES or sum(len(one.text) for one, _ in batch) > _BATCH_TEXT:
                self._store(batch, report)
                batch = []
        self._store(batch, report)
        self._observer.progress("reading", len(queue), len(queue))
        return good

    def _read(self, path: Path, report: Report, *, revive: bool) -> tuple[Document, str] | None:
        """The document of a file and the file's digest; None where there is nothing to do."""
        known = self._sources.get(str(path))
        if known and known.document_id is None and not revive:
            return None
        name, data = read_source(path)
        digest = digest_of(data)
        if known and known.document_id and known.digest == digest:
            report.unchanged += 1
            return None
        if known is None and not revive and digest in self._removed:
            self._remember(Source(name, None, digest))  # a removed document under a new name
            return None
        return make_document(name, data, self._observer), digest

    def _store(self, batch: list[tuple[Document, str]], report: Report) -> None:
        """One short transaction: all reading is done, so that nobody else waits for long."""
        with self._collection.change():
            for document, digest in batch:
                self._take(document, digest, report)

    def _take(self, document: Document, digest: str, report: Report) -> None:
        name = document.source
        known = self._sources.get(name)
        current = self._collection.get(known.document_id) if known and known.document_id else None
        twin = self._collection.with_text(document.sha256)
        if twin is not None:
            stored = twin
        elif current is not None:
            self._part_from_others(current, name)
            stored = replace(document, id=current.id, added=current.added)
            self._collection.put(stored)
        else:
            stored = replace(document, id=self._free_id(name))
            self._collection.put(stored)
        self._remember(Source(name, stored.id, digest))
        if current is not None and current.id != stored.id:
            self._leave(current, name)
        if current is not None:
            report.updated += 1
        elif twin is not None:
            report.unchanged += 1
        else:
            report.added += 1

    def _part_from_others(self, document: Document, path: str) -> None:
        """Before a document takes on new text: other files that still have its old text get a
        document of their own."""
        others = [other for other in self._files_of(document.id) if other != path]
        if others:
            copy = replace(document, id=self._free_id(others[0]), source=others[0])
            self._collection.put(copy)
            for other in others:
                self._remember(replace(self._sources[other], document_id=copy.id))

    def _leave(self, document: Document, path: str) -> None:
        """A document loses one of its files: it moves to another, or goes with its last one."""
        others = self._files_of(document.id)
        if not others:
            self._collection.drop(document.id)
        elif document.source == path:
            self._collection.put(replace(document, source=others[0]))

    def _forget(self, path: str) -> int:
        """A file is gone. How many documents went with it (none or one)."""
        source = self._sources.pop(path)
        self._collection.drop_source(path)
        self._collection.drop_root(path)
        document = self._collection.get(source.document_id) if source.document_id else None
        if document is None:
            return 0
        self._leave(document, path)
        return int(self._collection.get(document.id) is None)

    def _files_of(self, wanted: str) -> list[str]:
        return [path for path, source in self._sources.items() if source.document_id == wanted]

    def _remember(self, source: Source) -> None:
        self._sources[source.path] = source
        self._collection.put_source(source)

    def _free_id(self, path: str) -> str:
        """The id that follows from the path; from the path and a number, should another
        document have it, which once belonged to this path."""
        candidate, number = document_id(path), 1
        while self._collection.get(candidate) is not None:
            number += 1
            candidate = document_id(f"{path}#{number}")
        return candidate

    def _fail(self, report: Report, error: Exception, name: object) -> None:
        report.failed += 1
        if not isinstance(error, SourceError):
            error = SourceError(ascii(str(name)), "its name is not valid UTF-8; rename it")
        self._observer.failed(error)


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        return False
