"""ZIP archives with files of any format, nested archives included.

Nothing is written to disk: each file is unpacked in memory and parsed by the parser for its name.
The number of files, their sizes, their compression ratio and the depth of nesting are limited.
Links, hidden files and encrypted files are not read, and no name leads out of the archive.
"""

import io
import posixpath
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import BinaryIO

from corpus.errors import ForeignError, SourceError
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part, Remark
from corpus.parsers.registry import ending_of, format_of, is_readable

MOST_FILES = 100_000
MOST_BYTES = 4 << 30  # of all files together, unpacked
MOST_BYTES_EACH = 256 << 20
MOST_TIMES = 200  # compression ratio of files over _SMALL; that of text is about ten
DEEPEST = 3
_SMALL = 8 << 20
_FAULTS = (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError)


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked, and how many documents to skip."""

    bytes: int
    files: int
    skip: int


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The documents in the archive. Raises SourceError: not an archive, or over a limit."""
    budget = _Budget(MOST_BYTES, MOST_FILES, options.first)
    yield from _read(file, source, replace(options, first=0), budget, "", 1)


def _read(
    file: BinaryIO, source: str, options: Options, budget: _Budget, inside: str, depth: int
) -> Iterator[Part]:
    if depth > DEEPEST:
        raise SourceError(f"{source}{inside}", f"an archive inside {DEEPEST} others is not opened")
    try:
        archive = zipfile.ZipFile(file)
    except _FAULTS as error:
        raise SourceError(f"{source}{inside}", f"damaged, or not a ZIP archive ({error})") from None
    with archive:
        members, passed_over, again = _members(archive)
        budget.files -= len(members)
        if budget.files < 0:
            raise SourceError(
                source, f"more than {MOST_FILES} files in it; unpack it, and add them"
            )
        kinds = ", ".join(f"{count} {kind}" for kind, count in passed_over.most_common(5))
        if not members:
            raise SourceError(
                f"{source}{inside}", f"no file in it can be parsed ({kinds or 'no files'})"
            )
        if kinds and not budget.skip:
            files = "file" if passed_over.total() == 1 else "files"
            yield Remark(f"skipped {passed_over.total()} {files} of other kinds ({kinds})")
        for name in again if not budget.skip else ():
            yield Remark(f"{name} is in it more than once; the last is read")
        for member in members:
            name = f"{inside}/{_safe_name(member.filename)}"
            many = format_of(name).many
            if budget.skip and not many:
                budget.skip -= 1
                continue
            if not many:
                yield Opened(name, len(members))
            for part in _member(archive, member, source, name, options, budget, depth):
                if isinstance(part, ParsedDocument | SourceError) and many and budget.skip:
                    budget.skip -= 1
                elif not (many and budget.skip):
                    yield part


def _members(
    archive: zipfile.ZipFile,
) -> tuple[list[zipfile.ZipInfo], Counter[str], list[str]]:
    """The files to parse, in order of name; how many there are of other kinds; and the names that
    several have."""
    members: dict[str, zipfile.ZipInfo] = {}
    others: Counter[str] = Counter()
    again: dict[str, None] = {}
    for member in archive.infolist():
        name = _safe_name(member.filename)
        parts = name.split("/")
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if member.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        if is_link or not is_readable(PurePosixPath(name)):
            others["link" if is_link else ending_of(name) or "no ending"] += 1
        else:
            if name in members:
                again[name] = None
            members[name] = member
    return [members[name] for name in sorted(members)], others, list(again)


def _safe_name(name: str) -> str:
    """The name as a path that stays inside the archive."""
    path = posixpath.normpath(f"/{name.replace(chr(92), '/')}")
    return "".join(c if c.isprintable() else "\ufffd" for c in path.lstrip("/"))


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    source: str,
    name: str,
    options: Options,
    budget: _Budget,
    depth: int,
) -> Iterator[Part]:
    try:
        data = _unpacked(archive, member, f"{source}{name}", budget)
        form = format_of(name)
        if form.module == "archive":
            yield from _read(io.BytesIO(data), source, options, budget, name, depth + 1)
            return
        for part in form.parser()(io.BytesIO(data), f"{source}{name}", options):
            if isinstance(part, ParsedDocument | Opened):
                yield replace(part, name=f"{name}{part.name}")
            else:
                yield part
    except ForeignError as error:
        yield Remark(f"{name}: skipped: {error.reason}")
    except SourceError as error:
        yield error
    except MemoryError:
        raise
    except Exception as error:  # parsers raise anything for damaged files
        yield SourceError(f"{source}{name}", f"cannot be read; it may be damaged ({error!r:.200})")


def _unpacked(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, budget: _Budget
) -> bytes:
    """The bytes of a file, counted as they come: the sizes in the archive may be wrong. Raises
    SourceError."""
    most = min(MOST_BYTES_EACH, format_of(name).most_bytes)
    packed = max(1, member.compress_size)
    data = bytearray()
    try:
        with archive.open(member) as file:
            while chunk := file.read(1 << 20):
                data += chunk
                budget.bytes -= len(chunk)
                if len(data) > most:
                    raise SourceError(name, f"over the limit of {most >> 20} MiB for one file")
                if len(data) > _SMALL and len(data) / packed > MOST_TIMES:
                    raise SourceError(name, f"packed more than {MOST_TIMES} times, so not unpacked")
                if budget.bytes < 0:
                    raise SourceError(name, f"the archive has more than {MOST_BYTES >> 30} GiB")
    except _FAULTS as error:
        reason = (
            "it is locked with a password" if "encrypted" in str(error) else f"damaged ({error})"
        )
        raise SourceError(name, reason) from None
    if not data:
        raise SourceError(name, "the file is empty")
    return bytes(data)
