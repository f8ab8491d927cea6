"""Linked articles: the page behind a feed entry that has only a summary."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from corpus.document import Metadata
from corpus.errors import RefusedError
from corpus.ingest.web.content import ending_for, parse_response, with_url
from corpus.observer import Observer
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.registry import FORMATS
from corpus.web.fetcher import Fetcher
from corpus.web.robots import Robots

if TYPE_CHECKING:
    from corpus.sandbox.client import Sandbox


class LinkedArticles:
    """Fetches articles behind links where robots.txt allows it."""

    def __init__(self, fetcher: Fetcher, sandbox: "Sandbox", observer: Observer) -> None:
        self._fetcher, self._sandbox, self._observer = fetcher, sandbox, observer
        self._robots = Robots(fetcher)

    def article(self, entry: ParsedDocument, source: str) -> ParsedDocument:
        """The article behind an entry's link; the entry itself, if the site does not allow
        programs to read it. Raises SourceError."""
        link = entry.metadata.url or ""
        try:
            self._robots.admit(link)
            response = self._fetcher.fetch(link)
            ending = ending_for(response)
            if FORMATS[ending].many:
                raise RefusedError(link, "no single article is there")
            parts = list(parse_response(response, ending, link, Options(), self._sandbox))
        except RefusedError as error:
            if not entry.text:
                raise
            self._observer.note(f"{source}: only the summary is added: {error.reason}")
            return entry
        found = next((part for part in parts if isinstance(part, ParsedDocument)), None)
        if found is None:
            return entry
        found = with_url(found, response.address)
        return replace(found, metadata=_merged(found.metadata, entry.metadata))


def _merged(page: Metadata, feed: Metadata) -> Metadata:
    """The page's metadata; the feed's for fields that the page does not have."""
    return Metadata(
        **{
            field.name: getattr(page, field.name) or getattr(feed, field.name)
            for field in fields(Metadata)
        }
    )
