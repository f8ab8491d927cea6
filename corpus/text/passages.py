"""Passages: runs of sentences, which are indexed and retrieved.

Greedy: sentences are added until a passage is full, or until a paragraph ends and the passage has
enough words. A passage never crosses a heading; a heading is the start of its passage.
"""

from collections.abc import Iterator, Sequence

from corpus.span import Passage, Sentence, Span
from corpus.text.boilerplate.spans import Boilerplate, boilerplate_around
from corpus.text.words import count_words

ENOUGH_WORDS = 60
MOST_WORDS = 120
# For text with hardly any words: rules, tables of numbers, white space.
_MOST_CHARACTERS = 4000
# If a section's last passage would have no more words than this, they join the passage before.
_FEW_WORDS = 30


def passages(
    text: str, sentences: list[Sentence], body: int = 0, boilerplate: Sequence[Span] = ()
) -> list[Passage]:
    """The passages of the text from ``body`` on (the end of the front matter), in order, without
    overlap. Sentences in ``boilerplate`` are left out, and no passage spans them, unless they are a
    line or two of markup (``Boilerplate.is_bridged``).

    Each has between ENOUGH_WORDS and MOST_WORDS words where the text allows it: a section may be
    shorter, one sentence may be longer.
    """
    return [
        Passage(run[0].start, run[-1].end)
        for section in _sections(sentences, body, boilerplate)
        for run in _runs(text, section)
    ]


def _sections(
    sentences: list[Sentence], body: int, boilerplate: Sequence[Span]
) -> Iterator[list[Sentence]]:
    """The sentences from one heading to the next, or to boilerplate; consecutive headings stay
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
        and sizes[-1] <= _FEW_WORDS
        and sizes[-2] + sizes[-1] <= MOST_WORDS
        and runs[-1][-1].end - runs[-2][0].start <= _MOST_CHARACTERS
    ):
        last = runs.pop()
        runs[-1].extend(last)
    return runs
