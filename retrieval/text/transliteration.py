"""Transliteration: a word of one script as it may be written in another.

For names in questions across languages: Зеленський is Zelensky, Kharkiv is Харків. Rules, not a
dictionary: spelling correction bridges what languages write differently (Zelensky, Zelenskyy). Only
Cyrillic and Latin; of names in Chinese the characters say too little of the spelling.
"""

import re

_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z\u00df-\u024f]")
_TO_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ye",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "'": "",
}  # fmt: skip
# The ends of adjectives, most surnames among them, as English writes them.
_ENDS = (("skiy", "sky"), ("skyy", "sky"), ("skoy", "skoy"), ("iy", "y"), ("yy", "y"))
_TO_CYRILLIC = {
    "shch": "щ", "sch": "ш", "zh": "ж", "kh": "х", "ts": "ц", "tz": "ц", "ch": "ч", "sh": "ш",
    "yu": "ю", "ya": "я", "yo": "е", "ye": "е", "yi": "ї", "iu": "ю", "ia": "ия", "ph": "ф",
    "th": "т", "ck": "к", "qu": "кв", "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф",
    "g": "г", "h": "х", "i": "и", "j": "дж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о",
    "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс",
    "y": "и", "z": "з",
}  # fmt: skip
_LETTERS = re.compile("|".join(sorted(_TO_CYRILLIC, key=len, reverse=True)))


def is_cyrillic(word: str) -> bool:
    return _CYRILLIC.search(word) is not None


def transliterated(word: str) -> str:
    """A word in lower case from Cyrillic to Latin letters or from Latin to Cyrillic ones; "" for
    other scripts.

    >>> transliterated("зеленский"), transliterated("kharkiv"), transliterated("北京")
    ('zelensky', 'харкив', '')
    """
    if is_cyrillic(word):
        latin = "".join(_TO_LATIN.get(letter, letter) for letter in word)
        for end, written in _ENDS:
            if latin.endswith(end):
                return latin.removesuffix(end) + written
        return latin
    if not _LATIN.search(word):
        return ""
    if word.endswith("sky"):
        word = word.removesuffix("sky") + "skiy"
    cyrillic = _LETTERS.sub(lambda match: _TO_CYRILLIC[match[0]], word)
    return re.sub("ии$", "ий", cyrillic)
