r"""LaTeX (.tex): the text that a document prints.

The source is converted to text, not stored as it is: nobody reads or cites a sentence with
``\emph``, ``\cite`` and comments in it, and comments are not meant for readers. Headings come from
``\section`` and the like, formulas are in Unicode, notes are at the end. Sections and equations
have no numbers; a reference is written as its key. Parts in other files (``\input``) are documents
of their own. Drawings and program listings are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.tex.macros import expanded, group_end, without_comments
from corpus.parsers.tex.plain import (
    CELL,
    HEADING,
    HEADING_END,
    LINE,
    NOTE,
    NOTE_END,
    printed,
)
from corpus.parsers.tex.verbatim import without_programs
from corpus.parsers.text_builder import TextBuilder
from corpus.text.encodings.decoding import decode

_BEGIN, _END = "\\begin{document}", "\\end{document}"
_FIELD = re.compile(r"\\(title|author|date)\s{0,9}(?:\[[^\]]{0,200}\]\s{0,9})?(?=\{)")
_OTHER_FILE = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]{1,200})\}")
_AND = re.compile(r"\\(?:and|AND|And)\b")
_NOTE = re.compile(f"{NOTE}([^{NOTE}{NOTE_END}]*){NOTE_END}")
_HEADING = re.compile(f"([{chr(HEADING + 1)}-{chr(HEADING + 6)}])([^{HEADING_END}]*){HEADING_END}")
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n\s*)+")
_BLANK = re.compile(r"\s+")
_AROUND = re.compile(f" ?([{LINE}{CELL}]) ?")
_MARKS = re.compile(f"[{chr(HEADING)}-{NOTE_END}]")
_MOST_FILES_NAMED = 5


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The document's text. Raises SourceError."""
    decoded = decode(file.read(), source)
    code = expanded(without_comments(without_programs(_MARKS.sub("\ufffd", decoded.text))))
    metadata, notes = _metadata(code)
    start = code.find(_BEGIN)
    body = code[start + len(_BEGIN) :] if start >= 0 else code
    body = body.partition(_END)[0]
    builder = TextBuilder()
    if metadata.title and start >= 0:
        builder.paragraph(metadata.title, 1)
    _write(builder, printed(body))
    if not builder:
        raise SourceError(source, "there is no text in it")
    notes = [*decoded.notes, *notes]
    others = list(dict.fromkeys(_OTHER_FILE.findall(body)))
    if others:
        named = ", ".join(others[:_MOST_FILES_NAMED])
        notes.append(f"parts in other files are not in it: {named}")
    found = builder.reading(metadata, notes)
    yield found if start >= 0 else replace(found, metadata=_titled(found))


def _titled(found: ParsedDocument) -> Metadata:
    """The metadata, with the first heading as the title: for a part of a larger document."""
    first = next(iter(found.outline), None)
    title = found.metadata.title or (first.label if first else None)
    return replace(found.metadata, title=title)


def _metadata(code: str) -> tuple[Metadata, list[str]]:
    fields: dict[str, str | None] = {}
    for match in _FIELD.finditer(code):
        inside = code[match.end() + 1 : group_end(code, match.end()) - 1]
        if match[1] == "author":
            names = [_line(printed(one)) for one in _AND.split(inside)]
            words = ", ".join(one for one in names if one)
        else:
            words = _line(printed(inside))
        name = "published" if match[1] == "date" else match[1]
        if words and "\\today" not in inside:
            fields.setdefault(name, words)
    return checked_metadata(fields)


def _line(words: str) -> str:
    return _BLANK.sub(" ", _MARKS.sub(" ", _NOTE.sub("", words))).strip()


def _write(builder: TextBuilder, text: str) -> None:
    notes: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        notes.append(found[1])
        return ""

    text = _NOTE.sub(set_aside, text)
    for part in [*_BLANK_LINE.split(text), *notes]:
        heading = _HEADING.search(part)
        if heading:
            builder.paragraph(_line(heading[2]), ord(heading[1]) - HEADING)
            part = part[heading.end() :]
        words = _AROUND.sub(r"\1", _BLANK.sub(" ", part)).replace(CELL, "\t")
        lines = [one.strip(" ") for one in words.split(LINE)]
        builder.paragraph("\n".join(_MARKS.sub("", one) for one in lines if one.strip()))
