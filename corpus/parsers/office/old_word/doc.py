"""Word 97 to 2003 (.doc): paragraphs, headings, tables, notes, text boxes.

olefile 0.47 (BSD) opens the container; ``binary`` decodes its streams. No library on the package
index parses these files without an external program (antiword, catdoc, LibreOffice), and such a
program would run outside the limits of the parsers' process. Hidden text, tracked deletions, field
codes, headers and comments are left out.

Files of other formats with this ending (RTF, HTML, .docx) are parsed as what they are.
"""

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

import olefile

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.parsers.markup.blocks import superscript
from corpus.parsers.office.old_word.binary import (
    DELETED,
    DROP_CAP,
    HIDDEN,
    LIST,
    LIST_LEVEL,
    OUTLINE_LEVEL,
    RAISED,
    ROW_END,
    WordBinary,
)
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.registry import parser_in
from corpus.parsers.text_builder import TextBuilder

_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"{\\rtf", "office.rtf"), (b"PK\x03\x04", "office.word.docx"), (b"<", "markup.html"),
)  # fmt: skip
_ADVICE = "save it as .docx in Word or LibreOffice, and add that"
_GONE = "\0"
_BEGIN, _MIDDLE, _END = "\x13", "\x14", "\x15"  # of fields
_CONTENTS = re.compile(r"\s*(?:TOC|INDEX|TOA)\b", re.I)
_LINE_BREAK, _CELL = "\x0b", "\x07"
_ENDS = ("\r", "\x0c", _CELL)
_CHARACTERS = str.maketrans(
    {"\x1e": "\u2011", "\x1f": "", "\xad": "", _LINE_BREAK: "\n", "\t": " ",
     **{chr(code): "" for code in (*range(9), 14, 15, *range(16, 0x1E)) if code != 7}}
)  # fmt: skip
_BLANK = re.compile(r" {2,}")
_LAST_HEADING = 9
_LONGEST_HEADING = 160
_MOST_FIELDS = 50  # nested


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The document's text. Raises SourceError."""
    head = file.read(512).lstrip(b"\xef\xbb\xbf \r\n\t")
    file.seek(0)
    for begins, module in _OTHERS:
        if head.startswith(begins):
            for part in parser_in(module)(file, source, options):
                if isinstance(part, ParsedDocument):
                    yield part
            return
    if not head.startswith(_CONTAINER):
        raise SourceError(source, "not a Word document (it does not begin like one)")
    try:
        with olefile.OleFileIO(file) as container:
            document = _document(container)
            about = _metadata(container)
        builder = _text(document)
    except SourceError as error:
        raise SourceError(source, error.reason) from None
    except ValueError as error:
        raise SourceError(source, f"{error}; {_ADVICE}") from None
    except (OSError, struct.error, IndexError, TypeError, OverflowError) as error:
        raise SourceError(source, f"damaged ({error}); {_ADVICE}") from None
    if not builder:
        raise SourceError(source, "there is no text in it")
    metadata, notes = about
    yield builder.reading(metadata, notes)


def _document(container: olefile.OleFileIO) -> WordBinary:
    if not container.exists("WordDocument"):
        raise ValueError("there is no Word document in it")

    def stream(name: str) -> bytes:
        return container.openstream(name).read() if container.exists(name) else b""

    return WordBinary(stream("WordDocument"), stream("0Table"), stream("1Table"))


def _metadata(container: olefile.OleFileIO) -> tuple[Metadata, list[str]]:
    found: dict[str, str | None] = {}
    if container.exists("\x05SummaryInformation"):
        properties = container.getproperties("\x05SummaryInformation")
        page = properties.get(1, 1252)
        encoding = "utf-8" if page in (65001, -535) else f"cp{page & 0xFFFF}"
        for name, number in (("title", 2), ("author", 4)):
            value = properties.get(number)
            if isinstance(value, bytes):
                try:
                    value = value.decode(encoding, "replace")
                except LookupError:
                    continue
            if isinstance(value, str):
                found[name] = value.strip("\0 ")
    return checked_metadata(found)


