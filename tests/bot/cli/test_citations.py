"""Citations to take away, context, places and opening, on the command line."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.citations.annotation import find_annotated
from retrieval.citations.names import NAMES
from tests.bot.conftest import Pullquote
from tests.bot.process import FAST

BASE = "https://quotes.example.org/kent"


@pytest.fixture
def stored(fast: Pullquote, article: Path) -> str:
    """The id of the article in the collection."""
    fast("add", article)
    return str(fast("list", "--json").json[0]["id"])


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is opened, instead of opening it."""
    found: list[str] = []

    def launch(target: str) -> int:
        found.append(target)
        return 0

    monkeypatch.setattr("bot.display.opening.click.launch", launch)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_in_every_format(fast: Pullquote, stored: str, name: str) -> None:
    """The quote's words are in it, and nothing else is on standard output."""
    found = fast("ask", "repair cost", "--format", name, "--min-confidence", "0", "--top", "1")
    assert found.code == 0
    assert "12 million pounds." in found.out
    if name in ("csl-json", "annotation"):
        json.loads(found.out)


def test_an_exported_annotation_finds_its_quote(fast: Pullquote, stored: str) -> None:
    """Round trip: from the command line, into the text of `show --json`."""
    arguments = ("ask", "repair cost", "--min-confidence", "0", "--top", "1")
    quote = fast(*arguments, "--json").json["quotes"][0]
    annotation = json.loads(fast(*arguments, "--format", "annotation").out)
    text = fast("show", stored, "--json").json["text"]
    span = find_annotated(annotation, text)
    assert span is not None
    assert (span.start, span.end) == (quote["start"], quote["end"])


