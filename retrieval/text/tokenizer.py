"""Tokenizer of the lexical index: texts to words.

Words are normalised (NFKC), lower-cased, and stemmed by the language of their text. Scripts without
spaces, and Korean, for which there is no stemmer, give pairs of characters. Spellings are unified:
U.S. and US, 300,000 and 300000, 1990s and 1990.
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
# Characters that belong to the letter before them, but are no letters to Python's regular
# expressions: combining marks, the vowels of Indic scripts, joiners.
_MARK = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0963\u0971-\u0dff\u0f71-\u0f84]"
)
# Each set occurs only once, since it takes milliseconds to compile. An apostrophe that no letter
# follows matches too, and is stripped.
_TOKEN = re.compile(rf"(?P<paired>[{_PAIRED}]+)|(?:{_LETTER}+{_MARK}*'?)+")
_MARKS = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{20})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)

# 300 000 with non-breaking blanks, before these become ordinary blanks.
_SPACED_NUMBER = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_GROUPED_NUMBER = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:\.\d{3})+)(?![\d])"
)
_ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")
# Of a word in a script without spaces, on average.
_CHARACTERS_OF_WORD = 1.7
# The share of its idf that counts of a function word. People ask with words that the texts hardly
# have: "ich", "wann" and "darf" are rare in laws, but what is asked about is not them. (English is
# ranked by weights that were learned with its function words' idfs as they are.)
_OF_FUNCTION_WORD = 0.5
_DECADE = re.compile(r"^(\d+)s$")
_CHARACTERS = {ord(one): "'" for one in "’ʼ‘＇"} | dict.fromkeys(map(ord, "\u00ad\u200c\u200d"))
_CHARACTERS |= {
    first + number: str(number)
    for first in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50)
    for number in range(10)
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question: its stems in the languages of the texts.

    A text has the word if it has one of the ``variants``, which are marked with their language, or
    one of the ``compounds``, of which it is a part (see ``compounds.py``). ``weight`` is less than
    1 where they are corrections of a misspelt word. ``share``: of its idf, how much counts: less
    than 1 for function words of languages other than English.
    """

    variants: tuple[str, ...]
    weight: float = 1.0
    share: float = 1.0
    compounds: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Variants and compounds."""
        return self.variants + self.compounds

    @property
    def factor(self) -> float:
        """Of what it adds to a text's score by its idf alone."""
        return self.weight * self.share


def words(text: str, language: str | None = None) -> list[str]:
    """The words of a text in this language (a code), stemmed.

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
    """The words of a question, for texts in these languages.

    A question is too short to detect its language, so each word is stemmed in all of them; but a
    function word of some of the languages ("the") counts as a word of these only.

    >>> [one.variants for one in terms("Häuser", ["de", "en"])]
    [('haus@german', 'hauser')]
    """
    codes = tuple(languages) or (UNKNOWN,)
    found = []
    for token, paired in _tokens(question):
        if paired:
            found.append(Term((token,)))
            continue
        common = _languages_of(token, codes)
        stems = (stem(token, code) for code in common or codes)
        variants = tuple(dict.fromkeys(filter(None, stems)))
        if variants:
            is_small = bool(common) and UNKNOWN not in common
            found.append(Term(variants, share=_OF_FUNCTION_WORD if is_small else 1.0))
    return found


def word_count(text: str) -> float:
    """About how many words a text has, also in scripts without spaces.

    >>> word_count("Who paid for it?"), word_count("谁为这座桥付钱？") > 3
    (4.0, True)
    """
    # Compiled at first use (and cached by re).
    unspaced = len(re.findall(f"[{_UNSPACED}]", text))
    return len(text.split()) + max(0.0, unspaced / _CHARACTERS_OF_WORD - bool(unspaced))


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, not stemmed; pairs of characters in scripts without
    spaces.

    >>> plain_words("Die Häuser am Fluß")
    ['die', 'häuser', 'am', 'fluß']
    """
    return [token for token, _ in _tokens(text)]


def _languages_of(token: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The languages in ``codes`` that have a word of a question as a function word."""
    if codes == (UNKNOWN,):
        return ()
    common = languages_of_word(token)
    return tuple(code for code in codes if code in common)


def is_spaced_letter(character: str) -> bool:
    """Whether it is a letter or digit of a script that separates words by spaces."""
    # Compiled at first use (and cached by re): questions do not need it.
    return character.isalnum() and not re.match(f"[{_UNSPACED}]", character)


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Words in lower case and pairs of characters, each with whether it is a pair."""
    for match in _TOKEN.finditer(_normalised(text)):
        token = match[0].rstrip("'")
        if match.lastgroup:
            for start in range(max(1, len(token) - 1)):
                yield token[start : start + 2], True
        else:
            yield (_DECADE.sub(r"\1", token) if token[-1] == "s" else token), False


def _normalised(text: str) -> str:
    # Normalising takes time quadratic in the length of a run of marks, so long runs are cut.
    text = _SPACED_NUMBER.sub("", _MARKS.sub(r"\1", text))
    text = unicodedata.normalize("NFKC", text.translate(_CHARACTERS))
    text = _ACRONYM.sub(lambda match: match[0].replace(".", "") + " ", text.lower())
    return _GROUPED_NUMBER.sub(lambda match: re.sub("[.,]", "", match[0]), text)
