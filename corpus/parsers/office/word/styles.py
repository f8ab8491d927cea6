"""Styles of a Word document: which are headings, numbered, hidden or raised."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.parsers.markup.trees import Element
from corpus.parsers.office.word.names import W, is_on, value_of

_HEADING = re.compile(r"heading ([1-9])", re.I)
_CONTENTS = re.compile(r"toc \d|table of (?:figures|authorities)|index \d", re.I)
_HIGHEST, _LOWEST = 1, 6
_TITLE = "title"


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    paragraph: Element | None  # pPr
    run: Element | None  # rPr


class Styles:
    """The styles by id. Styles inherit."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        for one in () if root is None else root.iter(f"{W}style"):
            name = value_of(one.find(f"{W}name")) or ""
            style = _Style(
                name, value_of(one.find(f"{W}basedOn")), one.find(f"{W}pPr"), one.find(f"{W}rPr")
            )
            number = one.get(f"{W}styleId", "")
            self._styles[number] = style
            if one.get(f"{W}type") == "paragraph" and one.get(f"{W}default") in ("1", "true"):
                self._default = number

    def heading_level(self, properties: Element | None) -> int:
        """The heading level of a paragraph with these properties (pPr), 1 to 6; 0 for other
        paragraphs."""
        levels = [value_of(None if properties is None else properties.find(f"{W}outlineLvl"))]
        for style in self._chain(paragraph_style(properties)):
            if style.paragraph is not None:
                levels.append(value_of(style.paragraph.find(f"{W}outlineLvl")))
            if style.name.lower() == _TITLE:
                levels.append("0")
            elif named := _HEADING.fullmatch(style.name):
                levels.append(str(int(named[1]) - 1))
        level = next((one for one in levels if one is not None), "9")
        if not level.isdecimal() or int(level) > 8:  # 9 is body text
            return 0
        return min(_LOWEST, int(level) + _HIGHEST)

    def is_contents(self, properties: Element | None) -> bool:
        """Whether a paragraph is a line of a table of contents or of an index."""
        styles = self._chain(paragraph_style(properties))
        return any(_CONTENTS.fullmatch(style.name) for style in styles)

    def is_hidden(self, style: str | None, run: Element | None) -> bool:
        """Whether a run with these properties (rPr) in a paragraph of this style is hidden
        text."""
        chain = [run]
        if run is not None:
            chain += [one.run for one in self._chain(value_of(run.find(f"{W}rStyle")))]
        chain += [one.run for one in self._chain(style)]
        for properties in chain:
            hidden = None if properties is None else properties.find(f"{W}vanish")
            if hidden is not None:
                return is_on(hidden)
        return False

    def is_raised(self, run: Element | None) -> bool:
        """Whether a run with these properties (rPr) is superscript, by itself or by its style, as
        the marks of notes are."""
        if run is None:
            return False
        named = value_of(run.find(f"{W}rStyle"))
        chain = [run, *(one.run for one in self._chain(named))] if named else [run]
        for properties in chain:
            place = None if properties is None else value_of(properties.find(f"{W}vertAlign"))
            if place is not None:
                return place == "superscript"
        return False

    def numbering(self, style: str | None) -> tuple[Element, str] | None:
        """The numbering (numPr) of a paragraph style, and the id of the style that has it."""
        seen = 0
        while style in self._styles and seen < len(self._styles):
            seen += 1
            one = self._styles[style]
            found = None if one.paragraph is None else one.paragraph.find(f"{W}numPr")
            if found is not None:
                return found, style
            style = one.based_on
        return None

    def default_or(self, style: str | None) -> str | None:
        """The style, or the default paragraph style for None."""
        return style or self._default

    def _chain(self, style: str | None) -> Iterator[_Style]:
        """A style and those that it is based on. In damaged files these may form a cycle."""
        style = self.default_or(style)
        seen: set[str] = set()
        while style is not None and style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = self._styles[style].based_on


def paragraph_style(properties: Element | None) -> str | None:
    """The id of the style that a paragraph's properties (pPr) name."""
    return None if properties is None else value_of(properties.find(f"{W}pStyle"))
