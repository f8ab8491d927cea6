"""Web ingest: pages and files by address, and feeds with the articles behind their links.

A page is compared by its text and metadata, not by its bytes, which differ at every visit. A feed
lists only what is new, so entries that it no longer has are kept. If an entry has only a summary,
the article behind its link is fetched, provided that the site's robots.txt allows programs to do
so; otherwise the summary is the document.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.address import Address
from corpus.document import Document
from corpus.errors import SourceError
from corpus.ingest.events import AddressFetched, ContainerParsed, DocumentParsed
from corpus.ingest.loading import digest_of, make_document, parsed_digest
from corpus.ingest.report import Report
from corpus.ingest.source_tracker import SourceTracker
from corpus.ingest.web.content import FEED, ending_for, parse_response, parser_of, with_url
from corpus.ingest.web.linked_article import LinkedArticles
from corpus.observer import Observer
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part, Remark
from corpus.parsers.registry import FORMATS
from corpus.store.collection import Collection
from corpus.web.fetcher import Fetcher, Response, Validators

if TYPE_CHECKING:
    from corpus.sandbox.client import Sandbox

WebEvent = DocumentParsed | ContainerParsed | AddressFetched


@dataclass(frozen=True, slots=True)
class Visit:
    """An address to be ingested. ``restore``: documents that the user removed are added again."""

    address: str
    options: Options
    restore: bool


class WebIngester:
    """Ingests addresses. For one run of ``add`` or ``sync``; close the fetcher."""

    def __init__(
        self,
        fetcher: Fetcher,
        sandbox: "Sandbox",
        collection: Collection,
        tracker: SourceTracker,
        observer: Observer,
    ) -> None:
        self._fetcher, self._sandbox = fetcher, sandbox
        self._collection, self._tracker = collection, tracker
        self._observer = observer
        self._linked = LinkedArticles(fetcher, sandbox, observer)

    def ingest(self, visit: Visit, report: Report) -> Iterator[WebEvent]:
        """What is new or changed at an address. Raises GoneError if nothing is there any more,
        SourceError."""
        address = visit.address
        source = self._tracker.get(address)
        if source and source.document_id is None and not visit.restore:
            return
        response = self._fetcher.fetch(address, self._validators(visit))
        if not response.is_new:
            report.unchanged += len(self._documents(address))
            return
        ending = ending_for(response)
        parts = parse_response(response, ending, address, visit.options, self._sandbox)
        if ending == FEED:
            yield from self._ingest_feed(parts, visit, report, response)
        elif FORMATS[ending].many:
            yield from self._ingest_archive(parts, visit, report, response)
        else:
            for part in parts:
                if isinstance(part, ParsedDocument):
                    page = with_url(replace(part, name=""), response.address)
                    yield from self._changed(page, address, None, visit, report)
            yield _fetched(address, response, ending)

    def _documents(self, address: str) -> list[str]:
        return [
            one.document_id
            for one in (self._tracker.get(address), *self._tracker.members(address))
            if one and one.document_id
        ]

    def _validators(self, visit: Visit) -> Validators | None:
        """The validators to send. None if the page must be sent in any case: its parser has
        changed since, or removed documents of it are to be added again."""
        known = self._collection.sources.fetched(visit.address)
        if known is None or known[2] not in {parser_of(ending) for ending in FORMATS}:
            return None
        if visit.restore and any(
            one.document_id is None for one in self._tracker.members(visit.address)
        ):
            return None
        return Validators(known[0], known[1])

    def _ingest_archive(
        self, parts: Iterator[Part], visit: Visit, report: Report, response: Response
    ) -> Iterator[WebEvent]:
        """The documents in a file of many; those that it no longer holds are gone."""
        address = visit.address
        before = {one.path for one in self._tracker.members(address)}
        for part in parts:
            if isinstance(part, SourceError):
                report.fail(part, self._observer)
                before.discard(part.source)
            elif isinstance(part, Remark):
                self._observer.note(f"{address}: {part.text}")
            elif isinstance(part, ParsedDocument):
                source = f"{address}{part.name}"
                before.discard(source)
                yield from self._changed(replace(part, name=""), source, address, visit, report)
        yield ContainerParsed(address, digest_of(response.body), before)
        yield _fetched(address, response, ending_for(response))

    def _ingest_feed(
        self, parts: Iterator[Part], visit: Visit, report: Report, response: Response
    ) -> Iterator[WebEvent]:
        address = visit.address
        failed_before = report.failed
        number = 0
        # Parsed completely first: the sandbox is needed for the articles.
        for part in list(parts):
            if isinstance(part, Opened):
                self._observer.progress(address, number, max(number, part.total or 0))
                number += 1
            elif isinstance(part, SourceError):
                report.fail(part, self._observer)
            elif isinstance(part, ParsedDocument):
                try:
                    yield from self._ingest_entry(part, visit, report)
                except SourceError as error:
                    report.fail(error, self._observer)
        self._observer.progress(address, max(1, number), max(1, number))
        yield ContainerParsed(address, digest_of(response.body), ())
        if report.failed == failed_before:
            # Otherwise what failed would not be tried again until the feed changes.
            yield _fetched(address, response, FEED)

    def _ingest_entry(
        self, entry: ParsedDocument, visit: Visit, report: Report
    ) -> Iterator[DocumentParsed]:
        """An entry that is new or changed, with its article."""
        source = _entry_source(entry, visit.address)
        known = self._tracker.get(source)
        if known and known.container != visit.address:
            report.unchanged += 1  # added by itself, or through another feed
            return
        digest = parsed_digest(entry)
        if self._is_settled(source, digest, visit, report):
            return
        article = self._linked.article(entry, source) if entry.is_excerpt else entry
        article = replace(article, name="", is_excerpt=False)
        yield DocumentParsed(self._document(article, source), source, digest, visit.address)

    def _changed(
        self,
        parsed: ParsedDocument,
        source: str,
        container: str | None,
        visit: Visit,
        report: Report,
    ) -> Iterator[DocumentParsed]:
        """The event for a document that is new or has changed."""
        digest = parsed_digest(parsed)
        if not self._is_settled(source, digest, visit, report):
            yield DocumentParsed(self._document(parsed, source), source, digest, container)

    def _is_settled(self, source: str, digest: str, visit: Visit, report: Report) -> bool:
        """Whether a source with this digest needs no work."""
        known = self._tracker.get(source)
        if known is None:
            return not visit.restore and self._tracker.was_removed(digest)
        if known.document_id is None:
            return not visit.restore
        if known.digest == digest:
            report.unchanged += 1
            return True
        return False

    def _document(self, parsed: ParsedDocument, source: str) -> Document:
        return make_document(parsed, source, self._observer)


def _fetched(address: str, response: Response, ending: str) -> AddressFetched:
    validators = response.validators
    return AddressFetched(address, validators.etag, validators.last_modified, parser_of(ending))


def _entry_source(entry: ParsedDocument, feed: str) -> str:
    """The source of an entry: its link; without one, its place in the feed."""
    try:
        return str(Address.of(entry.metadata.url or ""))
    except SourceError:
        return f"{feed}{entry.name}"
