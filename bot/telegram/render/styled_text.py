"""Stored text as it is displayed in a message: Markdown's marks become formats."""

from collections.abc import Iterable

from telegram.constants import MessageEntityType as Kind

from bot.display.inline_markup import Style
from bot.display.shown_text import shown_text
from bot.telegram.render.rich_text import Format, RichText
from corpus.document import Document
from corpus.span import Span

# What a quote of markup may take of a message's formats and of its room for addresses.
_MOST_STYLES, _MOST_LINK_BYTES = 60, 2000
_STYLES = {
    Style.EMPHASIS: Kind.ITALIC,
    Style.STRUCK: Kind.STRIKETHROUGH,
    Style.LINK: Kind.TEXT_LINK,
}


def styled_text(document: Document, span: Span, marks: Iterable[tuple[Span, str]] = ()) -> RichText:
    """A part of a document, with these formats at places of its text (Telegram's kinds)."""
    shown = shown_text(document, span)
    body = RichText(shown.text)
    for place, kind in marks:
        start, end = max(place.start, span.start), min(place.end, span.end)
        if start < end and (first := shown.at(start)) < (last := shown.at(end)):
            body.formats.append(Format(kind, first, last))
    links = sum(len((one.url or "").encode()) for one in shown.styles)
    if len(shown.styles) <= _MOST_STYLES and links <= _MOST_LINK_BYTES:
        body.formats += [
            Format(_STYLES[one.style], one.start, one.end, one.url) for one in shown.styles
        ]
    body.formats.sort(key=lambda one: (one.start, -one.end))
    return body
