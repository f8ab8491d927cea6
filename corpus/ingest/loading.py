"""Files to documents, without a collection."""

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
from corpus.parsers.plain_text import read_text
from corpus.parsers.registry import Format, ending_of, format_of

if TYPE_CHECKING:
    from corpus.sandbox.client import Sandbox

_CHUNK = 1 << 20
_RACY_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class File:
    """A file that is there to be read. ``digest`` follows from its bytes, from how they are read,
    and from nothing else. Of plain text the bytes are at hand; others are too large for that."""

    path: Path
    name: str
    format: Format
    options: Options
    digest: str
    data: bytes | None


def open_file(path: Path, options: Options | None = None) -> File:
    """Sees whether a file can be read, and goes over its bytes once. Raises SourceError, also for
    what is no ordinary file, is too large, or has no reader."""
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
                f"{size >> 20} MiB are more than the {form.most_bytes >> 20} MiB taken; split it",
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
    """What a file is like from outside, and how it would be read: where that is the same, so are
    its bytes. None where it has just been written, for then it may change without showing it: some
    disks know times to two seconds only."""
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
    """Whether a file's digest was made from these bytes, however they were read."""
    return digest.partition(".")[0] == digest_of(data)


def reading_digest(reading: ParsedDocument) -> str:
    """By what a change of one document among others, or of a page, is seen: all that was read."""
    outline = [asdict(one) for one in reading.outline]
    whole = json.dumps([reading.text, asdict(reading.metadata), outline])
    return digest_of(whole.encode())


def _digest(path: Path, form: Format, options: Options) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return f"{digest.hexdigest()}.{_how(form, options)}"


def read_file(file: File, sandbox: "Sandbox") -> Iterator[Part]:
    """What is in a file. Raises SourceError where it cannot be read (any further)."""
    if file.data is not None:
        yield read_text(file.data, file.name)
    else:
        yield from sandbox.read(file.path, file.name, ending_of(file.path), file.options)


def make_document(reading: ParsedDocument, file_name: str, observer: Observer) -> Document:
    """The document that a reading of a file is; the observer hears its notes."""
    source = f"{file_name}{reading.name}"
    for note in reading.notes:
        observer.note(f"{source}: {note}")
    return Document(
        id=document_id(source),
        text=reading.text,
        outline=reading.outline,
        source=source,
        sha256=text_hash(reading.text),
        added=datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds"),
        **asdict(reading.metadata),
    )


def load_documents(names: Iterable[str], observer: Observer) -> list[Document]:
    """The documents of files and folders; of several with one text, the first.

    Sources that fail are told to the observer and left out.
    """
    from corpus.sandbox.client import Sandbox  # for files alone; the sample articles need none

    documents: dict[str, Document] = {}
    with Sandbox() as sandbox:
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
        for part in read_file(open_file(path), sandbox):
            if isinstance(part, SourceError):
                observer.failed(part)
            elif isinstance(part, ParsedDocument):
                yield make_document(part, str(path), observer)
    except SourceError as error:
        observer.failed(error)


def _reason(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else None
    return (reason or str(error) or type(error).__name__).lower()
