"""Pictures of documents' pages, drawn from their original files.

A PDF's text is stored, its pages are not. So a page is drawn from the file that the document was
parsed from, as long as that is there and unchanged; in the parsers' process, which is kept for the
next page.
"""

import hashlib
import threading
from collections import OrderedDict
from pathlib import Path

from corpus.document import Document
from corpus.parsers.parsed import PagePicture
from corpus.sandbox.client import Sandbox
from corpus.sandbox.limits import Limits
from corpus.store.collection import Collection

_LIMITS = Limits(seconds=20.0)
_MOST_BYTES = 64 << 20  # of pictures that are kept
_MOST_CHECKED = 1000  # files
_PDF, _IMAGES = ".pdf", (".png", ".jpg", ".jpeg", ".tif", ".tiff")


class PagePictures:
    """Draws pages. May be used from several threads; one page is drawn at a time. Close it."""

    def __init__(self) -> None:
        self._sandbox = Sandbox(_LIMITS)
        self._drawing = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, int], PagePicture] = OrderedDict()
        self._kept_bytes = 0
        # By path: size and times of a file when its bytes were compared, and their SHA-256.
        self._checked: OrderedDict[Path, tuple[tuple[int, ...], str]] = OrderedDict()

    def close(self) -> None:
        """Ends the process that draws."""
        with self._drawing:
            self._sandbox.close()

    def __enter__(self) -> "PagePictures":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def are_there(self, document: Document, collection: Collection) -> bool:
        """Whether the document is a PDF or an image whose file is there and unchanged."""
        return self._file(document, collection) is not None

    def picture(
        self, document: Document, collection: Collection, page: int, width: int
    ) -> PagePicture | None:
        """The page of this number, from 1, about ``width`` pixels wide; None where the document has
        no pages that could be shown. Raises SourceError where the file has no such page, or it
        cannot be drawn."""
        found = self._file(document, collection)
        if found is None:
            return None
        path, digest = found
        with self._drawing:
            key = digest, page, width
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            # Named by its document: the path is not shown to others.
            is_image = path.suffix.lower() in _IMAGES
            drawn = self._sandbox.page_picture(path, document.name, page, width, is_image=is_image)
            self._keep(key, drawn)
            return drawn

    def _keep(self, key: tuple[str, int, int], drawn: PagePicture) -> None:
        self._kept[key] = drawn
        self._kept_bytes += len(drawn.png)
        while self._kept_bytes > _MOST_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= len(oldest.png)

    def _file(self, document: Document, collection: Collection) -> tuple[Path, str] | None:
        """The document's original file and its digest, if its bytes are those that were parsed."""
        known = collection.sources.get(document.source)
        if known is None or known.document_id != document.id or known.container is not None:
            return None
        path, digest = Path(known.path), known.digest.partition(".")[0]
        try:
            if path.suffix.lower() not in (_PDF, *_IMAGES) or not path.is_file():
                return None
            return (path, digest) if self._sha256(path) == digest else None
        except (OSError, ValueError):
            return None

    def _sha256(self, path: Path) -> str:
        """SHA-256 of a file; it is read once as long as its size and times stay the same."""
        found = path.stat()
        stamp = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        with self._drawing:
            known = self._checked.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with self._drawing:
            self._checked[path] = stamp, digest
            while len(self._checked) > _MOST_CHECKED:
                self._checked.popitem(last=False)
        return digest
