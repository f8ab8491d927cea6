"""Tables of `ask --sides` and `ask --all`, for a terminal, a file, or a spreadsheet."""

import csv
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.display.quote_parts import Piece
from bot.display.sides import Statement, by_document, sentence_of
from bot.terminal.answers import (
    agreement_line,
    answer_style,
    citation_line,
    flowing,
    print_quote,
    print_quote_plain,
    sources_line,
)
from bot.terminal.screen import print_line, terminal
from bot.terminal.visible import visible
from corpus.span import Span
from retrieval.answer import Answer, AnswerGroup
from retrieval.citation import Citation

if TYPE_CHECKING:
    from rich.console import Console

_COLUMNS = (
    "group", "sources", "value", "answer", "sentence", "about", "title", "publisher", "published",
    "place", "link", "document", "start", "end",
)  # fmt: skip
_INDENT = 4
# A spreadsheet would take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_sides(answer: Answer, *, with_question: bool = False) -> None:
    """Every quote that answers, under what it says: the groups with their dates, and in them one
    quote under another."""
    console = terminal()
    if with_question:
        print_line(console, f"? {visible(answer.question)}", "bold cyan")
    print_line(console, agreement_line(answer), "bold")
    number = 0
    for group in answer.groups:
        said = flowing(group.quote.answer_text or "").strip()
        about = f" · {', '.join(group.when)}" if group.when else ""
        head = f"“{said}” · " if said else ""
        print()
        print_line(console, f"{head}{sources_line(group.sources)}{about}", "bold")
        for quote in group.quotes:
            number += 1
            print()
            if console:
                print_quote(console, quote, number, answered=True)
            else:
                print_quote_plain(quote, number, answered=True)
    if with_question:
        print()


def print_all(answer: Answer, *, with_question: bool = False) -> None:
    """Every sentence that answers, counted, under its document."""
    console = terminal()
    if with_question:
        print_line(console, f"? {visible(answer.question)}", "bold cyan")
    documents = by_document(answer)
    count = sum(len(found) for _, found in documents)
    sentences = "1 sentence" if count == 1 else f"{count:,} sentences"
    titles = "1 document" if len(documents) == 1 else f"{len(documents):,} documents"
    print_line(console, f"{sentences} in {titles}", "bold")
    for document, found in documents:
        print()
        head = f"{citation_line(found[0].place, place_in_document=False)} · {len(found)}"
        source = f"  {visible(document.source)}  [{document.id}]"
        if console is None:
            print(head)
            print(source)
            for one in found:
                print(f"  > {flowing(one.place.text).strip()}  ({visible(one.place.locator)})")
            continue
        _print_document(console, head, source, found)
    if with_question:
        print()


def _print_document(console: "Console", head: str, source: str, found: Sequence[Statement]) -> None:
    """A document's sentences, wrapped and set in from its title."""
    from rich.text import Text

    for line in Text(head).wrap(console, console.width):
        console.print(line, style="green")
    print_line(console, source, "dim")
    for one in found:
        words = Text()
        for piece in _pieces(one):
            words.append(flowing(piece.text), answer_style(piece) if piece.own else "")
        words.append(f"  {visible(one.place.locator)}", "dim")
        for row, line in enumerate(words.wrap(console, max(20, console.width - _INDENT))):
            line.rstrip()
            mark = "• " if row == 0 else "  "
            console.print(Text(f"  {mark}").append_text(line), no_wrap=True, crop=False)


def _pieces(one: Statement) -> Iterator[Piece]:
    """The sentence as it is displayed, split where the answer's own words begin and end."""
    # Imported here: a file or a pipe has the words as they are stored.
    from bot.display.shown_text import shown_text

    span = one.place.span
    shown = shown_text(one.place.document, span)
    own = one.own if one.own and span.holds(one.own) else None
    if own is None:
        yield Piece(shown.text, answers=True)
        return
    if span.start < own.start:
        yield Piece(shown.of(Span(span.start, own.start)), answers=True)
    yield Piece(shown.of(own), answers=True, own=True)
    if own.end < span.end:
        yield Piece(shown.of(Span(own.end, span.end)), answers=True)


def print_csv(answer: Answer, *, by_documents: bool, header: bool) -> None:
    """A line for each source: what `--sides` shows, or (``by_documents``) what `--all` shows. Words
    are as they are stored, but for a quotation mark before what a spreadsheet would compute."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if header:
        writer.writerow(_COLUMNS)
    if by_documents:
        known = {
            (quote.document.id, sentence_of(quote)): (number, group)
            for number, group in enumerate(answer.groups, start=1)
            for quote in group.quotes
        }
        for document, found in by_document(answer):
            for one in found:
                number, group = known.get((document.id, one.place.span), ("", None))
                own = one.own.of(document.text) if one.own else ""
                writer.writerow(_row(number, group, own, one.place))
        return
    for number, group in enumerate(answer.groups, start=1):
        for quote in group.quotes:
            place = Citation(quote.document, sentence_of(quote))
            writer.writerow(_row(number, group, quote.answer_text or "", place))
            for other in quote.also:
                writer.writerow(_row(number, group, "", other))


def _row(number: int | str, group: AnswerGroup | None, own: str, place: Citation) -> list[str]:
    document = place.document
    cells = (
        number, group.sources if group else "", group.value if group else "", own, place.text,
        ", ".join(group.when) if group else "", document.name,
        document.publisher or "", document.published or "", place.locator,
        place.link or document.source, document.id, place.span.start, place.span.end,
    )  # fmt: skip
    return [_inert(str(cell)) for cell in cells]


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
