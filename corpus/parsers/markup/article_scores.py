"""Scores of a page's elements as its article, and the choice of the best.

Every paragraph gives points to the elements around it; links take them away again.
"""

from collections.abc import Callable

from corpus.parsers.markup.article_text import ArticleText, is_data_table
from corpus.parsers.markup.trees import Element

_SCORED = frozenset(("section", "h2", "h3", "h4", "h5", "h6", "p", "td", "pre"))
_BASE_SCORES = {
    "div": 5, "pre": 3, "td": 3, "blockquote": 3,
    "address": -3, "ol": -3, "ul": -3, "dl": -3, "dd": -3, "dt": -3, "li": -3, "form": -3,
    "h1": -5, "h2": -5, "h3": -5, "h4": -5, "h5": -5, "h6": -5, "th": -5,
}  # fmt: skip
_SHORTEST_PARAGRAPH = 25
_CANDIDATES = 5
_RIVALS = 3
_PARTS = frozenset(("blockquote", "dl", "ol", "pre", "ul"))
_DIVISORS = (1, 2, 6, 9, 12)  # of a paragraph's points, by level
_CLOSE = 0.75  # of the best score


def scores_of(text: ArticleText, weigh: Callable[[Element], int]) -> dict[Element, float]:
    """Scores of the elements around paragraphs. ``weigh`` gives points for an element's names."""
    scores: dict[Element, float] = {}

    def give(element: Element, chars: int, commas: int, *, itself: bool) -> None:
        if chars < _SHORTEST_PARAGRAPH:
            return
        points = 2 + commas + min(chars // 100, 3)
        around = [element] if itself else []
        for one in text.ancestors(element):
            if len(around) == len(_DIVISORS):
                break
            around.append(one)
        for one, divisor in zip(around, _DIVISORS, strict=False):
            if one not in scores:
                scores[one] = _BASE_SCORES.get(text.tags[one], 0) + weigh(one)
            scores[one] += points / divisor

    for element in text.elements:
        if text.tags[element] in _SCORED:
            counts = text.counts[element]
            give(element, counts.chars, counts.commas, itself=False)
        for run in text.runs.get(element, ()):
            give(element, run.chars, run.commas, itself=True)
    for element in scores:
        scores[element] *= 1 - min(text.counts[element].link_density, 1)
    return scores


def choose(text: ArticleText, scores: dict[Element, float]) -> Element:
    """The element that holds the article: the best, or what holds it and others as good."""
    best = sorted(scores, key=lambda one: -scores[one])[:_CANDIDATES]
    if not best or best[0] is text.body:
        return text.body
    holder = _common_holder(text, best, scores)
    top = _better_ancestor(text, best[0] if holder is None else holder, scores)
    top = _outside_of_lists(text, top)
    for above in text.ancestors(top):
        if above is text.body or sum(child in text.counts for child in above) > 1:
            break
        top = above
    return top


def _outside_of_lists(text: ArticleText, top: Element) -> Element:
    """What holds the list or table of data that the best element is in: these are parts of an
    article, however much text they have."""
    found = top
    is_part = False
    for one in (top, *text.ancestors(top)):
        if is_part:
            found = one
        if text.tags[one] in _PARTS or (text.tags[one] == "table" and is_data_table(one)):
            is_part = True
        elif sum(child in text.counts for child in one) > 1:
            is_part = False  # it holds more than the list and what is wrapped around it
    return found


def _common_holder(
    text: ArticleText, best: list[Element], scores: dict[Element, float]
) -> Element | None:
    """What holds the best element and three others that are nearly as good."""
    least = _CLOSE * scores[best[0]]
    rivals = [set(text.ancestors(one)) for one in best[1:] if scores[one] >= least]
    if len(rivals) >= _RIVALS:
        for above in text.ancestors(best[0]):
            if above is text.body:
                break
            if sum(above in rival for rival in rivals) >= _RIVALS:
                return above
    return None


def _better_ancestor(text: ArticleText, top: Element, scores: dict[Element, float]) -> Element:
    """An ancestor whose score is higher again, where those between are not far below."""
    last = scores.get(top, 0)
    least = last / 3
    for above in text.ancestors(top):
        score = scores.get(above)
        if score is None:
            continue
        if above is text.body or score < least:
            break
        if score > last:
            return above
        last = score
    return top
