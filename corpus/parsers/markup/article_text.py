"""Lengths, links and commas of every element of a page, for the choice of its article.

One pass down and one up over the tree; what is left out later is subtracted from its ancestors.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.parsers.markup.trees import Element, tag_of
from corpus.parsers.markup.visibility import is_shown

# Elements that make a <div> more than a paragraph.
_BLOCKS = frozenset(("blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul"))
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "ins", "kbd", "label", "mark", "math", "q", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))  # fmt: skip
_COMMAS = re.compile("[,\u060c\ufe50\ufe10\ufe11\u2e41\u2e34\u2e32\uff0c、]")
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_CONTAINERS = frozenset(
    ("li", "dd", "blockquote", "div", "p", "section", "article", "main", "body", "center", "form")
)
# A link within the page says less against a text than one that leads away.
_ANCHOR_WEIGHT = 0.3


@dataclass(slots=True)
class Run:
    """Text and inline elements in a row, between blocks or double line breaks: a paragraph.

    It begins with the tail of the element ``after`` (None: with the container's own first text)
    and goes on with its ``pieces``, which are inline elements, each with its tail.
    """

    after: Element | None
    pieces: list[Element] = field(default_factory=list)
    chars: int = 0
    commas: int = 0
    link_chars: float = 0


@dataclass(slots=True)
class Counts:
    """What an element holds, descendants included: characters (all, in links, in headings, in
    lists) and elements by kind."""

    chars: int = 0
    commas: int = 0
    link_chars: float = 0
    heading_chars: int = 0
    list_chars: int = 0
    blocks: int = 0
    paragraphs: int = 0
    images: int = 0
    items: int = 0

    def add(self, other: "Counts", sign: int = 1) -> None:
        self.chars += sign * other.chars
        self.commas += sign * other.commas
        self.link_chars += sign * other.link_chars
        self.heading_chars += sign * other.heading_chars
        self.list_chars += sign * other.list_chars
        self.blocks += sign * other.blocks
        self.paragraphs += sign * other.paragraphs
        self.images += sign * other.images
        self.items += sign * other.items

    @property
    def link_density(self) -> float:
        return self.link_chars / self.chars if self.chars else 0


class ArticleText:
    """The elements of a page that are shown, in order, with their counts."""

    def __init__(self, body: Element, left_out: set[Element]) -> None:
        self.body = body
        self.left_out = left_out
        self.elements: list[Element] = []
        self.tags: dict[Element, str] = {}
        self.runs: dict[Element, list[Run]] = {}
        self.counts: dict[Element, Counts] = {}
        self._list_elements()
        self._count()

    def _list_elements(self) -> None:
        todo = [self.body]
        while todo:
            element = todo.pop()
            tag = tag_of(element)
            if not tag or element in self.left_out:
                continue
            if element is not self.body and not is_shown(element, tag):
                self.left_out.add(element)
                continue
            self.elements.append(element)
            self.tags[element] = tag
            todo.extend(reversed(element))

    def _count(self) -> None:
        for element in reversed(self.elements):
            tag = self.tags[element]
            counts = Counts()
            text = _collapsed(element.text)
            for child in element:
                text += _collapsed(child.tail)
                if inner := self.counts.get(child):
                    counts.add(inner)
            counts.chars += len(text)
            counts.commas += len(_COMMAS.findall(text))
            self.counts[element] = counts
            if tag in _CONTAINERS:
                self._find_paragraphs(element, tag, counts)
            tag = self.tags[element]
            if tag in _BLOCKS:
                counts.blocks += 1
            if tag == "a":
                href = element.get("href") or ""
                counts.link_chars = counts.chars * (_ANCHOR_WEIGHT if href[:1] == "#" else 1)
            elif tag in _HEADINGS:
                counts.heading_chars = counts.chars
            elif tag in ("ul", "ol"):
                counts.list_chars = counts.chars
            elif tag == "p":
                counts.paragraphs += 1
            elif tag == "img":
                counts.images += 1
            elif tag == "li":
                counts.items += 1

    def _find_paragraphs(self, element: Element, tag: str, counts: Counts) -> None:
        """Divides a container's own text into paragraphs. One that is nothing else is a
        paragraph itself."""
        runs = list(self._runs_of(element))
        if tag == "p" and counts.blocks == 0 and len(runs) <= 1:
            return
        if tag == "div" and counts.blocks == 0 and len(runs) <= 1:
            self.tags[element] = "p"
            return
        if tag == "p" and counts.blocks == counts.images and len(runs) <= 1:
            return
        children = [child for child in element if child in self.counts]
        if tag == "div" and not runs and len(children) == 1 and self.tags[children[0]] == "p":
            self.tags[element] = "wrapper"
            return
        if runs:
            self.runs[element] = runs
            counts.paragraphs += len(runs)
            if tag == "p":
                self.tags[element] = "div"

    def _runs_of(self, element: Element) -> Iterator[Run]:
        run = Run(None)
        self._extend(run, element.text)
        breaks = 0
        for child in element:
            inner = self.counts.get(child)
            if inner is None:  # a comment, or not shown
                run.pieces.append(child)
            elif self.tags[child] in INLINE and inner.blocks <= inner.images:
                breaks = breaks + 1 if self.tags[child] == "br" else 0
                if breaks > 1:
                    if run.chars:
                        yield run
                    run = Run(child)
                else:
                    run.pieces.append(child)
                    run.chars += inner.chars
                    run.commas += inner.commas
                    run.link_chars += inner.link_chars
            else:
                breaks = 0
                if run.chars:
                    yield run
                run = Run(child)
            if self._extend(run, child.tail):
                breaks = 0
        if run.chars:
            yield run

    def _extend(self, run: Run, text: str | None) -> bool:
        words = _collapsed(text)
        run.chars += len(words)
        run.commas += len(_COMMAS.findall(words))
        return bool(words)

    def leave_out(self, element: Element) -> None:
        """Takes an element out, and its counts off those of its ancestors."""
        self.left_out.add(element)
        counts = self.counts.get(element)
        if counts is None:
            return
        above = element
        while above is not self.body:
            above = above.getparent()
            if above is None or above not in self.counts:
                return
            self.counts[above].add(counts, -1)

    def ancestors(self, element: Element) -> Iterator[Element]:
        """From the parent up to the body; wrappers around a single paragraph are passed over."""
        above = element
        while above is not self.body:
            above = above.getparent()
            if above is None:
                return
            if self.tags.get(above) != "wrapper":
                yield above


def _collapsed(text: str | None) -> str:
    if not text:
        return ""
    words = " ".join(text.split())
    return f"{words} " if words else ""


def is_data_table(table: Element) -> bool:
    """Whether it holds data, and is not there to place things on the page."""
    if table.get("role") == "presentation" or table.get("datatable") == "0":
        return False
    if table.get("summary"):
        return True
    tags = [one.tag for one in table.iterdescendants() if isinstance(one.tag, str)]
    if not {"caption", "col", "colgroup", "tfoot", "thead", "th"}.isdisjoint(tags):
        return True
    if "table" in tags:
        return False
    rows, cells = tags.count("tr"), tags.count("td")
    columns = cells / rows if rows else 0
    if rows <= 1 or columns <= 1:
        return False
    return rows >= 10 or columns > 4 or cells > 10
