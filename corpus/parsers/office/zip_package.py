"""Files that are a ZIP archive of XML parts: Word, OpenDocument, EPUB."""

import zipfile
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.markup.trees import Element, xml_tree

_MOST_BYTES = 64 << 20  # of one part
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


class Package:
    """An open file of that kind. Raises SourceError where it is none."""

    def __init__(self, file: BinaryIO, source: str) -> None:
        self._source = source
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise SourceError(source, f"damaged, or not what its ending says ({error})") from None
        self.names = frozenset(self._archive.namelist())

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises SourceError."""
        try:
            with self._archive.open(name) as part:
                data = part.read(_MOST_BYTES + 1)
        except KeyError:
            raise SourceError(self._source, f"damaged: it has no {name}") from None
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            if "encrypted" in str(error):
                raise SourceError(
                    self._source, "it is locked with a password; save a copy without one"
                ) from None
            raise SourceError(self._source, f"damaged: {name} ({error})") from None
        if len(data) > _MOST_BYTES:
            raise SourceError(self._source, f"more than {_MOST_BYTES >> 20} MiB in {name}")
        return data

    def tree(self, name: str) -> Element:
        """The tree of an XML part. Entities are not resolved, nothing is fetched."""
        try:
            return xml_tree(self.part(name))
        except ValueError as error:
            raise SourceError(self._source, f"damaged: {name} ({error})") from None


def dublin_core(root: Element, name: str) -> str | None:
    """The Dublin Core elements of this name, joined; None where there are none."""
    found = [(one.text or "").strip() for one in root.iter(f"{_DUBLIN_CORE}{name}")]
    return ", ".join(one for one in found if one) or None
