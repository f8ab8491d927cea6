"""What names of classes and ids say about an element, in the lists of Mozilla's Readability."""

import re

from corpus.parsers.markup.trees import Element

_UNLIKELY = re.compile(
    r"-ad-|ai2html|banner|breadcrumbs|combx|comment|community|cover-wrap|disqus|extra|footer|gdpr"
    r"|header|legends|menu|related|remark|replies|rss|shoutbox|sidebar|skyscraper|social|sponsor"
    r"|supplemental|ad-break|agegate|pagination|pager|popup|yom-remote",
    re.I,
)
_PERHAPS = re.compile(r"and|article|body|column|content|main|mathjax|shadow", re.I)
_GOOD = re.compile(
    r"article|body|content|entry|hentry|h-entry|main|page|pagination|post|text|blog|story", re.I
)
_BAD = re.compile(
    r"-ad-|hidden|^hid$| hid$| hid |^hid |banner|combx|comment|com-|contact|footer|gdpr|masthead"
    r"|media|meta|outbrain|promo|related|scroll|share|shoutbox|sidebar|skyscraper|sponsor|shopping"
    r"|tags|widget",
    re.I,
)
_SHARING = re.compile(r"(?:\b|_)(?:share|sharedaddy)(?:\b|_)", re.I)
_BYLINE = re.compile(r"byline|author|dateline|writtenby|caption|credit|signature", re.I)
_UNLIKELY_ROLES = frozenset((
    "menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog",
))  # fmt: skip
_WEIGHT = 25
# Nobody writes such long names by hand, and some pages have thousands of generated ones.
_LONGEST = 500


def names_of(element: Element) -> str:
    """The class and the id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST]


def class_weight(element: Element) -> int:
    """Points for an element's class, and for its id: 25 up or down for each."""
    weight = 0
    for name in (element.get("class"), element.get("id")):
        if name:
            weight -= _WEIGHT if _BAD.search(name[:_LONGEST]) else 0
            weight += _WEIGHT if _GOOD.search(name[:_LONGEST]) else 0
    return weight


def is_unlikely(element: Element, names: str, is_exempt: bool) -> bool:
    """Whether an element cannot hold an article. ``is_exempt``: names do not count in tables,
    code and paragraphs."""
    if element.get("role") in _UNLIKELY_ROLES:
        return True
    return (
        not is_exempt
        and element.tag not in ("body", "a")
        and _UNLIKELY.search(names) is not None
        and _PERHAPS.search(names) is None
    )


def is_for_sharing(names: str) -> bool:
    """Whether these are names of share buttons."""
    return _SHARING.search(names) is not None


def is_byline(names: str) -> bool:
    """Whether these are names of a byline or of a caption."""
    return _BYLINE.search(names) is not None
