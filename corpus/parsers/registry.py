"""Parsers by file name ending. Each is a module here, imported when it is first needed.

All but plain text is parsed in a process of its own (``corpus.sandbox.client``).
"""

import importlib
from dataclasses import dataclass
from pathlib import PurePath

from corpus.errors import SourceError
from corpus.parsers.parsed import Parser

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. ``module``, relative to this package, has the function ``parse``, a
    ``Parser``.

    ``edition`` goes up when the parser gives other text or outline than before: then files that
    did not change are read again. ``many``: such a file holds many documents. ``only``: in a folder
    or an archive, files of this name alone are meant; most others of the kind are something else.
    ``needs``: the module whose ``can_be_read`` says whether such files in a folder can be read
    here.
    """

    module: str
    edition: int = 1
    isolated: bool = True
    many: bool = False
    most_bytes: int = 64 * _MIB
    only: str = ""
    needs: str = ""

    def parser(self) -> Parser:
        """The function that reads; what it needs is imported now."""
        return parser_in(self.module)


def parser_in(module: str) -> Parser:
    """The function ``parse`` of a module."""
    parse: Parser = importlib.import_module(parser_name(module)).parse
    return parse


def parser_name(module: str) -> str:
    """The full name of a parser's module."""
    return module if module.startswith("tests.") else f"{__package__}.{module}"


_PLAIN = Format("plain_text", edition=2, isolated=False)
_HTML = Format("markup.html", edition=8)
_SUBTITLES = Format("subtitles", edition=3)
_IMAGE = Format("image", most_bytes=128 * _MIB, needs="corpus.parsers.image")
_STREAMED = 64 << 30  # read piece by piece
_LINES = Format("records.jsonl", edition=3, many=True, most_bytes=_STREAMED)
_TABLE = Format("records.table", edition=3, many=True, most_bytes=_STREAMED)

FORMATS: dict[str, Format] = {
    ".txt": _PLAIN,
    ".text": _PLAIN,
    ".md": _PLAIN,
    ".markdown": _PLAIN,
    ".rst": _PLAIN,
    ".adoc": _PLAIN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".pdf": Format("pdf.document", edition=7, most_bytes=512 * _MIB),
    ".png": _IMAGE,
    ".jpg": _IMAGE,
    ".jpeg": _IMAGE,
    ".tif": _IMAGE,
    ".tiff": _IMAGE,
    ".docx": Format("office.word.docx", edition=3, most_bytes=256 * _MIB),
    ".doc": Format("office.old_word.doc", most_bytes=256 * _MIB),
    ".odt": Format("office.opendocument.odt", edition=2, most_bytes=256 * _MIB),
    ".pptx": Format("office.slides.pptx", most_bytes=256 * _MIB),
    ".xlsx": Format("office.sheets.xlsx", edition=2, most_bytes=256 * _MIB),
    ".epub": Format("office.books.epub", edition=6, most_bytes=256 * _MIB),
    ".rtf": Format("office.rtf", edition=2),
    ".tex": Format("tex.document"),
    ".ipynb": Format("notebook"),
    ".eml": Format("mail.eml", edition=5),
    ".mbox": Format("mail.mbox", edition=4, many=True, most_bytes=_STREAMED),
    ".srt": _SUBTITLES,
    ".vtt": _SUBTITLES,
    ".jsonl": _LINES,
    ".ndjson": _LINES,
    ".csv": _TABLE,
    ".tsv": _TABLE,
    ".json": Format(
        "records.json_file", edition=3, many=True, most_bytes=_STREAMED, only="result.json"
    ),
    ".zip": Format("archive", edition=2, many=True, most_bytes=_STREAMED),
    ".rss": Format("markup.feed", edition=5, many=True),
    ".atom": Format("markup.feed", edition=5, many=True),
}


def ending_of(name: str | PurePath) -> str:
    """The file name ending by which a parser is chosen: ".md"."""
    return PurePath(name).suffix.lower()


def is_readable(path: PurePath) -> bool:
    """Whether files of this name in a folder are to be read."""
    found = FORMATS.get(ending_of(path))
    if found is None or found.only not in ("", path.name):
        return False
    return not found.needs or bool(importlib.import_module(found.needs).can_be_read())


def format_of(name: str | PurePath) -> Format:
    """The format of files of this name. Raises SourceError with the endings that are known."""
    found = FORMATS.get(ending_of(name))
    if found is None:
        suffix = PurePath(name).suffix
        kind = f"{suffix} files" if suffix else "files without an ending"
        raise SourceError(name, f"{kind} cannot be read; readable are {', '.join(FORMATS)}")
    return found
