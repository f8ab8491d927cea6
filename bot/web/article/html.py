"""HTML of stored text: what a browser has as the text of the element is the stored text.

Nothing of a document is ever passed through as markup. Labels (page numbers, signs) are attributes,
so that they are not part of the text; a style sheet shows them.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from bot.display.compared_words import stored_spans
from bot.display.inline_markup import Style
from bot.display.shown_text import shown_text
from bot.web.article.blocks import Block, Layout, excerpt_blocks
from corpus.document import Document
from corpus.outline import Kind, OutlineEntry
from corpus.span import Span
from retrieval.answer import Quote
from retrieval.verification.verdicts import Verification

# A page cannot have a NUL; its picture stands for it. A carriage return would become a line end.
_UNFIT = re.compile("[\r\0]")
_FIT = {"\r": "&#13;", "\0": "\u2400"}
_LABELLED = {Kind.PAGE: "page ", Kind.TIME: "", Kind.SLIDE: "slide ", Kind.CELL: "cell "}
# `<h1>` is the document's title.
_FIRST_LEVEL = 2


def exact(text: str) -> Markup:
    """The text as HTML that a browser reads as exactly this text, but for NUL."""
    return Markup(_UNFIT.sub(lambda found: _FIT[found[0]], str(escape(text))))


def article_html(
    text: str,
    blocks: Iterable[Block],
    part: Span,
    mark: Span | None = None,
    outline: Sequence[OutlineEntry] = (),
    link: Callable[[Span], str] | None = None,
) -> Markup:
    """One part of a document. ``mark``: the quote; the browser scrolls to it. ``link``: the
    permanent address of a span."""
    labels = {
        one.start: f"{_LABELLED[one.kind]}{one.label}" for one in outline if one.kind in _LABELLED
    }
    pieces: list[str] = []
    position = part.start
    first = True
    for block in blocks:
        span = block.span
        if span.end <= part.start or span.start >= part.end:
            continue
        pieces.append(exact(text[position : span.start]))
        here = [one for one in labels if position <= one < span.end]
        spots = {max(one, span.start): (one, labels.pop(one)) for one in here}
        words, marked = _marked(text, span, mark, first, spots)
        first = first and not marked
        if block.layout is Layout.HEADING:
            words = _without_syntax(words, block.label)
        name = f"h{block.level + _FIRST_LEVEL - 1}" if block.layout is Layout.HEADING else "p"
        anchor = ""
        if link is not None and block.layout is not Layout.HEADING:
            anchor = Markup('<a class="pin" href="{}" tabindex="-1" aria-label="{}"></a>').format(
                link(span), "Link to this paragraph"
            )
        pieces.append(
            f'<{name} id="c{span.start}" data-start="{span.start}" class="{block.layout}" '
            f'dir="auto">{words}{anchor}</{name}>'
        )
        position = span.end
    pieces.append(exact(text[position : part.end]))
    return Markup("".join(pieces))


def quote_html(quote: Quote) -> Markup:
    """The text of a quote, with what answers marked, and the answer's own words underlined. Marks
    of Markdown are in it, but not seen."""

    def inside(span: Span) -> Span:
        return Span(span.start - quote.span.start, span.end - quote.span.start)

    shown = shown_text(quote.document, quote.span)
    own = quote.underlined
    return marked_html(
        quote.text,
        [inside(one) for one in quote.marked],
        None if own is None else inside(own),
        [inside(one) for one in shown.unseen()],
        [
            inside(Span(shown.back(one.start), shown.back(one.end)))
            for one in shown.styles
            if one.style is Style.EMPHASIS
        ],
    )


def words_html(document: Document, span: Span) -> Markup:
    """A part of a document in a line. Marks of Markdown are in it, but not seen."""
    shown = shown_text(document, span)
    return _words_html(document.text, span, unseen=list(shown.unseen()))


def diff_html(found: Verification) -> Markup:
    """The word diff of a verification: stored words that differ struck through, given ones
    underlined."""
    pieces: list[Markup] = []
    [place, *_] = found.places
    for change, span in stored_spans(place, found.changes):
        words = exact(change.stored) if span is None else words_html(place.document, span)
        if change.is_same:
            pieces.append(words)
            continue
        both = [f"<del>{words}</del>"] if words else []
        both += [f"<ins>{exact(change.given)}</ins>"] if change.given else []
        pieces.append(Markup(" ".join(both)))
    return Markup(" ").join(pieces)


def marked_html(
    text: str,
    marks: Sequence[Span] = (),
    own: Span | None = None,
    unseen: Sequence[Span] = (),
    stressed: Sequence[Span] = (),
) -> Markup:
    """A short text in paragraphs, some of it marked, and some of that (``own``) underlined.
    ``unseen`` is part of the text, but not shown; ``stressed`` is in italics."""
    pieces: list[str] = []
    position = 0
    for block in excerpt_blocks(text):
        span = block.span
        pieces.append(exact(text[position : span.start]))
        words = _words_html(text, span, marks, own, unseen, stressed)
        pieces.append(f'<p class="{block.layout}" dir="auto">{words}</p>')
        position = span.end
    pieces.append(exact(text[position:]))
    return Markup("".join(pieces))


def _words_html(
    text: str,
    span: Span,
    marks: Sequence[Span] = (),
    own: Span | None = None,
    unseen: Sequence[Span] = (),
    stressed: Sequence[Span] = (),
) -> Markup:
    edges = [edge for one in (*unseen, *stressed) for edge in (one.start, one.end)]
    edges += (own.start, own.end) if own else ()
    words: list[str] = []
    for one, is_marked in _split(span, marks, edges):
        piece = str(exact(one.of(text)))
        if any(hidden.holds(one) for hidden in unseen):
            piece = f'<span class="unshown">{piece}</span>'
        elif any(some.holds(one) for some in stressed):
            piece = f"<em>{piece}</em>"
        kind = ' class="own"' if own and own.holds(one) else ""
        words.append(f"<mark{kind}>{piece}</mark>" if is_marked else piece)
    return Markup("".join(words))


def _without_syntax(words: str, label: str) -> str:
    """A heading whose marks (``##``, the line under it) are set as what they are."""
    before, found, behind = words.partition(exact(label))
    if not found or not label or "<" in before + behind:
        return words
    edges = [f'<span class="syntax">{one}</span>' if one else "" for one in (before, behind)]
    return f"{edges[0]}{found}{edges[1]}"


def _marked(
    text: str, span: Span, mark: Span | None, first: bool, labels: dict[int, tuple[int, str]]
) -> tuple[str, bool]:
    """A block's text with the quote marked and the labels at their places; and whether it has some
    of the quote."""
    pieces: list[str] = []
    found = False
    for one, is_marked in _split(span, [mark] if mark else [], labels):
        if one.start in labels:
            place, label = labels[one.start]
            pieces.append(f'<span class="at" id="p{place}" data-label="{escape(label)}"></span>')
        words = exact(one.of(text))
        if is_marked and first and not found:
            # The browser puts the focus here, and so scrolls to it.
            pieces.append(f'<mark id="quote" tabindex="-1" autofocus>{words}</mark>')
        elif is_marked:
            pieces.append(f"<mark>{words}</mark>")
        else:
            pieces.append(words)
        found = found or is_marked
    return "".join(pieces), found


def _split(
    span: Span, marks: Sequence[Span], also: Iterable[int] = ()
) -> Iterator[tuple[Span, bool]]:
    """The span in pieces: marked and other ones, cut at the places ``also``."""
    cuts = {span.start, span.end}
    for place in (*also, *(edge for one in marks for edge in (one.start, one.end))):
        if span.start < place < span.end:
            cuts.add(place)
    places = sorted(cuts)
    for start, end in itertools.pairwise(places):
        yield (
            Span(start, end),
            any(one.start <= start and end <= one.end for one in marks),
        )
