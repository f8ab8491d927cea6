"""Blocks inside an article that are no part of it: forms, share buttons, lists of links.

The conditions are those of Mozilla's Readability (``_cleanConditionally``).
"""

from collections.abc import Callable

from corpus.parsers.markup.article_text import ArticleText, is_data_table
from corpus.parsers.markup.class_names import is_for_sharing, names_of
from corpus.parsers.markup.trees import Element

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_LABELS = frozenset((
    "ad", "advertising", "advertisement", "pub", "publicité", "werb", "werbung", "anzeige", "广告",
    "реклама", "anuncio", "loading", "正在加载", "загрузка", "chargement", "cargando",
))  # fmt: skip
_MANY_COMMAS = 10
_SHARED_CHARS = 500
_LABEL_CHARS = 20


def clean(
    text: ArticleText, top: Element, weigh: Callable[[Element], int], *, also_blocks: bool
) -> None:
    """Leaves out what in ``top`` is no part of the article. ``also_blocks``: also blocks that are
    judged by what they hold, and headings by their names."""
    inside = [one for one in _below(text, top) if one is not top]
    for one in inside:
        chars = text.counts[one].chars
        if (chars < _SHARED_CHARS and is_for_sharing(names_of(one))) or (
            chars < _LABEL_CHARS and _is_label(one)
        ):
            _leave_out(text, one)
    if not also_blocks:
        return
    tables = {one for one in inside if text.tags[one] == "table" and is_data_table(one)}
    exempt = _inside(text, inside, tables)
    _conditionally(text, inside, ("form", "fieldset"), exempt, tables, weigh)
    for one in inside:
        if text.tags[one] in _HEADINGS and weigh(one) < 0:
            _leave_out(text, one)
    for tag in ("table", "ul", "div"):
        _conditionally(text, inside, (tag,), exempt, tables, weigh)


def _is_label(element: Element) -> bool:
    return "".join(element.itertext()).strip(" .…\n\t").casefold() in _LABELS


def _below(text: ArticleText, top: Element) -> list[Element]:
    found = []
    todo = [top]
    while todo:
        element = todo.pop()
        if element in text.tags and element not in text.left_out:
            found.append(element)
            todo.extend(reversed(element))
    return found


def _inside(text: ArticleText, elements: list[Element], tables: set[Element]) -> set[Element]:
    """Elements in data tables and in code, which are not judged."""
    found: set[Element] = set()
    for one in elements:
        above = one.getparent()
        if above in found or above in tables or text.tags.get(above) == "code":
            found.add(one)
    return found


def _leave_out(text: ArticleText, element: Element) -> None:
    above = element
    while above is not None:
        if above in text.left_out:
            return
        above = above.getparent()
    text.leave_out(element)


def _conditionally(
    text: ArticleText,
    elements: list[Element],
    tags: tuple[str, ...],
    exempt: set[Element],
    tables: set[Element],
    weigh: Callable[[Element], int],
) -> None:
    holders = {above for table in tables for above in text.ancestors(table)}
    # From the innermost outwards: what is left out in a block does not count for it.
    for one in reversed(elements):
        if text.tags[one] not in tags or one in exempt or one in tables or one in holders:
            continue
        if _is_no_text(text, one, weigh(one)):
            _leave_out(text, one)


def _is_no_text(text: ArticleText, element: Element, weight: int) -> bool:
    counts = text.counts[element]
    if weight < 0:
        return True
    if counts.commas >= _MANY_COMMAS:
        return False
    tag = text.tags[element]
    is_list = tag in ("ul", "ol") or counts.list_chars > 0.9 * counts.chars
    if not counts.chars:
        return True
    in_figure = any(text.tags.get(one) == "figure" for one in text.ancestors(element))
    density = counts.link_density
    return (
        (not in_figure and counts.images > 1 and counts.paragraphs < 0.5 * counts.images)
        or (not is_list and counts.items - 100 > counts.paragraphs)
        or (
            not is_list
            and not in_figure
            and counts.heading_chars < 0.9 * counts.chars
            and counts.chars < 25
            and (counts.images == 0 or counts.images > 2)
            and density > 0
        )
        or (not is_list and weight < 25 and density > 0.2)
        or (weight >= 25 and density > 0.5)
    )
