"""Uploaded files, kept in the data folder so that ``sync`` finds them again.

Their names are not trusted; they are made safe first.
"""

import os
import re
import unicodedata
import uuid
from pathlib import Path, PurePosixPath

from corpus.errors import StorageError

# Of a name in UTF-8. File systems allow 255 bytes; a number may be added.
_MOST_BYTES = 160
_LONGEST_ENDING = 12
_NAMELESS = "document"
# Characters with a special meaning on some systems.
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_MOST_ALIKE = 1000


class Uploads:
    """The uploads in one folder, which is created when needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str, data: bytes) -> Path:
        """Writes a file under a safe version of its name. An existing file is never overwritten,
        but used if it has the same bytes. Raises StorageError."""
        name = safe_name(name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Hidden, so that it is not ingested before it is complete.
            fresh = self._folder / f".{uuid.uuid4().hex}"
            try:
                with fresh.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                return self._linked(fresh, name, data)
            finally:
                fresh.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(
                f"cannot keep the file in {self._folder}: {error.strerror or error}; check free "
                "space and permissions"
            ) from None

    def discard(self, path: Path) -> None:
        """Deletes a file, if it is in this folder."""
        if path.parent == self._folder.resolve() or path.parent == self._folder:
            path.unlink(missing_ok=True)

    def _linked(self, fresh: Path, name: str, data: bytes) -> Path:
        stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
        for number in range(1, _MOST_ALIKE):
            path = self._folder / (name if number == 1 else f"{stem}-{number}{ending}")
            try:
                os.link(fresh, path)  # unlike renaming, this fails if the file exists
                return path
            except FileExistsError:
                if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
                    return path
        raise StorageError(f"there are too many files called {name}; rename it")


def safe_name(name: str) -> str:
    """A safe version of a file name: it cannot leave its folder, hide the file, look like another
    name, or have a special meaning on any system.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\\\notes\\\\May report.pdf")
    ('passwd', 'May report.pdf')
    >>> safe_name(".bashrc"), safe_name("con.txt"), safe_name("")
    ('bashrc', '_con.txt', 'document')
    """
    name = re.split(r"[/\\]", name)[-1]
    name = unicodedata.normalize("NFC", name)
    # Control characters, direction marks, lone surrogates
    name = "".join(c if unicodedata.category(c)[0] != "C" else "" for c in name)
    name = " ".join(_FORBIDDEN.sub("_", name).split()).strip(". ")
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
    if len(ending) > _LONGEST_ENDING:
        stem, ending = name, ""
    stem = stem.encode()[: _MOST_BYTES - len(ending.encode())].decode("utf-8", "ignore").rstrip()
    name = f"{stem or _NAMELESS}{ending}"
    return f"_{name}" if _DEVICES.match(name) else name
