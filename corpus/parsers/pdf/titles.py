"""Title of a PDF: what its metadata says, where that is a title, else its largest type."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from corpus.parsers.pdf.lines import Line

# Placeholder titles that programs write.
_JUNK = re.compile(
    r"^(?:\(?(?:untitled(?: document)?|anonymous|unknown|no title|none|null|title|test|print|output"
    r"|template|"
    r"unbenannt|ohne titel|sans titre|sin título|без названия)\)?\W*\d*"
    r"|(?:microsoft|ms) (?:word|powerpoint|excel|publisher|office)\b.*"
    r"|powerpoint[ -]?presentation|powerpoint-präsentation|présentation powerpoint|no slide title"
    r"|(?:document|dokument|documento|slide|folie|layout|sheet|blank|scan|image|page|form)[ _-]?\d*"
    r"|[a-z]:\\.*|file:.*|https?:.*|about:blank"
    r"|\S+[_/\\]\S+"
    r"|.*\.(?:docx?|odt|rtf|wpd|indd|qxd|tex|dvi|ps|eps|pdf|pptx?|odp|xlsx?|ods|pub|pages|md|html?"
    r"|txt|jpe?g|tiff?|png|pmd|p65|fm|lwp|cdr|ai))$",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_LARGER = 1.12  # than the type of the text
_TOP = 0.6  # of the lines of the page
_SAME_SIZE = 0.04
_LONGEST = 250
_LONGEST_DECLARED = 1000  # looked at, of a title in the metadata
_MOST_WORDS = 30
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?] ")


def title_of(declared: str, source: str, lines: Sequence[Line], body: float) -> str | None:
    """The title. ``declared`` is that of the metadata, ``lines`` are those of the first page with
    text, ``body`` is the type size of the text. None where there is none but the file's name."""
    declared = " ".join(declared.split())
    if is_title(declared, source):
        return declared
    return _largest_type(lines, body)


def is_title(declared: str, source: str) -> bool:
    """Whether a title in the metadata is one, and not the name of a file or a program's.

    >>> is_title("Storms over Kent", "a.pdf"), is_title("Microsoft Word - storms.doc", "a.pdf")
    (True, False)
    """
    stem = PurePath(source.replace("\\", "/")).stem
    return (
        _WORD.search(declared) is not None
        and _JUNK.match(declared[:_LONGEST_DECLARED]) is None
        and declared.casefold() != stem.casefold()
        and sum(one.isdigit() for one in declared) <= sum(one.isalpha() for one in declared)
    )


def _largest_type(lines: Sequence[Line], body: float) -> str | None:
    """The lines of the largest type at the top of a page, where it is larger than the text's."""
    lines = [line for line in lines if line.turn == 0]
    heights = sorted((line.base for line in lines), reverse=True)
    lowest = heights[min(len(heights) - 1, int(_TOP * len(heights)))] if heights else 0.0
    top = [line for line in lines if line.base >= lowest and _is_worded(line.words)]
    for size in sorted({line.size for line in top if line.size > _LARGER * body}, reverse=True):
        parts: list[Line] = []
        for line in lines:
            if abs(line.size - size) < _SAME_SIZE * size and line in top:
                if parts and not 0 < parts[-1].base - line.base < 2 * size:
                    break
                parts.append(line)
            elif parts:
                break
        title = " ".join(" ".join(line.words for line in parts).split())
        if 0 < len(title) <= _LONGEST and not _is_prose(title):
            return title
    return None


def _is_prose(words: str) -> bool:
    """Whether words are a notice in large type: several sentences."""
    return len(words.split()) > _MOST_WORDS or len(_SENTENCE_END.findall(words)) > 1


def _is_worded(words: str) -> bool:
    """Whether a line has words: no drop cap, no letters set apart ("N E W S")."""
    return _WORD.search(words) is not None
