"""Texts to the words that the lexical index counts.

Words are normalised (NFKC), lower-cased, and stemmed by Snowball in the language that their letters
suggest. Scripts without spaces give pairs of characters. A compromise: letters tell Russian from
English but not German from English; stemming by the document's own language is more exact, and
needs that language to be known.
"""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Stemmer import Stemmer

_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:'[^\W_]+)*")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_MARKS = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{20})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_POSSESSIVE = re.compile(r"'s$")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def words(text: str) -> list[str]:
    """The words of a text or question, ready to be counted.

    >>> words("Putin’s mothers were MEETING")
    ['putin', 'mother', 'were', 'meet']
    >>> words("北京大学")
    ['北京', '京大', '大学']
    """
    found: list[str] = []
    # Normalising takes the square of the length of a run of marks; no letter has so many.
    text = _MARKS.sub(r"\1", text)
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    for match in _TOKEN.finditer(plain):
        token = match[0]
        if _IS_UNSPACED.match(token):
            found.extend(token[i : i + 2] for i in range(max(1, len(token) - 1)))
        else:
            found.append(_stem(_POSSESSIVE.sub("", token)))
    return found


def is_spaced_letter(character: str) -> bool:
    """Whether it is a letter or digit of a script that parts words by blanks."""
    return character.isalnum() and not _IS_UNSPACED.match(character)


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return str(_stemmer("russian" if _CYRILLIC.search(word) else "english").stemWord(word))


@lru_cache(maxsize=4)
def _stemmer(language: str) -> "Stemmer":
    # Imported here: a stemmer is needed only where there is something to search.
    from Stemmer import Stemmer

    return Stemmer(language)
