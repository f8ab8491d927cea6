"""Addresses to documents: pages and files by address, and feeds with what is behind their links.

A page is compared by its text and what it says of itself, not by its bytes: these are other ones at
every visit. A feed is a window on what is new: entries that it no longer has are kept. Where an
entry has a summary alone, the article behind its link is read, if the site's robots.txt lets
programs do so; where the site refuses that, the summary is the document.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from corpus.address import Address, host_of
from corpus.document import Document, Metadata
from corpus.errors import RefusedError, SourceError
from corpus.ingest.loading import digest_of, make_document, reading_digest
from corpus.ingest.report import Report
from corpus.ingest.source_tracker import Fetched, News, ReadToEnd, SourceTracker
from corpus.ingest.web_content import FEED, content_of, ending_for
from corpus.observer import Observer
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part, Remark
from corpus.parsers.plain_text import parse_text
from corpus.parsers.registry import FORMATS
from corpus.store.collection import Collection
from corpus.web.fetcher import Fetcher, Response, Validators
from corpus.web.robots import Robots

if TYPE_CHECKING:
    from corpus.sandbox.client import Sandbox

# Servers' names that are the same site's for other devices.
_SAME_SITE = ("m.", "mobile.", "amp.")


@dataclass(frozen=True, slots=True)
class Visit:
    """How an address is to be read. ``revive``: what the user once removed is taken in again."""

    address: str
    options: Options
    revive: bool


class WebIngester:
    """Reads addresses. For one run of ``add`` or ``sync``; close the fetcher."""

    def __init__(
        self,
        fetcher: Fetcher,
        sandbox: "Sandbox",
        collection: Collection,
        holdings: SourceTracker,
        observer: Observer,
        robots: Robots | None = None,
    ) -> None:
        self._fetcher, self._sandbox = fetcher, sandbox
        self._collection, self._holdings = collection, holdings
        self._observer = observer
        self._robots = robots or Robots(fetcher)

    def read(self, visit: Visit, report: Report) -> Iterator[News | ReadToEnd | Fetched]:
        """What is new at an address. Raises GoneError where nothing is there any more,
        SourceError."""
        address = visit.address
        source = self._holdings.get(address)
        if source and source.document_id is None and not visit.revive:
            return
        response = self._fetcher.fetch(address, self._validators(visit))
        if not response.is_new:
            report.unchanged += len(self._documents(address))
            return
        ending = ending_for(response)
        parts = self._parts(response, ending, address, visit.options)
        if ending == FEED:
            yield from self._read_feed(parts, visit, report, response)
        elif FORMATS[ending].many:
            yield from self._read_archive(parts, visit, report, response)
        else:
            for part in parts:
                if isinstance(part, ParsedDocument):
                    reading = _placed(replace(part, name=""), response.address)
                    yield from self._news(reading, address, None, visit, report)
            yield self._fetched(address, response, ending)

    def _documents(self, address: str) -> list[str]:
        return [
            one.document_id
            for one in (self._holdings.get(address), *self._holdings.members(address))
            if one and one.document_id
        ]

    def _validators(self, visit: Visit) -> Validators | None:
        """What the server is told that we have; nothing, where all has to be read once more: with
        another reader than then, or because documents of it were removed and are wanted."""
        known = self._collection.sources.fetched(visit.address)
        if known is None or known[2] not in _readers():
            return None
        if visit.revive and any(
            one.document_id is None for one in self._holdings.members(visit.address)
        ):
            return None
        return Validators(known[0], known[1])

    def _fetched(self, address: str, response: Response, ending: str) -> Fetched:
        validators = response.validators
        return Fetched(address, validators.etag, validators.last_modified, _reader(ending))

    def _parts(
        self, response: Response, ending: str, source: str, options: Options
    ) -> Iterator[Part]:
        if not response.body.strip():
            raise SourceError(source, "the server sent nothing")
        content = content_of(response, ending)
        if FORMATS[ending].isolated:
            yield from self._sandbox.read(content, source, ending, options)
        else:
            yield parse_text(content, source)

    def _read_archive(
        self, parts: Iterator[Part], visit: Visit, report: Report, response: Response
    ) -> Iterator[News | ReadToEnd | Fetched]:
        """The documents in a file of many; those that are no longer there go."""
        address = visit.address
        before = {one.path for one in self._holdings.members(address)}
        for part in parts:
            if isinstance(part, SourceError):
                self._fail(report, part)
                before.discard(part.source)
            elif isinstance(part, Remark):
                self._observer.note(f"{address}: {part.text}")
            elif isinstance(part, ParsedDocument):
                source = f"{address}{part.name}"
                before.discard(source)
                yield from self._news(replace(part, name=""), source, address, visit, report)
        yield ReadToEnd(address, digest_of(response.body), before)
        yield self._fetched(address, response, ending_for(response))

    def _read_feed(
        self, parts: Iterator[Part], visit: Visit, report: Report, response: Response
    ) -> Iterator[News | ReadToEnd | Fetched]:
        address = visit.address
        failed_before = report.failed
        number = 0
        # All at once: the process that parses it is needed for the articles.
        for part in list(parts):
            if isinstance(part, Opened):
                self._observer.progress(address, number, max(number, part.total or 0))
                number += 1
            elif isinstance(part, SourceError):
                self._fail(report, part)
            elif isinstance(part, ParsedDocument):
                try:
                    yield from self._entry(part, visit, report)
                except SourceError as error:
                    self._fail(report, error)
        self._observer.progress(address, max(1, number), max(1, number))
        yield ReadToEnd(address, digest_of(response.body), ())
        if report.failed == failed_before:
            # Else what failed would not be tried again before the feed changes.
            yield self._fetched(address, response, FEED)

    def _entry(self, entry: ParsedDocument, visit: Visit, report: Report) -> Iterator[News]:
        """An entry that is new or changed, with its article."""
        source = _entry_source(entry, visit.address)
        known = self._holdings.get(source)
        if known and known.container != visit.address:
            report.unchanged += 1  # it came, and comes, another way
            return
        digest = reading_digest(entry)
        if self._is_settled(source, digest, visit, report):
            return
        reading = self._article(entry, source) if entry.is_excerpt else entry
        reading = replace(reading, name="", is_excerpt=False)
        yield News(self._document(reading, source), source, digest, visit.address)

    def _article(self, entry: ParsedDocument, source: str) -> ParsedDocument:
        """What is behind an entry's link; the entry itself, where the site does not give it."""
        link = entry.metadata.url or ""
        try:
            self._robots.admit(link)
            response = self._fetcher.fetch(link)
            ending = ending_for(response)
            if FORMATS[ending].many:
                raise RefusedError(link, "no single article is there")
            parts = list(self._parts(response, ending, link, Options()))
        except RefusedError as error:
            if not entry.text:
                raise
            self._observer.note(f"{source}: the summary alone is taken: {error.reason}")
            return entry
        found = next((part for part in parts if isinstance(part, ParsedDocument)), None)
        if found is None:
            return entry
        found = _placed(found, response.address)
        return replace(found, metadata=_filled(found.metadata, entry.metadata))

    def _news(
        self,
        reading: ParsedDocument,
        source: str,
        container: str | None,
        visit: Visit,
        report: Report,
    ) -> Iterator[News]:
        digest = reading_digest(reading)
        if not self._is_settled(source, digest, visit, report):
            yield News(self._document(reading, source), source, digest, container)

    def _is_settled(self, source: str, digest: str, visit: Visit, report: Report) -> bool:
        """Whether there is nothing to do about a source of this digest."""
        known = self._holdings.get(source)
        if known is None:
            return not visit.revive and self._holdings.was_removed(digest)
        if known.document_id is None:
            return not visit.revive
        if known.digest == digest:
            report.unchanged += 1
            return True
        return False

    def _document(self, reading: ParsedDocument, source: str) -> Document:
        return make_document(reading, source, self._observer)

    def _fail(self, report: Report, error: SourceError) -> None:
        report.failed += 1
        self._observer.failed(error)