def _text(document: WordBinary) -> TextBuilder:
    characters = document.text()
    for run in document.characters:
        if run.codes.get(HIDDEN, 0) & 1 or run.codes.get(DELETED, 0) & 1:
            for start, end in document.spans(run):
                for place in range(start, end):
                    if characters[place] not in _ENDS:
                        characters[place] = _GONE
        elif run.codes.get(RAISED) == 1:
            for start, end in document.spans(run):
                characters[start:end] = superscript("".join(characters[start:end]))
    _take_out_fields(characters)
    main, footnotes, headers, macros, comments, endnotes, boxes = document.lengths
    builder = TextBuilder()
    start = 0
    for length, is_read in (
        (main, True), (footnotes, True), (headers, False), (macros, False), (comments, False),
        (endnotes, True), (boxes, True),
    ):  # fmt: skip
        end = min(len(characters), start + length)
        if is_read:
            _Part(document, characters, builder).write(start, end)
        start = end
    return builder


def _take_out_fields(characters: list[str]) -> None:
    """Keeps only the results of fields. A table of contents is removed as a whole."""
    opened: list[int] = []
    hides: list[bool] = []
    for place, character in enumerate(characters):
        if character == _BEGIN and len(opened) < _MOST_FIELDS:
            opened.append(place)
            hides.append(True)
        elif character == _MIDDLE and opened:
            code = "".join(characters[opened[-1] + 1 : min(place, opened[-1] + 20)])
            hides[-1] = _CONTENTS.match(code.replace(_GONE, "")) is not None
            characters[place] = _GONE
        elif character == _END and opened:
            opened.pop()
            hides.pop()
            characters[place] = _GONE
        if any(hides) and character not in _ENDS:
            characters[place] = _GONE


class _Part:
    """Writes one part of a document (the main text, the footnotes)."""

    def __init__(self, document: WordBinary, characters: list[str], builder: TextBuilder) -> None:
        self._document = document
        self._characters = characters
        self._builder = builder
        self._cell: list[str] = []
        self._row: list[str] = []
        self._after_row = False
        self._carried = ""

    def write(self, start: int, end: int) -> None:
        """Writes the characters ``[start, end)``."""
        begin = start
        for place in range(start, end):
            if self._characters[place] not in _ENDS and place + 1 < end:
                continue
            words = self._words(begin, place + 1)
            begin = place + 1
            run = self._document.paragraph_at(place)
            style = run.style if run is not None else 0
            own = run.codes if run is not None else {}
            codes = {**self._document.styles.codes(style), **own}
            if codes.get(ROW_END, 0) == 1:
                self._end_row()
            elif self._characters[place] == _CELL:
                words = self._label(codes, words) + words.strip()
                self._row.append(" ".join([*self._cell, words]).strip())
                self._cell.clear()
            elif DROP_CAP in codes and codes[DROP_CAP] & 7:
                self._carried += words.strip()
            else:
                words = self._carried + words
                self._carried = ""
                level = _level(self._document.styles.level(style), codes.get(OUTLINE_LEVEL))
                self._paragraph(self._label(codes, words) + words.strip(), level)
        self._end_row()

    def _label(self, codes: dict[int, int], words: str) -> str:
        """The number before a paragraph of a list. Empty paragraphs count, too."""
        if not codes.get(LIST):
            return ""
        label = self._document.lists.label(str(codes[LIST]), codes.get(LIST_LEVEL, 0))
        return label if words.strip() else ""

    def _words(self, start: int, end: int) -> str:
        words = "".join(self._characters[start:end]).replace(_GONE, "")
        words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return _BLANK.sub(" ", words.rstrip("".join(_ENDS)).translate(_CHARACTERS))

    def _paragraph(self, words: str, level: int) -> None:
        if words.strip():
            self._builder.paragraph(words, level if len(words) <= _LONGEST_HEADING else 0)
            self._after_row = False

    def _end_row(self) -> None:
        words = "\t".join(self._row).replace("\n", " ").strip()
        self._row.clear()
        if words:
            self._builder.paragraph(words, parting="\n" if self._after_row else "\n\n")
            self._after_row = True


def _level(by_style: int, outline: int | None) -> int:
    """A heading's level, 1 to 6, by its style or its own outline level (from 0); 0 for others."""
    level = outline + 1 if outline is not None else by_style
    return min(6, level) if 1 <= level <= _LAST_HEADING else 0
