"""Inline markup of Markdown: emphasis, struck words and links in a run of text.

Less than CommonMark, on purpose: marks count only where they stand at the edges of words and have
a partner, so that arithmetic, names_with_lines and footnote stars stay as they are. Takes time
linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_TOKEN = re.compile(
    r"(?P<code>`[^`\n]{1,500}`|<[a-z][a-z0-9+.-]{1,20}:[^<>\s]{1,1000}>)"
    r"|\\(?P<escaped>[\\*_#`~|])"
    r"|\]\((?P<address>[^()\s\[\]]{1,2000})\)"
    r"|(?P<opens>!?\[)|(?P<closes>\])"
    r"|(?P<run>\*+|_+|~+)"
)
_RUNS = frozenset(("*", "**", "***", "_", "__", "___", "~~"))
_ADDRESS = re.compile(r"https?://[^/?#\x00-\x20\x7f][^\x00-\x20\x7f]*", re.I)


class Style(StrEnum):
    """How words are set."""

    EMPHASIS = "emphasis"
    STRUCK = "struck"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Styled:
    """The words ``[start, end)`` with their style. ``marks``: the places of the marks around them,
    which are not shown. ``url``: where a link leads, if that is a web address."""

    style: Style
    start: int
    end: int
    marks: tuple[tuple[int, int], ...]
    url: str | None = None


@dataclass(slots=True)
class _Open:
    """A mark that may have a partner further on."""

    words: str
    start: int
    end: int


def styled(text: str) -> tuple[list[Styled], list[int]]:
    """What is styled in a run of text without paragraph breaks, and the places of backslashes
    before marks that are meant as they stand.

    >>> found, _ = styled("It was *not* [said](https://example.org).")
    >>> [(one.style.value, text) for one in found for text in [one.url]]
    [('emphasis', None), ('link', 'https://example.org')]
    """
    found: list[Styled] = []
    backslashes: list[int] = []
    open_: list[_Open] = []
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "escaped":
            backslashes.append(token.start())
        elif kind == "opens":
            open_.append(_Open(token[0], *token.span()))
        elif kind in ("address", "closes"):
            bracket = _take_partner(open_, ("[", "![")) if open_ else None
            if kind == "address" and bracket is not None and bracket.words == "[":
                found.extend(_link(bracket, token))
        elif kind == "run" and token[0] in _RUNS:
            found.extend(_emphasis(text, open_, token))
    return found, backslashes


def _link(bracket: _Open, token: re.Match[str]) -> Iterator[Styled]:
    if bracket.end == token.start():
        return
    marks = ((bracket.start, bracket.end), token.span())
    url = token["address"] if _ADDRESS.fullmatch(token["address"]) else None
    yield Styled(Style.LINK, bracket.end, token.start(), marks, url)


def _emphasis(text: str, open_: list[_Open], token: re.Match[str]) -> Iterator[Styled]:
    run, (start, end) = token[0], token.span()
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if not before.isspace() and not after.isalnum():
        mark = _take_partner(open_, (run,), until="[")
        if mark is not None:
            style = Style.STRUCK if run == "~~" else Style.EMPHASIS
            if mark.end < start:
                yield Styled(style, mark.end, start, ((mark.start, mark.end), (start, end)))
            return
    if not after.isspace() and not before.isalnum():
        open_.append(_Open(run, start, end))


def _take_partner(open_: list[_Open], wanted: tuple[str, ...], until: str = "") -> _Open | None:
    """The last open mark of these, taken off with those after it; None where there is none, or a
    bracket is open since."""
    for place in range(len(open_) - 1, -1, -1):
        if open_[place].words in wanted:
            mark = open_[place]
            del open_[place:]
            return mark
        if until and open_[place].words.endswith(until):
            return None
    return None
