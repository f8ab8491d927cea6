"""The article of a web page: which elements hold it, and what in them is no part of it.

The method of Mozilla's Readability (https://github.com/mozilla/readability, Apache 2.0): paragraphs
give points to the elements around them; the element with the most points, less those of links, is
the article, with those of its siblings that read like it; blocks in it that are mostly links are
left out. Three rules can be too strict for a page, and are given up one after the other where
hardly anything is left. Unlike Readability, nothing is moved or rewritten: the outcome is a set of
elements not to read, so that every word of the others stays where the page has it.
"""

import re
from dataclasses import dataclass

from corpus.parsers.markup.article_cleaning import clean
from corpus.parsers.markup.article_scores import choose, scores_of
from corpus.parsers.markup.article_text import INLINE, ArticleText, Run
from corpus.parsers.markup.class_names import class_weight, is_byline, is_unlikely, names_of
from corpus.parsers.markup.trees import Element, tag_of

_TEXT_PARENTS = frozenset(("dd", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "li"))
_NEVER = frozenset(("aside", "footer", "nav"))
# With fewer characters, the rules may have been too strict for the page.
_ENOUGH = 500
# Unless the page has hardly more than that under any rules.
_ENOUGH_SHARE = 0.4
# A standfirst; bylines and captions are shorter.
_LEAD_CHARS = 80
_LEAD_TAGS = frozenset(("p", "h2", "h3", "h4"))
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_SENTENCE_END = re.compile(r"[.!?。！？](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Article:
    """The element that holds the article, and the elements in it that are no part of it.

    ``lead``: paragraphs of its standfirst, where that stands outside the element, before it.
    """

    lead: list[Element]
    element: Element
    left_out: set[Element]


@dataclass(frozen=True, slots=True)
class _Rules:
    """Which rules hold: unlikely names are left out, names change scores, blocks are cleaned."""

    unlikely: bool = True
    names: bool = True
    cleaning: bool = True


_ATTEMPTS = (
    _Rules(),
    _Rules(unlikely=False),
    _Rules(unlikely=False, names=False),
    _Rules(unlikely=False, names=False, cleaning=False),
)


def find_article(body: Element) -> Article | None:
    """The article below a page's ``<body>``; None where there is no text."""
    best = _Attempt(body, _ATTEMPTS[0])
    if best.chars < _ENOUGH:
        others = [_Attempt(body, rules) for rules in _ATTEMPTS[1:]]
        longest = max(others, key=lambda one: one.chars)
        if best.chars < _ENOUGH_SHARE * longest.chars:
            best = next((one for one in others if one.chars >= _ENOUGH), longest)
    if not best.chars:
        return None
    best.drop_runs()
    return Article(best.lead(), best.top, best.text.left_out)


class _Attempt:
    """One choice of the article, under some rules."""

    def __init__(self, body: Element, rules: _Rules) -> None:
        self._rules = rules
        self._dropped_runs: list[tuple[Element, Run]] = []
        left_out = _unlikely_elements(body, by_name=rules.unlikely)
        self.text = ArticleText(body, left_out)
        self._scores = scores_of(self.text, self._weight)
        self.body = self.top = choose(self.text, self._scores)
        self._others: set[Element] = set()  # siblings that do not read like the article
        self._kept = self._choose_siblings()
        clean(self.text, self.top, self._weight, also_blocks=rules.cleaning)
        self.chars = sum(
            self.text.counts[one].chars
            for one in self._kept
            if one in self.text.counts and one not in self.text.left_out
        )

    def lead(self) -> list[Element]:
        """The paragraphs that read like text in front of the article's body.

        Looked for in the page's ``<article>`` or ``<main>``, where it has the body and a heading of
        the first level in it.
        """
        text = self.text
        around = next(
            (one for one in text.ancestors(self.body) if text.tags[one] in ("article", "main")),
            None,
        )
        if around is None or next(around.iter("h1"), None) is None:
            return []
        found: list[Element] = []
        todo = [around]
        while todo:
            element = todo.pop()
            if element is self.body:
                return found
            if element not in text.counts or element in self._kept:
                continue
            if element in text.left_out and element not in self._others:
                continue
            if text.tags[element] not in _LEAD_TAGS:
                todo.extend(reversed(element))
            elif self._is_standfirst(element):
                found.append(element)
        return found

    def _is_standfirst(self, element: Element) -> bool:
        counts = self.text.counts[element]
        return (
            counts.chars >= _LEAD_CHARS
            and counts.link_chars < 0.25 * counts.chars
            and _ENDS_SENTENCE.search("".join(element.itertext()).rstrip()[-3:]) is not None
            and not is_byline(names_of(element))
        )

    def drop_runs(self) -> None:
        """Takes bare text between the article's parts out of the tree."""
        for container, run in self._dropped_runs:
            if run.after is None:
                container.text = None
            else:
                run.after.tail = None
            for piece in run.pieces:
                self.text.left_out.add(piece)
                piece.tail = None

    def _weight(self, element: Element) -> int:
        return class_weight(element) if self._rules.names else 0

    def _choose_siblings(self) -> list[Element]:
        """Leaves out the siblings that do not read like the article, and takes their parent."""
        text, top = self.text, self.top
        parent = top.getparent() if top is not text.body else None
        if parent is None:
            return [top]
        least = max(10.0, 0.2 * self._scores.get(top, 0))
        kept = []
        for sibling in list(parent):
            if sibling is top or self._reads_alike(sibling, least):
                kept.append(sibling)
            elif sibling in text.counts:
                text.leave_out(sibling)
                self._others.add(sibling)
        for run in text.runs.get(parent, ()):
            if not _reads_like_text(run.chars, run.link_chars, _text_of(parent, run)):
                self._dropped_runs.append((parent, run))
        self.top = parent
        return kept

    def _reads_alike(self, sibling: Element, least: float) -> bool:
        text, top = self.text, self.top
        if sibling not in text.counts:
            return False
        same = sibling.get("class") and sibling.get("class") == top.get("class")
        bonus = 0.2 * self._scores.get(top, 0) if same else 0
        score = self._scores.get(sibling)
        if score is not None and score + bonus >= least:
            return True
        if text.tags[sibling] not in ("p", "wrapper"):
            return False
        counts = text.counts[sibling]
        words = "".join(sibling.itertext()) if counts.chars < 80 else ""
        return _reads_like_text(counts.chars, counts.link_chars, words)


def _reads_like_text(chars: int, link_chars: float, words: str) -> bool:
    if chars > 80:
        return link_chars < 0.25 * chars
    return chars > 0 and not link_chars and _SENTENCE_END.search(words) is not None


def _text_of(container: Element, run: Run) -> str:
    first = container.text if run.after is None else run.after.tail
    return "".join(
        (first or "", *(f"{''.join(one.itertext())}{one.tail or ''}" for one in run.pieces
                        if isinstance(one.tag, str)))
    )  # fmt: skip


def _unlikely_elements(body: Element, *, by_name: bool) -> set[Element]:
    """Elements that by their tags, or also by their names and roles, are no part of an article."""
    found: set[Element] = set()
    todo = [(body, False)]
    while todo:
        element, is_exempt = todo.pop()
        tag = tag_of(element)
        if not tag:
            continue
        is_citation = tag == "footer" and tag_of(element.getparent()) == "blockquote"
        if (tag in _NEVER and not is_citation) or (
            by_name and element is not body and is_unlikely(element, names_of(element), is_exempt)
        ):
            found.add(element)
            continue
        # Nothing is left out of the middle of a sentence.
        in_text = tag in INLINE or tag in _TEXT_PARENTS
        is_exempt = is_exempt or tag in ("table", "code", "p")
        todo.extend(
            (child, is_exempt or (in_text and tag_of(child) in INLINE)) for child in element
        )
    return found
