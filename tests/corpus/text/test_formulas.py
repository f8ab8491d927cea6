"""Formulas set apart in plain text: each stays whole."""

import time

import pytest
from hypothesis import given

from corpus.text.formulas import display_formulas
from corpus.text.sentences import sentences
from tests.strategies import texts


def split(text: str) -> list[str]:
    found = [one.of(text) for one in sentences(text, "en")]
    assert "".join(found) == text
    return [one.strip() for one in found]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("$$", "$$"),
        ("\\[", "\\]"),
        ("\\begin{equation}", "\\end{equation}"),
        ("\\begin{align*}", "\\end{align*}"),
        ("$$", "$$ (3.1)"),
        ("$$", "$$ {#eq:height}"),
    ],
)
def test_a_formula_is_one_sentence(opening: str, closing: str) -> None:
    """Whatever full stops and lines are in it, alone or in the middle of a sentence."""
    formula = f"{opening}\nh &= p. \\\\\n- D &= e, \\dots\n{closing}"
    assert split(f"The height is as follows.\n\n{formula}\n\nIt holds.") == [
        "The height is as follows.", formula, "It holds.",
    ]  # fmt: skip
    assert split(f"It rained. So that\n{formula}\nholds for both. It ended.") == [
        "It rained.", f"So that\n{formula}\nholds for both.", "It ended.",
    ]  # fmt: skip


def test_a_full_stop_at_a_formulas_end_ends_the_sentence() -> None:
    """Where a capital letter begins the next."""
    assert split("Then\n$$\na = b.\n$$\nThe rest is known.") == [
        "Then\n$$\na = b.\n$$", "The rest is known.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "$$\nnever closed. And so on.\n\nIt rained. $$",
        "It cost $$ 5.\nMore $$ than that.",
        "\\begin{equation}\na = b\n\\end{align}",
        "\\begin{verbatim}\na. b.\n\\end{verbatim}",
        "$$ 5 was paid.\nThen $$ 6 more.",
        "\\[ is a bracket.",
    ],
)
def test_what_has_no_end_is_no_formula(text: str) -> None:
    """Nor are amounts of money."""
    assert display_formulas(text) == []


@given(texts())
def test_formulas_are_whole_lines_in_order(text: str) -> None:
    """Around any text."""
    text = f"{text}\n$$\n{text}\n$$\n{text}"
    found = display_formulas(text)
    assert all(a < b for a, b in found)
    assert found == sorted(found)
    assert "".join(one.of(text) for one in sentences(text)) == text


@pytest.mark.parametrize("line", ["$$", "\\[", "\\begin{align}", "$$x$$", "$$ x. $$"])
def test_the_time_does_not_grow_faster_than_the_text(line: str) -> None:
    """What is never closed is not searched for to the text's end."""

    def seconds(times: int) -> float:
        text = f"{line}\n" * times
        began = time.process_time()
        display_formulas(text)
        return time.process_time() - began

    seconds(10)
    short = max(0.005, min(seconds(500) for _ in range(3)))
    assert min(seconds(4000) for _ in range(2)) < 24 * short
