r"""Formulas set apart in plain text: in ``$$``, in ``\[`` and ``\]``, or in LaTeX's environments.

A formula is one thing, whatever full stops and line ends are in it. A dollar sign may be an amount,
and a bracket a bracket: only what begins and ends a line, and has an end before the next blank
line, is a formula.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

_Range = tuple[int, int]

_OPENS = re.compile(
    r"^[ \t>]*(?:\$\$|\\\[|\\begin\{(?P<name>(?:equation|align|alignat|gather|multline|eqnarray"
    r"|displaymath|flalign|math)\*?)\})",
    re.M,
)
_BLANK_LINE = re.compile(r"\n[ \t>]*\r?\n")
_LONGEST = 4000
# What may stand behind a formula on its last line: its number, a label, punctuation.
_REST = re.compile(r"[ \t]*(?:\{#[\w:.-]{1,60}\}|\([\w.]{1,9}\)|[.,;])?[ \t]*\r?(?:\n|\Z)")
_STOP = re.compile(r"[.!?][\s}$\\\]]*(?:\\end\{[a-z]{1,12}\*?\})?[\s$\\\]]*\Z")


def display_formulas(text: str, begin: int = 0) -> list[_Range]:
    r"""The ranges [start, end) of whole lines that are a formula, in order.

    >>> display_formulas("So:\n$$\nF = ma.\n$$\nIt holds."), display_formulas("$$ 5 and more.")
    ([(4, 18)], [])
    """
    return list(_formulas(text, begin)) if "$$" in text or "\\" in text else []


def _formulas(text: str, begin: int) -> Iterator[_Range]:
    place = begin
    while opened := _OPENS.search(text, place):
        place = opened.end()
        if opened["name"]:
            closing = f"\\end{{{opened['name']}}}"
        else:
            closing = "$$" if opened[0].endswith("$$") else "\\]"
        most = min(len(text), place + _LONGEST)
        blank = _BLANK_LINE.search(text, place, most)
        found = text.find(closing, place, blank.start() + 1 if blank else most)
        rest = _REST.match(text, found + len(closing)) if found >= 0 else None
        if rest is not None:
            yield opened.start(), rest.end()
            place = rest.end()


def formulas_in(formulas: Sequence[_Range], start: int, end: int) -> Sequence[_Range]:
    """Those of the formulas, which are in order, that share a character with [start, end)."""
    first = bisect_right(formulas, start, key=lambda one: one[1])
    return formulas[first : bisect_left(formulas, end, key=lambda one: one[0])]


def without_ends_inside(
    ends: Sequence[int], text: str, start: int, formulas: Sequence[_Range]
) -> list[int]:
    """The ends of sentences of the paragraph at ``start``, less those inside formulas. A formula
    that ends with a full stop ends its sentence where the next begins with a capital letter."""
    kept = []
    for end in ends:
        around = bisect_left(formulas, start + end, key=lambda one: one[0]) - 1
        if around < 0 or start + end >= formulas[around][1]:
            kept.append(end)
    for first, last in formulas:
        if text[last : last + 1].isupper() and _STOP.search(text, first, last):
            kept.append(last - start)
    return sorted(set(kept))
