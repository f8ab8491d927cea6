"""Boilerplate in a text: share prompts, promotions, credits, notices, lists of references, marks.

Passages leave boilerplate out, so that an invitation to subscribe is never quoted; the stored text
keeps it. A paragraph is boilerplate as a whole or not at all. It is recognised by the phrases in
``boilerplate.toml``, which are cautious: missing some boilerplate is better than hiding a sentence
that answers a question. Lines that recur from article to article are found by
``corpus.text.boilerplate.recurring_lines``.
"""

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.span import Span, trimmed
from corpus.text.boilerplate.spans import Boilerplate, BoilerplateKind
from corpus.text.code import code_and_markup, merge_ranges
from corpus.text.front_matter import split_front_matter
from corpus.text.paragraphs import paragraphs

# Increase when the rules change: all documents are then searched again.
EDITION = 7
# Characters. Notices are short; longer paragraphs have content.
_LONGEST = 400
# A line with fewer words may be repeated on purpose: a refrain, "Yes."
_TELLING_WORDS = 4
_MARKS_BEFORE, _MARKS_AFTER = " >*_#|•▪►▶→»[](){}–—-", " *_|•»[](){}→►▶"
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
# A word: two letters of Latin or Greek, one of another script; a relation, which makes a formula;
# the sign of a section or heading. Graphs have few digits, among many marks.
_TELLING = re.compile(
    r"^\s*#|[§№=<>≈≤≥∝≡→]|\n[ \t]*(?:-{3}|~{3}|\^{3}|\"{3})|[^\W\d_]{2}"
    r"|[\u0400-\u1dff\u2c00-\uffff\U00020000-\U0003ffff](?<=[^\W\d_])"
)
_DIGITS_OF_GRAPH = 0.15


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern for paragraphs of one kind, at most ``longest`` characters long."""

    kind: BoilerplateKind
    pattern: re.Pattern[str]
    longest: int


def boilerplate_of(text: str, programs: Iterable[tuple[int, int]] = ()) -> list[Boilerplate]:
    """The boilerplate that a text shows by itself, in order. ``programs``: the ranges [start, end)
    that its parser knows to be code, which a text of prose does not show."""
    # Imported here: answering does not search for boilerplate.
    from corpus.text.boilerplate.contents_pages import contents_pages
    from corpus.text.boilerplate.reference_lists import reference_lists

    found: list[Boilerplate] = []
    before: list[str] = []
    _, body = split_front_matter(text)
    code = merge_ranges(code_and_markup(text, body), programs)
    all_of_them = paragraphs(text, body)
    references = set(reference_lists(text, all_of_them))
    contents = contents_pages(text, all_of_them)
    for paragraph in all_of_them:
        if paragraph in contents:
            found.append(Boilerplate(paragraph.start, paragraph.end, BoilerplateKind.CONTENTS))
            continue
        if paragraph in references:
            found.append(Boilerplate(paragraph.start, paragraph.end, BoilerplateKind.REFERENCE))
            continue
        without_prose = _code_or_marks(text, paragraph, code)
        if without_prose is not None:
            start = paragraph.start
            if found and found[-1].kind is without_prose and found[-1].end == start:
                start = found.pop().start  # code with blank lines
            found.append(Boilerplate(start, paragraph.end, without_prose))
            continue
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
    return _SPACE.sub(" ", paragraph).lstrip(_MARKS_BEFORE).rstrip(_MARKS_AFTER)


def merge_boilerplate(*parts: Iterable[Boilerplate]) -> tuple[Boilerplate, ...]:
    """Several lists of boilerplate as one, in order. If lists share a paragraph, the earlier list
    counts."""
    by_place: dict[tuple[int, int], Boilerplate] = {}
    for part in parts:
        for one in part:
            by_place.setdefault((one.start, one.end), one)
    return tuple(by_place[place] for place in sorted(by_place))


def _code_or_marks(
    text: str, paragraph: Span, code: Sequence[tuple[int, int]]
) -> BoilerplateKind | None:
    if _is_code(text, paragraph, code):
        return BoilerplateKind.CODE
    return BoilerplateKind.MARKS if _is_marks(paragraph.of(text)) else None


def _is_marks(paragraph: str) -> bool:
    """Whether a paragraph has no word, formula or number: the points and letters of a graph.

    >>> _is_marks("●● ●●● x ●"), _is_marks("* * *"), _is_marks("€ 12"), _is_marks("F = m · a")
    (True, True, False, False)
    """
    if _TELLING.search(paragraph):
        return False
    solid = "".join(paragraph.split())
    digits = sum(map(str.isdigit, solid))
    return bool(solid) and digits <= _DIGITS_OF_GRAPH * len(solid)


def _is_code(text: str, paragraph: Span, code: Sequence[tuple[int, int]]) -> bool:
    """Whether a paragraph lies inside one of these ranges, not counting white space around it."""
    words = trimmed(paragraph, text)
    if words is None or not code:
        return False
    start, end = code[bisect.bisect_right(code, words.start, key=lambda one: one[0]) - 1]
    return start <= words.start and words.end <= end


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

    data = tomllib.loads(
        (resources.files("corpus.text.boilerplate") / "boilerplate.toml").read_text("utf-8")
    )
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
        ("labels", r"^(?:{})\s*(?:[:：|–—>»…]|\.\.\.|$)"),
        ("whole", r"^(?:{})[\s.!…:。！：]*$"),
        ("has", r"(?:{})"),
    ):
        if rule.get(key):
            choices.append(form.format("|".join(rule[key])))
    return re.compile("|".join(choices))
