"""Elements that a browser does not show: by their tag, by an attribute, or by their inline style.

Style sheets are not read. A class counts only where its name is one of the few that every
framework uses for text that is there for screen readers alone.
"""

import re

from corpus.parsers.markup.trees import Element, tag_of

_NOT_SHOWN = frozenset((
    "annotation", "annotation-xml", "audio", "button", "canvas", "datalist", "embed",
    "graphic", "head", "iframe", "input", "map",
    "meta", "noscript", "object", "rp", "rt", "script", "select", "style", "svg", "template",
    "textarea", "title", "video",
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"))
_HIDDEN_STYLE = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|font-size:0(?:px|em|rem|pt|%)?"
    r"|opacity:0(?:\.0)?)(?:!important)?(?:;|$)"
)
_SCREEN_READER_ONLY = frozenset((
    "hidden-visually", "screen-reader-only", "screen-reader-text", "screenreader-only", "sr-only",
    "u-visually-hidden", "visually-hidden", "visuallyhidden",
))  # fmt: skip


def is_shown(element: Element, tag: str) -> bool:
    """Whether the text of an element with this tag (in lower case) is there to be seen.

    What is hidden around it is not looked at.
    """
    if tag in _NOT_SHOWN:
        return _is_heading(element, tag)
    attributes = element.attrib
    if not attributes:
        return tag != "dialog"
    if tag == "dialog" and "open" not in attributes:
        return False
    if "hidden" in attributes and attributes["hidden"].strip().lower() != "until-found":
        return False
    if attributes.get("aria-hidden", "").strip().lower() == "true":
        return False
    if attributes.get("role") == "doc-backlink":
        return False
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search("".join(style.lower().split())):
        # A formula that is shown as a picture beside it.
        return len(element) == 1 and tag_of(element[0]) == "math"
    names = attributes.get("class")
    return not names or _SCREEN_READER_ONLY.isdisjoint(names.lower().split())


def _is_heading(element: Element, tag: str) -> bool:
    """A heading in TEI, which is called "head", too; the button of a heading that unfolds."""
    if tag == "head":
        return element.get("rend") is not None
    return tag == "button" and tag_of(element.getparent()) in _HEADINGS
