r"""Inline markup: the marks in a text that nobody reads aloud.

Link addresses, tags of HTML and of site generators, marks of emphasis, of references and of cells,
roles of reStructuredText. Less than any of these languages, on purpose: marks are found one by one,
without a parser, so that text that was never marked up loses nothing but a star or a bracketed
number. Lines that are nothing but markup are found in ``corpus.text.code``.

Takes time linear in the text: what is between two brackets of a mark cannot hold another opening
one, and a link's words are found with a stack.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple


class Edit(NamedTuple):
    """Characters ``[start, end)`` that stand for ``words``."""

    start: int
    end: int
    words: str = ""


_NEEDED = re.compile(r"[\[<{`|*_~&#=\\>]|^[ \t]*(?:--|\.\. |['\"+^]{3})|(?:link|image|kbd):", re.M)
_ADDRESS = r"(?:\{[{%][^{}]*[%}]\}|[^()\s\[\]{}]|\([^()\s\[\]]*\))*"
# Marks at the beginning of a line, and others by their first character: most characters are none.
_TOKEN = re.compile(
    r"^[ \t]*(?:"
    # Rules, underlines and borders; the marks before headings, quotations and directives.
    r"(?P<rule>(?:[|+=:-][|+=: \t\r-]+|([~^\"'`*#])\2{2,}[ \t\r]*)$)"
    r"|(?P<line>#{1,6}[ \t]+|(?:>[ \t]?)+(?:\[![A-Za-z]+\])?"
    r"|\.\.[ \t]+[\w:+.-]{1,40}::(?!:)|\[\^[^\[\]\s]+\]:)"
    r"|(?P<row>\|(?!\|)[ \t]*))"
    r"|(?=[\\`:{<\]\[!*_~&|])(?:"
    r"(?P<cell>\|)"
    r"|\\(?P<escaped>[\\*_#`~|<>{}\[\]()])"
    # Code, which has no marks inside; roles and links of reStructuredText.
    r"|(?P<role>(?::(?:[\w+.-]{1,30}:){1,3}|\{[\w:-]{1,40}\})(?=`))?"
    r"(?<!`)`{1,3}(?!`)(?P<code>(?:[^`\n]|\n(?![ \t\r]*\n))+)`{1,3}(?!`)(?P<phrase>__?(?!\w))?"
    # Tags and comments. A name alone in brackets may be a word to fill in ("<folder>").
    r"|<!--(?P<comment>[^<>]*)-->"
    r"|<(?P<tag>/?[A-Za-z][\w:-]*)(?P<attributes>(?:\s[^<>]*)?/?)>"
    r"|<(?P<auto>(?:https?://|mailto:)[^<>\s]*)>"
    r"|(?P<generated>\{%[^{}]*%\}|\{\{[^{}]*\}\})|(?P<attribute>\{[:#.][^{}\n]*\})"
    # Links and pictures: "](address "title")", "][label]"; those of AsciiDoc and of wikis.
    rf"|\]\([ \t]?{_ADDRESS}(?:\s+(?:\"[^\"\[\]]*\"|'[^'\[\]]*'))?[ \t]?\)(?P<of_link>)"
    r"|(?P<label>\]\[[^\[\]\n]*\])"
    r"|(?:(?<=\blink)|(?<=\bxref)|(?<=\bimage)|(?<=\bicon)|(?<=\bkbd)|(?<=\bbtn)|(?<=\bfootnote))"
    r":{1,2}(?:https?://)?[^\s\[\]:]*\[(?P<macro>[^\[\]]*)\]"
    r"|<<(?:[^<>,\n]*,)?(?P<cross>[^<>,\n]*)>>"
    r"|\[\[(?:[^\[\]\n]*\|)?(?P<wiki>[^\[\]|\n]*)\]\](?!\()"
    # Reference marks: "[^1]", "[12]", "[1, 3-5]", "[#note]_".
    r"|(?P<reference>\[\^[^\[\]\s]+\]|\[[1-9]\d{0,2}(?:,?[ ,–-]\d{1,3})*\](?!\(|\[\D)_?"
    r"|\[[#*]?[\w*.-]+\]_(?!\w))"
    r"|(?P<opens>!?\[)|(?P<closes>\])"
    r"|(?P<emphasis>(?<![\w*_~])(?:\*{1,3}|_{1,3}|~~)(?=[^\s*_~])"
    r"|(?<=[^\s*_~])(?:\*{1,3}|_{1,3}|~~)(?![\w*_~]))"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});))",
    re.M,
)
_BLOCKS = frozenset((
    "br", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "td", "th", "tr", "table", "thead",
    "tbody", "hr", "figure", "figcaption", "img", "picture", "video", "h1", "h2", "h3", "h4", "h5",
    "h6", "section", "article", "aside", "blockquote", "details", "summary", "iframe", "center",
    "pre",
))  # fmt: skip
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "mark", "nobr", "q", "ruby", "rb", "rt", "rp", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
))  # fmt: skip
_QUOTED = re.compile(r"[\"']([^\"'/.\\#]+)[\"']")
# A note's mark, not a power: in brackets, or after a point.
_NOTE = re.compile(r"(?:[\[(]\d{1,3}[\])]|(?<=[^\w\s)]<sup>)\d{1,3})(?=</sup>)", re.I)


def markup(text: str) -> list[Edit]:
    """The marks in a text, in order, none over another, each with the words that it stands for.

    >>> text = "See [the *map*](map.png)."
    >>> [text[one.start : one.end] for one in markup(text)]
    ['[', '*', '*', '](map.png)']
    """
    if not _NEEDED.search(text):
        return []
    edits: list[Edit] = []
    open_: list[int] = []  # the numbers of edits that are opening brackets
    pending: set[int] = set()
    row = 0  # where the row of a table ends
    for token in _TOKEN.finditer(text):
        kind, (start, end) = token.lastgroup, token.span()
        if kind in ("opens", "closes", "of_link", "label"):
            if kind == "opens":
                open_.append(len(edits))
                pending.add(len(edits))
                edits.append(Edit(start, end))
            elif open_:
                opened = open_.pop()
                if kind != "closes":
                    pending.discard(opened)
                    edits.append(Edit(start, end))
        elif kind == "row":
            row = _line_end(text, end)
            edits.append(Edit(start, end))
        elif kind == "cell":
            if start < row:
                edits.append(_between_cells(text, edits[-1].end, start, row))
        else:
            edits.extend(_edits(token, text))
    return [one for number, one in enumerate(edits) if number not in pending]


def _edits(token: re.Match[str], text: str) -> Iterator[Edit]:
    """Those of a mark that needs no other."""
    start, end = token.span()
    kind = token.lastgroup
    if kind == "escaped":
        yield Edit(start, start + 1)
    elif token["code"] is not None:
        yield from _of_code(token)
    elif kind == "attributes":
        yield from _of_tag(token, text)
    elif kind == "auto":
        yield Edit(start, start + 1)
        yield Edit(end - 1, end)
    elif kind in ("macro", "cross", "wiki"):
        first, last = token.span(kind)
        if kind == "macro":  # with its name
            while start and text[start - 1].isalpha():
                start -= 1
        if not token[kind].strip():  # "<<target>>"
            first, last = start + 2, end - 2
        yield Edit(start, first)
        yield Edit(last, end)
    elif kind == "generated":
        said = _QUOTED.search(token[0])
        if said is None:
            yield Edit(start, end)
        else:
            yield Edit(start, start + said.start(1))
            yield Edit(start + said.end(1), end)
    elif kind == "entity":
        if (character := unescape(token[0])) != token[0]:
            yield Edit(start, end, character)
    else:  # rule, line, comment, attribute, reference, emphasis
        yield Edit(start, end)


def _of_code(token: re.Match[str]) -> Iterator[Edit]:
    first, last = token.span("code")
    if token["role"] or token["phrase"]:
        # "words <target>"
        words, opens, _ = token["code"].rpartition("<")
        if token["code"].rstrip().endswith(">") and opens and words.strip():
            last = first + len(words.rstrip())
        elif token["role"] and token["code"][0] in "~!":
            first += 1
    yield Edit(token.start(), first)
    yield Edit(last, token.end())


def _of_tag(token: re.Match[str], text: str) -> Iterator[Edit]:
    start, end = token.span()
    name = token["tag"].strip("/").lower()
    if name in _BLOCKS:
        yield Edit(start, end, " ")
    elif name == "sup" and (mark := _NOTE.match(text, end)):
        yield Edit(start, mark.end())
    elif name in _INLINE or "=" in token["attributes"]:
        yield Edit(start, end)


def _between_cells(text: str, done: int, place: int, row: int) -> Edit:
    """The border at this place between two cells, or after the last, with the blanks around it that
    come after ``done``; the row ends at ``row``."""
    start, end = place, place + 1
    while start > done and text[start - 1] in " \t":
        start -= 1
    while end < row and text[end] in " \t":
        end += 1
    return Edit(start, end, "" if end == row else ", ")


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
