"""Sentences gathered into passages: what is indexed, and what a search finds.

Greedy: a passage takes sentences until it has a good size, and ends earlier where a paragraph
does. It never crosses a heading; a heading stands at the head of its passage.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.span import Passage, Sentence, Span
from corpus.text.boilerplate import Boilerplate, boilerplate_around

ENOUGH_WORDS = 60
MOST_WORDS = 120
# For text that has hardly any words: rulers, tables of numbers, blanks.
_MOST_CHARACTERS = 4000
# A section's last words go with the passage before them if they are as few as this.
_SCRAP_WORDS = 30
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,2}|\w+")


def passages(
    text: str, sentences: list[Sentence], body: int = 0, boilerplate: Sequence[Span] = ()
) -> list[Passage]:
    """The passages of what follows ``body`` (the end of the front matter), in order, no overlap.
    Sentences that lie in ``boilerplate`` are in none of them, and no passage reaches across them,
    unless it is a line or two of markup (``Boilerplate.is_bridged``).

    Each has between ENOUGH_WORDS and MOST_WORDS words where the text allows it: a section may be
    shorter, one sentence may be longer.
    """
    return [
        Passage(run[0].start, run[-1].end)
        for section in _sections(sentences, body, boilerplate)
        for run in _runs(text, section)
    ]


def count_words(text: str) -> int:
    """Words of a text; in scripts without spaces two characters count as one word."""
    return sum(1 for _ in _WORD.finditer(text))


def _sections(
    sentences: list[Sentence], body: int, boilerplate: Sequence[Span]
) -> Iterator[list[Sentence]]:
    """Sentences from one heading to the next, or to boilerplate; consecutive headings stay
    together."""
    section: list[Sentence] = []
    for sentence in sentences:
        if sentence.end <= body:
            continue
        around = boilerplate_around(sentence, boilerplate)
        if around is not None:
            if isinstance(around, Boilerplate) and around.is_bridged:
                continue
            if section:
                yield section
            section = []
            continue
        if sentence.heading and section and not section[-1].heading:
            yield section
            section = []
        section.append(sentence)
    if section:
        yield section


def _runs(text: str, section: list[Sentence]) -> list[list[Sentence]]:
    runs: list[list[Sentence]] = [[]]
    sizes = [0]
    for sentence in section:
        size = count_words(sentence.of(text))
        paragraph_ended = bool(runs[-1]) and runs[-1][-1].of(text).endswith("\n")
        if runs[-1] and (
            sizes[-1] + size > MOST_WORDS
            or sentence.end - runs[-1][0].start > _MOST_CHARACTERS
            or (sizes[-1] >= ENOUGH_WORDS and paragraph_ended)
        ):
            runs.append([])
            sizes.append(0)
        runs[-1].append(sentence)
        sizes[-1] += size
    if (
        len(runs) > 1
        and sizes[-1] <= _SCRAP_WORDS
        and sizes[-2] + sizes[-1] <= MOST_WORDS
        and runs[-1][-1].end - runs[-2][0].start <= _MOST_CHARACTERS
    ):
        scrap = runs.pop()
        runs[-1].extend(scrap)
    return runs
