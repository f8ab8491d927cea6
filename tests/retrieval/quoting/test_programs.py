"""Programs behind the sentences that announce them: quoted with these, and only with these."""

import pytest

from corpus.document import Document
from corpus.outline import Kind, OutlineEntry
from corpus.store.memory import MemoryStore
from corpus.text.boilerplate.boilerplate import boilerplate_of
from retrieval.answer import Quote
from retrieval.index.build import build_index
from retrieval.quoting.select import select_quotes
from retrieval.ranking.rank import Candidate
from retrieval.ranking.search_scope import SearchScope
from tests.fakes import BagOfWords, document

_BEFORE = "# Mill\n\nThe mill has two wheels and an old pump beside the pond. "


def quoted(stored: Document, word: str) -> Quote:
    """The quote of the sentence with this word."""
    store = MemoryStore([stored])
    index = build_index(store.documents(), BagOfWords(), store.revision)
    sentences = index.sentences
    [row] = [n for n in range(len(sentences)) if word in sentences.span(n).of(stored.text)]
    candidate = Candidate(row, sentences.owner(row), 1.0, 0.5)
    [(_, quote)] = select_quotes([candidate], SearchScope.of(index, store), 1)
    return quote


def stored(text: str, name: str, program: str | None = None) -> Document:
    """``program``: what the parser knows to be one."""
    outline = []
    if program is not None:
        start = text.index(program)
        outline = [OutlineEntry(start, start + len(program), Kind.CODE, "")]
    found = boilerplate_of(text, [(one.start, one.end) for one in outline])
    return document(text, name, outline, boilerplate=tuple(found))


@pytest.mark.parametrize(
    ("text", "name", "program", "ending"),
    [
        (
            "To drain the pond behind the mill by hand, run\n\n```sh\npump --drain\n```\n\nDone.",
            "a.md",
            None,
            "```sh\npump --drain\n```",
        ),
        (
            "To drain the pond behind the mill by hand, run this:\n\n    $ pump --drain\n\nDone.",
            "a.md",
            None,
            "$ pump --drain",
        ),
        (
            "To drain the pond behind the mill by hand, run:\n\n.. code-block:: bash\n\n"
            "   pump --drain\n\nDone.",
            "a.rst",
            None,
            ".. code-block:: bash\n\n   pump --drain",
        ),
        (
            "To drain the pond behind the mill by hand, run the command\n\npump --drain\n\nDone.",
            "a.html",
            "pump --drain",
            "pump --drain",
        ),
    ],
)
def test_what_a_sentence_announces_is_quoted_with_it(
    text: str, name: str, program: str | None, ending: str
) -> None:
    """In every format: "run the command" is no answer without the command. It is marked too."""
    quote = quoted(stored(_BEFORE + text, name, program), "drain the pond")
    marked = quote.highlights[-1].of(quote.document.text)
    assert marked.startswith("To drain the pond")
    assert marked.endswith(ending)
    assert quote.text.endswith(ending)


@pytest.mark.parametrize(
    "text",
    [
        # A finished sentence announces nothing.
        "It drains the pond behind the mill in a day by hand.\n\n```\npump --drain\n```\n\nDone.",
        # A picture and a table's border are no programs.
        "It drains the pond behind the mill by hand, as here:\n\n![The pump](pump.png)\n\nDone.",
        "| The pump drains the pond behind the mill | by hand |\n|---|---|\n| often | a day |\n",
        # A long one is a listing.
        "To drain the pond behind the mill by hand, run\n\n```\n" + "pump --drain\n" * 60 + "```\n",
        # Something else stands between.
        "It drains the pond behind the mill by hand:\n\nIt does.\n\n```\npump --drain\n```\n",
    ],
)  # fmt: skip
def test_nothing_else_is_quoted(text: str) -> None:
    """Pictures, borders, listings, and programs that stand further below."""
    quote = quoted(stored(_BEFORE + text, "a.md"), "pond behind the mill")
    assert "--drain" not in quote.text
    assert "png" not in quote.text
    assert "---" not in quote.text
