"""Metadata of a text file: from its front matter, else from its first line."""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from corpus.document import Metadata
from corpus.errors import CorrectionError
from corpus.outline import without_attributes
from corpus.text.dates import period
from corpus.text.front_matter import split_front_matter
from corpus.text.lists import UNDERLINE

# The names that people use for each field. The first one present counts.
FIELD_NAMES = {
    "title": ("title", "headline"),
    "publisher": ("publisher", "site", "site_name", "outlet"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "published_at"),
    "updated": ("updated", "modified", "lastmod"),
    "url": ("url", "link", "canonical", "canonical_url"),
    "language": ("language", "lang"),
}
_LONGEST_TITLE = 160
_LONGEST_FIELD = 300
_LONGEST_ADDRESS = 2000
_MARKDOWN_HEADING = re.compile(r"(?:#{1,6}|={1,6})\s+")
_UNDERLINE = re.compile(UNDERLINE)
# Labels and directives of reStructuredText, and overlines, which come before a title.
_BEFORE_TITLE = re.compile(rf"(?:\.\. [^\n]*|{UNDERLINE})?\n")
_ENDS_A_SENTENCE = re.compile(r"[.;:,。．；：，][\"'”’»)\]]*$")
_MAIL_DATE = re.compile(r"(?:[A-Za-z]{3}, ?)?\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d{2}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def metadata_of(text: str) -> tuple[Metadata, list[str]]:
    """The metadata, and a note for each field that could not be used."""
    fields, body = split_front_matter(text)
    metadata, notes = named_metadata(fields)
    if metadata.title is None:
        metadata = replace(metadata, title=title_line(text[body:]))
    return metadata, notes


def named_metadata(fields: Mapping[str, str | None]) -> tuple[Metadata, list[str]]:
    """The metadata in fields under the names that people use (in lower case), and notes."""
    return checked_metadata(
        {
            name: next((fields[alias] for alias in aliases if fields.get(alias)), None)
            for name, aliases in FIELD_NAMES.items()
        }
    )


def checked_metadata(found: Mapping[str, str | None]) -> tuple[Metadata, list[str]]:
    """The metadata in fields that have our names, and a note for each that cannot be used."""
    found = {name: " ".join(value.split()) or None for name, value in found.items() if value}
    notes = []
    for name in ("published", "updated"):
        date = found.get(name)
        if date is not None:
            try:
                found[name] = _iso_date(date)
            except ValueError as error:
                notes.append(f"{name} is left unknown: {error}")
                found[name] = None
    language = found.get("language")
    if language and not _LANGUAGE.fullmatch(language):
        notes.append(f"language is left unknown: {language!r} is not a code like 'en'")
        found["language"] = None
    url = found.get("url")
    if url and not _is_address(url):
        notes.append(f"url is left unknown: {url!r} is not an http(s) address")
        found["url"] = None
    for name, value in found.items():
        longest = _LONGEST_ADDRESS if name == "url" else _LONGEST_FIELD
        if value and len(value) > longest:
            notes.append(f"{name} is left unknown: {len(value)} characters is too long")
            found[name] = None
    return Metadata(**found), notes


def correction(name: str, value: str) -> str | None:
    """A person's value for a field, as it is stored; None where it is empty, which says that the
    field is not known. Raises CorrectionError."""
    said = " ".join(value.split())
    if not said:
        return None
    if not said.isprintable():
        raise CorrectionError(name, "it has characters that cannot be shown")
    metadata, notes = checked_metadata({name: said})
    if notes:
        raise CorrectionError(name, notes[0].partition(": ")[2])
    found: str = getattr(metadata, name)
    return found


def _iso_date(date: str) -> str:
    """An ISO date unchanged; a date as in mail and feeds ("Tue, 14 Feb 2023 08:30:00 GMT") and in
    other common forms converted to ISO. Raises ValueError for others."""
    try:
        period(date)
    except ValueError:
        # Imported here: rarely needed, and email.utils takes 15 ms.
        from corpus.text.written_dates import iso_date

        if _MAIL_DATE.match(date):
            from email.utils import parsedate_to_datetime

            with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
                return parsedate_to_datetime(date).isoformat()
        return iso_date(date)
    return date


def _is_address(url: str) -> bool:
    try:
        return url.isprintable() and " " not in url and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def title_line(text: str) -> str | None:
    """The first line, if it looks like a title: short, a paragraph of its own, not ending like a
    sentence, and with text below it.

    >>> title_line("Storms over Kent\\n\\nRoads were closed on Friday.")
    'Storms over Kent'
    >>> title_line(".. _kent:\\n\\nStorms over Kent\\n=======\\nRoads were closed.")
    'Storms over Kent'
    >>> title_line("Roads were closed on Friday.\\n\\nMore rain is due.") is None
    True
    """
    text = text.lstrip()
    while before := _BEFORE_TITLE.match(text):
        text = text[before.end() :]
    first, _, rest = text.partition("\n")
    first = first.strip()
    if not rest.strip():
        return None
    if heading := _MARKDOWN_HEADING.match(first):
        title = without_attributes(first[heading.end() :].strip().rstrip("#=").rstrip())
        return title if 0 < len(title) <= _LONGEST_TITLE else None
    under = rest.partition("\n")[0].strip()
    alone = not under or _UNDERLINE.fullmatch(under) is not None
    if not alone or len(first) > _LONGEST_TITLE or _ENDS_A_SENTENCE.search(first):
        return None
    return first if any(character.isalpha() for character in first) else None
