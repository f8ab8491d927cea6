"""Lists of references: "References" at the end of a paper, and the entries under it.

An entry has the title of some other work, and so all the words of many a question, but says nothing
about it.
"""

import re
from collections.abc import Sequence

from corpus.span import Span

_HEADING = re.compile(
    r"[\W\d]*(?:[ivx]+\.\s+)?(?:"
    r"references(?: cited)?|references and notes|list of references|bibliography|works cited"
    r"|literature cited"
    r"|literatur(?:verzeichnis|angaben)?|quellenverzeichnis|références(?: bibliographiques)?"
    r"|bibliographie|referencias(?: bibliográficas)?|bibliografía|referências|riferimenti"
    r"|bibliografia|список литературы|литература|список літератури|література|参考文献"
    r")\W*",
    re.IGNORECASE,
)
_LONGEST_HEADING = 60
# What an entry begins with: its number, or an author ("N. Rougier", "Rougier, N", "Rougier NP,").
_BEGINS = re.compile(
    r"[\s>*_–•-]*(?:\[[\w+.-]{1,12}\]|\(?\d{1,3}[.)\]]\s|(?:[^\W\d_]\.[\s-]{0,2}){1,4}[^\W\d_]{2}"
    r"|[^\W\d_][\w’'-]{1,30}(?: [^\W\d_][\w’'-]{1,30})?(?:,| [^\W\d_a-z]{1,3}[,.]))"
)
# What an entry has: a year, or where else the work is found.
_HAS = re.compile(
    r"\b(?:1[5-9]|20)\d\d[a-z]?\b|\barxiv\b|\bdoi\b|https?://|\bn\.\s?d\.|\bs\.\s?a\.",
    re.IGNORECASE,
)
# A figure or table printed beside the list.
_CAPTION = re.compile(
    r"\s*(?:figure|fig\.|table|tab\.|abb(?:ildung|\.)|tabelle|tableau|figura|tabla|рис(?:унок|\.)"
    r"|таблица)\s?[a-z]?\d",
    re.IGNORECASE,
)
# Fewer entries make no list; more other paragraphs in a row end it.
_FEWEST, _MOST_OTHERS = 3, 1
# Characters. A longer paragraph has content.
_LONGEST_ENTRY = 700


def reference_lists(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """The entries of the lists of references among the paragraphs of a text, in order. A paragraph
    between two entries belongs to the one before it, unless it is the caption of a figure."""
    found: list[Span] = []
    place = 0
    while place < len(paragraphs):
        place += 1
        heading = paragraphs[place - 1]
        if heading.end - heading.start > _LONGEST_HEADING:
            continue
        if _HEADING.fullmatch(heading.of(text).strip()) is None:
            continue
        last = _last_entry(text, paragraphs, place)
        if last - place + 1 >= _FEWEST:
            entries = paragraphs[place : last + 1]
            found += [one for one in entries if not _CAPTION.match(one.of(text))]
            place = last + 1
    return found


def _last_entry(text: str, paragraphs: Sequence[Span], first: int) -> int:
    """The number of the last entry of a list that begins with paragraph ``first``; ``first - 1``
    where that is none."""
    last = first - 1
    for number in range(first, len(paragraphs)):
        if is_entry(paragraphs[number].of(text)):
            last = number
        elif number - last > _MOST_OTHERS:
            break
    return last


def is_entry(paragraph: str) -> bool:
    """Whether a paragraph looks like an entry of a list of references.

    >>> is_entry("3. N. P. Rougier et al. “Sustainable science.” In: PeerJ 3 (Dec. 2017), e142.")
    True
    >>> is_entry("The first author thanks the reviewers.")
    False
    """
    if len(paragraph) > _LONGEST_ENTRY:
        return False
    return _BEGINS.match(paragraph) is not None and _HAS.search(paragraph) is not None
