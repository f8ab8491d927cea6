"""Citation of a quote in the user's language."""

import re

from bot.quote_parts import citation, in_language, version_of
from bot.telegram.render.inert import visible
from bot.telegram.render.texts import Texts
from retrieval.citation import Citation

# The words of ``corpus.locator``; times and the documents' own headings stay as they are.
_PARTS = re.compile(r"^(page) (\S+)$|^(chapter) (\d+)(?= ›)|(paragraph) (\d+)$")


def citation_parts(place: Citation, texts: Texts) -> list[str]:
    """Title (or file name), publisher, date, language and place, as far as they are known."""
    *known, locator = citation(place)
    document = place.document
    if known and known[-1] == version_of(document):
        name = "version" if document.superseded_by is None else "version-replaced"
        known[-1] = texts(name, number=str(document.version))
    if place.language and (said := in_language(place)) in known:
        known[known.index(said)] = texts("in-language", code=place.language)
    parts = [*known, _PARTS.sub(lambda match: _said(match, texts), locator)]
    return [visible(part) for part in parts]


def _said(match: re.Match[str], texts: Texts) -> str:
    name, number = (part for part in match.groups() if part is not None)
    return texts(name, number=number)
