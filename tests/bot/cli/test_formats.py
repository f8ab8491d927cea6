"""Files of every format, added and asked: the quote is in the stored text to the letter."""

import json
from pathlib import Path

import pytest

from tests.bot.conftest import Pullquote

FILES = Path(__file__).parents[2] / "corpus" / "files"
UNDER = "The flood › Warnings came late, paragraph "
WARNING = "The Environment Agency issued its first severe warning at 21:40"
ASKED = [
    ("writer.pdf", WARNING, "page 1"),
    ("writer.docx", WARNING, UNDER),
    ("writer.rtf", WARNING, UNDER),
    ("pandoc.epub", WARNING, UNDER),
    ("chromium-page.html", WARNING, "Warnings came late, paragraph "),
    ("message.eml", "How many pounds will the council pay each household?", "paragraph 2"),
    ("film.srt", "How many watts does the lamp need?", "00:03:12"),
    ("articles.jsonl", "How many seamen were hired by the operator?", "paragraph 1"),
    ("result.json", "When went the lighthouse at Dungeness dark?", "paragraph 1"),
    ("mix.zip", "Frost destroyed a third of the cherry blossom", "paragraph 1"),
]


@pytest.mark.slow
def test_a_quote_of_any_format_is_in_the_stored_text(fast: Pullquote, tmp_path: Path) -> None:
    """Added together, each asked for by its own name: words, offsets and place are right."""
    for name, _, _ in ASKED:
        # A folder for each, to be asked for by name; and none has another's very text.
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_bytes((FILES / name).read_bytes())
    added = fast("add", *(tmp_path / name for name, _, _ in ASKED))
    assert added.code == 0, added.err
    for name, question, place in ASKED:
        found = fast("ask", question, "--source", f"/{name}", "--json", "--min-confidence", "0")
        assert found.json["quotes"], name
        quote = found.json["quotes"][0]
        shown = fast("show", quote["document"]["id"], "--json").json
        assert shown["text"][quote["start"] : quote["end"]] == quote["text"]
        assert quote["locator"].startswith(place), (name, quote["text"])


def test_questions_to_a_file_of_any_format(fast: Pullquote) -> None:
    """`--in` reads it for this question alone."""
    found = fast("ask", WARNING, "--in", FILES / "writer.pdf", "--json", "--min-confidence", "0")
    quotes = found.json["quotes"]
    assert {quote["locator"] for quote in quotes} <= {"page 1", "page 2", "page 3"}
    assert all(quote["document"]["source"].endswith("writer.pdf") for quote in quotes)


def test_fields_are_named_on_the_command_line(fast: Pullquote, tmp_path: Path) -> None:
    """And a field that there is not is refused with those that there are."""
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps({"headliner": "Rain", "said": "It rained on Kent."}) + "\n")
    run = fast("add", path, "--field", "text=said", "--field", "title=headliner")
    assert (run.code, run.out) == (0, "added 1, updated 0, unchanged 0, failed 0\n")
    assert [one["title"] for one in fast("list", "--json").json] == ["Rain"]
    wrong = fast("add", path, "--field", "headline=x")
    assert wrong.code == 2
    assert "OURS is one of text, id, title" in wrong.err
