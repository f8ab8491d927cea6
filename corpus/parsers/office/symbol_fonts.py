"""Symbol fonts: the characters that they display, such as "°" for U+F0B0 in Symbol.

Word stores such characters as private-use code points, U+F020 to U+F0FF. The table for Symbol is
Adobe's encoding; for Wingdings, only characters that are common in text are listed.
"""

_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
    "{|}∼"
)
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
    "◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\0⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
_WINGDINGS = {
    0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x76: "❖", 0xA7: "▪", 0xA8: "◻",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
    0xFE: "☑",
}  # fmt: skip
_FIRST, _FIRST_HIGH = 0x20, 0xA0
_PRIVATE = 0xF000


def symbol(code: int, font: str) -> str:
    """The character that a symbol font displays for a code; "" if it is unknown.

    >>> symbol(0xF0B0, "Symbol"), symbol(0xFC, "Wingdings"), symbol(0xF041, "Arrows")
    ('°', '✓', '')
    """
    if 0x100 <= code < _PRIVATE or code > _PRIVATE + 0xFF:
        is_private = 0xE000 <= code <= 0xF8FF
        return "" if is_private or code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)
    code &= 0xFF
    if font.casefold().startswith("wingdings"):
        return _WINGDINGS.get(code, "")
    if font.casefold() != "symbol":
        return ""
    table, place = (
        (_SYMBOL_HIGH, code - _FIRST_HIGH) if code >= _FIRST_HIGH else (_SYMBOL, code - _FIRST)
    )
    return table[place].strip("\0") if 0 <= place < len(table) else ""


def with_symbols(words: str, font: str) -> str:
    """The words, with private-use characters replaced by those that the font displays."""
    if not any(_PRIVATE <= ord(one) <= _PRIVATE + 0xFF for one in words):
        return words
    return "".join(
        symbol(ord(one), font) if _PRIVATE <= ord(one) <= _PRIVATE + 0xFF else one for one in words
    )
