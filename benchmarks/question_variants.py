"""Question variants as people type them: fragments, capitals, misspelt, after a preamble.

Each function takes a question and a random generator, and is deterministic by its seed.

>>> fragments("When did Putin meet the soldiers' mothers?", random.Random(0))
"putin meet soldiers' mothers"
>>> bare("Who criticised the general?", random.Random(0))
'who criticised the general'
"""

import random
import re
from collections.abc import Callable

# Words that people leave out in a search box, question words among them.
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    a about all am an and any are as at be been being by can could did do does doing for from had
    has have having he her hers him his how i if in into is it its many may me might mine much must
    my of on one or our ours shall she should so some such than that the their theirs them then
    there these they this those to us was we were what when where which while who whom whose why
    will with would you your yours
        """,
    )
)
_PREAMBLES = (
    "I read about this the other day and keep wondering, {}",
    "Sorry if this has been asked before, but my daughter has a school project due tomorrow, so {}",
    "Hello, I have been going through these pages for an hour, and before I give up, {}",
    "Okay, here is something that came up at dinner, nobody knew, and we even made a bet: {}",
    "Just out of curiosity, since somebody mentioned it on the radio this morning, {}",
    "I am not an expert, and I may have misunderstood the whole thing, but {}",
)
_OPENERS = frozenset(
    ("what", "who", "whom", "whose", "when", "where", "which", "why", "how", "in", "is", "are")
)
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_MISSPELT = 4


def fragments(question: str, _: random.Random) -> str:
    """Content words alone, in lower case, without the question mark."""
    kept = [word for word in bare(question, _).split() if word not in _FUNCTION_WORDS]
    return " ".join(kept) or bare(question, _)


def capitals(question: str, _: random.Random) -> str:
    """The question in capitals."""
    return question.upper()


def bare(question: str, _: random.Random) -> str:
    """In lower case, without a question mark or comma."""
    return " ".join(re.sub(r"[?,;]+(?=\s|$)", " ", question.lower()).split())


def misspelt(question: str, chance: random.Random) -> str:
    """The question with one or two typing errors, each in another of the longer words and never in
    its first letter: two letters swapped, one dropped, one doubled, or a neighbouring key."""
    found = [
        match
        for match in _WORD.finditer(question)
        if len(match[0]) >= _SHORTEST_MISSPELT and match[0].lower() not in _FUNCTION_WORDS
    ]
    slips = min(len(found), chance.choice((1, 2)))
    for match in sorted(chance.sample(found, slips), key=lambda one: -one.start()):
        question = question[: match.start()] + _slip(match[0], chance) + question[match.end() :]
    return question


def preamble(question: str, chance: random.Random) -> str:
    """The question after a sentence that has nothing to do with it."""
    first, _, rest = question.partition(" ")
    if first.lower() in _OPENERS:
        question = f"{first.lower()} {rest}"
    return chance.choice(_PREAMBLES).format(question)


VARIANTS: dict[str, Callable[[str, random.Random], str]] = {
    "as asked": lambda question, _: question,
    "fragments": fragments,
    "capitals": capitals,
    "misspelt": misspelt,
    "preamble": preamble,
    "lower case, no mark": bare,
}


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    others = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + _beside(word[at], chance) + word[at + 1 :],
    ]
    if at + 1 < len(word):
        others.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    # Swapping equal letters, or a letter that is on no key here, changes nothing.
    return chance.choice([one for one in others if one != word])


def _beside(letter: str, chance: random.Random) -> str:
    for row in _KEYS:
        at = row.find(letter.lower())
        if at >= 0:
            near = chance.choice([row[n] for n in (at - 1, at + 1) if 0 <= n < len(row)])
            return near.upper() if letter.isupper() else near
    return letter
