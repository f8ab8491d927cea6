"""Files to documents, without a collection."""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from corpus.document import Document, document_id, text_hash
from corpus.errors import SourceError
from corpus.observer import Observer
from corpus.readers import read_bytes, reader_for
from corpus.sources import files_to_read, root_path


def read_source(path: Path) -> tuple[str, bytes]:
    """A file's name as it is stored, and its bytes. Raises SourceError."""
    name = str(path)
    try:
        name.encode()
    except UnicodeEncodeError:
        raise SourceError(ascii(name), "its name is not valid UTF-8; rename it") from None
    return name, read_bytes(path)


def digest_of(data: bytes) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def make_document(source: str, data: bytes, observer: Observer) -> Document:
    """The document that a file's bytes are. Raises SourceError."""
    reading = reader_for(Path(source))(data, source)
    for note in reading.notes:
        observer.note(f"{source}: {note}")
    return Document(
        id=document_id(source),
        text=reading.text,
        source=source,
        sha256=text_hash(reading.text),
        added=datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds"),
        **asdict(reading.metadata),
    )


def load_documents(names: Iterable[str], observer: Observer) -> list[Document]:
    """The documents of files and folders; of several with one text, the first.

    Sources that fail are told to the observer and left out.
    """
    documents: dict[str, Document] = {}
    for name in names:
        try:
            listing = files_to_read(root_path(name))
        except SourceError as error:
            observer.failed(error)
            continue
        for closed in listing.closed:
            observer.failed(closed)
        for path in listing.files:
            try:
                document = make_document(*read_source(path), observer)
            except SourceError as error:
                observer.failed(error)
            else:
                documents.setdefault(document.sha256, document)
    return list(documents.values())
