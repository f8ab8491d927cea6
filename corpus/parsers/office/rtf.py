r"""RTF: paragraphs, headings, tables, notes.

striprtf 0.0.35 (BSD; one module) decodes it: in files of pandoc and LibreOffice all words are
found, in the right encoding. Other converters need LibreOffice or pandoc installed. Since striprtf
ignores formatting, ``corpus.parsers.office.rtf_groups`` first removes hidden text and moves notes
to the end. What striprtf would add (addresses of links, bars between cells) is removed, too.
Headings (``\outlinelevel``) are marked by private-use characters.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from striprtf.striprtf import rtf_to_text

from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.parsers.office.rtf_groups import simplified
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

_CELL = re.compile(r"\\(?:nest)?cell(?![a-z]) ?")
_LINE = re.compile(r"\\line(?![a-z]) ?")
_STYLE = re.compile(r"\{\\s(\d+)(?!\d)([^{}]*);\}")
_STYLE_LEVEL = re.compile(r"\\outlinelevel([0-5])(?!\d)|\bheading ([1-6])$", re.I)
_IN_STYLE = re.compile(r"\\s(\d+)(?!\d)")
_LEVEL = re.compile(r"\\outlinelevel([0-5])(?!\d)")
_MARK = 0xE000  # and the five after it
_MARKS = re.compile(f"[{chr(_MARK)}-{chr(_MARK + 5)}]")
_INFO = re.compile(r"\{\\(title|author)\s((?:[^{}]|\{[^{}]*\})*)\}")


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The document's text. Raises SourceError."""
    data = file.read()
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise SourceError(source, "not an RTF file (it does not begin like one)")
    # RTF is ASCII, or has single bytes of a code page that it names.
    code = data.decode("cp1252", "replace")
    levels = _levels_of_styles(code)
    composer = TextBuilder()
    for line in _plain(simplified(code), levels).split("\n"):
        marks = _MARKS.findall(line)
        words = _MARKS.sub("", line).replace("\u2028", "\n")
        composer.paragraph(words.strip(), ord(marks[-1]) - _MARK + 1 if marks else 0)
    if not composer:
        raise SourceError(source, "there is no text in it")
    info = code.partition("{\\info")[2][:10_000]
    head = code.partition("{\\fonttbl")[0][:200]
    about = {name: _plain(f"{head}{{{words}}}}}").strip() for name, words in _INFO.findall(info)}
    metadata, notes = checked_metadata(about)
    yield composer.reading(metadata, notes)


def _levels_of_styles(code: str) -> dict[str, int]:
    """The levels (from 0) of the styles that are headings, by the styles' numbers."""
    found = {}
    for number, style in _STYLE.findall(code.partition("{\\stylesheet")[2][:200_000]):
        if level := _STYLE_LEVEL.search(style):
            found[number] = int(level[1]) if level[1] else int(level[2]) - 1
    return found


def _plain(code: str, levels: Mapping[str, int] | None = None) -> str:
    code = _CELL.sub(r"\\tab ", code)
    code = _LINE.sub("\u2028", code)
    code = _LEVEL.sub(lambda found: f"{found[0]}{_mark(int(found[1]))}", code)
    if levels:
        code = _IN_STYLE.sub(
            lambda found: (
                f"{found[0]}{_mark(levels[found[1]])}" if found[1] in levels else found[0]
            ),
            code,
        )
    text: str = rtf_to_text(  # type: ignore[no-untyped-call]
        code.replace("HYPERLINK", "LINK"), errors="replace"
    )
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _mark(level: int) -> str:
    return chr(_MARK + level)
