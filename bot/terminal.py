"""Answers for a reader at a terminal, or for a file.

Only white space is changed: lines are wrapped anew. Characters that would move the cursor or
recolour the screen are shown as their pictures (U+2400…), so that a document cannot draw on the
terminal of who quotes it. `--json` has every character as it is.
"""

import re
import sys

from rich.console import Console
from rich.text import Text

from bot.excerpt import citation, pieces
from retrieval.quote import Answer, Quote

NOT_ANSWERED = "The collection does not answer this."
_NEAREST = "What came nearest:"
_PARAGRAPH_END = re.compile(r"[^\S\n]*\n\s*\n\s*|\u2029")
_WIDEST = 100
# Bidirectional overrides and isolates reorder what stands around them, the citation too.
_REORDERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def print_answer(answer: Answer, with_question: bool = False) -> None:
    """Prints the answer on standard output: wrapped and with the answering sentence in bold on a
    terminal, else one line for each part, the answering one behind ``>``."""
    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=not sys.stdout.isatty())
    if with_question:
        console.print(Text(f"? {visible(answer.question)}"), style="bold cyan")
    if not answer.answered:
        console.print(Text(NOT_ANSWERED))
        if answer.quotes:
            console.print(Text(_NEAREST))
    for number, quote in enumerate(answer.quotes, start=1):
        console.print()
        if console.is_terminal:
            _print_wrapped(console, quote, number, answer.answered)
        else:
            _print_plain(quote, number)
    if with_question:
        console.print()


def _print_wrapped(console: Console, quote: Quote, number: int, answered: bool) -> None:
    mark = f"{number} "
    width = max(20, min(console.width, _WIDEST) - len(mark) - 2)
    text = Text(style="" if answered else "dim")
    for piece in pieces(quote):
        text.append(flowing(piece.text), "bold" if piece.answers and answered else "")
    for row, line in enumerate(text.wrap(console, width)):
        line.rstrip()
        gutter = Text().append(mark if row == 0 else " " * len(mark), "cyan").append("│ ", "dim")
        console.print(gutter.append_text(line), no_wrap=True, overflow="ignore", crop=False)
    indent = " " * (len(mark) + 2)
    for line in Text(" · ".join(visible(part) for part in citation(quote))).wrap(console, width):
        console.print(Text(indent).append_text(line), style="green")
    console.print(Text(indent + _where(quote)), style="dim", soft_wrap=True)


def _print_plain(quote: Quote, number: int) -> None:
    print(f"{number}. {' · '.join(visible(part) for part in citation(quote))}")
    print(f"   {_where(quote)}")
    for piece in pieces(quote):
        for line in flowing(piece.text).split("\n"):
            if line.strip():
                print(f"   {'>' if piece.answers else '|'} {line.strip()}")


def _where(quote: Quote) -> str:
    """The link, or the file; and the id, by which `pullquote show` finds the document."""
    return f"{visible(quote.link or quote.document.source)}  [{quote.document.id}]"


def flowing(text: str) -> str:
    """The text with its line ends made blanks, and its paragraph ends one line end."""
    paragraphs = _PARAGRAPH_END.split(text)
    return "\n".join(visible(re.sub(r"\s+", " ", paragraph)) for paragraph in paragraphs)


def visible(text: str) -> str:
    """The text with pictures for control characters."""
    return "".join(_picture(character) for character in text)


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or code in _REORDERING:
        return "\ufffd"
    return character
