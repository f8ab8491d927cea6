"""Stemming by language; the only module that imports the Snowball stemmers.

A language without a stemmer uses that of a close relative, if there is one. A word in a script that
the language of the text does not use (a Latin name in a Russian text) is stemmed by the rules of
its script. Diacritics are removed last, so that "Cafe" finds "Café" and "елка" finds "ёлка", while
the stemming rules still see them. They are kept in Vietnamese, where they distinguish most words.

A stem carries the name of its rules ("haus@german"), unless they are the default rules of its
script (English for Latin, Russian for Cyrillic). The same letters can be different words in two
languages, and a question, which is stemmed in all languages of the collection, must not match one
for the other.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Stemmer import Stemmer

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
    # Close relatives.
    "af": "dutch", "be": "russian", "bg": "russian", "bs": "serbian", "gl": "portuguese",
    "hr": "serbian", "me": "serbian", "mk": "russian", "mr": "hindi", "ms": "indonesian",
    "nb": "norwegian", "nn": "norwegian", "sh": "serbian", "sk": "czech",
}  # fmt: skip
_LETTERS = {
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "greek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "arabic": re.compile("[\u0600-\u06ff\u0750-\u077f]"),
    "hebrew": re.compile("[\u0590-\u05ff]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "armenian": re.compile("[\u0530-\u058f]"),
    "tamil": re.compile("[\u0b80-\u0bff]"),
}
# Scripts and the languages that use them. In texts of any other language, words in a script are
# taken to be in its first language.
_WRITTEN_IN = {
    "cyrillic": ("ru", "uk", "be", "bg", "mk", "sr", "bs", "hr", "me", "sh"),
    "greek": ("el",),
    "arabic": ("ar", "fa", "ur"),
    "hebrew": ("he", "yi"),
    "devanagari": ("hi", "ne", "mr"),
    "armenian": ("hy",),
    "tamil": ("ta",),
}
_OTHER_LETTERS = frozenset(
    {code for codes in _WRITTEN_IN.values() for code in codes} - {"sr", "bs", "hr", "me", "sh"}
) | {"zh", "ja", "ko", "th", "lo", "my", "km", "he"}

_POSSESSIVE = re.compile(r"'s$")
# What an apostrophe attaches to a word, before or after it.
_ELIDED = {
    "fr": re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'"),
    "it": re.compile(r"^(?:[cdlmnstv]|un|(?:d|n|c|s)?(?:al|el|ol|ul)l|all|gl|quell|quest)'"),
    "ca": re.compile(r"^[dlmnst]'|'(?:ls?|ns?|[mt]|hi|ho)$"),
    "ga": re.compile(r"^[bdm]'"),
    "tr": re.compile(r"'.*$"),
}
# The article with the particles written together with it; Snowball removes only some.
_ARABIC_ARTICLE = re.compile("^[وف]?(?:[بك]?ال|لل)(?=..)")
_UNMARKED_BEFORE = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
    # Persian and Urdu have their own kaf and yeh; many keyboards type the Arabic ones instead.
    | {"ґ": "г", "ک": "ك", "ی": "ي", "ى": "ي", "ς": "σ"}
)
_KEEPS_MARKS = frozenset({"vi"})
_MARKED = re.compile("[^\x00-\x7f]")
_DIGIT = re.compile(r"\d")
MARK = "@"  # occurs in no word


@lru_cache(maxsize=500_000)
def stem(word: str, language: str) -> str:
    """The stem of a word in lower case; empty if it has only diacritics.

    >>> stem("mothers", "en"), stem("mothers", "ru"), stem("l'élection", "fr")
    ('mother', 'mother', 'elect@french')
    """
    if _DIGIT.search(word):
        # Words with digits have no language: 4G, 1970er, B-52s.
        word = _POSSESSIVE.sub("", _UNMARKED_BEFORE.sub("", word))
        return _folded(_snowball(word, "en"), "latin")
    if not _MARKED.search(word):
        return _latin(word, language)
    word = _UNMARKED_BEFORE.sub("", word)
    letters = next((name for name, some in _LETTERS.items() if some.search(word)), None)
    if letters is None:
        return _latin(word, language)
    languages = _WRITTEN_IN[letters]
    code = language if language in languages else languages[0]
    if letters == "cyrillic":
        # ё is mostly printed as е. The Ukrainian apostrophe is often left out.
        word = word.replace("'", "").replace("ё", "е")
    if code == "uk":
        from retrieval.text.ukrainian_stemmer import ukrainian_stem

        return _marked(ukrainian_stem(word.translate(_FOLDED)), "ukrainian", "russian")
    if code == "ar":
        word = _ARABIC_ARTICLE.sub("", word)
    stemmed = _folded(_snowball(word, code), letters)
    return _marked(stemmed, _rules(code), _rules(languages[0]))


def plain_letters(word: str) -> str:
    """A word in lower case and Latin letters as people type it without diacritics.

    >>> plain_letters("łódź"), plain_letters("malmö")
    ('lodz', 'malmo')
    """
    return _folded(word, "latin")


def bare(stemmed: str) -> tuple[str, str]:
    """A stem without the name of its rules, and that name ("" if there is none).

    >>> bare("haus@german"), bare("house")
    (('haus', 'german'), ('house', ''))
    """
    word, _, rules = stemmed.partition(MARK)
    return word, rules


def _marked(stemmed: str, rules: str, usual: str) -> str:
    return f"{stemmed}{MARK}{rules}" if stemmed and rules != usual else stemmed


def _rules(language: str) -> str:
    return _SNOWBALL.get(language, language)


def _latin(word: str, language: str) -> str:
    code = "en" if language in _OTHER_LETTERS else language
    word = _POSSESSIVE.sub("", word)
    if code in _ELIDED:
        word = _ELIDED[code].sub("", word) or word
    stemmed = _snowball(word, code)
    if code not in _KEEPS_MARKS:
        stemmed = _folded(stemmed, "latin")
    return _marked(stemmed, _rules(code), "english")


def _snowball(word: str, language: str) -> str:
    name = _SNOWBALL.get(language)
    return str(_stemmer(name).stemWord(word)) if name else word


def _folded(word: str, letters: str) -> str:
    if not _MARKED.search(word):
        return word
    if letters in ("latin", "greek"):
        word = unicodedata.normalize("NFD", word)
        word = "".join(one for one in word if not unicodedata.combining(one))
    return word.translate(_FOLDED)


@cache
def _stemmer(name: str) -> "Stemmer":
    # Imported here: without anything to search, no stemmer is needed.
    from Stemmer import Stemmer

    return Stemmer(name)
