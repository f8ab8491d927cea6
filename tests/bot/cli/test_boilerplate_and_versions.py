"""Boilerplate, copies and versions, as the command line shows them."""

from pathlib import Path

import pytest

from tests.bot.conftest import Pullquote

STORM = """---
title: Storms over Kent
publisher: Kent Daily
published: {published}
url: https://kent.example/storms
---
Roads in Dover were closed on Friday because of the storm.

Repairs to the pier will cost {cost} million pounds, the county said.

Read also: What repairs to the pier of Margate will cost

Share this article about repairs to the pier

Photo: Ann Lee
"""


@pytest.fixture
def storm(tmp_path: Path) -> Path:
    path = tmp_path / "storm.md"
    path.write_text(STORM.format(published="2022-11-30", cost=12))
    return path


def test_boilerplate_is_not_quoted_and_stays_in_the_text(fast: Pullquote, storm: Path) -> None:
    """Even if it resembles the question; `show` prints the whole text, and marks it on request."""
    assert fast("add", storm).code == 0
    answer = fast("ask", "repairs pier Margate cost", "--json", "--min-confidence", "0", "--top", 9)
    said = [quote["text"] for quote in answer.json["quotes"]]
    assert said
    assert not any("Margate" in text or "Share" in text or "Photo" in text for text in said)
    [listed] = fast("list", "--json").json
    shown = fast("show", listed["id"], "--json").json
    assert shown["text"] == storm.read_text()
    marked = [(shown["text"][one["start"] : one["end"]].strip(), one["kind"])
              for one in shown["boilerplate"]]  # fmt: skip
    assert [kind for _, kind in marked] == ["promotion", "share prompt", "photo credit"]
    assert marked[2][0] == "Photo: Ann Lee"
    lines = [line.strip() for line in fast("show", listed["id"], "--noise").out.splitlines()]
    assert "photo credit │ Photo: Ann Lee" in lines
    assert any(line.startswith("│ Roads in Dover") for line in lines)


def test_boilerplate_of_named_files_is_not_quoted(fast: Pullquote, storm: Path) -> None:
    """With `ask --in` too."""
    answer = fast("ask", "Margate repairs", "--in", storm, "--json", "--min-confidence", "0")
    assert answer.json["quotes"]
    assert all("Margate" not in quote["text"] for quote in answer.json["quotes"])


@pytest.mark.slow
def test_recurring_lines_are_removed_from_passages_once_they_are_known(
    fast: Pullquote, tmp_path: Path
) -> None:
    """The third article of a publisher shows them; the first two are then searched again."""
    towns = {
        "Dover": "pier fell into the sea, and forty boats were lost with all their nets",
        "Deal": "bridge burnt to the ground while the firemen slept off their dinner",
        "Hythe": "church sank another inch, as it has done since the tower was raised",
    }
    for number, (town, news) in enumerate(towns.items()):
        path = tmp_path / f"{town}.md"
        path.write_text(
            f"---\npublisher: Kent Daily\n---\nIn {town} the {news}.\n\n"
            f"Kent Daily, the voice of the county since long ago\n"
        )
        fast("add", path)
        boilerplate = [
            fast("show", one["id"], "--json").json["boilerplate"]
            for one in fast("list", "--json").json
        ]
        assert [len(one) for one in boilerplate] == (
            [1, 1, 1] if number == 2 else [0] * (number + 1)
        )
    answer = fast("ask", "voice of the county", "--json", "--min-confidence", "0", "--top", 9)
    assert all("voice" not in quote["text"] for quote in answer.json["quotes"])


def test_a_new_version_is_quoted_and_the_old_one_is_kept(fast: Pullquote, storm: Path) -> None:
    """A quote says which version it is from; `show ID@1` prints the first one."""
    fast("add", storm)
    storm.write_text(STORM.format(published="2022-11-30", cost=15))
    assert "updated 1" in fast("sync").out
    answer = fast("ask", "repairs pier cost", "--json", "--min-confidence", "0")
    quotes = answer.json["quotes"]
    assert "15 million" in quotes[0]["text"]
    assert all("12 million" not in one["text"] and not one["also_in"] for one in quotes)
    assert quotes[0]["document"]["version"] == 2
    assert "version 2" in fast("ask", "repairs pier cost", "--min-confidence", "0").out
    name = quotes[0]["document"]["id"]
    first = fast("show", f"{name[:6]}@1", "--json").json
    assert "12 million" in first["text"]
    assert (first["version"], first["superseded_by"]) == (1, name)
    assert fast("show", f"{name}@2", "--json").json["version"] == 2
    # What it once said is a true quote still, and says that it is of an older version.
    old = fast("verify", "12 million")
    assert old.code == 0
    assert "version 1, since replaced" in old.out
    new = fast("verify", "15 million", "--json").json["places"]
    assert [one["document"]["version"] for one in new] == [2]
    assert fast("show", f"{name}@3").code == 1
    assert len(fast("list", "--json").json) == 1
    fast("remove", name)
    assert fast("show", f"{name}@1").code == 1


def test_the_same_article_from_elsewhere_supersedes_by_its_date(
    fast: Pullquote, storm: Path, tmp_path: Path
) -> None:
    """Its address shows that it is the same article, its date which text is newer."""
    older, newer = tmp_path / "older.md", tmp_path / "newer.md"
    older.write_text(STORM.format(published="2022-11-29", cost=10))
    newer.write_text(STORM.format(published="2022-12-01", cost=17))
    fast("add", storm)
    assert "added 1" in fast("add", older).out
    assert "updated 1" in fast("add", newer).out
    [current] = fast("list", "--json").json
    assert (current["source"], current["version"]) == (str(newer), 2)
    assert "12 million" in fast("show", f"{current['id']}@1").out
    newer.unlink()
    assert "removed 1" in fast("sync").out
    sources = [one["source"] for one in fast("list", "--json").json]
    assert str(storm) in sources


def test_articles_that_share_an_address_are_not_versions(fast: Pullquote, tmp_path: Path) -> None:
    """Some sites give their front page as the canonical address of every article."""
    for town, news in {"Dover": "pier fell in a storm", "Deal": "bakers won a prize"}.items():
        (tmp_path / f"{town}.md").write_text(
            f"---\nurl: https://kent.example/\n---\nIn {town} the {news}.\n"
        )
        fast("add", tmp_path / f"{town}.md")
    assert len(fast("list", "--json").json) == 2


def test_copies_are_documents_and_one_quote(fast: Pullquote, storm: Path, tmp_path: Path) -> None:
    """A wire report in two papers is quoted once, with the other paper below it; verbatim, or with
    other text around it."""
    fast("add", storm)
    wire = STORM.replace("Kent Daily", "Sussex Mail").replace("kent.", "sussex.")
    (tmp_path / "same.md").write_text(wire.format(published="2022-12-01", cost=12))
    edited = STORM.replace("Kent Daily", "Surrey Post").replace("kent.", "surrey.")
    edited = edited.replace("Roads in Dover", "Many roads in and around Dover")
    (tmp_path / "edited.md").write_text(edited.format(published="2022-12-02", cost=12))
    assert "added 2" in fast("add", tmp_path / "same.md", tmp_path / "edited.md").out
    answer = fast("ask", "repairs pier cost", "--json", "--min-confidence", "0", "--top", 5).json
    first = answer["quotes"][0]
    assert first["document"]["publisher"] == "Kent Daily"
    others = {one["document"]["publisher"] for one in first["also_in"]}
    assert others == {"Sussex Mail", "Surrey Post"}
    assert sum("12 million" in quote["text"] for quote in answer["quotes"]) == 1
