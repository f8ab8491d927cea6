"""Texts to the words that the lexical index counts.

Words are normalised (NFKC), lower-cased, and stemmed by the language of their text. Scripts without
spaces, and Korean, whose endings no stemmer here takes away, give pairs of characters. Ways of
writing one thing meet: U.S. and US, 300,000 and 300000, 1990s and 1990.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.text.language import UNKNOWN, languages_of_word
from retrieval.text.stemming import stem

# Thai, Lao, Burmese, Khmer, kana (without the middle dot) and Han.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PAIRED = _UNSPACED + "\u1100-\u11ff\uac00-\ud7af"
_LETTER = rf"[^\W_{_PAIRED}]"
# Signs that belong to the letter before them, and are no letters to the regular expressions of
# Python: marks, the vowels of Indic scripts, what joins letters.
_MARK = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0963\u0971-\u0dff\u0f71-\u0f84]"
)
# Each set stands here once, for a set takes milliseconds to compile. An apostrophe that no letter
# follows is taken along, and away again.
_TOKEN = re.compile(rf"(?P<paired>[{_PAIRED}]+)|(?:{_LETTER}+{_MARK}*'?)+")
_MARKS = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{20})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)

# 300 000 with the blanks that do not break, before these become blanks like any other.
_PARTED_NUMBER = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_GROUPED_NUMBER = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:\.\d{3})+)(?![\d])"
)
_ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")
_DECADE = re.compile(r"^(\d+)s$")
_CHARACTERS = {ord(one): "'" for one in "’ʼ‘＇"} | dict.fromkeys(map(ord, "\u00ad\u200c\u200d"))
_CHARACTERS |= {
    first + number: str(number)
    for first in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50)
    for number in range(10)
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question: the stems that it may have in the texts, in any of their languages.

    A text has the word where it has one of the ``variants``, which are marked with their
    languages, so that no text has two that mean two words. ``weight`` is less than one where
    they are a guess at what was meant.
    """

    variants: tuple[str, ...]
    weight: float = 1.0


def words(text: str, language: str | None = None) -> list[str]:
    """The words of a text in this language (a code), ready to be counted.

    >>> words("Putin’s mothers were MEETING")
    ['putin', 'mother', 'were', 'meet']
    >>> words("Die Häuser am Fluß", "de")
    ['die@german', 'haus@german', 'am@german', 'fluss@german']
    >>> words("北京大学")
    ['北京', '京大', '大学']
    """
    code = language or UNKNOWN
    found = (token if paired else stem(token, code) for token, paired in _tokens(text))
    return [word for word in found if word]


def terms(question: str, languages: Iterable[str] = ()) -> list[Term]:
    """The words of a question that is asked of texts in these languages.

    A question is too short to tell its language by, so each word is stemmed in all of them; but
    what is a word like "the" in some of them is asked only of these.

    >>> terms("Häuser", ["de", "en"])
    [Term(variants=('haus@german', 'hauser'), weight=1.0)]
    """
    codes = tuple(languages) or (UNKNOWN,)
    found = []
    for token, paired in _tokens(question):
        stems = (token,) if paired else (stem(token, code) for code in _may_be(token, codes))
        variants = tuple(dict.fromkeys(filter(None, stems)))
        if variants:
            found.append(Term(variants))
    return found


def _may_be(token: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The languages, of those in ``codes``, that a word of a question may be of."""
    if len(codes) == 1:
        return codes
    common = languages_of_word(token)
    return tuple(code for code in codes if code in common) or codes


def is_spaced_letter(character: str) -> bool:
    """Whether it is a letter or digit of a script that parts words by blanks."""
    # Compiled where it is used, and kept by re: a question asks for none of these.
    return character.isalnum() and not re.match(f"[{_UNSPACED}]", character)


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """The words in lower case, and the pairs of characters, each with whether it is a pair."""
    for match in _TOKEN.finditer(_normalised(text)):
        token = match[0].rstrip("'")
        if match.lastgroup:
            for start in range(max(1, len(token) - 1)):
                yield token[start : start + 2], True
        else:
            yield (_DECADE.sub(r"\1", token) if token[-1] == "s" else token), False


def _normalised(text: str) -> str:
    # Normalising takes the square of the length of a run of marks; no letter has so many.
    text = _PARTED_NUMBER.sub("", _MARKS.sub(r"\1", text))
    text = unicodedata.normalize("NFKC", text.translate(_CHARACTERS))
    text = _ACRONYM.sub(lambda match: match[0].replace(".", "") + " ", text.lower())
    return _GROUPED_NUMBER.sub(lambda match: re.sub("[.,]", "", match[0]), text)
