"""A text as it is encoded and counted."""


def plain(text: str) -> str:
    """Line breaks and runs of blanks mean nothing to a model: each becomes one blank.

    >>> plain("  One\\n  two ")
    'One two'
    """
    return " ".join(text.split())


def plain_places(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where stretches [start, end) of a text are in the plain text.

    >>> plain_places("One.\\n\\nTwo  three.", [(0, 6), (6, 17)])
    [(0, 4), (5, 15)]
    """
    found = []
    for start, end in places:
        before = len(plain(text[:start]))
        parted = before > 0 and (text[start - 1].isspace() or text[start].isspace())
        inside = len(plain(text[start:end]))
        found.append((before + parted, before + parted + inside))
    return found
