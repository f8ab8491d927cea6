"""Helpers that convert elements of office documents for ``compose``."""

from collections.abc import Iterable

from corpus.parsers.markup.trees import Element


def take_out(element: Element) -> None:
    """Removes an element, but not the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def take_out_all(root: Element, tags: Iterable[str]) -> None:
    """Removes the elements with these tags."""
    for tag in tags:
        for element in list(root.iter(tag)):
            take_out(element)


def set_words(paragraph: Element, tag: str, words: str) -> None:
    """Replaces a paragraph's content by these words, and its tag by one of HTML.

    Words may be split into several runs; in one string they stay whole.
    """
    first, *others = words.split("\n")
    for child in list(paragraph):
        paragraph.remove(child)
    paragraph.attrib.clear()
    paragraph.tag, paragraph.text = tag, first
    for line in others:
        line_break = paragraph.makeelement("br")
        line_break.tail = line
        paragraph.append(line_break)
