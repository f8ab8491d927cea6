"""Compounds: words written as one ("Kündigungsfrist"), in the languages that do so.

The collection's own words are the dictionary, looked up when a question is asked. Nothing of it is
stored, so a document that is added later brings its words at once. A word of the question stands
for the compounds that begin with it, and a compound in the question for its two parts as well.
(Words that end with one are left out: "-recht" and "-zeit" end too many.)

Passages found by words alone (python -m benchmarks.word_forms) among the eight best of 56 questions
about German laws: 31 without compounds and with function words like others, 36 with function words
at half their weight, 40 with both; among the four best 24, 25 and 31.
"""

import re

from retrieval.text.stemming import bare, stem

# Letters between the parts, by the language's code.
_GERMAN, _DUTCH = ("", "s", "es", "n", "en", "er", "e"), ("", "s", "e", "en", "er")
_NORDIC = ("", "s", "e")
_LINKS = {
    "de": _GERMAN, "nl": _DUTCH, "af": _DUTCH, "sv": _NORDIC, "da": _NORDIC, "no": _NORDIC,
    "nb": _NORDIC, "nn": _NORDIC,
}  # fmt: skip
_RULES = frozenset(("german", "dutch", "swedish", "danish", "norwegian"))
SHORTEST_PART, _SHORTEST_COMPOUND = 4, 9
_NUMBER = re.compile(r"(\d+)[^\W\d_]{4,}$")
# A stem of fewer letters begins too many words that have nothing to do with it.
SHORTEST_BEGINNING = 5


def writes_compounds(language: str) -> bool:
    """Whether a language (its code) writes compounds as one word."""
    return language in _LINKS


def cuts(word: str, language: str) -> list[tuple[str, ...]]:
    """All ways to cut a word in lower case into two, as the stems of the parts; of one that begins
    with a number, the number alone.

    >>> ("pfleg@german", "zeit@german") in cuts("pflegezeit", "de"), cuts("zeit", "de")
    (True, [])
    >>> cuts("17jährige", "de")
    [('17',)]
    """
    number = _NUMBER.match(word)
    if number:
        return [(number[1],)]
    if len(word) < _SHORTEST_COMPOUND or not word.isalpha():
        return []
    found: list[tuple[str, ...]] = []
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        tail = stem(word[cut:], language)
        for link in _LINKS[language]:
            head = word[:cut].removesuffix(link)
            if len(head) >= SHORTEST_PART and (not link or len(head) < cut):
                found.append((stem(head, language), tail))
    return list(dict.fromkeys(found))


def may_begin(stemmed: str) -> bool:
    """Whether compounds are looked for that begin with a stem.

    >>> may_begin("pfleg@german"), may_begin("zeit@german"), may_begin("house")
    (True, False, False)
    """
    letters, rules = bare(stemmed)
    return rules in _RULES and len(letters) >= SHORTEST_BEGINNING


def begins(stemmed: str, word: str) -> bool:
    """Whether a word of the index is a compound that begins with this stem.

    >>> begins("pfleg@german", "pflegezeit@german"), begins("pfleg@german", "pflegend@german")
    (True, False)
    """
    letters, rules = bare(stemmed)
    other, others_rules = bare(word)
    return (
        rules == others_rules
        and len(other) >= len(letters) + SHORTEST_PART
        and other.startswith(letters)
    )
