"""Numbers of ordered lists in HTML, as a browser shows them before each item."""

import itertools
import re

from corpus.parsers.markup.trees import Element, tag_of
from corpus.parsers.office.list_numbers import number

_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "decimal": "decimal", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter", "upper-latin": "upperLetter", "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}  # fmt: skip
_STYLE = re.compile(r"list-style(?:-type)?:([a-z-]+)")
# Lists that style sheets show without numbers: those of navigation, and those whose class says so.
_UNNUMBERED = re.compile(
    r"breadcrumb|unstyled|no-?bullet|no-?marker|list-none|list-reset|plainlist|nostyle|no-style|menu"
    r"|pagination|carousel|slides?\b|tabs?\b|stepper|toc\b|contents",
    re.IGNORECASE,
)
# What an item may begin with itself.
_OWN = re.compile(r"\s*[(\[]?(?:\d{1,4}|[A-Za-z]|[ivxlcIVXLC]{1,6})[.)\]:]")
_MOST = 100_000
_DEEPEST = 12  # elements that are looked into


class ListLabels:
    """Counts the items of ordered lists. Ask for each item once, in the order of the page."""

    def __init__(self) -> None:
        # By list: how far it has counted, by which step, and whether its numbers are shown.
        self._counts: dict[Element, tuple[int, int, bool]] = {}

    def label(self, item: Element) -> str:
        """The number before an item, with its full stop and a space: "3. "; "" where none is
        shown."""
        parent = item.getparent()
        if parent is None or tag_of(parent) != "ol":
            return ""
        value, is_shown = self._count(parent, item)
        form = _form(item, _form(parent, "decimal"))
        if not is_shown or not form or not 0 < value < _MOST or _OWN.match(_first_words(item)):
            return ""
        return f"{number(value, form)}. "

    def _count(self, parent: Element, item: Element) -> tuple[int, bool]:
        if parent not in self._counts:
            items = sum(tag_of(one) == "li" for one in parent)
            is_reversed = parent.get("reversed") is not None
            first = _whole(parent.get("start"), items if is_reversed else 1)
            step = -1 if is_reversed else 1
            self._counts[parent] = first, step, not _is_unnumbered(parent)
        count, step, is_shown = self._counts[parent]
        count = _whole(item.get("value"), count)
        self._counts[parent] = count + step, step, is_shown
        return count, is_shown


def _form(element: Element, usual: str) -> str:
    """How an element's numbers are written; "" for not at all, or in a way that is not known."""
    style = _STYLE.search("".join((element.get("style") or "").lower().split()))
    if style is not None:
        return _FORMS.get(style[1], "")
    kind = element.get("type")
    return usual if kind is None else _FORMS.get(kind.strip(), usual)


def _is_unnumbered(element: Element) -> bool:
    if element.get("role") in ("list", "menu", "tablist", "presentation", "none"):
        return True
    if _UNNUMBERED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    return any(tag_of(one) in ("nav", "header", "footer") for one in element.iterancestors())


def _first_words(item: Element) -> str:
    """The first words of an item, unless they stand deep in it."""
    inside = itertools.islice(item.iter(), _DEEPEST)
    return next((one.text for one in inside if one.text and one.text.strip()), "")


def _whole(given: str | None, usual: int) -> int:
    """A whole number in an attribute."""
    words = (given or "").strip()
    return int(words) if re.fullmatch(r"-?[0-9]{1,6}", words) else usual
