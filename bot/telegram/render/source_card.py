"""Source card: a document's metadata in a few lines."""

from dataclasses import dataclass

from telegram.constants import MessageEntityType as Kind

from bot.display.shortened import shortened
from bot.telegram.render.citation import citation_parts, shown_title
from bot.telegram.render.inert import inert
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts
from corpus.document import Document
from corpus.text.front_matter import split_front_matter
from corpus.text.words import count_words
from retrieval.citation import Citation
from retrieval.citations.permanent_link import permanent_link

# The caption of a file has 1024 characters at most.
_LONGEST_PART = 200
_LONGEST_LINK = 1000
_DAY = len("2022-11-30")


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A link to a document, and what it is called."""

    words: str
    url: str


def source_card(
    document: Document,
    texts: Texts,
    file: str = "",
    base: str = "",
    *,
    place: Citation | None = None,
    link: SourceLink | None = None,
) -> RichText:
    """The metadata of a document. ``file`` says which file is sent with it; ``place`` where in it a
    quote is, and ``link`` leads there. Without one, and with the address ``base`` of the pages, a
    link leads to the document there."""
    title = inert(shortened(shown_title(document), _LONGEST_PART))
    _, text_start = split_front_matter(document.text)
    url = document.url if len(document.url or "") <= _LONGEST_LINK else None
    body = RichText().add(title, Kind.BOLD)
    if not document.title:
        body.add(f"\n{inert(shortened(document.name, _LONGEST_PART))}")
    if document.publisher:
        body.add(f"\n{inert(shortened(document.publisher, _LONGEST_PART))}")
    facts = {
        "source-author": document.author if document.author != document.publisher else None,
        "source-published": document.published,
        "source-updated": document.updated,
        "source-language": document.language,
        "source-added": document.added[:_DAY],
    }
    for name, value in facts.items():
        if value:
            body.add(f"\n{texts(name, value=inert(shortened(value, _LONGEST_PART)))}")
    body.add(f"\n{texts('source-length', count=count_words(document.text[text_start:]))}")
    if place is not None and place.locator:
        locator = citation_parts(place, texts)[-1]
        body.add(f"\n{texts('source-place', value=inert(shortened(locator, _LONGEST_PART)))}")
    if link is not None:
        body.add("\n").add(link.words, Kind.TEXT_LINK, link.url)
    if url:
        to_words = place.link if place is not None else None
        leads = to_words if to_words and len(to_words) <= _LONGEST_LINK else url
        body.add("\n").add(shortened(url, _LONGEST_PART), Kind.TEXT_LINK, leads)
    page = permanent_link(base, document) if link is None else None
    if page is not None:
        body.add("\n").add(texts("open-document"), Kind.TEXT_LINK, page)
    if file:
        body.add("\n\n").add(file, Kind.ITALIC)
    return body
