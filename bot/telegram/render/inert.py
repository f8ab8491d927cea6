"""Inert text: titles and names in which Telegram finds no links, mentions or commands.

Titles come from files and web pages, and may contain an address, a command that one touch sends, or
characters that reverse the direction of the text around them. Quotes are not changed in this way.
"""

import re
import unicodedata

# WORD JOINER: invisible, and Telegram finds nothing across it.
_JOINER = "\u2060"
_FINDS = re.compile(
    r"(?<=[@#$+.])(?=\w)"  # names, tags, numbers, addresses
    r"|(?<=\w)(?=[.@]\w)"
    r"|(?<=:)(?=/)"
    r"|(?:(?<=^/)|(?<=[^\w<]/))(?=\w)"  # commands, but not "</b>"
)
# Embeddings, overrides and isolates; the marks U+200E and U+200F affect no other words.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """The text in one line, without control characters and marks that reverse its direction.

    >>> visible("annual\\n\u202efdp.exe")
    'annual fdp.exe'
    """
    kept = (
        " " if c.isspace() else c
        for c in text
        if c.isspace() or (c not in _DIRECTIONS and unicodedata.category(c) not in ("Cc", "Cs"))
    )
    return " ".join("".join(kept).split(" "))


def inert(text: str) -> str:
    """The same, and Telegram finds no links, mentions or commands in it.

    >>> inert("see /remove").replace("\u2060", "|")
    'see /|remove'
    """
    return _FINDS.sub(_JOINER, visible(text))
