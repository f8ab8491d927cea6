"""Pairs changed while batches are made: without a sentence, with one more, or with a pronoun for a
name."""

from dataclasses import replace

from training.reader_pairs import CUT, Pair

# May stand for a document's title where the passage has them.
_PRONOUNS = ("he", "she", "it", "they")


def pronoun_for(text: str) -> str | None:
    """The commonest pronoun of a text that may stand for what it is about; None if it has none."""
    words = text.lower().split()
    counts = {one: words.count(one) for one in _PRONOUNS}
    pronoun = max(counts, key=lambda one: counts[one])
    return pronoun if counts[pronoun] else None


def without_sentence(pair: Pair, number: int) -> Pair | None:
    """The passage without one of its sentences, and without an answer; None if nothing is left."""
    start, end = pair.sentences[number]
    kept = [
        (one, other) if other <= start else (one - (end - start), other - (end - start))
        for n, (one, other) in enumerate(pair.sentences)
        if n != number
    ]
    if not kept:
        return None
    text = pair.text[:start] + pair.text[end:]
    return replace(
        pair, kind=CUT, text=text, sentences=tuple(kept), gold=(), answers=(), ambiguous=False
    )


def with_pronoun(pair: Pair) -> Pair | None:
    """The pair with a pronoun for the document's title where an answering sentence begins with it;
    None where none does, or the passage has no pronoun for it. The title says who it is."""
    if not pair.gold or not pair.title:
        return None
    pronoun = pronoun_for(pair.text)
    if pronoun is None:
        return None
    number = pair.gold[0]
    start, end = pair.sentences[number]
    sentence = pair.text[start:end]
    lead = len(sentence) - len(sentence.lstrip())
    names = sorted(
        {pair.title, pair.title.split()[-1], pair.title.split()[0]}, key=len, reverse=True
    )
    name = next((one for one in names if sentence[lead:].startswith(f"{one} ")), None)
    if name is None:
        return None
    at, shift = start + lead, len(pronoun) - len(name)
    if any(one < at + len(name) and at < other for one, other in pair.answers):
        return None

    def moved(place: int) -> int:
        return place + shift if place > at else place

    return replace(
        pair,
        text=pair.text[:at] + pronoun.capitalize() + pair.text[at + len(name) :],
        sentences=tuple((moved(one), moved(other)) for one, other in pair.sentences),
        answers=tuple((moved(one), moved(other)) for one, other in pair.answers),
    )


def with_question_before(pair: Pair, question: str) -> Pair:
    """The pair with its question as a sentence of the passage, before the first answering one: as
    in an interview or a list of questions and answers. It is not the answer."""
    number = pair.gold[0] if pair.gold else 0
    at = pair.sentences[number][0]
    added = f"{question} "

    def moved(place: int) -> int:
        return place + len(added) if place >= at else place

    sentences = [
        (moved(one), moved(other) if other > at else other) for one, other in pair.sentences
    ]
    sentences.insert(number, (at, at + len(added)))
    return replace(
        pair,
        text=pair.text[:at] + added + pair.text[at:],
        sentences=tuple(sentences),
        gold=tuple(one + 1 if one >= number else one for one in pair.gold),
        answers=tuple((moved(one), moved(other)) for one, other in pair.answers),
    )