def test_citations_link_to_the_pages_that_are_public(
    fast: Pullquote, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the setting; the link is permanent and has the place."""
    monkeypatch.setenv("PULLQUOTE_PUBLIC_URL", f"{BASE}/")
    found = fast("show", stored, "--at", "18-53", "--format", "plain")
    assert found.out.endswith(f"\n{BASE}/d/{stored}@1/18-53\n")


def test_no_answer_is_no_citation(fast: Pullquote, stored: str) -> None:
    """Exit code 1, and a line on standard error; the closest passages on demand."""
    arguments = ("ask", "Who won the chess championship?", "--format", "bibtex")
    found = fast(*arguments, "--min-confidence", "1")
    assert (found.code, found.out) == (1, "")
    assert "--nearest" in found.err
    nearest = fast(*arguments, "--min-confidence", "1", "--nearest")
    assert nearest.code == 1


def test_a_format_and_json_are_two_outputs(fast: Pullquote, stored: str) -> None:
    """One of them is meant."""
    for arguments in (("ask", "repair cost"), ("show", stored)):
        found = fast(*arguments, "--json", "--format", "ris")
        assert (found.code, found.out) == (2, "")
        assert "either" in found.err


def test_context_is_sentences_around_the_quote(fast: Pullquote, tmp_path: Path) -> None:
    """As many as are asked for; what is marked stays marked."""
    text = " ".join(f"Sentence number {n} says nothing." for n in range(30))
    text += " Repairs in Dover cost 12 million pounds. "
    text += " ".join(f"Sentence number {n} says nothing." for n in range(30, 60))
    file = tmp_path / "long.txt"
    file.write_text(text)
    fast("add", file)
    arguments = ("ask", "repairs cost in Dover", "--json", "--min-confidence", "0", "--top", "1")
    one, wide = fast(*arguments).json, fast(*arguments, "-C", "4").json
    quote, more = one["quotes"][0], wide["quotes"][0]
    assert text[more["start"] : more["end"]] == more["text"]
    before = text[more["start"] : quote["start"]].count("Sentence number")
    after = text[quote["end"] : more["end"]].count("Sentence number")
    assert (before, after) == (4, 4)
    assert more["highlights"] == quote["highlights"]
    assert "-C" in fast("ask", "--help").out


def test_a_place_is_shown_as_the_words_that_stand_there(fast: Pullquote, stored: str) -> None:
    """In a pipe, exactly these; with one number, to the end of the line; as JSON, with its place
    on a page where there is one."""
    text = fast("show", stored, "--json").json["text"]
    assert fast("show", stored, "--at", "18-53").out == f"{text[18:53]}\n"
    assert fast("show", stored, "--at", "18").out == f"{text[18:].splitlines()[0]}\n"
    there = fast("show", stored, "--at", "18-53", "--json").json["at"]
    assert there == {
        "start": 18, "end": 53, "text": text[18:53], "locator": "paragraph 2", "link": None,
        "boxes": [],
    }  # fmt: skip


@pytest.mark.parametrize("place", ["x", "5-", "5-5", "9-5", "-5", "0-99999", "²", "5-x", "1-2-3"])
def test_no_place_is_an_error(fast: Pullquote, stored: str, place: str) -> None:
    """One line that says what a place looks like, or that the text has no such place."""
    found = fast("show", stored, f"--at={place}")
    assert (found.code, found.out) == (2, "")
    assert "--at" in found.err


def test_a_terminal_pages_to_the_place(fast: Pullquote, data_dir: Path, tmp_path: Path) -> None:
    """The pager gets the whole text, the words marked, and opens some lines above them."""
    lines = "\n".join(f"Line {n} of a long text." for n in range(500))
    file = tmp_path / "long.txt"
    file.write_text(lines)
    fast("add", file)
    document = fast("list", "--json").json[0]["id"]
    start = lines.index("Line 300")
    pager = tmp_path / "less"
    pager.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/given\ncat > {tmp_path}/shown\n')
    pager.chmod(0o755)
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", FAST, "show", document, "--at", f"{start}-{start + 8}"],
        env={**os.environ, "PULLQUOTE_DATA_DIR": str(data_dir), "PAGER": str(pager)},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "given").read_text() == "-R +298\n"
    shown = (tmp_path / "shown").read_text()
    assert "\x1b[7mLine 300\x1b[27m" in shown
    assert re.sub(r"\x1b\[\d+m", "", shown) == lines


def test_open_takes_the_page_the_address_or_the_file(
    fast: Pullquote,
    stored: str,
    article: Path,
    launched: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In this order; and says what it opens. Nothing is opened that is not there."""
    assert fast("open", stored).out == f"{article}\n"
    monkeypatch.setenv("PULLQUOTE_PUBLIC_URL", BASE)
    assert fast("open", stored, "--at", "18-53").code == 0
    monkeypatch.delenv("PULLQUOTE_PUBLIC_URL")
    assert launched == [str(article), f"{BASE}/d/{stored}@1/18-53"]
    linked = article.with_name("linked.md")
    linked.write_text("---\nurl: https://example.org/ice\n---\nIce closed the harbour.\n")
    fast("add", linked)
    name = next(one["id"] for one in fast("list", "--json").json if one["url"])
    fast("open", name)
    assert launched[2] == "https://example.org/ice"
    article.unlink()
    gone = fast("open", stored)
    assert (gone.code, gone.out, len(launched)) == (2, "", 3)
    assert f"pullquote show {stored}" in gone.err


def test_nothing_that_can_open_it_is_said(
    fast: Pullquote, stored: str, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is printed all the same, for another machine."""
    monkeypatch.setattr("bot.display.opening.click.launch", lambda target: 1)
    found = fast("open", stored)
    assert (found.code, found.out) == (2, f"{article}\n")
    assert "nothing here can open it" in found.err


def test_chat_opens_a_quote(
    fast: Pullquote, article: Path, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its number; others are said not to be there."""
    monkeypatch.setenv("PULLQUOTE_MIN_CONFIDENCE", "0")
    fast("add", article)
    found = fast("chat", stdin="/open 1\nrepair cost\n/open 1\n/open\n/open 77\n/quit\n")
    assert launched == [str(article)] * 2
    assert "there is no quote 77" in found.err
    assert "there is no quote 1\n" in found.err


@pytest.mark.parametrize(
    "value", ["quotes.example.org", "ftp://quotes.example.org", "https://a:b@c.org", "https://c?d"]
)
def test_a_public_address_is_checked(
    fast: Pullquote, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """A mistake is told when the program starts, not by links that lead nowhere."""
    monkeypatch.setenv("PULLQUOTE_PUBLIC_URL", value)
    found = fast("list")
    assert (found.code, found.out) == (2, "")
    assert "PULLQUOTE_PUBLIC_URL" in found.err
