"""Questions that their passage no longer answers, made from those that it does; and passages that
no longer answer, for something else stands in them where the question's names stood.

Of the ways in which people make a question unanswerable (Rajpurkar et al. 2018, table 3), four can
be done by a table and a pattern: another name, another number, an opposite, a negation. What is put
in stands in the same article, so that the question still looks fitting. A few of those made are
answered all the same ("the first of two" for "the second of two"); that is noise to learn with,
not to measure by.
"""

import random
import re
from collections.abc import Callable, Sequence

# Either word for the other, inflected forms each on their own.
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
# A run of capitalised words that no full stop explains.
_NAME = re.compile(r"(?<=[a-z,;:'’\"(–] )(?:[A-Z][\w’'-]+)(?: (?:of |the )?[A-Z][\w’'-]+)*")
_DENIAL = re.compile(r"n['’]t\b| not\b")
_VERB = re.compile(r"\b(is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b")


def altered(
    question: str, passage: str, neighbours: Sequence[str], chooser: random.Random
) -> str | None:
    """The question with one thing changed, by any of the ways that can be gone; None where none
    can. ``neighbours`` are texts of the same article, whose names may stand in for its own."""
    ways: list[Callable[[], str | None]] = [
        lambda: _renamed(question, passage, neighbours, chooser),
        lambda: _renumbered(question, passage, neighbours, chooser),
        lambda: _reversed(question, chooser),
    ]
    chooser.shuffle(ways)
    # A negation fits nearly everywhere, and is the rarest that people use.
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
    """A name or a number that question and passage share, and another for it, after which the
    passage answers no more; None where they share none that is not the answer's."""
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
    """Runs of capitalised words inside of sentences.

    >>> names("The king met Harold of Wessex near Hastings.")
    ['Harold of Wessex', 'Hastings']
    """
    return [found[0] for found in _NAME.finditer(text)]


def is_denied(question: str, original: str) -> bool:
    """Whether all that was done to a question is to deny its verb."""
    return len(_DENIAL.findall(question)) > len(_DENIAL.findall(original))


def _renamed(
    question: str, passage: str, neighbours: Sequence[str], chooser: random.Random
) -> str | None:
    own = names(question)
    # What the passage says of somebody else is the harder to tell; so its names come twice.
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
    """An opposite for one of the words."""
    places = [one for one in _WORD.finditer(question) if one[0].lower() in _OTHER]
    if not places:
        return None
    place = chooser.choice(places)
    other = chooser.choice(_OTHER[place[0].lower()])
    other = other.capitalize() if place[0][0].isupper() else other
    return question[: place.start()] + other + question[place.end() :]


def _negated(question: str) -> str | None:
    """The question with its verb denied, or without the "not" that it has.

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
