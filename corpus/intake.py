"""Files into the collection, and out of it when they are gone.

A document follows its file: when the file changes, the document keeps its id. Files of one
content are one document, which lives as long as one of them does. A file that holds many documents
(an archive, a list of records) is their container: each of them is a source of its own, and
follows its place in the file.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.collection import Collection, Source
from corpus.errors import SourceError
from corpus.holdings import Holdings, News, ReadToEnd
from corpus.loading import File, digest_of, make_document, open_file, read_file
from corpus.observer import Observer
from corpus.readers.reading import Opened, Options, Reading, Remark
from corpus.report import Report
from corpus.sources import Listing, files_to_read, list_files, root_path

if TYPE_CHECKING:
    from corpus.sandbox import Sandbox

# To a transaction: few enough to lose little to a kill, enough to spare the disk.
_BATCH_FILES = 64
_BATCH_TEXT = 8_000_000  # characters


class Intake:
    """Adds to a collection and keeps it up to date. Hold the data folder's write lock meanwhile."""

    def __init__(self, collection: Collection, observer: Observer, sandbox: "Sandbox") -> None:
        self._collection = collection
        self._observer = observer
        self._sandbox = sandbox
        self._holdings = Holdings(collection)

    def add(self, names: Sequence[str], fields: Mapping[str, str] | None = None) -> Report:
        """Takes files and folders in, and remembers them for ``sync``.

        ``fields`` maps our names of what records hold ("text", "title") to theirs.
        """
        report = Report()
        options = Options(dict(fields or {}))
        files: dict[Path, Options] = {}
        roots: list[Path] = []
        for name in names:
            try:
                root = root_path(name)
                str(root).encode()  # a name that is no text cannot be remembered
                files |= dict.fromkeys(self._heard(files_to_read(root), root, report), options)
                roots.append(root)
            except (SourceError, UnicodeEncodeError) as error:
                self._fail(report, error, name)
        good = set(self._take_all(files, report, revive=True))
        with self._collection.change():
            for root in roots:
                # A file that could not be read is not worth trying at every sync.
                if root in good or root.is_dir():
                    self._collection.put_root(str(root), _options_to_json(options))
        return report

    def sync(self) -> Report:
        """Reads every known source again, takes in what is new, and drops what is gone.

        What lies under a folder that is missing as a whole is kept and reported as failed: a
        disk that is not mounted is no reason to forget what was on it.
        """
        report = Report()
        files: dict[Path, Options] = {}
        kept: list[Path] = []
        for name, stored in self._collection.roots().items():
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
                options = _options_from_json(stored)
                files |= dict.fromkeys(self._heard(listing, root, report), options)
                kept += [Path(error.source) for error in listing.closed]
        self._take_all(files, report, revive=False)
        seen = {str(path) for path in files}
        with self._collection.change():
            for source in self._holdings:
                if source.file not in seen and not any(
                    Path(source.file).is_relative_to(one) for one in kept
                ):
                    report.removed += self._holdings.forget(source.path)
        return report

    def _documents_under(self, root: Path) -> int:
        return sum(
            source.document_id is not None and Path(source.file).is_relative_to(root)
            for source in self._holdings
        )

    def _missing(self, error: SourceError, root: Path) -> SourceError:
        kept = self._documents_under(root)
        return SourceError(
            root, f"{error.reason}; its {kept} documents are kept (`pullquote remove` forgets them)"
        )

    def _is_gone(self, root: Path) -> bool:
        """Whether a root that cannot be listed was a file, and somebody deleted it."""
        files = {Path(source.file) for source in self._holdings}
        was_folder = any(file != root and file.is_relative_to(root) for file in files)
        return not was_folder and _is_missing(root) and not _is_missing(root.parent)

    def _heard(self, listing: Listing, root: Path, report: Report) -> list[Path]:
        """The files of a listing, after the observer was told what it left out."""
        if listing.note:
            self._observer.note(f"{root}: {listing.note}")
        for error in listing.closed:
            self._fail(report, error, error.source)
        return listing.files

    def _take_all(
        self, files: Mapping[Path, Options], report: Report, *, revive: bool
    ) -> list[Path]:
        """Takes files in, a batch at a time; those that could be read. ``revive`` takes in again
        what the user once removed."""
        good: list[Path] = []
        batch: list[News | ReadToEnd] = []
        size = 0
        for position, (path, options) in enumerate(files.items()):
            self._observer.progress("reading", position, len(files))
            try:
                for news in self._read(path, options, report, revive=revive):
                    batch.append(news)
                    size += len(news.document.text) if isinstance(news, News) else 0
                    if len(batch) >= _BATCH_FILES or size > _BATCH_TEXT:
                        self._holdings.store(batch, report)
                        batch, size = [], 0
            except SourceError as error:
                self._fail(report, error, path)
            else:
                good.append(path)
        self._holdings.store(batch, report)
        self._observer.progress("reading", len(files), len(files))
        return good

    def _read(
        self, path: Path, options: Options, report: Report, *, revive: bool
    ) -> Iterator[News | ReadToEnd]:
        """What is new in a file. Raises SourceError."""
        known = self._holdings.get(str(path))
        if known and known.document_id is None and not revive:
            return
        file = open_file(path, options)
        if file.format.many:
            yield from self._read_container(file, report, revive=revive)
            return
        if known and known.document_id and known.digest == file.digest:
            report.unchanged += 1
            return
        if known is None and not revive and self._holdings.was_removed(file.digest):
            # A removed document under a new name.
            self._holdings.remember(Source(file.name, None, file.digest))
            return
        for part in read_file(file, self._sandbox):
            if isinstance(part, Reading):
                document = make_document(part, file.name, self._observer)
                yield News(document, file.name, file.digest, None)

    def _read_container(
        self, file: File, report: Report, *, revive: bool
    ) -> Iterator[News | ReadToEnd]:
        """What is new among the documents of one file; those that are no longer there go.

        Only a file that was read to its end is passed over the next time.
        """
        members = self._holdings.members(file.name)
        there = sum(one.document_id is not None for one in members)
        if self._holdings.was_read_to_end(file.name, file.digest) and not (
            revive and there < len(members)
        ):
            report.unchanged += there
            return
        before = {one.path for one in members}
        number = 0
        for part in read_file(file, self._sandbox):
            if isinstance(part, Opened):
                if part.total:
                    self._observer.progress(file.path.name, number, max(number, part.total))
                number += 1
            elif isinstance(part, Remark):
                self._observer.note(f"{file.name}: {part.text}")
            elif isinstance(part, SourceError):
                self._fail(report, part, part.source)
                before.discard(part.source)
            else:
                before.discard(f"{file.name}{part.name}")
                if news := self._news_of(part, file, report, revive=revive):
                    yield news
        self._observer.progress(file.path.name, max(number, 1), max(number, 1))
        yield ReadToEnd(file.name, file.digest, before)

    def _news_of(
        self, reading: Reading, file: File, report: Report, *, revive: bool
    ) -> News | None:
        source = f"{file.name}{reading.name}"
        landmarks = [asdict(one) for one in reading.landmarks]
        whole = json.dumps([reading.text, asdict(reading.metadata), landmarks])
        digest = digest_of(whole.encode())
        known = self._holdings.get(source)
        if known and known.document_id is None and not revive:
            return None
        if known and known.document_id and known.digest == digest:
            report.unchanged += 1
            return None
        if known is None and not revive and self._holdings.was_removed(digest):
            self._holdings.remember(Source(source, None, digest, file.name))
            return None
        return News(make_document(reading, file.name, self._observer), source, digest, file.name)

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


def _options_to_json(options: Options) -> str | None:
    return json.dumps(dict(options.fields), sort_keys=True) if options.fields else None


def _options_from_json(stored: str | None) -> Options:
    return Options(json.loads(stored) if stored else {})
