"""Elements that a browser does not show: by their tag, by an attribute, or by their inline style.

Style sheets are not read. A class counts only where its name is one of the few that every
framework uses for text that is there for screen readers alone.
"""

import re

from corpus.parsers.markup.trees import Element

_NOT_SHOWN = frozenset((
    "audio", "button", "canvas", "datalist", "embed", "graphic", "head", "iframe", "input", "map",
    "meta", "noscript", "object", "rp", "rt", "script", "select", "style", "svg", "template",
    "textarea", "title", "video",
))  # fmt: skip
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
        # An extractor's heading is called "head", too.
        return tag == "head" and element.get("rend") is not None
    attributes = element.attrib
    if not attributes:
        return True
    if "hidden" in attributes and attributes["hidden"].strip().lower() != "until-found":
        return False
    if attributes.get("aria-hidden", "").strip().lower() == "true" and not _is_formula(attributes):
        return False
    if attributes.get("role") == "doc-backlink":
        return False
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search("".join(style.lower().split())):
        return False
    names = attributes.get("class")
    return not names or _SCREEN_READER_ONLY.isdisjoint(names.lower().split())


def _is_formula(attributes: dict[str, str]) -> bool:
    """Whether it is what a formula is painted with, its source being the hidden part."""
    return "fallback-image" in attributes.get("class", "")
