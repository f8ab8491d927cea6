"""Answers as text, for a terminal or a file.

Only white space is changed: lines are wrapped. Control characters are shown as pictures (U+2400…),
so that a document cannot move the cursor or recolour the screen. `--json` has the text unchanged.
"""

import re
from typing import TYPE_CHECKING

from bot.quote_parts import citation, other_sources, pieces, unnamed_sources
from bot.terminal.screen import print_line, terminal
from bot.terminal.visible import isolation, visible
from retrieval.answer import Answer, Outcome, Quote
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
    answer: Answer, with_question: bool = False, first: int = 1, nearest: bool = False
) -> None:
    """Prints the answer on standard output: wrapped, with answering sentences in bold, on a
    terminal; else a line for each part, with ``>`` before answering ones. ``first``: the number of
    the first quote to print; earlier ones have been shown. ``nearest``: whether the closest
    passages are printed where there is no answer."""
    console = terminal()
    if with_question:
        print_line(console, f"? {visible(answer.question)}", "bold cyan")
    quotes = answer.quotes[first - 1 :]
    if not answer.answered:
        print_line(console, _OUTCOMES[answer.outcome])
        if answer.outcome is Outcome.NOT_ANSWERED:
            quotes = quotes if nearest or first > 1 else ()
            if quotes:
                print_line(console, _NEAREST)
    if first > 1 and not quotes:
        print_line(console, _NO_MORE)
    for number, quote in enumerate(quotes, start=first):
        print()
        if console:
            print_quote(console, quote, number, answer.answered)
        else:
            _print_plain(quote, number, answer.answered)
    if with_question:
        print()


def print_quote(console: "Console", quote: Quote, number: int, answered: bool) -> None:
    """Prints a quote with a gutter, wrapped to the console's width, and its citation below."""
    from rich.text import Text

    mark = f"{number} "
    width = max(20, min(console.width, _WIDEST) - len(mark) - 2)
    text = Text(style="" if answered else "dim")
    for piece in pieces(quote):
        text.append(flowing(piece.text), "bold" if piece.answers and answered else "")
    for row, line in enumerate(text.wrap(console, width)):
        line.rstrip()
        gutter = Text().append(mark if row == 0 else " " * len(mark), "cyan").append("│ ", "dim")
        before, after = isolation(line.plain)
        gutter.append(before).append_text(line).append(after)
        console.print(gutter, no_wrap=True, overflow="ignore", crop=False)
    indent = " " * (len(mark) + 2)
    for line in Text(citation_line(quote.citation)).wrap(console, width):
        console.print(Text(indent).append_text(line), style="green")
    console.print(Text(indent + source_line(quote.citation)), style="dim", soft_wrap=True)
    for line in Text(_also(quote)).wrap(console, width) if quote.also else ():
        console.print(Text(indent).append_text(line), style="dim")


def _print_plain(quote: Quote, number: int, answered: bool) -> None:
    print(f"{number}. {citation_line(quote.citation)}")
    print(f"   {source_line(quote.citation)}")
    if quote.also:
        print(f"   {_also(quote)}")
    for piece in pieces(quote):
        for line in flowing(piece.text).split("\n"):
            if line.strip():
                print(f"   {'>' if piece.answers and answered else '|'} {line.strip()}")


def citation_line(place: Citation) -> str:
    """The citation in one line."""
    return " · ".join(visible(part) for part in citation(place))


def source_line(place: Citation) -> str:
    """The link or file, and the id for `pullquote show`."""
    return f"{visible(place.link or place.document.source)}  [{place.document.id}]"


def _also(quote: Quote) -> str:
    named = ", ".join(visible(name) for name, _ in other_sources(quote))
    more = unnamed_sources(quote)
    return f"Also in: {named}{f' and {more} more' if more else ''}"


def flowing(text: str) -> str:
    """The text with line breaks as spaces, and paragraph breaks as single line breaks."""
    paragraphs = _PARAGRAPH_END.split(text)
    return "\n".join(visible(re.sub(r"\s+", " ", paragraph)) for paragraph in paragraphs)
