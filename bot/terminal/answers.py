"""Answers as text, for a terminal or a file.

On a terminal, Markdown's marks become what they mean (``bot.display.shown_text``); in a file, only
white space is changed: lines are wrapped. Control characters are shown as pictures (U+2400…), so
that a document cannot move the cursor or recolour the screen. `--json` has the text unchanged.
"""

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.display.programs import programs_in
from bot.display.quote_parts import Piece, citation, other_sources, pieces, unnamed_sources
from bot.display.sides import MOST_GROUPS, Side, hidden_groups, is_compared, rest, sides
from bot.terminal.screen import print_line, terminal
from bot.terminal.visible import isolation, visible
from corpus.span import Span
from retrieval.answer import Agreement, Answer, Outcome, Quote
from retrieval.citation import Citation

# Imported at run time only if there is a terminal: a file or a pipe need not wait for it.
if TYPE_CHECKING:
    from rich.console import Console

NOT_ANSWERED = "The collection does not answer this."
_OUTCOMES = {
    Outcome.UNCERTAIN: "No clear answer. Closest passages:",
    Outcome.NOT_ANSWERED: NOT_ANSWERED,
    Outcome.NOTHING_IN_SCOPE: "No document passes the filters.",
}
_NEAREST = "Closest passages:"
_NO_MORE = "There are no more quotes."
_PARAGRAPH_END = re.compile(r"\n\s*\n|\u2029")
_WIDEST = 100


def print_answer(
    answer: Answer,
    with_question: bool = False,
    first: int = 1,
    nearest: bool = False,
    most_groups: int = MOST_GROUPS,
) -> None:
    """Prints the answer on standard output: wrapped, with answering sentences in bold, on a
    terminal; else a line for each part, with ``>`` before answering ones. ``first``: the number of
    the first quote to print; earlier ones have been shown. ``nearest``: whether the closest
    passages are printed where there is no answer. ``most_groups``: of the sources that are set side
    by side, the most that are shown."""
    console = terminal()
    if with_question:
        print_line(console, f"? {visible(answer.question)}", "bold cyan")
    shown = (
        sides(answer, most_groups) if first == 1 else map(Side, rest(answer, first, most_groups))
    )
    quotes = [(one.quote, one.group) for one in shown]
    if answer.groups and first == 1:
        print_line(console, agreement_line(answer), "bold" if is_compared(answer) else "dim")
    if not answer.answered:
        print_line(console, _OUTCOMES[answer.outcome])
        if answer.outcome is Outcome.NOT_ANSWERED:
            quotes = quotes if nearest or first > 1 else []
            if quotes:
                print_line(console, _NEAREST)
    if first > 1 and not quotes:
        print_line(console, _NO_MORE)
    for number, (quote, group) in enumerate(quotes, start=first):
        print()
        if console:
            print_quote(console, quote, number, answer.answered)
        else:
            print_quote_plain(quote, number, answer.answered)
        if group is not None and group.sources > 1:
            print_line(console, f"   {sources_line(group.sources)}", "dim")
    if first == 1 and (more := hidden_groups(answer, most_groups)):
        print_line(
            console, f"\n{more} more {'answer' if more == 1 else 'answers'} in the table of --sides"
        )
    if with_question:
        print()


def agreement_line(answer: Answer) -> str:
    """What is said of the sources: that they differ, agree, or how many there are."""
    if answer.agreement is Agreement.DIFFER:
        return "Sources differ"
    if answer.agreement is Agreement.AGREE:
        return f"{answer.sources} sources agree"
    return sources_line(answer.sources)


def sources_line(count: int) -> str:
    """How many sources there are."""
    return "1 source" if count == 1 else f"{count} sources"


def print_quote(console: "Console", quote: Quote, number: int, answered: bool) -> None:
    """Prints a quote with a gutter, wrapped to the console's width, and its citation below."""
    from rich.text import Text

    mark = f"{number} "
    width = max(20, min(console.width, _WIDEST) - len(mark) - 2)
    text = Text(style="" if answered else "dim")
    for words, style in _set(quote, answered):
        text.append(words, style)
    for row, line in enumerate(text.wrap(console, width)):
        line.rstrip()
        gutter = Text().append(mark if row == 0 else " " * len(mark), "cyan").append("│ ", "dim")
        before, after = isolation(line.plain)
        gutter.append(before).append_text(line).append(after)
        console.print(gutter, no_wrap=True, overflow="ignore", crop=False)
    indent = " " * (len(mark) + 2)
    for line in Text(citation_line(quote.citation)).wrap(console, width):
        console.print(Text(indent).append_text(line), style="green")
    source = Text(indent + source_line(quote.citation))
    # An id is not broken, so that it can be copied.
    is_narrow = source.cell_len > console.width
    rows = [Text(indent + part) for part in _source(quote.citation)] if is_narrow else [source]
    for source in rows:
        console.print(source, style="dim", soft_wrap=True)
    for line in Text(_also(quote)).wrap(console, width) if quote.also else ():
        console.print(Text(indent).append_text(line), style="dim")


