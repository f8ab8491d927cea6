"""Kinds of lines, by what they look like: items, captions, rows of tables, parts of formulas."""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.parsers.pdf.lines import Line

BULLET = re.compile(
    r"[•◦▪‣●○■□➢✓*\uf000-\uf0ff]\s|[–—-]\s|\(?\d{1,3}[.):]\s|\[\w{1,8}\]\s|\(\w{1,3}\)\s"
    r"|\(?[A-Za-z][.)]\s|[¹²³⁴-⁹⁰]{1,3}\s?\S"
)
PLAIN_BULLET = re.compile(r"[•◦▪‣●○■□➢✓\uf000-\uf0ff¹²³⁴-⁹⁰]")
COUNTED = re.compile(r"(\d{1,3})\s+\S")
SPEAKER = re.compile(r"[A-Z]{1,2}[.:](?=\s)|(?:[A-Z]+\.? ){0,3}[A-Z]+:(?=\s)")
LABELLED = re.compile(r"\S{1,6}[.)\]:]\s")
_LEADERS = re.compile(r"(?:\.\s?){4}\s*\S{0,8}$|…{2}\s*\S{0,8}$")
CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|tab(?:le|elle|leau|la|\.)?|abb(?:ildung|\.)?|рис(?:унок|\.)?|табл(?:ица|\.)?"
    r"|gráfico|figura|listing|algorithm|chart|exhibit)\s*\d",
    re.IGNORECASE,
)
_WORD_OF_TEXT = re.compile(r"[^\W\d_]{4}")
_FORMULA = re.compile(r"[=+−∑∏∫√≤≥≈∂∇∈∞×·⊙|]")
FRAGMENT = 12  # characters
_LONGEST_LABEL = 6  # characters of what begins an item: "(iii)"


def has_leaders(line: Line) -> bool:
    """Whether a line is an entry of a table of contents: dots lead to a page number."""
    return _LEADERS.search(line.words[-20:]) is not None


def is_fragment(line: Line) -> bool:
    """Whether a line is a part of a formula."""
    words = line.words
    return (
        (len(words) <= FRAGMENT or _FORMULA.search(words) is not None)
        and not _WORD_OF_TEXT.search(words)
        and not BULLET.match(words)
        and not is_row(line)
    )


def are_one_formula(above: Line, line: Line) -> bool:
    """Whether one of two lines is a part of a formula, and the other stands with it."""
    parts = is_fragment(above) + is_fragment(line)
    if not parts:
        return False
    # Numbers alone are cells of a table as a rule.
    bare = above.words.isdigit() or line.words.isdigit()
    size = max(above.size, line.size)
    step = abs(above.base - line.base)
    return (
        step < (1.6 if parts == 2 and not bare else 0.9) * size
        and apart(above, line) < (1 if bare else 6) * size
    )


def apart(above: Line, line: Line) -> float:
    """How far two lines are apart sideways; less than nothing where one is over the other."""
    return max(line.left - above.right, above.left - line.right)


def is_row(line: Line) -> bool:
    """Whether a line is a row of a table: its cells are far apart. What follows a label is not."""
    gaps = [gap.right - gap.left for gap in line.gaps if gap.index > _LONGEST_LABEL]
    wide = [gap for gap in gaps if gap > 1.5 * line.size]
    return len(wide) > 1 or any(gap > 3 * line.size for gap in wide)


def speakers_of(lines: Sequence[Line]) -> set[str]:
    """What several lines begin with: "Q.", "A.", "MS. SMITH:"."""
    count = Counter(found[0] for line in lines if (found := SPEAKER.match(line.words)))
    return {label for label, times in count.items() if times > 1}
