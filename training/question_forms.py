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


_BE_AND_MODAL = ("is", "are", "was", "were", "can", "could", "will", "would", "must", "should")
_AUXILIARIES = frozenset(
    [*_BE_AND_MODAL, "may", "might", "has", "have", "had", "does", "did", "do"]
)
_DENIED = {"cannot": "can", "can't": "can", "won't": "will"} | {
    f"{one}n't": one for one in _AUXILIARIES - {"can", "will", "may", "might"}
}
_NO_SUBJECT = frozenset(
    ["he", "she", "it", "they", "this", "that", "these", "those", "we", "i", "which", "who", "when"]
)
_STATEMENT_END = re.compile(r"[,;:(]|\s(?:which|because|since|although|while|who|where)\s")
_LONGEST_SUBJECT, _LONGEST_REST, _SHORTEST_REST = 8, 14, 3
_FEWEST_SAID = 4


def asked_statement(sentence: str, chooser: random.Random) -> str | None:
    """The question whether a statement is true, for statements with an auxiliary; mostly without
    its "not". None where no rule applies.

    >>> asked_statement("Personal laptops cannot be connected to the network.", random.Random(1))
    'Can personal laptops be connected to the network?'
    """
    words = sentence.strip().strip("*-•_ ").split()
    for place, word in enumerate(words[: _LONGEST_SUBJECT + 1]):
        auxiliary = _DENIED.get(word.lower(), word.lower())
        if auxiliary not in _AUXILIARIES or not place:
            continue
        subject, rest = words[:place], " ".join(words[place + 1 :])
        end = _STATEMENT_END.search(rest)
        kept = (rest[: end.start()] if end else rest).rstrip('.!?"”').split()
        if kept[:1] == ["not"] and chooser.random() < 0.8:
            del kept[0]
        if subject[0].lower() in _NO_SUBJECT or any("," in one or ":" in one for one in subject):
            return None
        if not _SHORTEST_REST <= len(kept) <= _LONGEST_REST:
            return None
        named = len(subject) > 1 and subject[1][:1].isupper()
        first = subject[0] if named else subject[0][:1].lower() + subject[0][1:]
        return " ".join([auxiliary.capitalize(), first, *subject[1:], *kept]) + "?"
    return None


def without_subject(question: str, title: str, pronoun: str) -> str | None:
    """The question with a pronoun for the title of the document that it is about, as by somebody
    who has it open; None where the title is not in it.

    >>> without_subject("When was the Bridge of Ulm built?", "Bridge of Ulm", "it")
    'When was it built?'
    """
    found = re.search(rf"\b(?:the )?{re.escape(title)}\b(?!['’])", question, re.IGNORECASE)
    if not title or found is None:
        return None
    return question[: found.start()] + pronoun + question[found.end() :]


_ASKED = re.compile(
    r"(?P<word>how (?:many|much)|who|what|which|when|where|why|how)\s+(?P<rest>\S.*?)\s*\?*\Z",
    re.IGNORECASE,
)
_SOMEBODY, _SOMETHING = ("Somebody", "People", "They"), ("Something", "It", "This")


def premise(question: str, chooser: random.Random) -> str | None:
    """What a question takes for granted, as a sentence in its words that does not answer it; None
    where no rule applies. Its grammar is rough.

    >>> premise("Why did the Romans leave Britain in 410?", random.Random(1))
    'The Romans leave Britain in 410.'
    >>> premise("Which country won the cup in 1930?", random.Random(1))
    'A country won the cup in 1930.'
    """
    found = _ASKED.match(question)
    if found is None:
        return None
    word, words = found["word"].lower(), found["rest"].split()
    if words[0].lower() in _AUXILIARIES:
        said = words[1:]
    elif len(words) > 1 and words[1].lower() in _AUXILIARIES:
        # "How many people did it kill": "It kill people".
        said = [*words[2:], *(words[:1] if word.startswith("how ") else [])]
    elif word in ("who", "what"):
        said = [chooser.choice(_SOMEBODY if word == "who" else _SOMETHING), *words]
    elif word == "which":
        said = ["A", *words]
    elif word.startswith("how "):
        said = words
    else:
        return None
    if len(said) < _FEWEST_SAID:
        return None
    text = " ".join(said)
    return f"{text[0].upper()}{text[1:]}."
