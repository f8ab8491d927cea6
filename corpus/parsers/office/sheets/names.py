"""Names and values of SpreadsheetML, the XML of .xlsx workbooks."""

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def whole_number(value: str | None, default: int) -> int:
    """A whole number that a sheet declares, of at most seven digits."""
    if value is None or not value.isascii() or not value.isdecimal() or len(value) > 7:
        return default
    return int(value)