def _set(quote: Quote, answered: bool) -> Iterator[tuple[str, str]]:
    """The words of a quote as they are displayed, with their styles: what answers in bold, what the
    document stresses in italics. Markdown's marks are not shown."""
    # Imported here: a file or a pipe has the words as they are stored.
    from bot.display.inline_markup import Style
    from bot.display.shown_text import shown_text

    shown = shown_text(quote.document, quote.span)
    programs = [
        Span(shown.at(one.start), shown.at(one.end))
        for one in programs_in(quote.document, quote.span)
    ]
    own = quote.underlined
    styles = [("bold", shown.at(one.start), shown.at(one.end)) for one in quote.marked]
    styles += [("underline", shown.at(own.start), shown.at(own.end))] if own else []
    names = {Style.EMPHASIS: "italic", Style.STRUCK: "strike"}
    styles = styles if answered else []
    styles += [(names[one.style], one.start, one.end) for one in shown.styles if one.style in names]
    edges = {0, len(shown.text)}.union(*((start, end) for _, start, end in styles))
    edges.update(*((one.start, one.end) for one in programs))
    for start, end in itertools.pairwise(sorted(edges)):
        found = dict.fromkeys(name for name, a, b in styles if a <= start and end <= b)
        words = shown.text[start:end]
        is_program = any(one.start <= start and end <= one.end for one in programs)
        yield _lines_of_program(words) if is_program else flowing(words), " ".join(found)


def print_quote_plain(quote: Quote, number: int, answered: bool) -> None:
    """Prints a quote for a file or a pipe, a line for each part."""
    print(f"{number}. {citation_line(quote.citation)}")
    print(f"   {source_line(quote.citation)}")
    if quote.also:
        print(f"   {_also(quote)}")
    position = quote.span.start
    for answers, parts in itertools.groupby(pieces(quote), key=lambda piece: piece.answers):
        words = "".join(piece.text for piece in parts)
        for line in _plain_lines(quote, Span(position, position + len(words))):
            print(f"   {'>' if answers and answered else '|'} {line}")
        position += len(words)


def _plain_lines(quote: Quote, part: Span) -> Iterator[str]:
    """The lines of a part of a quote: a paragraph is one, a program has its own."""
    text, position = quote.document.text, part.start
    programs = [(one.start, one.end) for one in programs_in(quote.document, part)]
    for start, end in [*programs, (part.end, part.end)]:
        lines = map(str.strip, flowing(text[position:start]).split("\n"))
        yield from filter(None, lines)
        yield from filter(str.strip, _lines_of_program(text[start:end]).split("\n"))
        position = end


def _lines_of_program(words: str) -> str:
    return "\n".join(visible(line.rstrip()) for line in words.split("\n"))


def answer_style(piece: Piece) -> str:
    """How a piece of a quote that answers is set."""
    if piece.own:
        return "bold underline"
    return "bold" if piece.answers else ""


def citation_line(place: Citation, *, place_in_document: bool = True) -> str:
    """The citation in a line, with or without the place in the document."""
    parts = citation(place)
    if not place_in_document and parts and parts[-1] == place.locator:
        parts.pop()
    return " · ".join(visible(part) for part in parts)


def source_line(place: Citation) -> str:
    """The link or file, and the id for `pullquote show`."""
    return "  ".join(_source(place))


def _source(place: Citation) -> tuple[str, str]:
    return visible(place.link or place.document.source), f"[{place.document.id}]"


def _also(quote: Quote) -> str:
    named = ", ".join(visible(name) for name, _ in other_sources(quote))
    more = unnamed_sources(quote)
    return f"Also in: {named}{f' and {more} more' if more else ''}"


def flowing(text: str) -> str:
    """The text with line breaks as spaces, and paragraph breaks as single line breaks."""
    paragraphs = _PARAGRAPH_END.split(text)
    return "\n".join(visible(re.sub(r"\s+", " ", paragraph)) for paragraph in paragraphs)
