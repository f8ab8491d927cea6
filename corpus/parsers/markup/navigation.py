"""Navigation of a document that is written in HTML: tables of contents, lines of links to other
parts.

They are not what the document says, and their entries are its headings once more. A table of
contents is a list of nothing but links into the document; a line of links is short, and has two
that lead on, back or up.
"""

import re
from dataclasses import dataclass

from corpus.parsers.markup.trees import Element, tag_of

_LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))
_FEWEST_ENTRIES = 3
_LONGEST_LINE = 250  # characters
_PAGES = (".html", ".htm", ".xhtml")
_RELATIONS = frozenset(
    ("prev", "previous", "next", "up", "start", "home", "top", "contents", "index", "first", "last")
)
_KEYS = frozenset("npuh")
_MOVING = frozenset((
    "prev", "previous", "next", "up", "home", "top", "contents", "index", "table of contents",
    "back", "previous chapter", "next chapter", "previous page", "next page", "previous section",
    "next section", "return to main contents", "zurück", "weiter", "vor", "hoch", "nach oben",
    "inhalt", "inhaltsverzeichnis",
    "précédent", "suivant", "haut", "sommaire", "table des matières", "anterior", "siguiente",
    "subir", "arriba", "índice", "próximo", "seguinte", "precedente", "successivo", "indice",
    "назад", "вперёд", "вперед", "далее", "дальше", "наверх", "содержание", "оглавление",
    "зміст", "далі", "前へ", "次へ", "上へ", "目次", "上一页", "下一页", "目录",
))  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")
_ARROWS = re.compile(r"[\[\]<>«»‹›←→↑⇐⇒↩⏎^|\s.:-]+")
# Blocks that a line of links may be in.
_BLOCKS = frozenset(
    ("p", "div", "table", "tbody", "tr", "center", "nav", "header", "footer", "ul", "section")
)
_CONTENT = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "pre", "article", "main", "body"))
_HOLDERS = frozenset(("div", "section", "nav", "aside"))
_LONGEST_TITLE = 40  # characters
# What a heading has to be linked by: a sign, perhaps one of a font of icons.
_PERMALINKS = frozenset("¶#§🔗⚓∞†")
_PRIVATE = "\ue000", "\uf8ff"
# Controls of documentation: they show the source, or copy it.
_CONTROLS = frozenset(("copybtn", "method-click-advice", "viewcode-back", "viewcode-link"))


@dataclass(slots=True)
class _Counts:
    """``chars``: characters; ``outside``: those outside of links into the document, of texts with
    letters; ``links``: the number of links into it; ``moving``: of those that lead on, back or up;
    ``content``: of parts that no line of links has."""

    chars: int = 0
    outside: int = 0
    links: int = 0
    moving: int = 0
    content: int = 0

    def add(self, words: str | None) -> None:
        if words and (solid := words.strip()):
            self.chars += len(solid)
            self.outside += len(solid) if _LETTER.search(solid) else 0

    def add_all(self, other: "_Counts") -> None:
        self.chars += other.chars
        self.outside += other.outside
        self.links += other.links
        self.moving += other.moving
        self.content += other.content


def navigation(root: Element, *, is_whole: bool) -> set[Element]:
    """The elements below ``root`` that are navigation. ``is_whole``: the page is a lone document,
    whose other parts are other files beside it; else only links into the page itself count."""
    counts: dict[Element, _Counts] = {}
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    for element in reversed(elements):  # children before their parents
        own = counts[element] = _Counts()
        own.add(element.text)
        for child in element:
            if child in counts:
                own.add_all(counts[child])
            own.add(child.tail)
        tag = tag_of(element)
        own.content += tag in _CONTENT
        href = element.get("href") if tag == "a" else None
        if href is not None:
            if _leads_inside(href.strip(), is_whole=is_whole):
                own.links += 1
                own.outside = 0
            own.moving += is_whole and _is_moving(element)
    found: set[Element] = set()
    for element in elements:
        if element is not root and (
            element.getparent() in found
            or _is_contents(element, counts)
            or is_permalink(element)
            or _is_control(element)
            or (is_whole and _is_line(element, counts[element]))
        ):
            found.add(element)
    return found


def _is_contents(element: Element, counts: dict[Element, _Counts]) -> bool:
    """Whether it is a table of contents, perhaps with its title."""
    own, tag = counts[element], tag_of(element)
    if tag in _LISTS:
        return own.links >= _FEWEST_ENTRIES and not own.outside
    return (
        tag in _HOLDERS
        and own.links >= _FEWEST_ENTRIES
        and own.outside <= _LONGEST_TITLE
        and element.find("h1") is None
        and any(
            tag_of(child) in _LISTS
            and counts[child].links == own.links
            and not counts[child].outside
            for child in element
            if child in counts
        )
    )


def _is_line(element: Element, own: _Counts) -> bool:
    """Whether it is a line of links, or a block of two."""
    return (
        tag_of(element) in _BLOCKS
        and own.moving > 1
        and own.chars <= _LONGEST_LINE
        and not own.content
    )


def is_permalink(element: Element) -> bool:
    """Whether it is a heading's link to itself."""
    if tag_of(element) != "a" or not (element.get("href") or "").startswith("#"):
        return False
    if "headerlink" in (element.get("class") or "").split():
        return True
    sign = (element.text or "").strip()
    return not len(element) and (
        sign in _PERMALINKS or (len(sign) == 1 and _PRIVATE[0] <= sign <= _PRIVATE[1])
    )


def _is_control(element: Element) -> bool:
    return not _CONTROLS.isdisjoint((element.get("class") or "").split())


def _leads_inside(href: str, *, is_whole: bool) -> bool:
    """Whether a link leads to a place in the page or, if that is a part of a document, to another
    part beside it."""
    path, mark, place = href.partition("#")
    if not path:
        return place[:1] not in ("", "!", "/")
    is_beside = is_whole and path[0] != "/" and ":" not in path and "?" not in path
    return is_beside and (bool(mark) or path.lower().endswith(_PAGES))


def _is_moving(link: Element) -> bool:
    if not _RELATIONS.isdisjoint((link.get("rel") or "").lower().split()):
        return True
    if (link.get("accesskey") or "").lower() in _KEYS:
        return True
    before = link.getprevious()
    named = (
        None if before is None else before.text if not (before.tail or "").strip() else before.tail
    )
    if named and named.strip().endswith(":") and _bare(named) in _MOVING:  # "Up: <a>Syntax</a>"
        return True
    words = "".join(link.itertext())
    return _bare(words) in _MOVING or (bool(words.strip()) and not _bare(words))


def _bare(words: str) -> str:
    return _ARROWS.sub(" ", words).strip().casefold()
