"""The table of a draft's quotations, on narrow and on wide terminals."""

import io

import pytest
from rich.console import Console

from bot.terminal import verification
from bot.verifying import Draft, DraftQuotation, near_in
from corpus.store.memory import MemoryStore
from retrieval.index.build import build_index
from retrieval.verification.check import check_draft
from retrieval.verification.verifier import Verifier
from tests.fakes import BagOfWords, document

REPORT = (
    "The council is not ready to pay for the bridge, its leader told the paper on Monday. Some 214 "
    "people had to leave their houses near the river, and nobody knows when they may return."
)
DRAFT = (
    "“ready to pay for the bridge” was the answer. “Some 241 people had to leave their houses near "
    "the river, and nobody knows when they may return.” So it is with “whales and elephants” too."
)


def printed(columns: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that a draft's check is on a terminal so wide."""
    stored = document(REPORT, "report.txt", title="The council and the bridge over the river")
    store = MemoryStore([stored])
    index = build_index(store.documents(), BagOfWords(), store.revision)
    draft = document(DRAFT, "draft.txt")
    checked, unchecked = check_draft(DRAFT, Verifier(store, near_in(store, index)))
    quotations = [DraftQuotation(n, draft, one) for n, one in enumerate(checked, start=1)]
    out = io.StringIO()
    console = Console(file=out, width=columns, highlight=False, markup=False)
    monkeypatch.setattr(verification, "terminal", lambda: console)
    verification.print_draft(Draft(quotations, unchecked, ()))
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("columns", [100, 160])
def test_a_quotation_is_a_row(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with its number, its verdict whole, and as much of its words as there is room for."""
    [_, first, second, third, *_] = printed(columns, monkeypatch)
    assert first.startswith("1  paragraph 1  exact (“not” cut off)  ready to pay")
    assert second.startswith("2  paragraph 1  altered")
    assert third.startswith("3  paragraph 1  absent")
    assert all(len(line) <= columns for line in (first, second, third))


@pytest.mark.parametrize("columns", [40, 60])
def test_on_a_narrow_terminal_it_is_three_lines(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verdict, words and source, each in a line, and no word is broken."""
    lines = printed(columns, monkeypatch)
    assert lines[0] == "1 · paragraph 1 · exact (“not” cut off)"
    assert lines[1] == "  “ready to pay for the bridge”"
    assert lines[2].startswith("  The council and the bridge")
    assert lines[3] == "2 · paragraph 1 · altered"
    assert lines[4].startswith("  “Some 241 people had to leave")
    assert lines[4].endswith("…")
    assert all(len(line) <= columns for line in lines[:8])


def test_what_was_cut_off_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the table, with the place."""
    lines = printed(120, monkeypatch)
    start = lines.index("1 · paragraph 1: “ready to pay for the bridge”")
    assert "  Right before these words, the document has “not”." in lines[start : start + 6]
