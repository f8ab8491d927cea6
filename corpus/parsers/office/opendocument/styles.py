"""Styles of an OpenDocument text: hidden and raised text."""

from collections.abc import Iterable, Iterator

from corpus.parsers.markup.trees import Element
from corpus.parsers.office.opendocument.names import STYLE, TEXT


class OdtStyles:
    """The styles of paragraphs and spans, by family and name. Styles inherit."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        for root in roots:
            for one in root.iter(f"{STYLE}style"):
                key = (one.get(f"{STYLE}family", ""), one.get(f"{STYLE}name", ""))
                self._styles.setdefault(key, one)

    def is_hidden(self, family: str, element: Element) -> bool:
        """Whether an element's style hides its text."""
        return self._property(family, element, f"{TEXT}display") == "none"

    def is_raised(self, element: Element) -> bool:
        """Whether a span's style raises its text."""
        place = (self._property("text", element, f"{STYLE}text-position") or "").split(" ")[0]
        return place == "super" or (place.endswith("%") and place[:1] not in ("-", "0"))

    def _property(self, family: str, element: Element, name: str) -> str | None:
        for properties in self._chain(family, element.get(f"{TEXT}style-name")):
            value: str | None = properties.get(name)
            if value is not None:
                return value
        return None

    def _chain(self, family: str, name: str | None) -> Iterator[Element]:
        """The text properties of a style, and of those that it inherits from."""
        seen: set[str] = set()
        while name is not None and name not in seen:
            seen.add(name)
            style = self._styles.get((family, name))
            if style is None:
                return
            properties = style.find(f"{STYLE}text-properties")
            if properties is not None:
                yield properties
            name = style.get(f"{STYLE}parent-style-name")
