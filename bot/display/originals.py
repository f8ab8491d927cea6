"""Original files: the file that a document was parsed from."""

import contextlib
import hashlib
import io
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.document import Document
from corpus.store.collection import Collection

_UNFIT = re.compile(r"[^\w.()\- ]+")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Original:
    """A file to send. ``is_original``: it is the file that the document was parsed from, byte for
    byte; otherwise it is the document's stored text. It is read as it is sent: it may be large."""

    name: str
    file: BinaryIO
    is_original: bool

    @contextlib.contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file, which is closed at the end of the block."""
        with self.file as file:
            yield file


def original(document: Document, collection: Collection, largest: int) -> Original:
    """The file, if it is still there, unchanged and at most ``largest`` bytes; else the stored
    text. A file that has changed is not sent, because its new content was not added to the
    collection; nor is a file that holds other documents too."""
    known = collection.sources.files().get(document.source)
    if known is not None and known.document_id == document.id and known.container is None:
        path = Path(known.path)
        with contextlib.suppress(OSError, ValueError):
            file = _unchanged(path, known.digest, largest)
            if file is not None:
                return Original(path.name, file, is_original=True)
    return Original(_text_name(document), io.BytesIO(document.text.encode()), is_original=False)


def _unchanged(path: Path, digest: str, largest: int) -> BinaryIO | None:
    """The open file, if its bytes are those that the digest was made from."""
    if not path.is_file() or path.stat().st_size > largest:
        return None
    file = path.open("rb")
    try:
        # The first part of a digest is the SHA-256 of the bytes.
        if hashlib.file_digest(file, "sha256").hexdigest() == digest.partition(".")[0]:
            file.seek(0)
            return file
    except BaseException:
        file.close()
        raise
    file.close()
    return None


def _text_name(document: Document) -> str:
    """A file name for the stored text: the source's own if that is a text file."""
    name = _UNFIT.sub(" ", document.name).strip(" .") or document.id
    kind, _ = mimetypes.guess_type(name)
    stem = name[:_LONGEST_NAME].strip()
    return stem if kind and kind.startswith("text/") else f"{stem}.txt"
