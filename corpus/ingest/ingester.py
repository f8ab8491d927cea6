"""Files and what is on the web into the collection, and out of it when they are gone.

A document follows its file or address: when that changes, the document keeps its id. Files of one
content are one document, which lives as long as one of them does. Files are read by
``corpus.ingest.scan``, pages and feeds by ``corpus.ingest.web``.
"""

import contextlib
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.address import Address, is_address
from corpus.errors import ForeignError, GoneError, SourceError
from corpus.ingest.boilerplate import find_boilerplate
from corpus.ingest.discovery import Listing, files_to_read, list_files, root_path
from corpus.ingest.report import Report
from corpus.ingest.root import Root
from corpus.ingest.scan import FileScanner
from corpus.ingest.source_tracker import Finding, News, SourceTracker
from corpus.observer import Observer
from corpus.parsers.parsed import Options
from corpus.store.collection import Collection

if TYPE_CHECKING:
    from corpus.ingest.web import WebIngester
    from corpus.sandbox.client import Sandbox
    from corpus.web.fetcher import Fetcher

# To a transaction: few enough to lose little to a kill, enough to spare the disk.
_BATCH_FILES = 64
_BATCH_TEXT = 8_000_000  # characters
_BATCH_SECONDS = 5.0

# Reads one source; what is found, as it is found.
Job = Callable[[], Iterator[Finding]]


