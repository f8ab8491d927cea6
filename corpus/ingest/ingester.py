"""Ingester: adds files and web addresses to a collection, and keeps it up to date.

A document follows its file or address: when that changes, the document keeps its id. Files with the
same content are one document, which exists as long as one of them does. Files are scanned by
``corpus.ingest.scan``, pages and feeds by ``corpus.ingest.web``.
"""

import contextlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.address import Address, is_address
from corpus.errors import ForeignError, GoneError, SourceError
from corpus.ingest.boilerplate import find_boilerplate
from corpus.ingest.discovery import Listing, files_to_read, list_files, root_path
from corpus.ingest.event_batch import EventBatch
from corpus.ingest.events import Event
from corpus.ingest.missing_sources import MissingSources
from corpus.ingest.report import Report
from corpus.ingest.root import Root
from corpus.ingest.scan import FileScanner
from corpus.ingest.source_tracker import SourceTracker
from corpus.observer import Observer
from corpus.parsers.parsed import Options
from corpus.store.collection import Collection

if TYPE_CHECKING:
    from corpus.ingest.web.ingester import WebIngester
    from corpus.sandbox.client import Sandbox
    from corpus.web.fetcher import Fetcher

# Ingests one source, and yields what is found as it is found.
Job = Callable[[], Iterator[Event]]


