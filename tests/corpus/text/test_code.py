"""Code and markup in plain text: which lines are no sentences."""

import itertools
import time
from pathlib import Path

import pytest
from hypothesis import given

from corpus.outline import markdown_headings
from corpus.text.boilerplate.boilerplate import boilerplate_of
from corpus.text.boilerplate.spans import BoilerplateKind, is_boilerplate
from corpus.text.code import code_and_markup
from corpus.text.paragraphs import paragraphs
from corpus.text.passages import passages
from corpus.text.sentences import sentences
from tests.strategies import texts

MARK = "¦"
CASES = Path(__file__).with_name("code.txt").read_text("utf-8").split("\n====\n")[1:]


def test_there_are_cases() -> None:
    """An empty list of cases promises nothing."""
    assert len(CASES) > 10
    assert sum(case.count(MARK) for case in CASES) > 80


@pytest.mark.parametrize("case", CASES)
def test_lines_of_code_and_markup_are_found(case: str) -> None:
    """All that are marked, whatever stands around them, and no line with words of its own."""
    lines = case.rstrip("\n").split("\n")
    text = "\n".join(line.removeprefix(MARK) for line in lines)
    runs = code_and_markup(text)
    place, found = 0, []
    for line in lines:
        bare = line.removeprefix(MARK)
        is_code = any(start <= place < end for start, end in runs)
        found.append(f"{MARK}{bare}" if is_code and (bare.strip() or line != bare) else bare)
        place += len(bare) + 1
    assert found == lines


MANUAL = """# Install {#install}

Install the program with your package manager.
```sh
# no heading
apt install gauges

gauges --read every place that you can think of in the whole of Kent, and in Essex as well
```
| Place | Height |
|-------|-------:|
| Teston | 4.20 |

<div class="note">
The gauge at Teston was taken down in 1991.
</div>
"""


def test_code_is_not_quoted_and_prose_around_it_is() -> None:
    """Programs and tags are boilerplate; what stands right above and below is a sentence."""
    boilerplate = boilerplate_of(MANUAL)
    assert {one.kind for one in boilerplate} == {BoilerplateKind.CODE}
    quoted = [
        one.of(MANUAL).strip()
        for one in sentences(MANUAL, "en")
        if not one.heading and not is_boilerplate(one, boilerplate)
    ]
    assert quoted == [
        "Install the program with your package manager.",
        "| Place | Height |",
        "| Teston | 4.20 |",
        "The gauge at Teston was taken down in 1991.",
    ]


def test_a_border_does_not_part_a_table() -> None:
    """A passage reaches across a line of markup, and ends at a program."""
    found = passages(MANUAL, sentences(MANUAL, "en"), 0, boilerplate_of(MANUAL))
    assert len(found) == 2
    assert "apt" not in "".join(one.of(MANUAL) for one in found)
    assert "| Place | Height |\n|-------|-------:|\n| Teston | 4.20 |" in found[1].of(MANUAL)


@given(texts())
def test_runs_are_whole_lines_in_order(text: str) -> None:
    """In any script, and paragraphs still cover the text."""
    runs = code_and_markup(text)
    assert all(a < b <= c < d for (a, b), (c, d) in itertools.pairwise(runs))
    assert all(start == 0 or text[start - 1] == "\n" for start, _ in runs)
    assert "".join(one.of(text) for one in paragraphs(text)) == text


@pytest.mark.parametrize(
    "line",
    ["```x", "<!-- x", "{% raw %}", "....", "/////", "<script>", ":x:", ".. x", "a::", ">>> x",
     "{{< highlight x >}}", ".. only:: x", "<a>" * 300 + "x", "{{x}}" * 300 + "x",
     "[source]\n----", "# a\n\n    x", "# a\n\n    A", "# a\n\n        x\n    ",
     "[a]\n====", "+\n----\nx"],
)  # fmt: skip
def test_the_time_does_not_grow_faster_than_the_text(line: str) -> None:
    """What opens a block that is never closed is not searched for again at every line."""

    def seconds(times: int) -> float:
        text = f"{line}\n" * times
        began = time.process_time()
        code_and_markup(text)
        return time.process_time() - began

    seconds(10)
    short = max(0.005, min(seconds(500) for _ in range(3)))
    assert min(seconds(4000) for _ in range(2)) < 24 * short


def test_underlines_of_tildes_are_no_fences() -> None:
    """Two short titles with underlines of the same length do not make code of what is between."""
    text = "Read\n~~~~\n\nAt noon.\n\nKeep\n~~~~\n\nIn the mill.\n\n~~~\nls\n~~~\n"
    code = [text[start:end] for start, end in code_and_markup(text)]
    assert code == ["~~~\nls\n~~~\n"]
    assert [one.label for one in markdown_headings(text)] == ["Read", "Keep"]
    assert [one.of(text).split()[0] for one in sentences(text, "en") if one.heading] == [
        "Read", "Keep",
    ]  # fmt: skip


def test_titles_between_or_over_any_marks_are_headings() -> None:
    """reStructuredText has no fixed marks; a line of stars between blank lines is a rule."""
    text = "****\nKent\n****\n\nRain.\n\nWeirs\n+++++\n\nMore rain.\n\n****\n\nIt stopped.\n"
    assert [one.of(text).strip() for one in sentences(text, "en") if one.heading] == [
        "****\nKent\n****", "Weirs\n+++++",
    ]  # fmt: skip
    assert [one.label for one in markdown_headings(text)] == ["Kent", "Weirs"]
