"""Values that office files declare in attributes."""


def whole_number(value: str | None, default: int, *, digits: int = 6) -> int:
    """A whole number of at most this many digits; the default for anything else.

    >>> whole_number("12", 1), whole_number("-3", 1), whole_number("9999999", 1)
    (12, 1, 1)
    """
    if value is None or not value.isascii() or not value.isdecimal() or len(value) > digits:
        return default
    return int(value)
