"""What can be read, by file name ending."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.decoding import MAX_BYTES, decode
from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.metadata import metadata_of


@dataclass(frozen=True, slots=True)
class Reading:
    """What was got out of one file. ``notes`` are lines that the user should see."""

    text: str
    metadata: Metadata
    notes: list[str] = field(default_factory=list)


Reader = Callable[[bytes, str], Reading]


def read_plain_text(data: bytes, source: str) -> Reading:
    """The decoded file, unchanged: its line ends, its front matter, its Markdown."""
    text, encoding = decode(data, source)
    metadata, notes = metadata_of(text)
    if encoding != "utf-8":
        notes.insert(0, f"read as {encoding}")
    return Reading(text, metadata, notes)


READERS: dict[str, Reader] = {
    ".txt": read_plain_text,
    ".text": read_plain_text,
    ".md": read_plain_text,
    ".markdown": read_plain_text,
}


def is_readable(path: Path) -> bool:
    """Whether there is a reader for files of this name."""
    return path.suffix.lower() in READERS


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises SourceError, also for what is no ordinary file or is too large."""
    try:
        if not path.is_file():
            raise SourceError(path, "no such file" if not path.exists() else "not a regular file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceError(
                path, f"{size >> 20} MiB are more than the {MAX_BYTES >> 20} MiB taken; split it"
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
        raise SourceError(path, _reason(error)) from None


def reader_for(path: Path) -> Reader:
    """The reader for files of this name. Raises SourceError with the endings that have one."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kind = f"{path.suffix} files" if path.suffix else "files without an ending"
        raise SourceError(path, f"{kind} cannot be read; those that can: {', '.join(READERS)}")
    return reader


def _reason(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else None
    return (reason or str(error) or type(error).__name__).lower()
