"""Text made safe to print on a terminal."""

# Bidirectional overrides and isolates reorder the text around them, including the citation.
_REORDERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


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
