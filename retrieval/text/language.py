"""The language by whose rules a document's words are cut and stemmed.

What the document says of itself counts. Where it says nothing, its letters tell most languages;
among those that share letters, the few that others lack and the small words that no text can do
without do (the table in ``function_words.txt``). A compromise: a model of language identification
tells more languages, of shorter texts, but costs megabytes and half a second to load. Here a text
that is too short to tell counts as English or, in Cyrillic, as Russian.

What is found is kept with the index and nowhere else: it is a guess, and no document's metadata.
"""

import re
from collections import Counter
from collections.abc import Set
from functools import cache
from pathlib import Path

# Where nothing tells.
UNKNOWN = "en"
# So many characters are looked at, at three places of a longer text.
_PIECE = 2_000
# What must speak for a language: so many small words and letters, and this share of all words.
_ENOUGH, _ENOUGH_SHARE = 2.5, 0.08
_WORD = r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0963]+[^\W\d_]*)*"

# Letters to the languages that are written in them; the first where these signs do not tell.
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
# Japanese is mostly Han; this share of kana among both makes a text Japanese.
_KANA_OF_JAPANESE = 0.1


def language_of(text: str, declared: str | None = None) -> str:
    """The code of a text's language ("de"), ``declared`` ("de-AT", say) or else detected.

    >>> language_of("Der Zug nach Berlin ist mit der Post und dem Gepäck nicht angekommen.")
    'de'
    >>> language_of("北京大学"), language_of("2022")
    ('zh', 'en')
    """
    if declared:
        return declared.replace("_", "-").partition("-")[0].lower()
    sample = _sample(text)
    # Compiled where it is used, and kept by re: a question asks for none of these.
    counts = {letters: len(re.findall(f"[{letters}]", sample)) for letters in _SCRIPTS}
    if counts[_KANA] >= _KANA_OF_JAPANESE * (counts[_KANA] + counts[_HAN]) > 0:
        counts[_KANA] += counts.pop(_HAN)
    script = max(counts, key=lambda letters: counts[letters])
    if not counts[script]:
        return UNKNOWN
    languages = _SCRIPTS[script]
    return _by_signs(sample, languages) if len(languages) > 1 else languages[0]


def languages_of_word(word: str) -> Set[str]:
    """The languages of which it is one of the commonest words; none for most words.

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
    counted = Counter(re.findall(_WORD, sample.lower()))
    table, letters = _signs()
    found: Counter[str] = Counter()
    for word, times in counted.items():
        # The square root: one word, however often (a name, a refrain), makes no language.
        for sign in (word, *sorted(letters.intersection(word))):
            for language, weight in table.get(sign, {}).items():
                found[language] += weight * times**0.5
    best = max(languages, key=lambda one: found[one])
    words = sum(times**0.5 for times in counted.values())
    told = found[best] >= max(_ENOUGH, _ENOUGH_SHARE * words)
    return best if told else languages[0]


@cache
def _signs() -> tuple[dict[str, dict[str, float]], frozenset[str]]:
    """The languages of each small word and telling letter, with how much it speaks for them: 1,
    shared among them. And which of these are letters."""
    lines = Path(__file__).with_name("function_words.txt").read_text("utf-8").splitlines()
    languages_of: dict[str, set[str]] = {}
    letters: set[str] = set()
    for line in lines:
        if not line.startswith("#"):
            small, _, telling = line.partition(":")
            language, *signs = f"{small} {telling}".split()
            letters.update(telling.split())
            for sign in signs:
                languages_of.setdefault(sign, set()).add(language)
    table = {
        sign: dict.fromkeys(sorted(languages), 1 / len(languages))
        for sign, languages in languages_of.items()
    }
    return table, frozenset(letters)