class Ingester:
    """Adds to a collection and keeps it up to date. Hold the data folder's write lock meanwhile."""

    def __init__(
        self,
        collection: Collection,
        observer: Observer,
        sandbox: "Sandbox",
        make_fetcher: "Callable[[str | None], Fetcher] | None" = None,
    ) -> None:
        """``make_fetcher`` makes what reaches the web, once something has to be read there; it is
        given a host that may be in a private network. Close the ingester then. Without it,
        addresses are refused."""
        self._collection = collection
        self._observer = observer
        self._sandbox = sandbox
        self._holdings = SourceTracker(collection)
        self._files = FileScanner(sandbox, self._holdings, observer)
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
        """Takes files, folders, pages and feeds in, and remembers them for ``sync``.

        ``fields`` maps our names of what records hold ("text", "title") to theirs.
        ``allow_private``: the servers that are named may be in private networks, at every ``sync``
        too.
        """
        report = Report()
        root = Root(Options(dict(fields or {})), allow_private)
        jobs: dict[str, Job] = {}
        roots: list[str] = []
        for name in names:
            try:
                name.encode()  # a name that is no text cannot be remembered
                if is_address(name):
                    address = str(Address.of(name))
                    jobs[address] = self._page_job(address, root, report, revive=True)
                    roots.append(address)
                    continue
                place = root_path(name)
                str(place).encode()
                for path in self._heard(files_to_read(place), place, report):
                    jobs[str(path)] = self._file_job(path, root.options, report, revive=True)
                roots.append(str(place))
            except (SourceError, UnicodeEncodeError) as error:
                self._fail(report, error, name)
        known = self._collection.sources.roots()
        with self._collection.change():
            # Before anything is read: should that be cut off, `sync` goes on with it.
            for name in roots:
                self._collection.sources.put_root(name, root.to_json())
        good = set(self._take_all(jobs, report, roots))
        with self._collection.change():
            for name in roots:
                # What could not be read is not worth trying at every sync.
                is_folder = not is_address(name) and Path(name).is_dir()
                if name not in good and name not in known and not is_folder:
                    self._collection.sources.drop_root(name)
        find_boilerplate(self._collection, self._observer)
        return report

    def sync(
        self, *, keep_missing: bool = False, web: bool = True, allow_private: bool = False
    ) -> Report:
        """Reads every known source again, takes in what is new, and drops what is gone, unless
        it is to be kept. ``web``: addresses are read again too. ``allow_private``: all of them may
        lead into private networks, not only those that were added so.

        What lies under a folder that is missing as a whole is kept and reported as failed: a
        disk that is not mounted is no reason to forget what was on it. Nor is a server that
        cannot be reached; one that says that a page is not there any more is.
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
                    jobs[name] = self._page_job(name, wanted, report, revive=False)
                continue
            root = Path(name)
            try:
                listing = list_files(root)
            except SourceError as error:
                if keep_missing:
                    kept.append(root)
                elif self._is_gone(root) or not self._documents_under(root):
                    with self._collection.change():
                        self._collection.sources.drop_root(name)
                else:
                    kept.append(root)
                    self._fail(report, self._missing(error, root), name)
            else:
                for path in self._heard(listing, root, report):
                    jobs[str(path)] = self._file_job(path, wanted.options, report, revive=False)
                kept += [Path(error.source) for error in listing.closed]
        seen = jobs.keys() | addresses
        self._take_all(jobs, report, roots, keep_missing=keep_missing)
        with self._collection.change():
            for source in self._holdings if not keep_missing else ():
                if source.file not in seen and not any(
                    Path(source.file).is_relative_to(one) for one in kept
                ):
                    report.removed += self._holdings.forget(source.path)
        find_boilerplate(self._collection, self._observer)
        return report

    def repair(self, work: Callable[[], Report]) -> Report:
        """Runs ``work``, a sync, in which the sources of damaged documents are read again. Those
        that are still damaged then are reported as failed."""
        damaged = self._collection.damaged()
        with self._collection.change():
            for document_id in damaged:
                self._holdings.distrust(document_id)
        report = work()
        for document_id in self._collection.damaged() if damaged else ():
            report.failed += 1
            self._observer.failed(
                SourceError(
                    f"document {document_id}",
                    "its stored text is damaged, and no source has it any more",
                    "document-lost",
                    document=document_id,
                )
            )
        return report

    def _documents_under(self, root: Path) -> int:
        return sum(
            source.document_id is not None and Path(source.file).is_relative_to(root)
            for source in self._holdings
        )

    def _missing(self, error: SourceError, root: Path) -> SourceError:
        kept = self._documents_under(root)
        return SourceError(
            root, f"{error.reason}; its {kept} documents are kept", "source-missing", documents=kept
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
        self,
        jobs: Mapping[str, Job],
        report: Report,
        named: Container[str],
        *,
        keep_missing: bool = False,
    ) -> list[str]:
        """Takes sources in, a batch at a time; the names of those that could be read. ``named``
        are those that the user named, and did not merely have in a folder."""
        good: list[str] = []
        batch: list[Finding] = []
        size = 0
        stored = time.monotonic()
        for position, (name, job) in enumerate(jobs.items()):
            self._observer.progress("reading", position, len(jobs))
            try:
                for found in job():
                    batch.append(found)
                    size += len(found.document.text) if isinstance(found, News) else 0
                    if (
                        len(batch) >= _BATCH_FILES
                        or size > _BATCH_TEXT
                        or time.monotonic() - stored > _BATCH_SECONDS
                    ):
                        self._holdings.store(batch, report)
                        batch, size, stored = [], 0, time.monotonic()
            except ForeignError as error:
                if name in named:
                    self._fail(report, error, name)
                else:
                    self._observer.note(f"{name}: passed over: {error.reason}")
            except SourceError as error:
                if not (isinstance(error, GoneError) and self._lost(name, report, keep_missing)):
                    self._fail(report, self._reassuring(error, name), name)
            else:
                good.append(name)
        self._holdings.store(batch, report)
        self._observer.progress("reading", len(jobs), len(jobs))
        return good

    def _lost(self, address: str, report: Report, keep_missing: bool) -> bool:
        """A server says that nothing is at an address any more: whether that settles it. The
        articles of a feed are not gone because the feed is."""
        if self._holdings.members(address):
            return False
        if self._holdings.get(address) is None:
            with self._collection.change():
                self._collection.sources.drop_root(address)
            return False
        if keep_missing:
            report.unchanged += 1
        else:
            with self._collection.change():
                report.removed += self._holdings.forget(address)
        return True

    def _reassuring(self, error: SourceError, name: str) -> SourceError:
        """The error, and that an address out of reach takes nothing away."""
        if not is_address(name) or not (self._holdings.get(name) or self._holdings.members(name)):
            return error
        return SourceError(name, f"{error.reason}; what was read from it before is kept")

    def _page_job(self, address: str, root: Root, report: Report, *, revive: bool) -> Job:
        def read() -> Iterator[Finding]:
            from corpus.ingest.web import Visit

            reader = self._web_reader(address, root)
            return reader.read(Visit(address, root.options, revive), report)

        return read

    def _web_reader(self, address: str, root: Root) -> "WebIngester":
        from corpus.ingest.web import WebIngester

        host = urlsplit(address).hostname if root.allow_private else None
        if host not in self._web:
            if self._make_fetcher is None:
                raise SourceError(address, "web addresses are not read here")
            fetcher = self._open.enter_context(self._make_fetcher(host))
            self._web[host] = WebIngester(
                fetcher, self._sandbox, self._collection, self._holdings, self._observer
            )
        return self._web[host]

    def _file_job(self, path: Path, options: Options, report: Report, *, revive: bool) -> Job:
        return lambda: self._files.read(path, options, report, revive=revive)

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
