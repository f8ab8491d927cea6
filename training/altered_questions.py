"""Unanswerable questions made from answerable ones, and passages altered not to answer.

Four of the ways in which people make a question unanswerable (Rajpurkar et al. 2018, table 3) need
only a table and a pattern: another name, another number, an opposite, a negation. Replacements come
from the same article, so that the question still looks plausible. A few altered questions are still
answered ("the first of two" for "the second of two"): acceptable noise in training data, but not in
a benchmark.
"""

import random
import re
from collections.abc import Callable, Sequence

# Pairs of opposites; each may replace the other. Inflected forms are listed separately.
_OPPOSITES = """
after before; against for; agree disagree; agreed disagreed; alive dead; all none; allowed forbidden
allow forbid; always never; ancient modern; approve reject; approved rejected; arrive leave
arrived left; attack defend; attacked defended; bad good; beautiful ugly; began ended; begin end
beginning end; below above; benefit harm; best worst; better worse; big small; biggest smallest
born killed; bottom top; bought sold; buy sell; cause prevent; caused prevented; cheap expensive
cheaper pricier; cold hot; common rare; complete incomplete; connected separated; cooler warmer
correct wrong; create destroy; created destroyed; daughter son; day night; decrease increase
decreased increased; decreasing increasing; defeat victory; defeated supported; difficult easy
directly indirectly; disliked liked; dislikes likes; down up; dry wet; early late; earlier later
earliest latest; east west; eastern western; empty full; enemy ally; entered left; exclude include
excluded included; excludes includes; export import; exported imported; external internal
failed succeeded; fall rise; fell rose; false true; far near; fast slow; faster slower
fastest slowest; father mother; female male; few many; fewer more; fewest most; finish start
finished started; first last; find lose; found lost; founded abolished; friend enemy; front back
gain lose; gained lost; give take; gave took; given taken; greater lesser; greatest least
happy sad; hard soft; hate love; hated loved; hates loves; heavier lighter; heavy light; high low
higher lower; highest lowest; husband wife; illegal legal; important unimportant; inside outside
joined left; king queen; known unknown; large little; larger smaller; largest smallest; least most
less more; long short; longer shorter; longest shortest; major minor; majority minority
maximum minimum; men women; nearest farthest; negative positive; new old; newer older
newest oldest; north south; northern southern; northwest southeast; officially unofficially
oldest youngest; open closed; opened closed; oppose support; opposed supported; over under
peace war; poor rich; possible impossible; private public; refuse accept; refused accepted
released captured; remember forget; remove add; removed added; right left; rural urban
same different
safe dangerous; single married; strong weak; stronger weaker; strongest weakest; success failure
tall short; taller shorter; tallest shortest; thick thin; visible invisible; win lose
winner loser
winning losing; won lost; with without; young old; younger older
"""
_OTHER: dict[str, list[str]] = {}
for _pair in re.split(r"[;\n]", _OPPOSITES):
    if _pair.strip():
        _one, _two = _pair.split()
        _OTHER.setdefault(_one, []).append(_two)
        _OTHER.setdefault(_two, []).append(_one)

_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_WORD = re.compile(r"[A-Za-z]+")
# Capitalised words that do not start a sentence.
_NAME = re.compile(r"(?<=[a-z,;:'’\"(–] )(?:[A-Z][\w’'-]+)(?: (?:of |the )?[A-Z][\w’'-]+)*")
_DENIAL = re.compile(r"n['’]t\b| not\b")
_VERB = re.compile(r"\b(is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b")


def altered(
    question: str, passage: str, neighbours: Sequence[str], chooser: random.Random
) -> str | None:
    """The question with one thing changed, in a way that ``chooser`` picks; None if no way applies.
    ``neighbours`` are other texts of the article, which supply names and numbers."""
    ways: list[Callable[[], str | None]] = [
        lambda: _renamed(question, passage, neighbours, chooser),
        lambda: _renumbered(question, passage, neighbours, chooser),
        lambda: _reversed(question, chooser),
    ]
    chooser.shuffle(ways)
    # Last: a negation fits nearly every question, and people use it least.
    ways.append(lambda: _negated(question))
    for way in ways:
        found = way()
        if found is not None and found != question:
            return found
    return None


def replacement(
    question: str,
    passage: str,
    answers: Sequence[str],
    neighbours: Sequence[str],
    chooser: random.Random,
) -> tuple[str, str] | None:
    """A name or number that question and passage share, and a replacement for it with which the
    passage no longer answers; None if they share none outside the answers."""
    shared = [
        one
        for one in (*names(question), *(found[0] for found in _NUMBER.finditer(question)))
        if one in passage and not any(one in answer or answer in one for answer in answers)
    ]
    if not shared:
        return None
    own = chooser.choice(shared)
    if own[0].isdigit():
        others = [found[0] for text in neighbours for found in _NUMBER.finditer(text)]
        others = [one for one in others if len(one) == len(own)]
    else:
        others = [one for text in neighbours for one in names(text)]
    others = [one for one in others if one not in passage and one not in question]
    return (own, chooser.choice(others)) if others else None


def names(text: str) -> list[str]:
    """Runs of capitalised words inside sentences.

    >>> names("The king met Harold of Wessex near Hastings.")
    ['Harold of Wessex', 'Hastings']
    """
    return [found[0] for found in _NAME.finditer(text)]


def is_denied(question: str, original: str) -> bool:
    """Whether the question is the original with its verb negated."""
    return len(_DENIAL.findall(question)) > len(_DENIAL.findall(original))


def _renamed(
    question: str, passage: str, neighbours: Sequence[str], chooser: random.Random
) -> str | None:
    own = names(question)
    # Names of the passage itself make harder negatives, so they are listed twice.
    others = [name for text in (passage, passage, *neighbours) for name in names(text)]
    others = [name for name in others if not any(name in one or one in name for one in own)]
    if not own or not others:
        return None
    return question.replace(chooser.choice(own), chooser.choice(others), 1)


def _renumbered(
    question: str, passage: str, neighbours: Sequence[str], chooser: random.Random
) -> str | None:
    own = [found[0] for found in _NUMBER.finditer(question)]
    if not own:
        return None
    chosen = chooser.choice(own)
    alike = [
        found[0]
        for text in (passage, passage, *neighbours)
        for found in _NUMBER.finditer(text)
        if len(found[0]) == len(chosen) and found[0] not in own
    ]
    if alike:
        return question.replace(chosen, chooser.choice(alike), 1)
    place = chooser.randrange(len(chosen))
    if not chosen[place].isdigit():
        return None
    digit = str((int(chosen[place]) + chooser.randrange(1, 9)) % 10)
    return question.replace(chosen, chosen[:place] + digit + chosen[place + 1 :], 1)


def _reversed(question: str, chooser: random.Random) -> str | None:
    """The question with one word replaced by its opposite."""
    places = [one for one in _WORD.finditer(question) if one[0].lower() in _OTHER]
    if not places:
        return None
    place = chooser.choice(places)
    other = chooser.choice(_OTHER[place[0].lower()])
    other = other.capitalize() if place[0][0].isupper() else other
    return question[: place.start()] + other + question[place.end() :]


def _negated(question: str) -> str | None:
    """The question with its verb negated, or without the negation that it has.

    >>> _negated("Who was hurt?")
    "Who wasn't hurt?"
    """
    without = _DENIAL.sub("", question)
    if without != question:
        return without
    place = _VERB.search(question)
    if place is None:
        return None
    denied = {"can": "can't", "will": "won't"}.get(place[0], f"{place[0]}n't")
    return question[: place.start()] + denied + question[place.end() :]
