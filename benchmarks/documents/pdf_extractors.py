"""Extractors of PDF text that are compared: Pullquote's parser, and others where installed.

Each is a function from a file to its paragraphs.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import SourceError
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.pdf.document import parse

Extractor = Callable[[Path], list[str]]
_BLANK_LINE = re.compile(r"\n[ \t]*\n|\f")


def pullquote(path: Path) -> list[str]:
    """As Pullquote stores it; nothing where the file is refused."""
    try:
        with path.open("rb") as file:
            return [
                paragraph
                for part in parse(file, path.name, Options())
                if isinstance(part, ParsedDocument)
                for paragraph in paragraphs_of(part.text)
            ]
    except SourceError:
        return []


def paragraphs_of(text: str) -> list[str]:
    """What stands between blank lines, the lines of each put together."""
    parts = (" ".join(part.split()) for part in _BLANK_LINE.split(text))
    return [part for part in parts if part]


def installed() -> dict[str, Extractor]:
    """The other extractors that are installed, by name."""
    found: dict[str, Extractor] = {}
    if shutil.which("pdftotext"):
        found["pdftotext"] = _pdftotext
    if find_spec("pypdf"):
        found["pypdf"] = _pypdf
    if find_spec("pdfminer"):
        found["pdfminer.six"] = _pdfminer
    return found


def _pdftotext(path: Path) -> list[str]:
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=False
    )
    return paragraphs_of(done.stdout.decode("utf-8", "replace"))


def _pypdf(path: Path) -> list[str]:
    from pypdf import PdfReader

    return paragraphs_of("\f".join(page.extract_text() for page in PdfReader(path).pages))


def _pdfminer(path: Path) -> list[str]:
    from pdfminer.high_level import extract_text

    return paragraphs_of(extract_text(path))
