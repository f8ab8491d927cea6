"""Compared words: where the stored words of a word diff are, and how they are shown."""

from collections.abc import Iterator, Sequence

from bot.display.shown_text import shown_text
from corpus.span import Span
from retrieval.citation import Citation
from retrieval.verification.verdicts import Change


def stored_spans(
    place: Citation, changes: Sequence[Change]
) -> Iterator[tuple[Change, Span | None]]:
    """Each step of a word diff with its stored words' place in the document; None where there are
    none."""
    text, position = place.document.text, place.span.start
    for change in changes:
        start = end = None
        for word in change.stored.split():
            found = text.find(word, position, place.span.end)
            if found < 0:
                break
            position = found + len(word)
            start, end = found if start is None else start, position
        yield change, None if start is None or end is None else Span(start, end)


def displayed_words(place: Citation, changes: Sequence[Change]) -> dict[Change, str]:
    """The stored words of each step as they are shown, without the marks of Markdown."""
    shown = shown_text(place.document, place.span)
    return {
        change: shown.of(span) if span is not None else change.stored
        for change, span in stored_spans(place, changes)
    }


def left_out_words(place: Citation, span: Span) -> str:
    """Words that a shortened quotation leaves out, in one line, as they are shown."""
    return " ".join(shown_text(place.document, span).text.split())
