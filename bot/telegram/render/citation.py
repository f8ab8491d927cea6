"""Citation of a quote in the user's language."""

import re

from bot.display.quote_parts import citation, in_language, version_of
from bot.display.shown_text import shown_text
from bot.telegram.render.inert import visible
from bot.telegram.render.texts import Texts
from corpus.document import Document
from corpus.span import Span
from corpus.text.front_matter import split_front_matter
from retrieval.citation import Citation

# The words of ``corpus.locator``; times and the documents' own headings stay as they are.
_PARTS = re.compile(r"^(page) (\S+)$|^(chapter) (\d+)(?= ›)|(paragraph) (\d+)$")

# Of an untitled document: where its first words are looked for, and how many characters are shown.
_LOOKED_AT, _LONGEST_OPENING, _LONGEST_PART = 2000, 40, 80
_WORDS_OF_A_LINE = re.compile(r"[^\n]*\S[^\n]*")
# Marks of headings, lists and emphasis around them.
_MARKS = "#*_>-=~`|• \t"


def citation_parts(place: Citation, texts: Texts) -> list[str]:
    """Title (or file name), publisher, date, language and place, as far as they are known."""
    *known, locator = citation(place)
    document = place.document
    if known and known[-1] == version_of(document):
        name = "version" if document.superseded_by is None else "version-replaced"
        known[-1] = texts(name, number=str(document.version))
    if place.language and (said := in_language(place)) in known:
        known[known.index(said)] = texts("in-language", code=place.language)
    parts = [*known, _PARTS.sub(lambda match: _translated(match, texts), locator)]
    return [visible(part) for part in parts]


def shown_title(document: Document) -> str:
    """The document's title; without one its first words, which tell more than the name of a
    file."""
    if document.title:
        return document.title
    _, start = split_front_matter(document.text)
    found = _WORDS_OF_A_LINE.search(document.text, start, start + _LOOKED_AT)
    line = shown_text(document, Span(*found.span())).text if found else ""
    words = line.strip(_MARKS).split()
    said = ""
    while words and len(said) < _LONGEST_OPENING:
        said = f"{said} {words.pop(0)}".strip()
    if not said:
        return document.name
    more = bool(words) or not line.rstrip().endswith((".", "!", "?"))
    return f"“{said[:_LONGEST_PART]}{' …' if more else ''}”"


def _translated(match: re.Match[str], texts: Texts) -> str:
    name, number = (part for part in match.groups() if part is not None)
    return texts(name, number=number)
