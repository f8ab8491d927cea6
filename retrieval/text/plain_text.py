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
    # So much of the text is done with, and so long is that in the plain text.
    done = before = 0
    for start, end in places:
        if start < done:
            done = before = 0
        if start > done:
            before = _joined(before, text, done, len(plain(text[done:start])))
            done = start
        inside = len(plain(text[start:end]))
        first = before + _is_parted(before, text, start)
        found.append((first, first + inside))
    return found


def _joined(before: int, text: str, place: int, more: int) -> int:
    """The length of the plain text before a place, and of what follows it, ``more`` long."""
    return before + more + (_is_parted(before, text, place) if more else 0)


def _is_parted(before: int, text: str, place: int) -> bool:
    """Whether there is a blank in the plain text between what is before a place and behind it."""
    return before > 0 and (text[place - 1].isspace() or text[place].isspace())
