"""Automatic numbers of OpenDocument lists and headings: "1.2", "(a)", "Article IV.".

List styles define how each level is numbered; the program that displays the file counts. A list may
continue another one. Numbered headings are one list through the whole document.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.parsers.markup.trees import Element, tag_of
from corpus.parsers.office.list_numbers import number
from corpus.parsers.office.opendocument.names import STYLE, TEXT, XML
from corpus.parsers.office.values import whole_number

_FORMAT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}num-list-format"
_PLACE = re.compile(r"%(\d{1,2})%")
_LEVEL_STYLES = (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_LISTED_FORMS = {"01": "decimalZero", "1st": "ordinal", "一": "chineseCounting"}


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    prefix: str
    suffix: str
    shown: int  # how many levels are printed
    start: int
    joint: str
    pattern: str | None  # "%1%.%2%", an extension of LibreOffice


_Style = dict[int, _Level]


@dataclass(slots=True)
class _Counts:
    """The counters of a list, by level."""

    by_level: dict[int, int] = field(default_factory=dict)

    def step(self, level: int, start: int) -> None:
        """Counts one more on a level; lower levels restart."""
        self.by_level[level] = self.by_level[level] + 1 if level in self.by_level else start
        self.restart_under(level)

    def restart_under(self, level: int) -> None:
        """Lower levels restart."""
        for deeper in [one for one in self.by_level if one > level]:
            del self.by_level[deeper]


class OdtNumbering:
    """Numbers the paragraphs of a document."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._styles: dict[str, _Style] = {}
        self._outline: _Style = {}
        for root in roots:
            for one in root.iter(f"{TEXT}list-style"):
                self._styles.setdefault(one.get(f"{STYLE}name", ""), _style(one))
            for one in root.iter(f"{TEXT}outline-style"):
                self._outline = self._outline or _style(one)
        self._by_id: dict[str, _Counts] = {}
        self._by_style: dict[str, _Counts] = {}
        self._headings = _Counts()
        self._labels: dict[Element, str] = {}

    def labels(self, body: Element) -> dict[Element, str]:
        """The number of each numbered paragraph, with its separator."""
        stack = list(reversed(body))
        while stack:
            element = stack.pop()
            if element.tag == f"{TEXT}list":
                self._list(element)
            elif element.tag == f"{TEXT}h":
                self._heading(element)
            elif element.tag != f"{TEXT}p":
                stack.extend(reversed(element))
        return self._labels

    def _list(self, element: Element) -> None:
        style = element.get(f"{TEXT}style-name", "")
        counts = self._by_id.get(element.get(f"{TEXT}continue-list", ""))
        if counts is None and element.get(f"{TEXT}continue-numbering") == "true":
            counts = self._by_style.get(style)
        counts = counts or _Counts()
        self._by_style[style] = counts
        name = element.get(f"{XML}id")
        if name:
            self._by_id[name] = counts
        self._items(element, style, 1, counts)

    def _items(self, element: Element, style: str, level: int, counts: _Counts) -> None:
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            own = item.get(f"{TEXT}style-override", style)
            first = next((one for one in item if isinstance(one.tag, str)), None)
            has_words = first is not None and first.tag in _PARAGRAPHS
            known = self._styles.get(own, {})
            if item.tag == f"{TEXT}list-item" and (has_words or level not in counts.by_level):
                self._count(item, known.get(level), level, counts)
                if has_words:
                    self._labels[first] = _label(known, level, counts)
            for inner in item:
                if inner.tag == f"{TEXT}list":
                    self._items(inner, inner.get(f"{TEXT}style-name", own), level + 1, counts)

    def _heading(self, element: Element) -> None:
        level = whole_number(element.get(f"{TEXT}outline-level"), 1)
        if element.get(f"{TEXT}is-list-header") == "true" or level not in self._outline:
            return
        self._count(element, self._outline[level], level, self._headings)
        self._labels[element] = _label(self._outline, level, self._headings)

    def _count(self, element: Element, style: _Level | None, level: int, counts: _Counts) -> None:
        start = element.get(f"{TEXT}start-value")
        if start is not None:
            counts.by_level[level] = whole_number(start, 1)
            counts.restart_under(level)
        else:
            counts.step(level, style.start if style else 1)


def _label(style: _Style, level: int, counts: _Counts) -> str:
    own = style.get(level)
    if own is None or not own.form:
        return ""

    def printed(other: int) -> str:
        above = style.get(other)
        return number(counts.by_level.get(other, above.start), above.form) if above else ""

    if own.pattern is not None:
        label = _PLACE.sub(lambda match: printed(int(match[1])), own.pattern)
    else:
        shown = range(max(1, level - own.shown + 1), level + 1)
        numbers = ".".join(one for one in map(printed, shown) if one)
        label = f"{own.prefix}{numbers}{own.suffix}"
    return f"{label.strip()}{own.joint}" if label.strip() else ""


def _style(element: Element) -> _Style:
    """The numbered levels of a list style, without bullets and pictures."""
    found: _Style = {}
    for one in element:
        if one.tag not in _LEVEL_STYLES:
            continue
        follows = next(
            (part.get(f"{TEXT}label-followed-by") for part in one.iter()
             if tag_of(part) == "list-level-label-alignment"),
            None,
        )  # fmt: skip
        form = one.get(f"{STYLE}num-format", "")
        found[whole_number(one.get(f"{TEXT}level"), 1)] = _Level(
            form=_LISTED_FORMS.get(form.partition(",")[0], form),
            prefix=one.get(f"{STYLE}num-prefix", ""),
            suffix=one.get(f"{STYLE}num-suffix", ""),
            shown=whole_number(one.get(f"{TEXT}display-levels"), 1),
            start=whole_number(one.get(f"{TEXT}start-value"), 1),
            joint="" if follows == "nothing" else " ",
            pattern=one.get(_FORMAT),
        )
    return found
