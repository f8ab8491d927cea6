"""Other forms of a question, as people type them: keywords, yes/no, misspelt, without marks.

They ask for the same answer, so they have the same evidence. Rules for English.
"""

import random
import re

_QUESTION_WORDS = frozenset(
    [
        "a",
        "according",
        "also",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "many",
        "me",
        "might",
        "much",
        "must",
        "my",
        "name",
        "of",
        "on",
        "one",
        "or",
        "our",
        "shall",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
_WORD = re.compile(r"[^\W_][\w'’.-]*[^\W_]|[^\W_]")
_FEWEST_KEYWORDS = 3
_AUX = "is|was|are|were|did|does|do|has|have|had|can|could|will|would|should|must"
_WHEN_WHERE = re.compile(
    rf"(?P<asked>when|where|in (?:what|which) (?:year|city|country|state|century|decade|month))"
    rf" (?P<aux>{_AUX}) (?P<rest>.+?)\??$",
    re.IGNORECASE,
)
_WHO_IS = re.compile(r"who (?P<aux>is|was|are|were) (?P<rest>the .+?)\??$", re.IGNORECASE)
_WHO_DID = re.compile(
    r"who (?P<rest>(?!is\b|was\b|are\b|were\b|did\b|do\b|does\b)[a-z]+ .+?)\??$", re.IGNORECASE
)
_WHAT_IS = re.compile(
    r"what (?P<aux>is|was|are|were) (?P<rest>the (?:name |term )?.+?)\??$", re.IGNORECASE
)
_HOW_MANY = re.compile(
    r"how many (?P<noun>[a-z]+(?: [a-z]+)?) (?P<aux>did|do|does) (?P<rest>.+?)\??$", re.IGNORECASE
)
_BEGINS_WITH_PREPOSITION = re.compile(
    r"(?:in|on|at|by|from|to|during|after|before|since|until|around|near|between|the )",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:the )?(?:early |late |mid-?)?\d{3,4}s?$")
_DATE = re.compile(r"(?:[A-Z][a-z]+ \d{1,2}\b|\d{1,2} [A-Z][a-z]+)")
_CLAIM = re.compile(
    r"(?P<subject>(?:The |A |An )?(?:[A-Z0-9][\w'’.&-]*|of|the|and|de|la|in|\([^)]*\))"
    r"(?: (?:[A-Z0-9][\w'’.&-]*|of|the|and|de|la|in|\([^)]*\)))*)"
    r" (?P<aux>is|was|are|were|has|have|had|can|could|will|did)(?: not| never|n't)?"
    r" (?P<rest>.+?)\.?$"
)


def keywords(question: str) -> str | None:
    """The question's content words, in order; None where few are left.

    >>> keywords("What types of control are considered in Puerto Rico?")
    'types control considered Puerto Rico'
    """
    kept = [one for one in _WORD.findall(question) if one.lower() not in _QUESTION_WORDS]
    return " ".join(kept) if len(kept) >= _FEWEST_KEYWORDS else None


def casual(question: str, chooser: random.Random) -> str:
    """Without capitals, a question mark, or both.

    >>> casual("Who came?", random.Random(3))
    'who came'
    """
    bare = question.rstrip("?. ") if chooser.random() < 0.7 else question
    return bare.lower() if chooser.random() < 0.8 else bare


def misspelt(question: str, chooser: random.Random) -> str:
    """With a slip of the finger in one or two of its longer words."""
    places = [one for one in _WORD.finditer(question) if len(one[0]) > 4 and one[0].isalpha()]
    for place in sorted(
        chooser.sample(places, min(len(places), chooser.choice((1, 1, 2)))),
        key=lambda one: -one.start(),
    ):
        question = question[: place.start()] + _slip(place[0], chooser) + question[place.end() :]
    return question


def _slip(word: str, chooser: random.Random) -> str:
    at = chooser.randrange(1, len(word) - 1)
    match chooser.randrange(4):
        case 0:  # two letters exchanged
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:  # a letter left out
            return word[:at] + word[at + 1 :]
        case 2:  # a letter doubled
            return word[:at] + word[at] + word[at:]
        case _:  # another vowel
            vowels = [n for n, letter in enumerate(word) if letter in "aeiou" and n]
            if not vowels:
                return word[:at] + word[at + 1 :]
            at = chooser.choice(vowels)
            return (
                word[:at]
                + chooser.choice([one for one in "aeiou" if one != word[at]])
                + word[at + 1 :]
            )


def yes_no(question: str, answer: str) -> str | None:
    """The question whether the answer is this one; None where no rule applies.

    >>> yes_no("When was the bridge opened?", "1931")
    'Was the bridge opened in 1931?'
    >>> yes_no("Who is the mayor of Dover?", "Lady Astor")
    'Is Lady Astor the mayor of Dover?'
    >>> yes_no("Who paid for it?", "Lord Harris")
    'Was it Lord Harris who paid for it?'
    """
    if len(answer) > 60 or "?" in answer:
        return None
    if found := _WHEN_WHERE.match(question):
        return f"{found['aux'].capitalize()} {found['rest']} {_placed(answer)}?"
    if found := _WHO_IS.match(question) or _WHAT_IS.match(question):
        return f"{found['aux'].capitalize()} {answer} {found['rest']}?"
    if found := _WHO_DID.match(question):
        return f"Was it {answer} who {found['rest']}?"
    if found := _HOW_MANY.match(question):
        return f"{found['aux'].capitalize()} {found['rest']} {answer} {found['noun']}?"
    return None


def _placed(answer: str) -> str:
    if _BEGINS_WITH_PREPOSITION.match(answer) and not _YEAR.match(answer):
        return answer
    if _DATE.match(answer):
        return f"on {answer}"
    return f"in {answer}"


def asked_claim(claim: str) -> str | None:
    """A claim as a question; None where its verb is not found.

    >>> asked_claim("Steve Wozniak was born in 1950.")
    'Was Steve Wozniak born in 1950?'
    """
    found = _CLAIM.match(claim)
    if found is None:
        return None
    return f"{found['aux'].capitalize()} {found['subject']} {found['rest']}?"
