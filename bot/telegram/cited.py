"""Where words are from, said in the reader's language."""

import re

from bot.excerpt import citation
from bot.telegram.texts import Texts
from retrieval.place import Place

# What ``corpus.locator`` says, as far as there are words for it.
_LOCATOR = re.compile(r"(paragraph|page) (\d+)")


def cited(place: Place, texts: Texts) -> list[str]:
    """What is known of it: title (or file name), publisher, date, place."""
    *known, locator = citation(place)
    match = _LOCATOR.fullmatch(locator)
    return [*known, texts(match[1], number=match[2]) if match else locator]
