"""Metadata of a book (.epub): main title, authors, date of publication, first language.

A book may have several of each. EPUB 3 tells them apart by a further element (``<meta refines="#id"
property="title-type">``), EPUB 2 by attributes (``opf:event``, ``opf:role``).
"""

from corpus.document import Metadata
from corpus.metadata import checked_metadata
from corpus.parsers.markup.trees import Element

_OPF = "{http://www.idpf.org/2007/opf}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
# Dates of other events, such as "modification", are not dates of publication.
_PUBLICATION = ("publication", "issued", "original-publication", "")


def book_metadata(book: Element) -> tuple[Metadata, list[str]]:
    """The metadata of a package document, and a note for each field that cannot be used."""
    refined = {
        (one.get("refines", "").removeprefix("#"), one.get("property", "")): (
            one.text or ""
        ).strip()
        for one in book.iter(f"{_OPF}meta")
        if one.get("refines")
    }
    return checked_metadata(
        {
            "title": _title(book, refined),
            "author": _authors(book, refined),
            "publisher": _first(book, "publisher"),
            "published": _published(book),
            "language": _first(book, "language"),
        }
    )


def _elements(book: Element, name: str) -> list[Element]:
    return [one for one in book.iter(f"{_DUBLIN_CORE}{name}") if (one.text or "").strip()]


def _first(book: Element, name: str) -> str | None:
    return next((one.text for one in _elements(book, name)), None)


def _title(book: Element, refined: dict[tuple[str, str], str]) -> str | None:
    """The main title, else the first."""
    titles = _elements(book, "title")
    by_type = {refined.get((one.get("id", ""), "title-type"), ""): one for one in reversed(titles)}
    chosen = by_type.get("main", by_type.get("extended", titles[0] if titles else None))
    return None if chosen is None else chosen.text


def _authors(book: Element, refined: dict[tuple[str, str], str]) -> str | None:
    """The people whose role is author; all, if no roles are given."""
    people = _elements(book, "creator")
    roles = [
        one.get(f"{_OPF}role") or refined.get((one.get("id", ""), "role"), "") for one in people
    ]
    wanted = "aut" if "aut" in roles else None
    return (
        ", ".join(
            one.text.strip()
            for one, role in zip(people, roles, strict=True)
            if wanted is None or role in (wanted, "")
        )
        or None
    )


def _published(book: Element) -> str | None:
    by_event: dict[str, str] = {}
    for one in _elements(book, "date"):
        event = (one.get(f"{_OPF}event") or "").strip().lower()
        by_event.setdefault(event, one.text.strip())
    return next((by_event[event] for event in _PUBLICATION if event in by_event), None)
