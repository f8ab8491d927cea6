"""File scan: finds new and changed documents in files.

A file whose size and times have not changed since it was parsed is not opened. A file that holds
many documents (an archive, a list of records) is their container: each document is a source of its
own, identified by its place in the file.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import SourceError
from corpus.ingest.events import ContainerParsed, DocumentParsed, Event, FileParsed
from corpus.ingest.loading import (
    File,
    make_document,
    open_file,
    parse_file,
    parsed_digest,
    stamp_of,
)
from corpus.ingest.report import Report
from corpus.ingest.source_tracker import SourceTracker
from corpus.observer import Observer
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Remark
from corpus.store.collection import Source

if TYPE_CHECKING:
    from corpus.sandbox.client import Sandbox


class FileScanner:
    """Scans files. ``restore``: documents that the user removed are added again."""

    def __init__(self, sandbox: "Sandbox", tracker: SourceTracker, observer: Observer) -> None:
        self._sandbox, self._tracker, self._observer = sandbox, tracker, observer

    def scan(
        self, path: Path, options: Options, report: Report, *, restore: bool
    ) -> Iterator[Event]:
        """What is new or changed in a file. Raises SourceError."""
        known = self._tracker.get(str(path))
        if known and known.document_id is None and not restore:
            return
        stamp = stamp_of(path, options)
        if stamp and self._tracker.stamp(str(path)) == stamp and self._is_complete(path, restore):
            report.unchanged += self._count(path)
            return
        failed = report.failed
        yield from self._scan_bytes(path, options, report, restore=restore)
        if stamp and report.failed == failed:
            yield FileParsed(str(path), stamp)

    def _is_complete(self, path: Path, restore: bool) -> bool:
        """Whether every wanted document of a file is in the collection."""
        known = self._tracker.get(str(path))
        sources = [*([known] if known else []), *self._tracker.members(str(path))]
        return bool(sources) and not (restore and any(one.document_id is None for one in sources))

    def _count(self, path: Path) -> int:
        """The number of documents from a file."""
        known = self._tracker.get(str(path))
        members = self._tracker.members(str(path))
        return sum(one.document_id is not None for one in ([known] if known else members))

    def _scan_bytes(
        self, path: Path, options: Options, report: Report, *, restore: bool
    ) -> Iterator[Event]:
        """What is new or changed in a file whose bytes may have changed. Raises SourceError."""
        known = self._tracker.get(str(path))
        file = open_file(path, options)
        if file.format.many:
            yield from self._scan_container(file, report, restore=restore)
            return
        if known and known.document_id and known.digest == file.digest:
            report.unchanged += 1
            return
        if known is None and not restore and self._tracker.was_removed(file.digest):
            # A removed document under a new name.
            self._tracker.remember(Source(file.name, None, file.digest))
            return
        for part in parse_file(file, self._sandbox):
            if isinstance(part, ParsedDocument):
                document = make_document(part, file.name, self._observer)
                yield DocumentParsed(document, file.name, file.digest, None)

    def _scan_container(self, file: File, report: Report, *, restore: bool) -> Iterator[Event]:
        """What is new or changed in a file of many documents, and which documents are gone.

        Only a file that was parsed to its end is skipped the next time.
        """
        members = self._tracker.members(file.name)
        there = sum(one.document_id is not None for one in members)
        if self._tracker.is_parsed(file.name, file.digest) and not (
            restore and there < len(members)
        ):
            report.unchanged += there
            return
        before = {one.path for one in members}
        number = 0
        for part in parse_file(file, self._sandbox):
            if isinstance(part, Opened):
                if part.total:
                    self._observer.progress(file.path.name, number, max(number, part.total))
                number += 1
            elif isinstance(part, Remark):
                self._observer.note(f"{file.name}: {part.text}")
            elif isinstance(part, SourceError):
                report.fail(part, self._observer)
                before.discard(part.source)
            elif not part.text:
                error = SourceError(
                    f"{file.name}{part.name}",
                    "it has only a link to its article; add the address of the feed instead",
                )
                report.fail(error, self._observer)
                before.discard(f"{file.name}{part.name}")
            else:
                before.discard(f"{file.name}{part.name}")
                if event := self._changed(part, file, report, restore=restore):
                    yield event
        self._observer.progress(file.path.name, max(number, 1), max(number, 1))
        yield ContainerParsed(file.name, file.digest, before)

    def _changed(
        self, parsed: ParsedDocument, file: File, report: Report, *, restore: bool
    ) -> DocumentParsed | None:
        """The event for a document in a container; None if there is nothing to store."""
        source = f"{file.name}{parsed.name}"
        digest = parsed_digest(parsed)
        known = self._tracker.get(source)
        if known and known.document_id is None and not restore:
            return None
        if known and known.document_id and known.digest == digest:
            report.unchanged += 1
            return None
        if known is None and not restore and self._tracker.was_removed(digest):
            self._tracker.remember(Source(source, None, digest, file.name))
            return None
        return DocumentParsed(
            make_document(parsed, file.name, self._observer), source, digest, file.name
        )
