"""Plain text: the form in which texts are encoded and tokenized."""


def plain(text: str) -> str:
    """The text with every run of white space as one blank.

    >>> plain("  One\\n  two ")
    'One two'
    """
    return " ".join(text.split())


def plain_places(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The [start, end) in the plain text of ranges [start, end) of a text.

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
