"""Quotes in scripts that run from right to left."""

from io import StringIO

from rich.console import Console

from bot.terminal.answers import print_quote
from corpus.span import Span
from retrieval.answer import Quote
from tests.fakes import document


def printed(text: str) -> str:
    out = StringIO()
    whole = Span(0, len(text))
    console = Console(file=out, width=80, color_system=None)
    print_quote(console, Quote(document(text), whole, (whole,), 1.0), 1, answered=True)
    return out.getvalue().splitlines()[0]


def test_the_gutter_stays_on_the_left_of_a_hebrew_quote() -> None:
    """Every character of the quote is there in its order, within an isolate that is closed."""
    text = "הגשר נפתח בשנת 1931."
    assert printed(text) == f"1 │ \u200e\u2067{text}\u2069"


def test_other_quotes_get_no_marks() -> None:
    assert printed("The bridge was opened in 1931.") == "1 │ The bridge was opened in 1931."
