"""Lists in sentences: items, and the sentences that introduce them."""

import re

from corpus.text.lists import MARKER

_ITEM = re.compile(rf"\s*{MARKER}\s")
# Of a sentence that is turned round. Items, too, end in a semicolon.
_INTRODUCES = re.compile(r"[^\w:：]*[:：]")
_GOES_ON = re.compile(r"[^\w;；]*[;；]")


def is_list_item(sentence: str) -> bool:
    """Whether the sentence begins with the marker of a list item."""
    return _ITEM.match(sentence) is not None


def introduces(sentence: str) -> bool:
    """Whether the sentence announces what comes after it: "The demands are:".

    >>> introduces("The demands are:"), introduces("These are not kept;"), introduces("- salt;")
    (True, True, False)
    """
    turned = sentence[::-1]
    if _INTRODUCES.match(turned):
        return True
    return _GOES_ON.match(turned) is not None and not is_list_item(sentence)
