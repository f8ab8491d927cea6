"""Languages of a question: the likely ones, with the collection's own as a prior.

A question of three words seldom has a sign of its language. So more than one language may be
likely, and where nothing is known, every language of the collection in the question's script is.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from retrieval.text.language import UNKNOWN, language_of, language_scores, languages_of_word

# A language is likely from this share of the best one's evidence on; one that the collection lacks
# needs so much evidence, and the collection's own less than this share of it.
_LIKELY, _FOREIGN, _LESS = 0.6, 0.9, 0.6
# A question that begins with one of these is in English, whatever names follow ("When was Otto von
# Bismarck born?"). It spares a cold process the tables of languages.
_ENGLISH = frozenset(
    (
        "who", "whose", "what", "when", "where", "why", "which", "how", "does", "did", "can",
        "could", "should", "would",
    )
)  # fmt: skip
# So a question is in another language that begins with one of these and has more words ("Wer leitet
# die Bibliothek?"): words that neither English nor names have.
_OTHERS = frozenset(
    (
        # German, Dutch, the Scandinavian languages
        "wer", "wem", "wessen", "wann", "warum", "weshalb", "wieso", "wieviel", "wieviele", "woher",
        "wohin", "wofür", "womit", "welche", "welcher", "welches", "welchen", "welchem", "wanneer",
        "waarom", "hoeveel", "welke", "varför", "vilken", "vilket", "vilka", "hvem", "hvorfor",
        "hvornår", "hvilken", "hvilket", "hvilke",
        # French, Spanish, Italian, Portuguese, Romanian
        "pourquoi", "combien", "quel", "quelle", "quels", "quelles", "où", "quién", "quiénes",
        "cuándo", "dónde", "cuánto", "cuánta", "cuántos", "cuántas", "cuál", "cuáles", "cómo",
        "perché", "quanti", "quante", "quali", "quem", "quantos", "quantas", "quais", "când", "cât",
        "câte", "câți", "qué",
        # Polish, Turkish
        "kto", "kiedy", "dlaczego", "gdzie", "który", "która", "które", "hangi", "nerede", "neden",
        "nasıl", "kaç",
    )
)  # fmt: skip
# A question of so few words may be in any language.
_FEW_WORDS = 2
# So many words of other languages, absolutely and for each English one, say that a question is in
# none that English speakers type. A letter alone says nothing.
_FOREIGN_WORDS, _FOREIGN_TO_ENGLISH = 2, 1.5
_SMALL_WORD = r"\b[^\W\d_A-Z][^\W\d_]+"
# Three letters in a row that English does not write: a word of another script.
_OTHER_SCRIPT = r"[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff]{3}|[\u3040-\u30ff\u3400-\u9fff]"


def is_foreign(question: str, before: str | None = None) -> bool:
    """Whether a question is in another language than English; of a few words that do not tell,
    whether the question ``before`` was.

    >>> is_foreign("Akku"), is_foreign("Akku", "Was kostet ein neuer Akku?")
    (False, True)
    """
    if not may_be_english(question):
        return True
    few = before is not None and len(question.split()) <= _FEW_WORDS
    return few and not may_be_english(before or "")


def may_be_english(question: str) -> bool:
    """Whether nothing says that a question is in another language.

    >>> may_be_english("Akku"), may_be_english("Was kostet ein neuer Akku?")
    (True, False)
    >>> may_be_english("чим займається Aastrom Biosciences Incorporated")
    False
    >>> may_be_english("wer schrieb die yale hymne und wie heißt sie")
    False
    """
    if re.search(_OTHER_SCRIPT, question) is not None:  # compiled at first use, and cached
        return False
    first, *rest = question.lower().split(maxsplit=1) or [""]
    if first in _ENGLISH:
        return True
    if rest and first.lstrip("¿¡\"'«„“") in _OTHERS:
        return False
    return language_of(question) == UNKNOWN and not _has_foreign_words(question)


def _has_foreign_words(question: str) -> bool:
    """Whether a question has many more small words of other languages than of English; of which one
    does not matter ("que" is a word of four)."""
    words = re.findall(_SMALL_WORD, question)
    known = [found for word in words if (found := languages_of_word(word))]
    english = sum(UNKNOWN in found for found in known)
    other = len(known) - english + sum(map(_has_foreign_letter, words))
    return other >= max(_FOREIGN_WORDS, _FOREIGN_TO_ENGLISH * english)


def _has_foreign_letter(word: str) -> bool:
    return not word.isascii() and not languages_of_word(word)


def likely_languages(question: str, own: Iterable[str]) -> tuple[str, ...]:
    """The languages that a question may be in, the likeliest first. ``own``: the collection's.

    >>> likely_languages("Wie lange hält der Akku?", ["en", "de"])
    ('de',)
    >>> likely_languages("Akku", ["en", "de", "ru"])
    ('en', 'de')
    >>> likely_languages("Как сбросить пароль?", ["en", "de"])
    ('ru',)
    """
    return _likely(question, tuple(own))


@lru_cache(maxsize=256)
def _likely(question: str, own: tuple[str, ...]) -> tuple[str, ...]:
    scores = language_scores(question)
    if not scores:  # figures, or a script that no known language uses
        return own
    known = {code: scores[code] for code in own if code in scores}
    best = max(scores, key=lambda code: scores[code])
    most = max(known.values(), default=0.0)
    if not known or (scores[best] >= _FOREIGN and most < _LESS * scores[best]):
        return tuple(code for code in scores if scores[code] >= _LIKELY * scores[best])
    likely = [code for code in known if known[code] >= _LIKELY * most]
    return tuple(sorted(likely, key=lambda code: -known[code]))
