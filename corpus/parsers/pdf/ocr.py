"""Text recognition (OCR) of pages that are pictures. Optional: the extra ``pullquote[ocr]``.

tesserocr 2.13 (MIT) has Tesseract 5.5 (Apache 2.0) in its wheel, 34 MB; language data are small
packages of the system ("tesseract-ocr-deu"), or files in a folder that is named.
"""

import os
import statistics
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from corpus.parsers.ocr_data import language_folder
from corpus.parsers.pdf.lines import Line, even_edges
from corpus.parsers.pdf.page import Picture

_NO_LANGUAGES = ("osd", "equ")
# Tesseract's names of languages, by ours.
_CODES = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell",
    "en": "eng", "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb",
    "hi": "hin", "hr": "hrv", "hu": "hun", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit",
    "lv": "lav", "nb": "nor", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron",
    "ru": "rus", "sk": "slk", "sl": "slv", "sr": "srp", "sv": "swe", "tr": "tur", "uk": "ukr",
    "zh": "chi_sim",
}  # fmt: skip
_MOST_TRIED = 8  # languages
# How sure, of 100, Tesseract is at least: of a line, else it is a picture; of a page, else it is a
# drawing, turned, or in a language without data. It is over 90 where the text is right.
_LEAST_SURE, _LEAST_SURE_PAGE = 40.0, 65
_EVEN = 0.25  # heights of lines that differ by less are one type size
_SIZE = 0.75  # of a line's height with its ascenders and descenders


def data_folder() -> Path | None:
    """The folder that has language data, if there is one and text recognition is installed."""
    return None if find_spec("tesserocr") is None else language_folder()


def recognizer(language: str | None) -> Callable[[Picture], list[Line]] | None:
    """A function that reads the lines of a picture, none of one that it is not sure of; None where
    no text recognition is installed. ``language``: that of the document, if it says. Else the
    first picture tells, by the language whose reading Tesseract is surest of."""
    folder = data_folder()
    if folder is None:
        return None
    names = sorted(path.stem for path in folder.glob("*.traineddata"))
    languages = [name for name in names if name not in _NO_LANGUAGES]
    if not languages:
        return None
    declared = _CODES.get((language or "").partition("-")[0].lower())
    return _Recognizer(
        folder, [declared] if declared and declared in languages else languages[:_MOST_TRIED]
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """A word and where its box begins and ends, in pixels."""

    text: str
    left: float
    right: float


class _Recognizer:
    """Reads pictures in one of some languages."""

    def __init__(self, folder: Path, languages: Sequence[str]) -> None:
        self._folder = folder
        self._languages = languages
        self._engine: Any = None

    def __call__(self, picture: Picture) -> list[Line]:
        if self._engine is None:
            self._engine = self._chosen(picture)
        _recognise(self._engine, picture)
        if self._engine.MeanTextConf() < _LEAST_SURE_PAGE:
            return []
        return _with_even_sizes(list(_lines(self._engine, picture)))

    def _chosen(self, picture: Picture) -> Any:
        """Tesseract, with the language that it is surest of."""
        engines = [_engine(self._folder, language) for language in self._languages]
        if len(engines) == 1:
            return engines[0]
        sure: list[int] = []
        for engine in engines:
            _recognise(engine, picture)
            sure.append(engine.MeanTextConf())
        return engines[sure.index(max(sure))]


def _engine(folder: Path, language: str) -> Any:
    # One thread: several spin and wait for each other on pages of this size.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    import tesserocr

    return tesserocr.PyTessBaseAPI(path=f"{folder}/", lang=language, psm=tesserocr.PSM.AUTO)


def _recognise(engine: Any, picture: Picture) -> None:
    engine.SetImageBytes(picture.pixels, picture.width, picture.height, 1, picture.stride)
    engine.SetSourceResolution(round(72 * picture.scale))
    engine.Recognize()


def _lines(engine: Any, picture: Picture) -> Iterator[Line]:
    """The lines that were recognised, in points from the lower left."""
    import tesserocr

    level = tesserocr.RIL.TEXTLINE
    iterator = engine.GetIterator()
    if iterator is None:
        return
    words_of = _words(engine)
    for number, line in enumerate(tesserocr.iterate_level(iterator, level)):
        if line.Empty(level) or line.Confidence(level) < _LEAST_SURE:
            continue
        words = " ".join(line.GetUTF8Text(level).split())
        box, baseline = line.BoundingBox(level), line.Baseline(level)
        if box is None or not any(one.isalnum() for one in words):
            continue
        left, top, right, bottom = box
        height = line.RowAttributes()["row_height"] or bottom - top
        base = baseline[0][1] if baseline else bottom
        found = words_of[number] if number < len(words_of) else []
        edges = _edges(words, found) or even_edges(left, right, len(words))
        yield Line(
            words,
            edges=array("f", (edge / picture.scale for edge in edges)),
            left=left / picture.scale,
            right=right / picture.scale,
            base=(picture.height - base) / picture.scale,
            size=_SIZE * height / picture.scale,
        )


def _words(engine: Any) -> list[list[_Word]]:
    """The words of each line, empty lines too."""
    import tesserocr

    found: list[list[_Word]] = []
    iterator = engine.GetIterator()
    for word in tesserocr.iterate_level(iterator, tesserocr.RIL.WORD):
        if not found or word.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
            found.append([])
        box = word.BoundingBox(tesserocr.RIL.WORD)
        if box is not None and not word.Empty(tesserocr.RIL.WORD):
            text = "".join(word.GetUTF8Text(tesserocr.RIL.WORD).split())
            found[-1].append(_Word(text, box[0], box[2]))
    return found


def _edges(line: str, words: Sequence[_Word]) -> Sequence[float]:
    """The edges of a line's characters, by the boxes of its words; none where the line has other
    words. Inside a word, all characters count as equally wide."""
    if not words or " ".join(word.text for word in words) != line:
        return ()
    from_right = words[0].left > words[-1].left
    edges: list[float] = []
    end = 0.0
    for word in words:
        near, far = (word.right, word.left) if from_right else (word.left, word.right)
        if edges:
            edges.append(end)
        edges += even_edges(near, far, len(word.text))[:-1]
        end = far
    return [*edges, end]


def _with_even_sizes(lines: list[Line]) -> list[Line]:
    """The lines with one type size for all that are about as high: a scan's heights vary."""
    groups: list[list[float]] = []
    for size in sorted(line.size for line in lines):
        if groups and size < (1 + _EVEN) * groups[-1][0]:
            groups[-1].append(size)
        else:
            groups.append([size])
    size_of = {one: round(statistics.median(group), 1) for group in groups for one in group}
    return [replace(line, size=size_of[line.size]) for line in lines]
