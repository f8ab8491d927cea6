"""Namespaces and values of OpenDocument files."""

_BASE = "urn:oasis:names:tc:opendocument:xmlns"
TEXT = f"{{{_BASE}:text:1.0}}"
OFFICE = f"{{{_BASE}:office:1.0}}"
STYLE = f"{{{_BASE}:style:1.0}}"
TABLE = f"{{{_BASE}:table:1.0}}"
DRAW = f"{{{_BASE}:drawing:1.0}}"
META = f"{{{_BASE}:meta:1.0}}"
XML = "{http://www.w3.org/XML/1998/namespace}"
XLINK = "{http://www.w3.org/1999/xlink}"


def whole_number(value: str | None, default: int) -> int:
    """A whole number that a file declares, of at most six digits."""
    if value is None or not value.isascii() or not value.isdecimal() or len(value) > 6:
        return default
    return int(value)
