"""Mutations: what they change, and what they leave alone."""

import ast
from pathlib import Path

import pytest

from tests.mutants.mutations import count, mutant
from tests.mutants.running import ROOT, stages


def mutants(source: str) -> set[str]:
    """All mutants of a line of code, as they are written."""
    return {ast.unparse(mutant(source, number).tree) for number in range(count(source))}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a + b", {"a - b"}),
        ("a += b", {"a -= b"}),
        ("a and b", {"a or b", "a", "b"}),
        ("not a", {"a"}),
        ("-a", {"a"}),
        ("a = 3", {"a = 4", "a = 2"}),
        ("a = 0.5", {"a = 0.75"}),
        ("a = True", {"a = False"}),
        ("a = 'word'", {"a = ''"}),
        ("a = max(b)", {"a = min(b)"}),
        ("a = f(b=c)", {"a = f()"}),
        ("a.close()", {"pass"}),
        ("a[b:c]", {"a[:c]", "a[b:]"}),
        ("[a for a in b if c]", {"[a for a in b]"}),
        ("if a:\n    b", {"if not a:\n    b"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
    ],
)
def test_each_fault_is_one_that_people_make(source: str, expected: set[str]) -> None:
    """One place is different in each."""
    assert mutants(source) == expected


@pytest.mark.parametrize(
    "source",
    ["'Documentation.'", "a: Literal[1]", "def f(a: X | Y) -> list[1]: ...", "import a.b",
     "raise E('words', 1)", "class A(Protocol):\n    b = 1", "a = f'{b} words'",
     "a = zip(b, c, strict=True)"],
)  # fmt: skip
def test_what_no_test_can_notice_is_left_alone(source: str) -> None:
    """Documentation, types, and the words of errors."""
    assert mutants(source) == set()


def test_the_line_and_the_code_are_told() -> None:
    """For people who look for what a test has missed."""
    made = mutant("a = b\nif a > b:\n    c()", 0)
    assert (made.line, made.before, made.after) == (2, "a > b", "not a > b")


def test_tests_of_the_same_name_come_first() -> None:
    """Then those of its package, then the others; none twice."""
    found = list(stages("corpus.text.sentences"))
    assert "tests/corpus/text/test_sentences.py" in found[0]
    every = [path for stage in found for path in stage]
    assert len(every) == len(set(every))
    assert all((ROOT / path).is_file() for path in map(Path, every))
