"""Programs in quotes: each of their lines is a line, in a file and on a terminal."""

import io

import pytest
from rich.console import Console

from bot.terminal.answers import print_quote, print_quote_plain
from corpus.span import Span
from corpus.text.boilerplate.boilerplate import boilerplate_of
from retrieval.answer import Quote
from tests.fakes import document

_TEXT = """Both wheels have to
stand still. To drain the
pond, run:

```
pump --open |
  tee drained.log
```

The pond is dry then.
"""


def _quote() -> Quote:
    stored = document(_TEXT, "mill.md", boilerplate=tuple(boilerplate_of(_TEXT)))
    end = _TEXT.index("\n\nThe pond is")
    marked = Span(_TEXT.index("To drain"), end)
    return Quote(stored, Span(0, end), (marked,), 0.9, answers=True)


def test_lines_of_a_program_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A command that is copied has to work; prose is one line."""
    print_quote_plain(_quote(), 1, answered=True)
    lines = capsys.readouterr().out.splitlines()[2:]
    assert lines == [
        "   | Both wheels have to stand still.",
        "   > To drain the pond, run:",
        "   > ```",
        "   > pump --open |",
        "   >   tee drained.log",
        "   > ```",
    ]


def test_lines_of_a_program_on_a_terminal() -> None:
    """The same, beside the gutter."""
    output = io.StringIO()
    print_quote(Console(file=output, width=70), _quote(), 1, answered=True)
    lines = [line.partition("│ ")[2].rstrip() for line in output.getvalue().splitlines()]
    assert "pump --open |" in lines
    assert "  tee drained.log" in lines
    assert "Both wheels have to stand still. To drain the pond, run:" in lines
