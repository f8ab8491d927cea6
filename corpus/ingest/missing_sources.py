"""Missing sources: files, folders and pages that are gone or cannot be reached.

A deleted file takes its documents with it; so does a page whose server says that it is gone. A
folder that is missing as a whole may be on a disk that is not mounted, and a server that cannot be
reached may be back tomorrow: their documents are kept.
"""

from pathlib import Path

from corpus.address import is_address
from corpus.errors import SourceError
from corpus.ingest.report import Report
from corpus.ingest.source_tracker import SourceTracker
from corpus.store.collection import Collection


class MissingSources:
    """Decides whether a missing source's documents are removed or kept."""

    def __init__(self, collection: Collection, tracker: SourceTracker) -> None:
        self._collection, self._tracker = collection, tracker

    def root_is_gone(self, root: Path) -> bool:
        """Whether a root that cannot be listed may be forgotten: a deleted file, or a folder
        without documents."""
        return self._was_deleted(root) or not self._documents_under(root)

    def root_error(self, error: SourceError, root: Path) -> SourceError:
        """The error for a missing folder, with the number of documents that are kept."""
        kept = self._documents_under(root)
        return SourceError(
            root, f"{error.reason}; its {kept} documents are kept", "source-missing", documents=kept
        )

    def address_error(self, error: SourceError, name: str) -> SourceError:
        """The error; for a known address, with the information that its documents are kept."""
        if not is_address(name) or not (self._tracker.get(name) or self._tracker.members(name)):
            return error
        reason = f"{error.reason}; what was read from it before is kept"
        return SourceError(name, reason, error.code, **error.data)

    def remove_gone(self, address: str, report: Report, *, keep_missing: bool) -> bool:
        """Removes the page at an address where the server says that nothing is there any more.
        False if that is a failure instead: nothing was known of the address, or it was a feed,
        whose articles stay."""
        if self._tracker.members(address):
            return False
        if self._tracker.get(address) is None:
            with self._collection.change():
                self._collection.sources.drop_root(address)
            return False
        if keep_missing:
            report.unchanged += 1
        else:
            with self._collection.change():
                report.removed += self._tracker.forget(address)
        return True

    def _documents_under(self, root: Path) -> int:
        return sum(
            source.document_id is not None and Path(source.file).is_relative_to(root)
            for source in self._tracker
        )

    def _was_deleted(self, root: Path) -> bool:
        """Whether a root was a file (not a folder), and was deleted."""
        files = {Path(source.file) for source in self._tracker}
        was_folder = any(file != root and file.is_relative_to(root) for file in files)
        return not was_folder and _is_missing(root) and not _is_missing(root.parent)


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        return False
