"""The source below a quote, on narrow and on wide terminals."""

import io

import pytest
from rich.console import Console

from bot.terminal.answers import print_quote
from corpus.span import Span
from retrieval.answer import Quote
from tests.fakes import document


@pytest.mark.parametrize(("columns", "rows"), [(40, 2), (80, 1)])
def test_an_id_is_not_broken(columns: int, rows: int) -> None:
    """So that it can be copied for `pullquote show`."""
    stored = document("The mill stands still.\n", "sample/the-mill-by-the-pond.md")
    output = io.StringIO()
    quote = Quote(stored, Span(0, 22), (Span(0, 22),), 0.9, answers=True)
    print_quote(Console(file=output, width=columns), quote, 1, answered=True)
    lines = [line.strip() for line in output.getvalue().splitlines()]
    assert (
        lines[-rows:]
        == [
            [f"{stored.source}  [{stored.id}]"],
            [stored.source, f"[{stored.id}]"],
        ][rows - 1]
    )
