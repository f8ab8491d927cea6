"""Files to what is new in them, for a collection that may know them already.

A file whose size and times are those that it had when it was read is not opened. A file that holds
many documents (an archive, a list of records) is their container: each of them is a source of its
own, and follows its place in the file.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import SourceError
from corpus.ingest.loading import (
    File,
    make_document,
    open_file,
    read_file,
    reading_digest,
    stamp_of,
)
from corpus.ingest.report import Report
from corpus.ingest.source_tracker import Finding, News, ReadToEnd, SourceTracker, Stamped
from corpus.observer import Observer
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Remark
from corpus.store.collection import Source

if TYPE_CHECKING:
    from corpus.sandbox.client import Sandbox


class FileScanner:
    """Reads files. ``revive``: what the user once removed is taken in again."""

    def __init__(self, sandbox: "Sandbox", holdings: SourceTracker, observer: Observer) -> None:
        self._sandbox, self._holdings, self._observer = sandbox, holdings, observer

    def read(
        self, path: Path, options: Options, report: Report, *, revive: bool
    ) -> Iterator[Finding]:
        """What is new in a file. Raises SourceError."""
        known = self._holdings.get(str(path))
        if known and known.document_id is None and not revive:
            return
        stamp = stamp_of(path, options)
        if stamp and self._holdings.stamp(str(path)) == stamp and self._is_whole(path, revive):
            report.unchanged += self._count(path)
            return
        failed = report.failed
        yield from self._read_bytes(path, options, report, revive=revive)
        if stamp and report.failed == failed:
            yield Stamped(str(path), stamp)

    def _is_whole(self, path: Path, revive: bool) -> bool:
        """Whether nothing of a file is missing that is wanted."""
        known = self._holdings.get(str(path))
        there = [*([known] if known else []), *self._holdings.members(str(path))]
        return bool(there) and not (revive and any(one.document_id is None for one in there))

    def _count(self, path: Path) -> int:
        """The documents that a file gave."""
        known = self._holdings.get(str(path))
        members = self._holdings.members(str(path))
        return sum(one.document_id is not None for one in ([known] if known else members))

    def _read_bytes(
        self, path: Path, options: Options, report: Report, *, revive: bool
    ) -> Iterator[Finding]:
        """What is new in a file whose bytes may have changed. Raises SourceError."""
        known = self._holdings.get(str(path))
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
            if isinstance(part, ParsedDocument):
                document = make_document(part, file.name, self._observer)
                yield News(document, file.name, file.digest, None)

    def _read_container(self, file: File, report: Report, *, revive: bool) -> Iterator[Finding]:
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
                self._fail(report, part)
                before.discard(part.source)
            elif not part.text:
                self._fail(
                    report,
                    SourceError(
                        f"{file.name}{part.name}",
                        "its article is behind its link; add the address of the feed",
                    ),
                )
                before.discard(f"{file.name}{part.name}")
            else:
                before.discard(f"{file.name}{part.name}")
                if news := self._news_of(part, file, report, revive=revive):
                    yield news
        self._observer.progress(file.path.name, max(number, 1), max(number, 1))
        yield ReadToEnd(file.name, file.digest, before)

    def _news_of(
        self, reading: ParsedDocument, file: File, report: Report, *, revive: bool
    ) -> News | None:
        source = f"{file.name}{reading.name}"
        digest = reading_digest(reading)
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

    def _fail(self, report: Report, error: SourceError) -> None:
        report.failed += 1
        self._observer.failed(error)
