"""Notebooks: texts, code and results, and the cell that a quote is from."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import SourceError
from corpus.ingest.loading import make_document
from corpus.locator import locate
from corpus.observer import Observer
from tests.corpus.parsers.packages import parsed

FILE = Path(__file__).parents[1] / "files" / "tides.ipynb"


def text(*cells: dict[str, Any]) -> str:
    return parsed(json.dumps({"cells": list(cells), "nbformat": 4}).encode(), "a.ipynb").text


def test_a_notebook_is_its_cells() -> None:
    """Texts as they are, code and results between fences; a quote's place is its cell."""
    document = make_document(parsed(FILE.read_bytes(), "a.ipynb"), "a.ipynb", Observer())
    assert document.title == "Tides at Sheerness"
    assert "```python\nheights = load('sheerness.csv')\n" in document.text
    assert "```\nmean: 3.04\n```" in document.text
    assert "<b>" not in document.text
    places = {words: locate(document, document.text.index(words))
              for words in ("The gauge", "heights =", "The sea has")}  # fmt: skip
    assert places == {"The gauge": "cell 1", "heights =": "cell 2", "The sea has": "cell 3"}
    labels = [one.label for one in document.outline if one.level]
    assert labels == ["Tides at Sheerness", "What we found"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ({"cell_type": "markdown", "source": "Rain fell."}, "Rain fell."),
        ({"cell_type": "raw", "source": ["Rain ", "fell."]}, "Rain fell."),
        ({"cell_type": "markdown", "source": "![a](data:image/png;base64,iVBORw0KGgo=) x"},
         "![a]() x"),
        ({"cell_type": "code", "source": "s = '```'"}, "````\ns = '```'\n````"),
        ({"cell_type": "code", "source": "", "outputs": [
            {"output_type": "stream", "text": "\x1b[31mred\x1b[0m"}]}, "```\nred\n```"),
        ({"cell_type": "code", "source": "", "outputs": [
            {"output_type": "display_data", "data": {"text/markdown": "**So** it is.",
                                                     "text/plain": "<Markdown>"}}]},
         "**So** it is."),
    ],
)  # fmt: skip
def test_cells_as_they_are(cell: dict[str, Any], words: str) -> None:
    """Pictures are left out, colours of a terminal too; a result in Markdown is a text."""
    assert text(cell) == words


def test_older_notebooks_are_read() -> None:
    """Those of version 3 have their cells in a worksheet, and headings are cells."""
    cells = [{"cell_type": "heading", "level": 1, "source": "Tides"},
             {"cell_type": "code", "input": "x = 1"}]  # fmt: skip
    data = json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}).encode()
    assert parsed(data, "a.ipynb").text == "# Tides\n\n```\nx = 1\n```"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[1]", "not a notebook"),
        (b"{", "damaged, or not a notebook"),
        (b'{"cells": [{"cell_type": "markdown", "source": 7}]}', "there is no text in it"),
        (b'{"cells": [7, null, {"cell_type": []}]}', "there is no text in it"),
        (b"[" * 100_000, "damaged, or not a notebook"),
    ],
)
def test_what_is_no_notebook_is_refused(data: bytes, reason: str) -> None:
    """In a line that says why, whatever the JSON."""
    with pytest.raises(SourceError, match=reason):
        parsed(data, "a.ipynb")
