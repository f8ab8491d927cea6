"""Who says what in the sample articles: sample_sides.txt, asked with the real models.

Under each question: what is said of the sources ("compatible": several answers, none of which
contradicts another), then words of the answers, each with its number of independent sources.
"""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from tests.bot.conftest import Pullquote

pytestmark = pytest.mark.slow

CASES = [
    tuple(case.split("\n", 1))
    for case in Path(__file__)
    .with_name("sample_sides.txt")
    .read_text("utf-8")
    .strip()
    .split("\n\n")
]
_GROUP = re.compile(r"(.+) \((\d+)\)")


@pytest.fixture(scope="module")
def answers(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Any]]:
    """The answer to each question, asked at once."""
    folder = tmp_path_factory.mktemp("sides")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PULLQUOTE_DATA_DIR", str(folder / "data"))
        patch.chdir(folder)
        patch.setattr("sys.stdin", io.StringIO("\n".join(question for question, _ in CASES)))
        out = io.StringIO()
        patch.setattr("sys.stdout", out)
        main(["ask", "-", "--json"])
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    yield {one["question"]: one for one in found}
    shutil.rmtree(folder / "data", ignore_errors=True)


@pytest.mark.parametrize(("question", "expected"), CASES)
def test_the_samples_say(answers: dict[str, Any], question: str, expected: str) -> None:
    """The sources agree or differ, and each answer has its words and its number of sources."""
    agreement, groups = expected.strip().split(": ", 1)
    answer = answers[question]
    assert answer["answered"]
    assert (answer["agreement"] or "compatible") == agreement
    found = [(_words(group), group["sources"]) for group in answer["groups"]]
    for group in groups.split(" | "):
        match = _GROUP.fullmatch(group)
        assert match is not None
        wanted = match[1], int(match[2])
        assert any(wanted[0] in words and wanted[1] == count for words, count in found), found


def _words(group: dict[str, Any]) -> str:
    """The answers' own words in all quotes of a group."""
    said = []
    for quote in group["quotes"]:
        place, start = quote["answer"], quote["start"]
        if place:
            said.append(quote["text"][place["start"] - start : place["end"] - start])
    return " / ".join(said)


def test_every_span_is_a_slice_of_its_document(answers: dict[str, Any], run: Pullquote) -> None:
    """The answer's words lie inside a highlight, that in its quote, and that in the stored text."""
    known: dict[str, str] = {}
    for answer in answers.values():
        quotes = [
            *answer["quotes"],
            *(one for group in answer["groups"] for one in group["quotes"]),
        ]
        for quote in quotes:
            name = quote["document"]["id"]
            text = known.setdefault(name, run("show", name, "--json").json["text"])
            assert text[quote["start"] : quote["end"]] == quote["text"]
            if quote["answer"]:
                own = quote["answer"]
                assert any(
                    one["start"] <= own["start"] < own["end"] <= one["end"]
                    for one in quote["highlights"]
                )


def test_the_full_table_and_all_sentences(run: Pullquote) -> None:
    """`--sides` has a block for each answer, `--all` counts sentences by document, and both are to
    be had as CSV."""
    question = "What share of Russians supported peace talks in July?"
    table = run("ask", "--sides", question)
    assert table.out.startswith("Sources differ\n")
    assert "“32 percent” · 1 source · 2022-07" in table.out
    every = run("ask", "--all", question)
    assert re.match(r"\d+ sentences in \d+ documents\n", every.out)
    [first, *rows] = csv.reader(io.StringIO(run("ask", "--sides", "--csv", question).out))
    assert first[:4] == ["group", "sources", "value", "answer"]
    assert {"32 percent", "30 percent"} <= {row[3] for row in rows}
    found = run("ask", "--all", "--json", question).json["all"]
    assert found["sentences"] == sum(len(one["sentences"]) for one in found["documents"])
    for arguments in (
        ("--sides", "--all"),
        ("--csv",),
        ("--limit", "5"),
        ("--sides", "--csv", "--json"),
    ):
        assert run("ask", *arguments, question).code == 2
