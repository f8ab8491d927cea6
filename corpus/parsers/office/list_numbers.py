"""Number formats of lists: 1, a, iv, 1st, 一, а.

>>> number(4, "lowerRoman"), number(28, "upperLetter"), number(22, "ordinal")
('iv', 'BB', '22nd')
"""

from collections.abc import Callable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_HAN = "〇一二三四五六七八九"
_MOST_REPEATED = 20  # letters; longer numbers are printed in digits


def number(value: int, form: str) -> str:
    """The number in a format, by Word's name ("decimal", "lowerLetter", …) or OpenDocument's ("1",
    "a"); in digits if the format is unknown."""
    if form == "none" or value < 0:
        return ""
    return _FORMS.get(form, str)(value)


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    letters = []
    for worth, numeral in _ROMAN:
        count, value = divmod(value, worth)
        letters.append(numeral * count)
    return "".join(letters)


def _lettered(alphabet: str) -> Callable[[int], str]:
    """a, b, … z, aa, bb, …: as Word counts."""

    def letter(value: int) -> str:
        times, place = divmod(value - 1, len(alphabet))
        return alphabet[place] * (times + 1) if 0 <= times < _MOST_REPEATED else str(value)

    return letter


def _ordinal(value: int) -> str:
    teen = value // 10 % 10 == 1
    return f"{value}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


def _han(value: int) -> str:
    """一, 十二, 二十; from a hundred on, digits."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_HAN[tens]}十") + (
        _HAN[ones] if ones else ""
    )


def _circled(value: int) -> str:
    return chr(0x245F + value) if 0 < value <= 20 else str(value)


def _upper(form: Callable[[int], str]) -> Callable[[int], str]:
    return lambda value: form(value).upper()


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02}".format,
    "lowerLetter": _lettered(_LATIN),
    "upperLetter": _upper(_lettered(_LATIN)),
    "lowerRoman": _roman,
    "upperRoman": _upper(_roman),
    "ordinal": _ordinal,
    "russianLower": _lettered(_RUSSIAN),
    "russianUpper": _upper(_lettered(_RUSSIAN)),
    "lowerGreek": _lettered(_GREEK),
    "decimalEnclosedCircle": _circled,
    "chineseCounting": _han,
    "chineseCountingThousand": _han,
    "japaneseCounting": _han,
    "koreanCounting": _han,
    "taiwaneseCounting": _han,
    "taiwaneseCountingThousand": _han,
    "ideographDigital": lambda value: "".join(_HAN[int(digit)] for digit in str(value)),
    # Names of OpenDocument.
    "1": str,
    "a": _lettered(_LATIN),
    "A": _upper(_lettered(_LATIN)),
    "i": _roman,
    "I": _upper(_roman),
    "": lambda value: "",
}
