"""Permanent links: a span of one version of a document's text, as an address."""

import re
from dataclasses import dataclass

from corpus.document import Card, version_id, without_version
from corpus.span import Span

_PATH = re.compile(
    r"/d/(?P<id>[^/@]{1,80})@(?P<version>[0-9]{1,9})"
    r"(?:/(?P<start>[0-9]{1,10})-(?P<end>[0-9]{1,10}))?"
)


@dataclass(frozen=True, slots=True)
class PermanentPlace:
    """What a permanent link leads to: ``document``, an id and version ("3f2a…@2") as the collection
    finds them, and a span of its text, or None for all of it."""

    document: str
    span: Span | None


def permanent_path(document: Card, span: Span | None = None) -> str:
    """The path of a permanent link: ``/d/ID@VERSION/START-END``. It leads to the same words for as
    long as that version is kept, whatever becomes of the document."""
    name = version_id(without_version(document.id), document.version)
    place = f"/{span.start}-{span.end}" if span else ""
    return f"/d/{name}{place}"


def permanent_link(base: str | None, document: Card, span: Span | None = None) -> str | None:
    """The permanent link under the address ``base`` of the pages; None without one."""
    return f"{base.rstrip('/')}{permanent_path(document, span)}" if base else None


def parse_permanent_path(path: str) -> PermanentPlace | None:
    """What a path leads to; None where it is no permanent link.

    >>> parse_permanent_path("/d/3f2a@2/10-25")
    PermanentPlace(document='3f2a@2', span=Span(start=10, end=25))
    """
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    name = version_id(found["id"], int(found["version"]))
    if found["start"] is None:
        return PermanentPlace(name, None)
    start, end = int(found["start"]), int(found["end"])
    return PermanentPlace(name, Span(start, end)) if start < end else None
