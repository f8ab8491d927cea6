"""ZIP packages of XML parts: Office Open XML (.docx, .pptx, .xlsx), OpenDocument, EPUB."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.markup.trees import Element, tag_of, xml_elements, xml_tree

_MOST_BYTES = 64 << 20  # of one part
_MOST_BYTES_TOGETHER = 512 << 20  # of all parts together
_LOCKED = "it is locked with a password; save a copy without one"
# Packages with a password are stored inside a container of the old format.
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEAD = 1 << 16
_FAULTS = (
    zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError,
)  # fmt: skip
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
# The namespaces of "Strict Open XML", and the usual ones.
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL = {
    f"{_STRICT.decode()}{name}": f"http://schemas.openxmlformats.org/{usual}"
    for name, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("officeDocument/math", "officeDocument/2006/math"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("presentationml/main", "presentationml/2006/main"),
        ("spreadsheetml/main", "spreadsheetml/2006/main"),
        ("drawingml/main", "drawingml/2006/main"),
    )
}


class Package:
    """An open package. Raises SourceError if the file is not one."""

    def __init__(self, file: BinaryIO, source: str) -> None:
        self._source = source
        self._bytes = 0
        head = file.read(_HEAD)
        file.seek(0)
        if head.startswith(_OLD_CONTAINER):
            if _ENCRYPTED in head:
                raise SourceError(source, _LOCKED)
            raise SourceError(source, "it is in the old binary format; save it in the new one")
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise SourceError(source, f"damaged, or not what its ending says ({error})") from None
        contents: dict[str, tuple[int, int]] = {}
        for one in self._archive.infolist():
            content = (one.CRC, one.file_size)
            # Which one is meant, programs disagree: what is quoted may not be what others show.
            if contents.setdefault(one.filename, content) != content:
                raise SourceError(
                    source, f"damaged: it has {one.filename} twice, with different contents"
                )
        self.names = frozenset(contents)

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises SourceError."""
        try:
            with self._archive.open(name) as part:
                data = part.read(_MOST_BYTES + 1)
        except KeyError:
            raise SourceError(self._source, f"damaged: it has no {name}") from None
        except _FAULTS as error:
            if "encrypted" in str(error):
                raise SourceError(self._source, _LOCKED) from None
            raise SourceError(self._source, f"damaged: {name} ({error})") from None
        if len(data) > _MOST_BYTES:
            raise SourceError(self._source, f"more than {_MOST_BYTES >> 20} MiB in {name}")
        self._bytes += len(data)
        if self._bytes > _MOST_BYTES_TOGETHER:
            raise SourceError(self._source, f"more than {_MOST_BYTES_TOGETHER >> 20} MiB unpacked")
        return data

    def tree(self, name: str) -> Element:
        """The tree of an XML part. Entities are not resolved, nothing is fetched."""
        try:
            return xml_tree(self._xml(name))
        except ValueError as error:
            raise SourceError(self._source, f"damaged: {name} ({error})") from None

    def elements(self, name: str, *tags: str) -> Iterator[Element]:
        """The elements with these tags in an XML part, one at a time, which saves memory."""
        try:
            yield from xml_elements(self._xml(name), *tags)
        except ValueError as error:
            raise SourceError(self._source, f"damaged: {name} ({error})") from None

    def _xml(self, name: str) -> bytes:
        data = self.part(name)
        if _STRICT in data[:_HEAD]:
            for strict, usual in _USUAL.items():
                data = data.replace(strict.encode(), usual.encode())
        return data

    def related(self, part: str = "") -> "Relations":
        """The relationships of a part, or of the package itself (Office Open XML)."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        return Relations(self.tree(listed) if listed in self.names else None, folder, self.names)

    def main_part(self, usual: str) -> str:
        """The name of the main part, which may differ from the usual one."""
        return self.related().first("officeDocument") or usual


class Relations:
    """The parts that a part refers to, by id and by kind."""

    def __init__(self, root: Element | None, folder: str, names: frozenset[str]) -> None:
        self.by_id: dict[str, str] = {}
        self._by_kind: dict[str, list[str]] = {}
        for one in () if root is None else root:
            if tag_of(one) != "relationship" or one.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))[1:]
            if target in names:
                self.by_id[one.get("Id", "")] = target
                kind = one.get("Type", "").rpartition("/")[2]
                self._by_kind.setdefault(kind, []).append(target)

    def first(self, kind: str) -> str | None:
        """The first part of a kind, such as "footnotes"; None if there is none."""
        return next(iter(self.all(kind)), None)

    def all(self, kind: str) -> list[str]:
        """All parts of a kind."""
        return self._by_kind.get(kind, [])


def dublin_core(root: Element, name: str) -> str | None:
    """The Dublin Core elements of this name, joined; None where there are none."""
    found = [(one.text or "").strip() for one in root.iter(f"{_DUBLIN_CORE}{name}")]
    return ", ".join(one for one in found if one) or None


def core_properties(package: Package) -> dict[str, str | None]:
    """Title, author and language of an Office Open XML package."""
    place = package.related().first("core-properties") or "docProps/core.xml"
    if place not in package.names:
        return {}
    root = package.tree(place)
    names = (("title", "title"), ("author", "creator"), ("language", "language"))
    return {ours: dublin_core(root, theirs) for ours, theirs in names}
