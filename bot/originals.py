"""Original files: the file that a document was parsed from."""

import contextlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from corpus.ingest.loading import is_of
from corpus.store.collection import Collection

_UNFIT = re.compile(r"[^\w.()\- ]+")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Original:
    """A file to send. ``is_original``: it is the file that the document was parsed from, byte for
    byte; otherwise it is the document's stored text."""

    name: str
    data: bytes
    is_original: bool


def original(document: Document, collection: Collection, largest: int) -> Original:
    """The file, if it is still there, unchanged and at most ``largest`` bytes; else the stored
    text. A file that has changed is not sent, because its new content was not added to the
    collection; nor is a file that holds other documents too."""
    known = collection.sources.files().get(document.source)
    if known is not None and known.document_id == document.id and known.container is None:
        path = Path(known.path)
        with contextlib.suppress(OSError, ValueError):
            if path.is_file() and path.stat().st_size <= largest:
                data = path.read_bytes()
                if is_of(known.digest, data):
                    return Original(path.name, data, is_original=True)
    return Original(_text_name(document), document.text.encode(), is_original=False)


def _text_name(document: Document) -> str:
    """A file name for the stored text: the source's own if that is a text file."""
    name = _UNFIT.sub(" ", document.name).strip(" .") or document.id
    kind, _ = mimetypes.guess_type(name)
    stem = name[:_LONGEST_NAME].strip()
    return stem if kind and kind.startswith("text/") else f"{stem}.txt"
