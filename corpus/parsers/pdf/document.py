"""PDF parser: the text of all pages in reading order, lines put together to paragraphs.

Compared on files that LibreOffice, Chromium (with two columns and hyphenation) and pdfTeX made:
PDFium (through pypdfium2 5, Apache 2.0 or BSD; 8 MB) kept words whole and columns apart in all of
them, at 3 ms a page (10 with what is done here). pypdf 7 (BSD) broke words at soft hyphens ("vill
ages") and left ligatures; pdfminer.six (MIT) did so too, tore justified lines apart and tables into
columns, and both take 10 to 20 times as long as PDFium. (PyMuPDF reads well and is AGPL.)

PDFium gives characters (``pdfium``), which are assembled to lines (``page_lines``), with accents in
their letters (``accents``) and spaces where these leave room (``spaces``). A page's layout is
mended (``page_layout``); numbers beside lines (``line_numbers``), heads and feet
(``heads_and_feet``) are left out. Lines become paragraphs (``paragraphs``), of text or of programs
(``programs``), and words that were hyphenated at the end of a line are whole again (``hyphens``).
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from corpus.character_places import Frame
from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.outline import Kind
from corpus.parsers.parsed import Options, ParsedDocument, Remark
from corpus.parsers.pdf.heads_and_feet import heads_and_feet
from corpus.parsers.pdf.hyphens import Hyphens
from corpus.parsers.pdf.line_numbers import without_line_numbers
from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.ocr import recognizer
from corpus.parsers.pdf.page import Entry, Page, Picture
from corpus.parsers.pdf.page_layout import (
    in_columns,
    upright,
    with_drop_caps,
    with_entries,
)
from corpus.parsers.pdf.paragraphs.paragraphs import paragraphs
from corpus.parsers.pdf.pdfium import Pdf
from corpus.parsers.pdf.places import Places
from corpus.parsers.pdf.programs import indentation, is_program, without_typewriting
from corpus.parsers.pdf.text_layer import is_damaged
from corpus.parsers.pdf.titles import title_of
from corpus.parsers.pdf.type_sizes import body_size
from corpus.parsers.text_builder import TextBuilder

_WORD = re.compile(r"\w+")
# A page of fewer letters than this, with a picture, is a scan that somebody stamped.
_FEW_LETTERS = 100
_FEWEST_READ = 10  # letters; what is recognised of less is a speck
_TELL_SECONDS = 15.0  # between two words on how far text recognition is
_MOST_NAMED = 8  # pages in a note


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument | Remark]:
    """The text of all pages. Raises SourceError for scans that cannot be read, and for locked
    files."""
    with Pdf(file, source) as pdf:
        about, language = pdf.about(), pdf.language()
        read = list(pdf.pages())
        notes = yield from _recognise(pdf, read, recognizer(language))
    pages = laid_out(read)
    if not any(page.lines for page in pages):
        raise SourceError(source, _no_text(pages))
    builder = TextBuilder()
    places = Places(pages)
    kept = compose_pages(pages, builder, places)
    metadata, _ = checked_metadata({"author": about.get("Author"), "language": language})
    parsed = builder.reading(metadata, [*notes, *_notes(pages, kept)])
    first = next((lines for lines in kept if lines), [])
    title = title_of(about.get("Title", ""), source, first, body_size(kept))
    yield replace(parsed, metadata=replace(metadata, title=title), places=places.packed())


def _recognise(
    pdf: Pdf,
    read: list[tuple[Page, list[Entry]]],
    recognise: Callable[[Picture], list[Line]] | None,
) -> Generator[Remark, None, list[str]]:
    """Reads the pages that are pictures, or whose text layer is damaged, by text recognition where
    it is installed, and says so in their labels. Says how far it is; returns notes."""
    wanted = [
        number
        for number, (page, _) in enumerate(read)
        if page.has_pictures or is_damaged([line.words for line in page.lines])
    ]
    if recognise is None or not wanted:
        return []
    done: list[str] = []
    told = time.monotonic()
    for count, number in enumerate(wanted, 1):
        page, entries = read[number]
        picture = pdf.picture(number)
        lines = recognise(picture)
        letters = sum(len(line.words) for line in page.lines)
        found = [line.words for line in lines]
        if sum(map(len, found)) > max(_FEWEST_READ, 0.5 * letters) and not is_damaged(found):
            done.append(page.label)
            label = f"{page.label}, read by OCR"
            # What was recognised is measured on the picture.
            frame = Frame(0, 0, picture.width / picture.scale, picture.height / picture.scale)
            read[number] = (
                replace(page, label=label, lines=lines, has_pictures=False, frame=frame),
                entries,
            )
        if time.monotonic() - told > _TELL_SECONDS:
            yield Remark(f"text recognition has read {count} of {len(wanted)} pages")
            told = time.monotonic()
    if not done:
        return []
    return [f"{len(done)} of {len(read)} pages were read by OCR ({_some(done)})"]


def _no_text(pages: Sequence[Page]) -> str:
    if any(page.has_pictures for page in pages):
        return (
            f"a scan: its pages ({len(pages)}) are pictures without text; give it a text layer "
            "with a program such as ocrmypdf, and add the result"
        )
    return f"there is no text on its pages ({len(pages)})"


def _notes(pages: Sequence[Page], kept: Sequence[Sequence[Line]]) -> list[str]:
    """What the user should know of pages whose text is missing or damaged."""
    pictures, damaged = [], []
    for page, lines in zip(pages, kept, strict=True):
        if page.has_pictures and sum(len(line.words) for line in lines) < _FEW_LETTERS:
            pictures.append(page.label)
        elif is_damaged([line.words for line in page.lines]):
            damaged.append(page.label)
    notes = []
    if pictures:
        notes.append(
            f"{len(pictures)} of {len(pages)} pages are pictures with little or no text "
            f"({_some(pictures)})"
        )
    if damaged:
        notes.append(
            f"{len(damaged)} of {len(pages)} pages have a damaged text layer, so their text "
            f"differs from what they show ({_some(damaged)}); text recognition such as ocrmypdf "
            "--force-ocr can read them again"
        )
    return notes


def _some(labels: Sequence[str]) -> str:
    return ", ".join(labels[:_MOST_NAMED]) + (", …" if len(labels) > _MOST_NAMED else "")


def laid_out(read: Sequence[tuple[Page, Sequence[Entry]]]) -> list[Page]:
    """The pages with their lines in reading order, without line numbers, with what was entered in
    forms; and with labels that differ."""
    known = {
        word.casefold()
        for page, _ in read
        for line in page.lines
        for word in _WORD.findall(line.words)
    }
    pages = without_line_numbers([page.lines for page, _ in read])
    labels = _labels([page.label for page, _ in read])
    return without_typewriting(
        [
            replace(
                page,
                label=label,
                lines=with_entries(with_drop_caps(in_columns(upright(lines)), known), entries),
            )
            for (page, entries), lines, label in zip(read, pages, labels, strict=True)
        ]
    )


def _labels(labels: Sequence[str]) -> list[str]:
    """Labels that tell the pages apart: those that repeat say which sheet of the file it is."""
    count = Counter(labels)
    return [
        f"{label} (sheet {number} of {len(labels)})" if count[label] > 1 else label
        for number, label in enumerate(labels, 1)
    ]


def compose_pages(
    pages: Sequence[Page], builder: TextBuilder, places: Places | None = None
) -> list[list[Line]]:
    """Adds the paragraphs of pages, and where each page begins. Returns the lines of each page that
    are text. ``places`` gets the place of each line in the text."""
    margins = heads_and_feet(pages)
    kept: list[list[Line]] = [
        [line for line in page.lines if id(line) not in margins.dropped] for page in pages
    ]
    hyphens = Hyphens([line.words for lines in kept for line in lines])
    current: int | None = None
    found = paragraphs(kept, margins.kept)
    before: tuple[int, Line] | None = None
    for paragraph, following in zip(found, [*found[1:], []], strict=True):
        below = [line for page, line in following if page == paragraph[-1][0]]
        over = before[1] if before is not None and before[0] == paragraph[0][0] else None
        program = [line for _, line in paragraph]
        is_code = is_program(program, over, below)
        before = paragraph[-1]
        words: list[str] = []
        lines: list[Line] = []
        parting = "\n\n"
        above: Line | None = None
        for page, line in paragraph:
            joint = "\n\n"
            if above is not None and is_code:
                joint = f"\n{indentation(line, program)}"
            elif above is not None:
                words[-1], joint = hyphens.join(words[-1], line.words)
            if page != current:
                # A paragraph that goes on over the page is not parted there.
                _add(builder, words, parting, places, lines, current, is_code=is_code)
                builder.outline_entry(Kind.PAGE, pages[page].label)
                current, words, lines, parting = page, [], [], joint
            elif above is not None:
                words.append(joint)
            words.append(line.words)
            lines.append(line)
            above = line
        _add(builder, words, parting, places, lines, current, is_code=is_code)
    return [[line for line in lines if id(line) not in margins.kept] for lines in kept]


def _add(
    builder: TextBuilder,
    words: Sequence[str],
    parting: str,
    places: Places | None,
    lines: Sequence[Line],
    page: int | None,
    *,
    is_code: bool = False,
) -> None:
    """Adds a paragraph, or its part on one page. ``words`` are those of its lines, with what stands
    between two of them."""
    text = "".join(words)
    builder.paragraph(text, parting=parting, is_code=is_code)
    if places is None or page is None or not text.strip():
        return
    start = len(builder) - len(text.strip()) - (len(text) - len(text.lstrip()))
    for number, line in enumerate(lines):
        if number:
            start += len(words[2 * number - 1])
        places.add(start, page, line, len(words[2 * number]))
        start += len(words[2 * number])
