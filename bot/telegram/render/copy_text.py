"""Copy text: a quote and its source in the 256 characters of Telegram's copy button."""

from collections.abc import Iterator

from bot.telegram.render.citation import citation_parts
from bot.telegram.render.rich_text import utf16_length
from bot.telegram.render.texts import Texts
from corpus.span import Span
from retrieval.answer import Quote

_LONGEST = 256
_DAY = len("2022-11-30")


def copy_text(quote: Quote, texts: Texts) -> str | None:
    """The quote and its citation; if they are too long, a shorter citation; then only the sentences
    that answer. None if that is too long as well: a quote is never cut, and never copied without
    its source."""
    return next((text for text in _forms(quote, texts) if utf16_length(text) <= _LONGEST), None)


def _forms(quote: Quote, texts: Texts) -> Iterator[str]:
    document = quote.document
    full = " · ".join(citation_parts(quote.citation, texts))
    day = (document.published or "")[:_DAY]
    short = ", ".join(part for part in (document.publisher or document.name, day) if part)
    answering = Span(quote.highlights[0].start, quote.highlights[-1].end).of(document.text)
    for words in dict.fromkeys((quote.text, answering)):
        if document.url:
            yield f"{words}\n— {full}\n{document.url}"
        yield f"{words}\n— {full}"
        yield f"{words}\n— {short}"