class Ingester:
    """Adds to a collection and keeps it up to date. Hold the data folder's write lock meanwhile."""

    def __init__(
        self,
        collection: Collection,
        observer: Observer,
        sandbox: "Sandbox",
        make_fetcher: "Callable[[str | None], Fetcher] | None" = None,
    ) -> None:
        """``make_fetcher`` makes the fetcher when the first address is read; it is given a host
        that may be in a private network, if any. Close the ingester then. Without
        ``make_fetcher``, addresses are refused."""
        self._collection = collection
        self._observer = observer
        self._sandbox = sandbox
        self._tracker = SourceTracker(collection)
        self._missing = MissingSources(collection, self._tracker)
        self._files = FileScanner(sandbox, self._tracker, observer)
        self._make_fetcher = make_fetcher
        self._open = contextlib.ExitStack()
        # By the host that may be in a private network.
        self._web: dict[str | None, WebIngester] = {}

    def __enter__(self) -> "Ingester":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(
        self,
        names: Sequence[str],
        fields: Mapping[str, str] | None = None,
        *,
        allow_private: bool = False,
    ) -> Report:
        """Adds files, folders, pages and feeds, and remembers them for ``sync``.

        ``fields`` maps our names for the fields of records ("text", "title") to the file's names.
        ``allow_private``: the named servers may be in private networks, at every ``sync`` too.
        """
        report = Report()
        root = Root(Options(dict(fields or {})), allow_private)
        jobs: dict[str, Job] = {}
        roots: list[str] = []
        for name in names:
            try:
                name.encode()  # a name that is not valid text cannot be stored
                if is_address(name):
                    address = str(Address.of(name))
                    jobs[address] = self._page_job(address, root, report, restore=True)
                    roots.append(address)
                    continue
                place = root_path(name)
                str(place).encode()
                for path in self._reported(files_to_read(place), place, report):
                    jobs[str(path)] = self._file_job(path, root.options, report, restore=True)
                roots.append(str(place))
            except (SourceError, UnicodeEncodeError) as error:
                self._fail(report, error, name)
        known = self._collection.sources.roots()
        with self._collection.change():
            # Before anything is parsed: if that is interrupted, `sync` continues with it.
            for name in roots:
                self._collection.sources.put_root(name, root.to_json())
        good = set(self._ingest_all(jobs, report, roots))
        with self._collection.change():
            for name in roots:
                # What could not be read now is not tried again at every sync.
                is_folder = not is_address(name) and Path(name).is_dir()
                if name not in good and name not in known and not is_folder:
                    self._collection.sources.drop_root(name)
        find_boilerplate(self._collection, self._observer)
        return report

    def sync(
        self, *, keep_missing: bool = False, web: bool = True, allow_private: bool = False
    ) -> Report:
        """Reads every known source again, adds what is new, and removes what is gone, unless
        ``keep_missing``. ``web``: addresses are read again too. ``allow_private``: all of them may
        lead into private networks, not only those that were added so.

        Documents under a folder that is missing as a whole are kept, and reported as failed: the
        disk may just not be mounted. A page is removed if its server says that it is gone, but not
        if the server cannot be reached.
        """
        report = Report()
        jobs: dict[str, Job] = {}
        kept: list[Path] = []
        addresses: set[str] = set()
        roots = self._collection.sources.roots()
        for name, stored in roots.items():
            wanted = Root.from_json(stored)
            if is_address(name):
                addresses.add(name)
                if web:
                    wanted = replace(wanted, allow_private=wanted.allow_private or allow_private)
                    jobs[name] = self._page_job(name, wanted, report, restore=False)
                continue
            root = Path(name)
            try:
                listing = list_files(root)
            except SourceError as error:
                if keep_missing:
                    kept.append(root)
                elif self._missing.root_is_gone(root):
                    with self._collection.change():
                        self._collection.sources.drop_root(name)
                else:
                    kept.append(root)
                    self._fail(report, self._missing.root_error(error, root), name)
            else:
                for path in self._reported(listing, root, report):
                    jobs[str(path)] = self._file_job(path, wanted.options, report, restore=False)
                kept += [Path(error.source) for error in listing.closed]
        seen = jobs.keys() | addresses
        self._ingest_all(jobs, report, roots, keep_missing=keep_missing)
        with self._collection.change():
            for source in self._tracker if not keep_missing else ():
                if source.file not in seen and not any(
                    Path(source.file).is_relative_to(one) for one in kept
                ):
                    report.removed += self._tracker.forget(source.path)
        find_boilerplate(self._collection, self._observer)
        return report

    def repair(self, work: Callable[[], Report]) -> Report:
        """Runs ``work``, a sync in which the sources of damaged documents are read again. Documents
        that are still damaged afterwards are reported as failed; so are damaged corrections, which
        are taken back, for nobody but their author can repeat them."""
        lost = self._collection.drop_damaged_corrections()
        damaged = self._collection.damaged()
        with self._collection.change():
            for document_id in damaged:
                self._tracker.distrust(document_id)
        report = work()
        failures = [
            SourceError(
                f"document {document_id}",
                "what is stored of it is damaged, and its source is gone",
                "document-lost",
                document=document_id,
            )
            for document_id in (self._collection.damaged() if damaged else ())
        ]
        failures += [
            SourceError(
                f"document {one.document}",
                f"its correction ({one.field}) was damaged, and has been undone",
                "correction-lost",
                document=one.document,
                field=one.field,
            )
            for one in lost
        ]
        for failure in failures:
            report.fail(failure, self._observer)
        return report

    def _reported(self, listing: Listing, root: Path, report: Report) -> list[Path]:
        """The files of a listing, after its notes and failures were reported."""
        if listing.note:
            self._observer.note(f"{root}: {listing.note}")
        for error in listing.closed:
            self._fail(report, error, error.source)
        return listing.files

    def _ingest_all(
        self,
        jobs: Mapping[str, Job],
        report: Report,
        named: Container[str],
        *,
        keep_missing: bool = False,
    ) -> list[str]:
        """Runs the jobs and stores what they find; the names of those that succeeded. ``named``:
        the sources that the user named, as opposed to files found in a folder."""
        good: list[str] = []
        batch = EventBatch(self._tracker, report)
        for position, (name, job) in enumerate(jobs.items()):
            self._observer.progress("reading", position, len(jobs))
            try:
                for event in job():
                    batch.add(event)
            except ForeignError as error:
                if name in named:
                    self._fail(report, error, name)
                else:
                    self._observer.note(f"{name}: skipped: {error.reason}")
            except SourceError as error:
                is_removed = isinstance(error, GoneError) and self._missing.remove_gone(
                    name, report, keep_missing=keep_missing
                )
                if not is_removed:
                    self._fail(report, self._missing.address_error(error, name), name)
            else:
                good.append(name)
        batch.store()
        self._observer.progress("reading", len(jobs), len(jobs))
        return good

    def _page_job(self, address: str, root: Root, report: Report, *, restore: bool) -> Job:
        def ingest() -> Iterator[Event]:
            from corpus.ingest.web.ingester import Visit

            web = self._web_ingester(address, root)
            return web.ingest(Visit(address, root.options, restore), report)

        return ingest

    def _web_ingester(self, address: str, root: Root) -> "WebIngester":
        from corpus.ingest.web.ingester import WebIngester

        host = urlsplit(address).hostname if root.allow_private else None
        if host not in self._web:
            if self._make_fetcher is None:
                raise SourceError(address, "web addresses are not read here")
            fetcher = self._open.enter_context(self._make_fetcher(host))
            self._web[host] = WebIngester(
                fetcher, self._sandbox, self._collection, self._tracker, self._observer
            )
        return self._web[host]

    def _file_job(self, path: Path, options: Options, report: Report, *, restore: bool) -> Job:
        return lambda: self._files.scan(path, options, report, restore=restore)

    def _fail(self, report: Report, error: Exception, name: object) -> None:
        if not isinstance(error, SourceError):
            error = SourceError(ascii(str(name)), "its name is not valid UTF-8; rename it")
        report.fail(error, self._observer)