def _reader(ending: str) -> str:
    form = FORMATS[ending]
    return f"{form.module} {form.edition}"


def _readers() -> set[str]:
    return {_reader(ending) for ending in FORMATS}


def _entry_source(entry: ParsedDocument, feed: str) -> str:
    """Where an entry's article is: at its link; without one, it is in the feed."""
    try:
        return str(Address.of(entry.metadata.url or ""))
    except SourceError:
        return f"{feed}{entry.name}"


def _placed(reading: ParsedDocument, address: str) -> ParsedDocument:
    """A reading with the address that a quote of it leads to: the one that the page gives for
    itself, if that is of the same site; nobody may have words of theirs cited as another's."""
    url = reading.metadata.url
    if url is None or _site(url) != _site(address):
        url = address
    return replace(reading, metadata=replace(reading.metadata, url=url))


def _site(url: str) -> str | None:
    host = host_of(url)
    for prefix in _SAME_SITE:
        host = host.removeprefix(prefix) if host else None
    return host


def _filled(metadata: Metadata, other: Metadata) -> Metadata:
    """What a page says of itself, and for what it does not say, what its feed says of it."""
    return Metadata(
        **{
            field.name: getattr(metadata, field.name) or getattr(other, field.name)
            for field in fields(Metadata)
        }
    )
