"""Language detection, for tokenizing and stemming a document.

The declared language counts. Without one, the script determines most languages; among those that
share a script, function words and letters that others lack do (see ``function_words.txt``). A
compromise: a language identification model knows more languages and needs less text, but costs
megabytes and half a second to load. A sentence or two are judged by their small words alone, since
names come from anywhere. A text too short to tell counts as English or, in Cyrillic, as Russian.

A detected language is stored in the index only: it is a guess, not metadata of the document.
"""

import re
from collections import Counter
from collections.abc import Set
from functools import cache
from pathlib import Path

# The language of texts without any evidence.
UNKNOWN = "en"
# The number of characters examined at each of three places in a longer text.
_PIECE = 2_000
# The least evidence for a language: function words and letters, absolutely and per word.
_ENOUGH, _ENOUGH_SHARE = 2.5, 0.08
# In a text of so few words: absolutely, and as multiples of the next language's and the default's.
_FEW_WORDS, _ENOUGH_OF_FEW, _CLEARLY, _TWICE = 25, 0.9, 1.4, 2.0
_WORD = r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0963]+[^\W\d_]*)*"

# The languages of each script; the first is the default.
_SCRIPTS = {
    "A-Za-z\u00c0-\u024f\u1e00-\u1eff": [
        "en", "de", "fr", "es", "it", "pt", "ca", "nl", "da", "sv", "no", "fi", "et",
        "hu", "pl", "cs", "sk", "ro", "tr", "id", "lt", "ga", "eu", "eo", "hr", "vi",
    ],
    "\u0400-\u052f": ["ru", "uk", "be", "bg", "mk", "sr"],
    "\u0600-\u06ff\u0750-\u077f": ["ar", "fa", "ur"],
    "\u0900-\u097f": ["hi", "ne", "mr"],
    "\u0370-\u03ff\u1f00-\u1fff": ["el"],
    "\u0530-\u058f": ["hy"],
    "\u0590-\u05ff": ["he"],
    "\u0b80-\u0bff": ["ta"],
    "\u0e00-\u0e7f": ["th"],
    "\u1100-\u11ff\uac00-\ud7af": ["ko"],
    "\u3040-\u30ff": ["ja"],
    "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff": ["zh"],
}  # fmt: skip
_KANA, _HAN = list(_SCRIPTS)[-2:]
# The least share of kana among kana and Han characters in a Japanese text.
_KANA_OF_JAPANESE = 0.1


def language_of(text: str, declared: str | None = None) -> str:
    """The code of a text's language ("de"): ``declared`` ("de-AT"), else detected.

    >>> language_of("Der Zug nach Berlin ist mit der Post und dem Gepäck nicht angekommen.")
    'de'
    >>> language_of("北京大学"), language_of("2022")
    ('zh', 'en')
    """
    if declared:
        return declared.replace("_", "-").partition("-")[0].lower()
    sample = _sample(text)
    languages = _languages_of_script(sample)
    if not languages:
        return UNKNOWN
    return _by_signs(sample, languages) if len(languages) > 1 else languages[0]


def language_scores(text: str) -> dict[str, float]:
    """The evidence for each language of the script of a short text; none without letters."""
    languages = _languages_of_script(text)
    found = _signs_in(text)[0] if len(languages) > 1 else Counter()
    return {code: float(found[code]) for code in languages}


def _languages_of_script(sample: str) -> list[str]:
    """The languages of the script that most of the letters are in; none without letters."""
    # Compiled at first use (and cached by re): questions do not need it.
    counts = {letters: len(re.findall(f"[{letters}]", sample)) for letters in _SCRIPTS}
    if counts[_KANA] >= _KANA_OF_JAPANESE * (counts[_KANA] + counts[_HAN]) > 0:
        counts[_KANA] += counts.pop(_HAN)
    script = max(counts, key=lambda letters: counts[letters])
    return _SCRIPTS[script] if counts[script] else []


def languages_of_word(word: str) -> Set[str]:
    """The languages in which it is a function word; none for most words.

    >>> sorted(languages_of_word("und")), sorted(languages_of_word("haus"))
    (['de'], [])
    """
    table, _ = _signs()
    return table.get(word, {}).keys()


def _sample(text: str) -> str:
    if len(text) <= 3 * _PIECE:
        return text
    middle = len(text) // 2
    return " ".join((text[:_PIECE], text[middle : middle + _PIECE], text[-_PIECE:]))


def _by_signs(sample: str, languages: list[str]) -> str:
    found, words = _signs_in(sample)
    best = max(languages, key=lambda one: found[one])
    if found[best] >= max(_ENOUGH, _ENOUGH_SHARE * words):
        return best
    return (_by_small_words(sample, languages) if words <= _FEW_WORDS else None) or languages[0]


def _by_small_words(sample: str, languages: list[str]) -> str | None:
    """The language of a sentence or two, by the words that begin in lower case; None where they do
    not tell."""
    small = " ".join(word for word in re.findall(_WORD, sample) if word[0].islower())
    found, _ = _signs_in(small)
    best, second = sorted(languages, key=lambda one: -found[one])[:2]
    is_clear = found[best] >= max(_ENOUGH_OF_FEW, _CLEARLY * found[second])
    return best if is_clear and found[best] >= _TWICE * found[languages[0]] else None


def _signs_in(sample: str) -> tuple[Counter[str], float]:
    """The evidence for each language, and the weight of all words."""
    counted = Counter(re.findall(_WORD, sample.lower()))
    table, letters = _signs()
    found: Counter[str] = Counter()
    for word, times in counted.items():
        # The square root: one frequent word (a name, a refrain) must not decide.
        for sign in (word, *sorted(letters.intersection(word))):
            for language, weight in table.get(sign, {}).items():
                found[language] += weight * times**0.5
    return found, sum(times**0.5 for times in counted.values())


@cache
def _signs() -> tuple[dict[str, dict[str, float]], frozenset[str]]:
    """The languages of each function word and distinctive letter, with weights that sum to 1; and
    the set of those letters."""
    lines = Path(__file__).with_name("function_words.txt").read_text("utf-8").splitlines()
    languages_of: dict[str, set[str]] = {}
    letters: set[str] = set()
    for line in lines:
        if not line.startswith("#"):
            small, _, distinctive = line.partition(":")
            language, *signs = f"{small} {distinctive}".split()
            letters.update(distinctive.split())
            for sign in signs:
                languages_of.setdefault(sign, set()).add(language)
    table = {
        sign: dict.fromkeys(sorted(languages), 1 / len(languages))
        for sign, languages in languages_of.items()
    }
    return table, frozenset(letters)
