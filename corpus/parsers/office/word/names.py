"""Names and values of WordprocessingML, the XML of Word documents."""

from corpus.parsers.markup.trees import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")


def value_of(element: Element | None) -> str | None:
    """The attribute ``w:val``; None if the element or the attribute is missing."""
    value: str | None = None if element is None else element.get(f"{W}val")
    return value


def is_on(element: Element | None) -> bool:
    """Whether a switch such as ``<w:vanish/>`` is present and not off."""
    return element is not None and value_of(element) not in _OFF
