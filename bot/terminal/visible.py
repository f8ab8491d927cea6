"""Text made safe to print on a terminal."""

import unicodedata

# Bidirectional overrides and isolates reorder the text around them, including the citation.
_REORDERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


# LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT ISOLATE, POP DIRECTIONAL ISOLATE: no width, no ink.
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END = "\u200e", "\u2067", "\u2069"


def isolation(text: str) -> tuple[str, str]:
    """What stands before and after a line of text in Hebrew or Arabic letters, so that a terminal
    that knows such scripts keeps the gutter on the left and the text's own order; nothing for other
    scripts.

    >>> isolation("left to right")
    ('', '')
    """
    for character in text:
        match unicodedata.bidirectional(character):
            case "R" | "AL":
                return _LEFT_TO_RIGHT + _RIGHT_TO_LEFT, _END
            case "L":
                break
    return "", ""


def visible(text: str) -> str:
    """The text with visible characters in place of control characters."""
    return "".join(_picture(character) for character in text)


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or code in _REORDERING:
        return "\ufffd"
    return character
