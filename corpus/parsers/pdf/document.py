"""PDF: text by page, in the order of reading, lines put together to paragraphs again.

Compared on files that LibreOffice, Chromium (with two columns and hyphenation) and pdfTeX made:
PDFium (through pypdfium2 5, Apache 2.0 or BSD; 8 MB) kept words whole and columns apart in all of
them, at 3 ms a page (5 with what is done here). pypdf 7 (BSD) broke words at soft hyphens ("vill
ages") and left ligatures; pdfminer.six (MIT) did so too, tore justified lines apart and tables into
columns, and both take 10 to 20 times as long. (PyMuPDF reads well and is AGPL.)

What a page repeats at its top or bottom (running titles, page numbers) is left out, for else it
would stand in the middle of sentences. A word that was hyphenated at a line's end is put together
again; a hyphen there is kept in files that do not hyphenate, or that write the word with a hyphen
elsewhere. Compromise: tables are lines of words, and PDFium's order of reading is taken as it is.
"""

import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.outline import Kind
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.pdf.lines import Line, Page, Pdf
from corpus.parsers.text_builder import TextBuilder

_EDGE = 4  # lines at the top and at the bottom that may be recurring lines
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_BULLET = re.compile(r"[•◦▪‣●○–—*-]\s|\(?\d{1,3}[.)]\s")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\w[\w’'-]*\w")
_NO_TITLE = re.compile(
    r"^(?:untitled|microsoft word|document\d*)|\.(?:docx?|odt|indd|tex|pdf|qxd)$", re.I
)
_FIRST = re.compile(r"\w+")
_COMPOUND = re.compile(r"\w[-‐]$")
_BROKEN = re.compile(r"(?<!\w)(\w*[^\W\d_])([-‐\u00ad])$")
# More line-end hyphens than this share of lines are not all of words that have them anyway.
_HYPHENATED = 0.02


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The text of all pages. Raises SourceError for scans without text, and for locked files."""
    with Pdf(file, source) as pdf:
        about, language = pdf.about(), pdf.language()
        pages = list(pdf.pages())
    if not any(page.lines for page in pages):
        raise SourceError(source, _no_text(pages))
    notes = []
    empty = [page.label for page in pages if page.has_pictures]
    if empty:
        shown = ", ".join(empty[:8]) + (", …" if len(empty) > 8 else "")
        notes.append(f"{len(empty)} of {len(pages)} pages are pictures without text ({shown})")
    composer = TextBuilder()
    compose_pages(pages, composer)
    title = about.get("Title", "").strip()
    metadata, _ = checked_metadata(
        {
            "title": None if _NO_TITLE.search(title) else title,
            "author": about.get("Author"),
            "language": language,
        }
    )
    yield composer.reading(metadata, notes)


def _no_text(pages: Sequence[Page]) -> str:
    if any(page.has_pictures for page in pages):
        return (
            f"a scan, whose pages ({len(pages)}) are pictures without text; let a text recognition "
            "such as ocrmypdf put a text layer in, and add the result"
        )
    return f"there is no text on its pages ({len(pages)})"


def compose_pages(pages: Sequence[Page], composer: TextBuilder) -> None:
    """Adds the paragraphs of pages, and where each page begins."""
    recurring_lines = _recurring_lines(pages)
    kept = [
        replace(page, lines=[line for line in page.lines if id(line) not in recurring_lines])
        for page in pages
    ]
    hyphens = _Hyphens([line.words for page in kept for line in page.lines])
    label = None
    for paragraph in _paragraphs(kept):
        words: list[str] = []
        parting = "\n\n"
        for (page, line), (_, above) in zip(paragraph, [(None, None), *paragraph], strict=False):
            joint = "\n\n"
            if above is not None:
                words[-1], joint = hyphens.join(words[-1], line.words)
            if page != label:
                # A paragraph that goes on over the page is not parted there.
                composer.paragraph("".join(words), parting=parting)
                composer.landmark(Kind.PAGE, page)
                label, words, parting = page, [], joint
            elif above is not None:
                words.append(joint)
            words.append(line.words)
        composer.paragraph("".join(words), parting=parting)


def _paragraphs(pages: Sequence[Page]) -> Iterator[list[tuple[str, Line]]]:
    """The lines of each paragraph, with the page of each."""
    paragraph: list[tuple[str, Line]] = []
    edge = 0.0
    for page in pages:
        pitch = _pitch(page.lines)
        body = statistics.median(line.size for line in page.lines) if page.lines else 0.0
        for line in page.lines:
            above = paragraph[-1] if paragraph else None
            turned = above is not None and above[0] != page.label
            if above and not (
                _goes_on(above[1], line, edge, pitch, turned=turned)
                or (not turned and _is_headline(above[1], line, body))
            ):
                yield paragraph
                paragraph = []
            paragraph.append((page.label, line))
            edge = _edge(line, page.lines)
    if paragraph:
        yield paragraph


def _goes_on(above: Line, line: Line, edge: float, pitch: float, *, turned: bool) -> bool:
    """Whether a line belongs to the paragraph of the one above it, which could have reached to
    ``edge``. ``turned``: they are on two pages."""
    if abs(above.size - line.size) > 0.08 * above.size or _BULLET.match(line.words):
        return False
    first = line.words.split(maxsplit=1)[0]
    width = (line.right - line.left) * len(first) / len(line.words)
    if edge - above.right > width + 0.5 * line.size:
        return False  # the line was ended on purpose: the next word would have fitted
    if turned or line.base > above.base:  # another page, another column
        return not _ENDS.search(above.words)
    if above.base - line.base > 1.3 * pitch:
        return False
    is_indented = line.left > above.left + 0.6 * line.size
    return not is_indented or bool(_BULLET.match(above.words))


def _is_headline(above: Line, line: Line, body: float) -> bool:
    """Whether two lines are one headline, which is broken where it looks well."""
    step = above.base - line.base
    return (
        min(above.size, line.size) > 1.15 * body
        and 0 < step < 1.4 * line.size
        and (abs(above.size - line.size) < 0.08 * line.size)
    )


def _edge(line: Line, lines: Sequence[Line]) -> float:
    """The right edge of a line's column: as far as lines of its type size go that begin about where
    it does, one alone (a caption, a wide line of a table) not counted."""
    rights = sorted(
        (
            other.right
            for other in lines
            if abs(other.left - line.left) < 2.5 * line.size
            and abs(other.size - line.size) < 0.08 * line.size
        ),
        reverse=True,
    )
    for right, following in itertools.pairwise(rights):
        if right - following < 1.5 * line.size:
            return right
    return rights[0]


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance of two lines."""
    steps = [
        above.base - line.base
        for above, line in itertools.pairwise(lines)
        if 0.5 * line.size < above.base - line.base < 2.5 * line.size
    ]
    # The lower quartile: where every paragraph is one line, most steps are between paragraphs.
    return statistics.quantiles(steps, n=4)[0] if len(steps) > 1 else sum(steps)


def _recurring_lines(pages: Sequence[Page]) -> set[int]:
    """The lines (by identity) that stand at one height at the top or bottom of several pages and
    are the same but for numbers, or begin or end with the page's."""
    same: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    numbered: defaultdict[int, list[int]] = defaultdict(list)
    for page in pages:
        # A page of few lines has fewer that are none of its text. By place: programs may draw heads
        # and feet before the body or after it.
        edge = min(_EDGE, len(page.lines) // 3)
        by_height = sorted(page.lines, key=lambda line: -line.base)
        for line in [*by_height[:edge], *by_height[len(by_height) - edge :]]:
            height = round(line.base / 3)
            same[_DIGITS.sub("#", line.words), height].append(id(line))
            if page.label in (line.words.split()[0], line.words.split()[-1]):
                numbered[height].append(id(line))
    enough = 3 if len(pages) > 4 else 2
    groups = [*same.values(), *numbered.values()]
    return {one for lines in groups if len(lines) >= enough for one in lines}


class _Hyphens:
    """What stands between two lines of a paragraph: a space, or nothing where a word goes on."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._known = Counter(word.casefold() for word in _WORD.findall(" ".join(lines)))
        broken = [_parts(*pair) for pair in itertools.pairwise(lines)]
        parts = [one for one in broken if one is not None]
        whole = sum(self._known[f"{one}{two}"] > 0 for one, two in parts)
        hyphened = sum(self._known[f"{one}-{two}"] > 0 for one, two in parts)
        # By the words that stand elsewhere in the file too; else, by how many are broken.
        self._hyphenates = (
            whole > hyphened if whole or hyphened else len(parts) > _HYPHENATED * len(lines)
        )

    def join(self, above: str, below: str) -> tuple[str, str]:
        """The upper line as it is to stand, and what comes between it and the lower one."""
        parts, broken = _parts(above, below), _BROKEN.search(above)
        if parts is None or broken is None:
            is_compound = _COMPOUND.search(above) is not None and below[0].isalnum()
            return above, "" if is_compound else " "
        is_soft = broken[2] != "-" or self._known["".join(parts)] > 0
        if not is_soft and (self._known["-".join(parts)] or not self._hyphenates):
            return above, ""
        return above[: broken.start(2)], ""


def _parts(above: str, below: str) -> tuple[str, str] | None:
    """The two parts of the word that may be broken at the end of a line, in lower case."""
    broken, rest = _BROKEN.search(above), _FIRST.match(below)
    if broken is None or rest is None or not below[0].islower():
        return None
    return broken[1].casefold(), rest[0].casefold()
