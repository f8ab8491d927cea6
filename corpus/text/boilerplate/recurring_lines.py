"""Recurring lines: boilerplate that a publisher repeats from article to article.

Not everything that recurs is boilerplate: a background sentence ("Kent was flooded in 1953.") may
be in many articles, and may answer a question. So a line counts as boilerplate depending on where
it stands in an article, how it ends, and what share of the articles have it:

| the line | at an article's edge | inside it |
|---|---|---|
| ends like a sentence | in half of the articles, at least four | in nine of ten, at least eight |
| ends otherwise | in three of ten, at least three | in six of ten, at least four |

An edge is the unbroken run of recurring or other boilerplate paragraphs at the beginning or end of
an article. List items never count, and neither do lines with a number (except a copyright year):
they are the content of tables and recipes. Near-duplicate articles count as one; otherwise every
line of an article that was added twice would recur.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.span import Span
from corpus.text.boilerplate.boilerplate import bare, body_paragraphs
from corpus.text.boilerplate.spans import Boilerplate, BoilerplateKind
from corpus.text.front_matter import split_front_matter
from corpus.text.lists import MARKER
from corpus.text.near_duplicates import Sketch, are_near_duplicates, sketch

# How many of a publisher's newest articles are searched.
SAMPLE = 120
_LEAST = 3
_LONGEST = 400
_SAME_ARTICLE = 0.5
_ENDS_A_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_LIST_ITEM = re.compile(rf"\s*(?:{MARKER}|[–—|])\s")
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright)", re.I)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# (share of articles, minimum number of articles), by whether a line ends like a sentence.
_AT_AN_EDGE = {True: (0.5, 4), False: (0.3, 3)}
_INSIDE = {True: (0.9, 8), False: (0.6, 4)}


@dataclass(frozen=True, slots=True)
class RecurringLines:
    """A publisher's recurring lines. ``edge``: those that are boilerplate at an article's edge;
    ``anywhere``: those that are boilerplate inside it too."""

    edge: frozenset[str] = field(default_factory=frozenset)
    anywhere: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, other: "RecurringLines") -> "RecurringLines":
        return RecurringLines(self.edge | other.edge, self.anywhere | other.anywhere)


def recurring_lines_of(texts: Iterable[str]) -> RecurringLines:
    """The recurring lines of one publisher, found in some of its articles."""
    seen: Counter[str] = Counter()
    sketches: list[Sketch] = []
    for text in texts:
        own = sketch(text[split_front_matter(text)[1] :])
        if any(are_near_duplicates(own, other, _SAME_ARTICLE) for other in sketches):
            continue
        sketches.append(own)
        seen.update({line for _, line in _lines(text) if line})
    articles = len(sketches)
    found = [(line, count) for line, count in seen.items() if count >= _LEAST]
    return RecurringLines(
        frozenset(line for line, n in found if _is_enough(_AT_AN_EDGE, line, n, articles)),
        frozenset(line for line, n in found if _is_enough(_INSIDE, line, n, articles)),
    )


def recurring_boilerplate(
    text: str, recurring_lines: RecurringLines, own: Sequence[Boilerplate] = ()
) -> list[Boilerplate]:
    """The recurring lines in a text of the publisher, in order. ``own``: the boilerplate that the
    text shows by itself."""
    if not recurring_lines.edge and not recurring_lines.anywhere:
        return []
    lines = _lines(text)
    alone = {(one.start, one.end) for one in own}
    outer = [
        line in recurring_lines.edge or (span.start, span.end) in alone or not span.of(text).strip()
        for span, line in lines
    ]
    top = _run(outer, 0) | _run(outer, _title(text, lines))
    at_edge = top | {len(outer) - 1 - n for n in _run(outer[::-1], 0)}
    return [
        Boilerplate(span.start, span.end, BoilerplateKind.RECURRING)
        for number, (span, line) in enumerate(lines)
        if line in recurring_lines.anywhere or (line in recurring_lines.edge and number in at_edge)
    ]


def _run(outer: Sequence[bool], first: int) -> set[int]:
    """The numbers of the unbroken run of outer paragraphs that begins at ``first``."""
    last = first
    while last < len(outer) and outer[last]:
        last += 1
    return set(range(first, last))


def _title(text: str, lines: Sequence[tuple[Span, str]]) -> int:
    """How many paragraphs precede the upper edge: 1 if the text begins with a title, else 0."""
    return int(bool(lines) and not _ENDS_A_SENTENCE.search(lines[0][0].of(text).strip()))


def _lines(text: str) -> list[tuple[Span, str]]:
    """The paragraphs, each with the key for comparing it; empty for those that never count."""
    return [(span, _key(span.of(text))) for span in body_paragraphs(text)]


def _key(paragraph: str) -> str:
    if len(paragraph) > _LONGEST or _LIST_ITEM.match(paragraph):
        return ""
    line = bare(paragraph).casefold()
    if not _LETTERS.search(line):
        return ""
    if _DIGIT.search(line):
        return _DIGIT.sub("0", line) if _COPYRIGHT.match(line) else ""
    return line


def _is_enough(rule: dict[bool, tuple[float, int]], line: str, count: int, articles: int) -> bool:
    share, least = rule[_ENDS_A_SENTENCE.search(line) is not None]
    return count >= max(least, share * articles)
