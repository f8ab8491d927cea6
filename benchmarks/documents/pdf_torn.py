"""Torn paragraphs: those that end inside a sentence."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence

_CLOSED = re.compile(r"[.!?…:;。！？؟۔।][\"'”’»)\]]*[\d⁰¹²³⁴⁵⁶⁷⁸⁹*†]*$")
_WORD = re.compile(r"\w+")


def torn(paragraphs: Sequence[str]) -> list[tuple[str, str]]:
    """The paragraphs that end inside a sentence, each with the one that goes on with it.

    >>> torn(["The council met on", "a Monday.", "It was late"])
    [('The council met on', 'a Monday.')]
    """
    return [
        (above, below)
        for above, below in itertools.pairwise(paragraphs)
        if below[0].islower() and not _CLOSED.search(above)
    ]


def words(paragraphs: Iterable[str]) -> Iterable[str]:
    """The words, whatever way their letters are encoded (ligatures, wide forms)."""
    for paragraph in paragraphs:
        yield from _WORD.findall(unicodedata.normalize("NFKC", paragraph).casefold())
