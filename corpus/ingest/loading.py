"""Loading: files to documents, without a collection."""

import datetime
import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document, document_id, text_hash
from corpus.errors import SourceError
from corpus.ingest.boilerplate import with_boilerplate
from corpus.ingest.discovery import files_to_read, root_path
from corpus.observer import Observer
from corpus.parsers.parsed import Options, ParsedDocument, Part
from corpus.parsers.plain_text import parse_text
from corpus.parsers.registry import Format, ending_of, format_of

if TYPE_CHECKING:
    from corpus.sandbox.client import Sandbox

_CHUNK = 1 << 20
_RACY_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be parsed. ``digest`` depends on its bytes and on how they are parsed, and on
    nothing else. ``data``: the bytes of a plain-text file; None for other formats, which may be too
    large to hold in memory."""

    path: Path
    name: str
    format: Format
    options: Options
    digest: str
    data: bytes | None


def open_file(path: Path, options: Options | None = None) -> File:
    """Checks that a file can be parsed, and computes its digest. Raises SourceError: not a regular
    file, too large, of an unknown format, or not readable."""
    options = options or Options()
    name = str(path)
    try:
        name.encode()
    except UnicodeEncodeError:
        raise SourceError(ascii(name), "its name is not valid UTF-8; rename it") from None
    try:
        if not path.is_file():
            raise SourceError(path, "no such file" if not path.exists() else "not a regular file")
        form = format_of(path)
        size = path.stat().st_size
        if size > form.most_bytes:
            raise SourceError(
                path,
                f"its {size >> 20} MiB are over the limit of {form.most_bytes >> 20} MiB; split it",
            )
        if not form.isolated:
            data = path.read_bytes()
            return File(path, name, form, options, _digest_of_text(data, form, options), data)
        if size == 0:
            raise SourceError(path, "the file is empty")
        return File(path, name, form, options, _digest(path, form, options), None)
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
        raise SourceError(path, _reason(error)) from None


def stamp_of(path: Path, options: Options) -> str | None:
    """A file's size and times, and how it would be parsed. If the stamp has not changed, neither
    have the bytes. None for a file written a moment ago: some disks keep times to two seconds only,
    so it may change again without a new time."""
    try:
        form = format_of(path)
        found = path.stat()
    except (OSError, ValueError, SourceError):
        return None
    if abs(time.time() - found.st_mtime) < _RACY_SECONDS:
        return None
    how = _how(form, options)
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino} {how}"


def _how(form: Format, options: Options) -> str:
    how = [form.module, form.edition, sorted(options.fields.items()) if form.many else []]
    return digest_of(json.dumps(how).encode())[:8]


def digest_of(data: bytes) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _digest_of_text(data: bytes, form: Format, options: Options) -> str:
    """UTF-8 is the same text in every edition of the parser; the guess of an encoding is not."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return f"{digest_of(data)}.{_how(form, options)}"
    return digest_of(data)


def is_of(digest: str, data: bytes) -> bool:
    """Whether a file's digest was computed from these bytes, however they were parsed."""
    return digest.partition(".")[0] == digest_of(data)


def parsed_digest(parsed: ParsedDocument) -> str:
    """SHA-256 of a parsed document: text, metadata, outline and places. It shows changes in web
    pages and in documents inside a container, which have no file of their own."""
    outline = [asdict(one) for one in parsed.outline]
    whole = json.dumps([parsed.text, asdict(parsed.metadata), outline])
    return digest_of(whole.encode() + (parsed.places or b""))


def _digest(path: Path, form: Format, options: Options) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return f"{digest.hexdigest()}.{_how(form, options)}"


def parse_file(file: File, sandbox: "Sandbox") -> Iterator[Part]:
    """The parts of a file, as they are parsed. Raises SourceError."""
    if file.data is not None:
        yield parse_text(file.data, file.name)
    else:
        yield from sandbox.read(file.path, file.name, ending_of(file.path), file.options)


def make_document(parsed: ParsedDocument, file_name: str, observer: Observer) -> Document:
    """A document from what was parsed. Its notes go to the observer."""
    source = f"{file_name}{parsed.name}"
    for note in parsed.notes:
        observer.note(f"{source}: {note}")
    return Document(
        id=document_id(source),
        text=parsed.text,
        outline=parsed.outline,
        places=parsed.places,
        source=source,
        sha256=text_hash(parsed.text),
        added=datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds"),
        **asdict(parsed.metadata),
    )


def load_documents(
    names: Iterable[str], observer: Observer, languages: Path | None = None
) -> list[Document]:
    """The documents in files and folders; of several with the same text, the first. ``languages``:
    a folder with language data for text recognition.

    Sources that fail are reported to the observer and left out.
    """
    # Imported here: the sample articles need no sandbox.
    from corpus.sandbox.client import Sandbox

    documents: dict[str, Document] = {}
    with Sandbox(languages=languages) as sandbox:
        for name in names:
            try:
                listing = files_to_read(root_path(name))
            except SourceError as error:
                observer.failed(error)
                continue
            for closed in listing.closed:
                observer.failed(closed)
            for path in listing.files:
                for document in _load(path, sandbox, observer):
                    documents.setdefault(document.sha256, document)
    return with_boilerplate(documents.values())


def _load(path: Path, sandbox: "Sandbox", observer: Observer) -> Iterator[Document]:
    try:
        for part in parse_file(open_file(path), sandbox):
            if isinstance(part, SourceError):
                observer.failed(part)
            elif isinstance(part, ParsedDocument):
                yield make_document(part, str(path), observer)
    except SourceError as error:
        observer.failed(error)


def _reason(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else None
    return (reason or str(error) or type(error).__name__).lower()
