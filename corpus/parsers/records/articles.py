"""Records that are articles: one ParsedDocument per record, with fields found by their names.

``Options.fields`` says what a field is called; otherwise common names are tried. A name with dots
("content.text") leads into nested objects.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from corpus.errors import ForeignError, SourceError
from corpus.metadata import FIELD_NAMES, checked_metadata
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part
from corpus.text.encodings.decoding import MAX_BYTES

Record = Mapping[str, object]

_NAMES: Mapping[str, tuple[str, ...]] = {
    **FIELD_NAMES,
    "text": ("text", "body", "content", "article", "articlebody", "article_body", "maintext",
             "full_text", "fulltext", "content_text", "content_html", "passage", "story"),
    "id": ("id", "_id", "guid", "uuid"),
    "published": (*FIELD_NAMES["published"], "date_published", "datepublished", "pubdate",
                  "publication_date", "date_publish", "created_at", "timestamp"),
    "updated": (*FIELD_NAMES["updated"], "updated_at", "date_modified", "datemodified",
                "modified_at"),
    "publisher": (*FIELD_NAMES["publisher"], "source", "domain", "newspaper", "publication"),
}  # fmt: skip
_LONGEST_NAME = 200
_UNIX_TIME = re.compile(r"\s*(?:\d{10}|\d{13})\s*", re.ASCII)
_HTML = ("<p", "<div", "<article", "<html", "<!doctype", "<h1", "<h2", "<body")


def record_parts(
    records: Iterable[tuple[Record | SourceError, int]],
    source: str,
    options: Options,
    total: int | None,
) -> Iterator[Part]:
    """A part for each record or error. Each has a number, its line or row, from 1.

    Raises SourceError if the first record has no field that is known as the text.
    """
    seen: set[int] = set()
    for position, (record, number) in enumerate(records):
        if isinstance(record, SourceError):
            if position >= options.first:
                yield Opened(f"#{number}", total, safely=True)
                yield record
            continue
        fields = _fields(record, options)
        if position == 0 and not fields.get("text"):
            raise ForeignError(source, _no_text(record, options))
        name = _name(fields, number, seen)
        if position >= options.first:
            yield Opened(name, total, safely=True)
            yield _parsed(fields, source, name)


# In an error that lists a record's fields.
_LONGEST_NAME = 40


def is_text(name: str, options: Options) -> bool:
    """Whether a field of this name is the text of a record."""
    if "text" in options.fields:
        return name == options.fields["text"]
    return name.strip().lower() in _NAMES["text"]


def _no_text(record: Record, options: Options) -> str:
    # What a damaged table takes for names may be anything.
    named = [name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…" for name in record]
    there = ", ".join(named[:12]) or "no fields"
    if "text" in options.fields:
        return f"the first record has no {options.fields['text']!r}; it has {there}"
    return f"no field of the first record is the text; say which is: --field text=NAME ({there})"


def _parsed(fields: Mapping[str, str], source: str, name: str) -> Part:
    text = fields.get("text", "")
    if not text.strip():
        return SourceError(f"{source}{name}", "there is no text in the record")
    if len(text) > MAX_BYTES:
        return SourceError(f"{source}{name}", f"{len(text)} characters are too many")
    known = {key: value for key, value in fields.items() if key not in ("text", "id")}
    metadata, notes = checked_metadata(known)
    if text.lstrip()[:20].lower().startswith(_HTML):
        # Imported here: few records are HTML.
        from corpus.parsers.markup.blocks import compose
        from corpus.parsers.markup.trees import html_tree
        from corpus.parsers.text_builder import TextBuilder

        builder = TextBuilder()
        try:
            compose(html_tree(text), builder)
        except ValueError as error:
            return SourceError(f"{source}{name}", f"no readable HTML in the record ({error})")
        if builder:
            # A record without a title is a post: its first line is not its title.
            return replace(builder.reading(metadata, notes), metadata=metadata, name=name)
        return SourceError(f"{source}{name}", "there is no text in the record")
    return ParsedDocument(text, metadata, notes, name=name)


def _fields(record: Record, options: Options) -> dict[str, str]:
    folded = {key.strip().lower(): value for key, value in record.items()}
    found = {}
    for ours, names in _NAMES.items():
        if ours in options.fields:
            value = _inside(record, options.fields[ours])
        else:
            value = next((folded[name] for name in names if folded.get(name)), None)
        words = _words(value) if ours not in ("published", "updated") else _date(value)
        if words:
            found[ours] = words
    return found


def _inside(record: Record, path: str) -> object:
    if path in record:
        return record[path]
    value: object = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _words(value: object) -> str:
    """A value as text: an object by its name, a list joined by commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        return next((_words(value[key]) for key in ("name", "title") if key in value), "")
    if isinstance(value, list):
        parts = (_words(one) for one in value if not isinstance(one, list))
        return ", ".join(part for part in parts if part)
    return ""


def _date(value: object) -> str:
    """A date as text. Numbers are seconds or milliseconds since 1970."""
    if isinstance(value, str) and _UNIX_TIME.fullmatch(value):
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 10_000:
        seconds = value / 1000 if value > 100_000_000_000 else value
        try:
            return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            return ""
    return _words(value)


def _name(fields: Mapping[str, str], number: int, seen: set[int]) -> str:
    """The record's id, else its address, else its number; a repeated one also gets its number."""
    key = " ".join((fields.get("id") or fields.get("url") or str(number)).split())
    name = f"#{key[:_LONGEST_NAME]}"
    if hash(name) in seen:
        name = f"{name}~{number}"
    seen.add(hash(name))
    return name
