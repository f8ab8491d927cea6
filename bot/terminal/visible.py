"""Text made safe to print on a terminal."""

import unicodedata

# Bidirectional overrides and isolates reorder the text around them, including the citation.
_REORDERING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
# What stands for each control character: its picture, where there is one.
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_PICTURES |= dict.fromkeys((*range(0x80, 0xA0), *_REORDERING), 0xFFFD)

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
    return text.translate(_PICTURES)
