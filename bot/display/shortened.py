"""Shortening of names and details for display; quotes are never shortened so."""


def shortened(text: str, most: int) -> str:
    """The text; where it has more than ``most`` characters, the first of them and "…".

    >>> shortened("a storm", 7), shortened("a storm", 2)
    ('a storm', 'a…')
    """
    return text if len(text) <= most else f"{text[:most].rstrip()}…"
