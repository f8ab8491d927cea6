"""Boilerplate in a text: share prompts, promotions, credits, notices.

Passages leave boilerplate out, so that an invitation to subscribe is never quoted; the stored text
keeps it. A paragraph is boilerplate as a whole or not at all. It is recognised by the phrases in
``boilerplate.toml``, which are cautious: missing some boilerplate is better than hiding a sentence
that answers a question. Lines that recur from article to article are found by
``corpus.text.recurring_lines``.
"""

import bisect
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.span import Span
from corpus.text.front_matter import split_front_matter
from corpus.text.paragraphs import paragraphs

# Increase when the rules change: all documents are then searched again.
EDITION = 1
# Characters. Notices are short; longer paragraphs have content.
_LONGEST = 400
# A line with fewer words may be repeated on purpose: a refrain, "Yes."
_TELLING_WORDS = 4
_MARKS = re.compile(r"^[\s>*_#|•▪►▶→»\[\](){}–—-]+|[\s*_|•»\[\](){}→►▶]+$")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")


class BoilerplateKind(StrEnum):
    """The kind of a boilerplate paragraph."""

    CORRECTION = "correction notice"
    SHARE = "share prompt"
    PROMOTION = "promotion"
    CREDIT = "photo credit"
    REPEATED = "printed twice"
    RECURRING = "recurring line"


@dataclass(frozen=True, slots=True, order=True)
class Boilerplate(Span):
    """A paragraph that is not quoted, with the white space after it."""

    kind: BoilerplateKind


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern for paragraphs of one kind, at most ``longest`` characters long."""

    kind: BoilerplateKind
    pattern: re.Pattern[str]
    longest: int


def boilerplate_of(text: str) -> list[Boilerplate]:
    """The boilerplate that a text shows by itself, in order."""
    found: list[Boilerplate] = []
    before: list[str] = []
    for paragraph in body_paragraphs(text):
        if paragraph.end - paragraph.start > 2 * _LONGEST:
            before = []  # a long paragraph is neither boilerplate nor a caption
            continue
        line = bare(paragraph.of(text))
        kind = _kind(line) or _repeats(line, before)
        if kind is not None:
            found.append(Boilerplate(paragraph.start, paragraph.end, kind))
        if line:
            before = [*before[-1:], line]
    return found


def body_paragraphs(text: str) -> list[Span]:
    """The paragraphs after the front matter."""
    _, body = split_front_matter(text)
    return paragraphs(text, body)


def bare(paragraph: str) -> str:
    """A paragraph on one line, without the marks of headings, list items and links."""
    return _MARKS.sub("", _SPACE.sub(" ", paragraph)).strip()


def boilerplate_to_json(boilerplate: Iterable[Boilerplate]) -> str:
    """JSON to be stored."""
    return json.dumps([[one.start, one.end, str(one.kind)] for one in boilerplate])


def boilerplate_from_json(stored: str | None) -> tuple[Boilerplate, ...] | None:
    """The inverse of ``boilerplate_to_json``."""
    if stored is None:
        return None
    return tuple(
        Boilerplate(start, end, BoilerplateKind(kind)) for start, end, kind in json.loads(stored)
    )


def is_boilerplate(span: Span, boilerplate: Sequence[Span]) -> bool:
    """Whether a span lies inside one of these spans, which are in order."""
    before = bisect.bisect_right(boilerplate, span.start, key=lambda one: one.start)
    return before > 0 and boilerplate[before - 1].holds(span)


def merge_boilerplate(*parts: Iterable[Boilerplate]) -> tuple[Boilerplate, ...]:
    """Several lists of boilerplate as one, in order. If lists share a paragraph, the earlier list
    counts."""
    by_place: dict[tuple[int, int], Boilerplate] = {}
    for part in parts:
        for one in part:
            by_place.setdefault((one.start, one.end), one)
    return tuple(by_place[place] for place in sorted(by_place))


def _kind(line: str) -> BoilerplateKind | None:
    if not line or len(line) > _LONGEST:
        return None
    folded = line.casefold().replace("’", "'")
    for rule in _rules():
        if len(line) <= rule.longest and rule.pattern.search(folded):
            return rule.kind
    return None


def _repeats(line: str, before: Sequence[str]) -> BoilerplateKind | None:
    """REPEATED for a caption printed twice in a row, the second time perhaps with its credit."""
    if len(_WORD.findall(line)) < _TELLING_WORDS:
        return None
    for other in before:
        rest = line.removeprefix(other)
        if len(_WORD.findall(other)) < _TELLING_WORDS or rest == line:
            continue
        if not rest.strip() or _kind(bare(rest.lstrip(" ."))) is BoilerplateKind.CREDIT:
            return BoilerplateKind.REPEATED
    return None


@cache
def _rules() -> list[_Rule]:
    # Imported here: answering does not search for boilerplate.
    import tomllib
    from importlib import resources

    data = tomllib.loads((resources.files("corpus.text") / "boilerplate.toml").read_text("utf-8"))
    return [
        _Rule(BoilerplateKind(one["kind"]), _pattern(one), one.get("longest", _LONGEST))
        for one in data["rules"]
    ]


def _pattern(rule: dict[str, list[str]]) -> re.Pattern[str]:
    """One pattern from the lists of a rule. ``begins``: the paragraph begins with a phrase;
    ``labels``: with a phrase followed by a colon, a dash or nothing; ``whole``: it is the phrase
    and nothing else; ``has``: it contains the phrase."""
    choices = []
    for key, form in (
        ("begins", r"^(?:{})(?!\w)"),
        ("labels", r"^(?:{})\s*(?:[:|–—>»…]|\.\.\.|$)"),
        ("whole", r"^(?:{})[\s.!…:]*$"),
        ("has", r"(?:{})"),
    ):
        if rule.get(key):
            choices.append(form.format("|".join(rule[key])))
    return re.compile("|".join(choices))
