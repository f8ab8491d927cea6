"""What a book (.epub) says of itself: of several titles, dates and names, those that are meant.

An EPUB 3 refines an element in another (``<meta refines="#id" property="title-type">``), an EPUB 2
by attributes of its own (``opf:event``, ``opf:role``).
"""

from corpus.document import Metadata
from corpus.metadata import checked_metadata
from corpus.parsers.markup.trees import Element

_OPF = "{http://www.idpf.org/2007/opf}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
# When the file was made or changed is no date of publication.
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
    """The main title; where none is said to be, the first. Not that of a series, nor a
    subtitle."""
    titles = _elements(book, "title")
    by_type = {refined.get((one.get("id", ""), "title-type"), ""): one for one in reversed(titles)}
    chosen = by_type.get("main", by_type.get("extended", titles[0] if titles else None))
    return None if chosen is None else chosen.text


def _authors(book: Element, refined: dict[tuple[str, str], str]) -> str | None:
    """The authors; where nobody's role is told, everyone."""
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
