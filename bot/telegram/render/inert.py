"""Inert text: titles and names as they are, without power over the message around them.

Titles come from files and web pages. In them, Telegram would find links, mentions and commands that
one touch follows or sends, and marks of writing direction that turn around what stands beside them.
Quotes are not changed in this way: they stay what the document says.
"""

import re
import unicodedata

# Stands between two characters without being seen; nothing is found across it.
_JOINER = "\u2060"
_FINDS = re.compile(r"(?<=[@/#$+.])(?=\w)|(?<=\w)(?=[.@]\w)")
# Embeddings, overrides and isolates; the marks U+200E and U+200F affect no other words.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """The text in one line, without control characters and marks that turn text around.

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
