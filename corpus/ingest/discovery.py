"""Discovery: the files behind the path of a file or folder."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import SourceError
from corpus.parsers.registry import FORMATS, is_readable

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Listing:
    """The files under one root; a note about files that were skipped; and the folders that could
    not be listed (``closed``)."""

    files: list[Path]
    note: str | None = None
    closed: list[SourceError] = field(default_factory=list)


def root_path(named: str) -> Path:
    """The absolute path of a file or folder that the user named. Raises SourceError."""
    if not named.strip():
        raise SourceError("''", "a source needs a name")
    if _ADDRESS.match(named):
        raise SourceError(named, "not a file or folder but a web address", "web-address")
    try:
        return Path(named).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise SourceError(named, str(error)) from None


def list_files(root: Path) -> Listing:
    """The readable files under a root (itself, if it is a file), sorted.

    Hidden files and folders are skipped, and so are symbolic links that lead out of the root.
    Raises SourceError if the root is missing or cannot be listed.
    """
    try:
        is_folder = root.is_dir()
        exists = is_folder or root.exists()
    except (OSError, ValueError) as error:
        raise SourceError(root, str(error)) from None
    if not exists:
        raise SourceError(root, "no such file or folder")
    if not is_folder:
        return Listing([root])
    readable: list[Path] = []
    closed: list[SourceError] = []
    others: Counter[str] = Counter()
    for path in _walk(root, closed):
        if is_readable(path):
            readable.append(path)
        else:
            others[path.suffix.lower() or "no ending"] += 1
    return Listing(sorted(readable), _note(others, bool(readable)), closed)


def files_to_read(root: Path) -> Listing:
    """Like ``list_files``, but also raises SourceError if there is nothing to read."""
    listing = list_files(root)
    if not listing.files and not listing.closed:
        raise SourceError(root, listing.note or "no files in it")
    return listing


def _note(others: Counter[str], found_some: bool) -> str | None:
    if not others:
        return None if found_some else "no files in it"
    kinds = ", ".join(f"{count} {ending}" for ending, count in others.most_common(5))
    if found_some:
        files = "file" if others.total() == 1 else "files"
        return f"skipped {others.total()} {files} of other kinds ({kinds})"
    return f"nothing readable in it (found {kinds}); readable are {', '.join(FORMATS)}"


def _walk(root: Path, closed: list[SourceError]) -> Iterator[Path]:
    def on_error(error: OSError) -> None:
        closed.append(SourceError(error.filename, (error.strerror or str(error)).lower()))

    for folder, folders, files in os.walk(root, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            path = Path(folder, name)
            if not name.startswith(".") and _stays_inside(path, root):
                yield path


def _stays_inside(path: Path, root: Path) -> bool:
    """Whether this is a regular file, or a link to one under the root."""
    if not path.is_symlink():
        return path.is_file()
    try:
        return path.resolve(strict=True).is_relative_to(root) and path.is_file()
    except (OSError, RuntimeError):
        return False
