"""Words of a page and of a text made from it, compared: precision, recall, glued and lost words.

Independent of the parser that is measured: it walks the page itself, and knows only which elements
stand in a line of text, which are not shown, and which end a paragraph.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import lxml.html

_WORD = re.compile(r"\w+")
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE_MARK = re.compile(f"[{_SUPERSCRIPTS}]+")
_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "mark", "nobr", "q", "rb", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "time", "tt", "u", "var", "wbr",
    "math", "mfrac", "mi", "mn", "mo", "mrow", "mstyle", "msub", "msubsup", "msup", "mtext",
    "munderover", "semantics",
))  # fmt: skip
_NOT_SHOWN = frozenset((
    "annotation", "audio", "button", "canvas", "datalist", "head", "iframe", "input", "map",
    "noscript", "object",
    "option", "rp", "rt", "script", "select", "style", "svg", "template", "textarea", "title",
    "video",
))  # fmt: skip
_HIDDEN = re.compile(r"(?:display:none|visibility:hidden)", re.I)
# A shorter paragraph says too little to tell whether it was stored.
_SHORTEST_PARAGRAPH = 8


@dataclass(frozen=True, slots=True)
class Overlap:
    """Precision, recall and F1 of a text's words against those of the wanted text, as bags."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Damage:
    """Words of the text, words in it that are two words of the page in one, and words of the page
    that are missing inside a paragraph that is stored."""

    words: int
    glued: tuple[str, ...]
    lost: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words, in lower case; the digits of a note mark are a word of their own."""
    plain = _NOTE_MARK.sub(lambda mark: f" {mark[0].translate(_DIGITS)} ", text)
    return _WORD.findall(unicodedata.normalize("NFC", plain).replace("\xad", "").lower())


def paragraphs_of_page(markup: str) -> list[list[str]]:
    """The words of each paragraph that a browser would show, in order."""
    paragraphs: list[list[str]] = []
    line: list[str] = []

    def end_paragraph() -> None:
        if words := words_of("".join(line)):
            paragraphs.append(words)
        line.clear()

    root = lxml.html.document_fromstring(markup)
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        element, entering = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if entering and tag and not _is_hidden(element, tag):
            if tag in ("br", "hr") or _is_note_mark(element, tag):
                line.append(" ")
            elif tag not in _INLINE and tag != "sup":
                end_paragraph()
            line.append(element.text or "")
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
            continue
        if not entering:
            if _is_note_mark(element, tag):
                line.append(" ")
            elif tag not in _INLINE and tag not in ("br", "sup"):
                end_paragraph()
        if element is not root:
            line.append(element.tail or "")
    end_paragraph()
    return paragraphs


def overlap(text: str, wanted: list[list[str]]) -> Overlap:
    """How well the words of a text match the wanted paragraphs."""
    found = Counter(words_of(text))
    expected = Counter(word for paragraph in wanted for word in paragraph)
    shared = sum((found & expected).values())
    precision = shared / max(found.total(), 1)
    recall = shared / max(expected.total(), 1)
    return Overlap(precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))


def damage(text: str, page: list[list[str]]) -> Damage:
    """Words glued and lost between the paragraphs of a page and the text stored of it.

    A paragraph counts as stored where over half of its pairs of words are in one place of the
    text; words of it that are nowhere beside one of their neighbours are lost. That is an upper
    bound: a headline that says the same in other words counts as a damaged copy of the sentence.
    Words that touch in the page ("CreditAnn Lee") and are apart in the text are not lost.
    """
    stored = words_of(text)
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, pair in enumerate(pairwise(stored)):
        places[pair].append(place)
    source = [word for paragraph in page for word in paragraph]
    known = set(source)
    page_pairs = {first + second for first, second in pairwise(source)}
    split = {
        "".join(stored[place : place + size]) for size in (2, 3) for place in range(len(stored))
    }
    glued = tuple(word for word in stored if word not in known and word in page_pairs)
    lost: list[str] = []
    for paragraph in page:
        if len(paragraph) >= _SHORTEST_PARAGRAPH and _is_stored(paragraph, places):
            there = [pair in places for pair in pairwise(paragraph)]
            around = zip(paragraph, [False, *there], [*there, False], strict=True)
            lost.extend(
                word
                for word, before, after in around
                if not before and not after and word not in split
            )
    return Damage(len(stored), glued, tuple(lost))


def _is_stored(paragraph: list[str], places: Mapping[tuple[str, str], list[int]]) -> bool:
    """Whether over half of a paragraph's pairs of words stand close together in the text."""
    width = max(len(paragraph) // 4, _SHORTEST_PARAGRAPH)
    starts: Counter[int] = Counter()
    for place, pair in enumerate(pairwise(paragraph)):
        windows = {(one - place) // width for one in places.get(pair, ())}
        starts.update(windows | {window + 1 for window in windows})
    return bool(starts) and 2 * max(starts.values()) > len(paragraph)


def _is_note_mark(element: Any, tag: str) -> bool:
    return tag == "sup" and any(one.isdigit() for one in element.text_content())


def _is_hidden(element: Any, tag: str) -> bool:
    return (
        tag in _NOT_SHOWN
        or element.get("hidden") is not None
        or _HIDDEN.search((element.get("style") or "").replace(" ", "")) is not None
    )
