"""Locators: the place of a quote in its document, in words."""

import re
from collections.abc import Iterable

from corpus.document import Document
from corpus.outline import Kind, OutlineEntry, markdown_headings
from corpus.text.front_matter import split_front_matter
from corpus.text.paragraphs import paragraphs

_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")
_STEP = " › "
# Of a heading that is a sentence: a comma follows. Abbreviations keep theirs.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})\.\Z")
# What tells a place by itself, and the word before it.
_POINTS = {Kind.TIME: "", Kind.PAGE: "page ", Kind.SLIDE: "slide ", Kind.CELL: "cell "}


def locate(document: Document, start: int) -> str:
    """The place of the character at ``start``: a time ("00:03:12"), a page ("page 12"), a slide, a
    notebook's cell, a sheet's row ("Budget, row 12"), else the paragraph, counted from the heading
    over it ("Kent › The night, paragraph 2"), from the chapter's beginning ("chapter 3 › paragraph
    4"), or from the text's ("paragraph 7").

    Paragraphs are separated by blank lines; in a text without blank lines, they are those of
    ``corpus.text.paragraphs``. Front matter does not count, and neither does a heading that is the
    document's title, with or without an abbreviation in brackets.
    """
    text = document.text
    _, body = split_front_matter(text)
    passed = [one for one in _outline(document, body) if one.start <= start]
    last = {one.kind: one.label for one in passed}
    if Kind.ROW in last:
        sheet = f"{last[Kind.CHAPTER]}, " if Kind.CHAPTER in last else ""
        return f"{sheet}row {last[Kind.ROW]}"
    for kind, words in _POINTS.items():
        if kind in last:
            return f"{words}{last[kind]}"
    path = _path(passed)
    if path:
        body = path[-1].end
    end = next((one.start for one in _outline(document, body) if one.start > start), len(text))
    counted = f"paragraph {_paragraph(text, body, start, end)}"
    labels = [_FULL_STOP.sub("", one.label) for one in path if not _is_title(one, document.title)]
    if not labels:
        return counted
    joint = _STEP if path[-1].kind is Kind.CHAPTER else ", "
    return f"{_STEP.join(labels)}{joint}{counted}"


def _outline(document: Document, body: int) -> Iterable[OutlineEntry]:
    """The stored outline, which says where code is, too; of plain text, the headings found in
    it."""
    outline = document.outline or markdown_headings(document.text, body)
    return (one for one in outline if one.kind is not Kind.CODE)


def _path(passed: list[OutlineEntry]) -> list[OutlineEntry]:
    """The chapter and headings above a place, the highest first."""
    path: list[OutlineEntry] = []
    for one in passed:
        while path and path[-1].level >= one.level:
            path.pop()
        path.append(one)
    return path


def _is_title(entry: OutlineEntry, title: str | None) -> bool:
    return title is not None and _unbracketed(entry.label) == _unbracketed(title)


def _unbracketed(name: str) -> str:
    """A name for comparison, without what stands in brackets at its end: laws and reports often
    have their abbreviation there in the heading but not in the title, or the other way round."""
    bare = name[: name.rfind("(")].strip() if name.endswith(")") else ""
    return (bare or name.strip()).casefold()


def _paragraph(text: str, body: int, start: int, end: int) -> int:
    """The number of the paragraph at ``start``, counted from ``body``; the section ends at
    ``end``."""
    body += len(text[body:end]) - len(text[body:end].lstrip())
    # Blank lines right before ``start`` count as well.
    breaks = len(_BLANK_LINES.findall(text[body:start]))
    if breaks == 0 and not _BLANK_LINES.search(text[:end].rstrip(), body):
        breaks = max(0, sum(body + one.start <= start for one in paragraphs(text[body:end])) - 1)
    return breaks + 1
