"""`pullquote edit`: people correct what is known of a document."""

from pathlib import Path

import pytest

from bot.app import App
from bot.settings import load_settings
from tests.bot.conftest import Pullquote, Run

FIELDS = ["title", "author", "published", "publisher", "url", "language"]


@pytest.fixture
def added(fast: Pullquote, article: Path) -> str:
    """The id of the one document."""
    assert fast("add", article).code == 0
    found: str = fast("list", "--json").json[0]["id"]
    return found


def test_citations_and_filters_follow_a_correction(fast: Pullquote, added: str) -> None:
    """At once, and after `sync` as well; the index is as the collection is."""
    found = fast(
        "edit", added[:5], "--title", "  The   storm ", "--author", "Ann Lee",
        "--published", "Nov 29, 2021", "--publisher", "", "--url", "https://example.org/s",
        "--language", "en-GB",
    )  # fmt: skip
    assert found.code == 0, found.err
    assert "title:      The storm  (corrected; it says " in found.out
    for _ in range(2):
        [card] = fast("list", "--json").json
        assert (card["title"], card["author"]) == ("The storm", "Ann Lee")
        assert (card["published"], card["publisher"]) == ("2021-11-29", None)
        assert card["corrected"] == FIELDS
        shown = fast("show", added, "--json").json
        assert (shown["corrected"], shown["url"]) == (FIELDS, "https://example.org/s")
        asked = fast("ask", "closed roads", "--min-confidence", "0", "--until", "2021", "--json")
        [quote, *_] = asked.json["quotes"]
        assert quote["document"]["title"] == "The storm"
        assert quote["link"].startswith("https://example.org/s#:~:text=")
        assert "changed after it was indexed" not in asked.err
        none = fast("ask", "closed roads", "--min-confidence", "0", "--since", "2022", "--json")
        assert none.json["quotes"] == []
        assert "The storm" in fast("list", "storm").out
        assert fast("sync").code == 0
    assert "corrected: title, author" in fast("show", added).out


def test_corrections_are_taken_back(fast: Pullquote, added: str) -> None:
    """The document says again what it said before."""
    [before] = fast("list", "--json").json
    assert fast("edit", added, "--title", "Wrong", "--author", "").code == 0
    assert fast("edit", added, "--reset", "--json").json == before
    assert fast("list", "--json").json == [before]


@pytest.mark.parametrize(
    "where", ["folder", pytest.param("database", marks=pytest.mark.slow), "engine"]
)
def test_the_index_has_the_new_title(
    fast: Pullquote,
    article: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    where: str,
) -> None:
    """In a folder, and in a database with its search engine: the document is indexed again."""
    name, url = "PULLQUOTE_INDEX_URL", "folder"
    if where == "database":
        name, url = "PULLQUOTE_DATABASE_URL", request.getfixturevalue("postgres_url")
    elif where == "engine":
        pytest.importorskip("qdrant_edge")
        url = f"qdrant://{article.parent}/edge"

    def told(*arguments: object) -> Run:
        # Each time: a password does not stay in the environment.
        monkeypatch.setenv(name, url)
        found = fast(*arguments)
        assert found.code == 0, found.err
        return found

    def indexed() -> tuple[str, dict[str, str], dict[str, str]]:
        monkeypatch.setenv(name, url)
        app = App(load_settings(), print)
        with app.collection() as collection:
            index = app.storage.open_index(app.encoder.fingerprint)
            assert index.revision == collection.revision
            stored = dict(collection.fingerprints())
        found = dict(index.documents())
        app.storage.close()
        return index.revision, stored, found

    told("add", article)
    [before] = told("list", "--json").json
    revision, _, first = indexed()
    told("edit", before["id"], "--title", "Gale")
    changed, stored, second = indexed()
    assert changed != revision
    assert second == stored != first
    told("edit", before["id"], "--reset")
    assert indexed()[2] == first


def test_without_options_it_shows_what_can_be_corrected(fast: Pullquote, added: str) -> None:
    """And changes nothing."""
    shown = fast("edit", added)
    assert shown.code == 0
    assert all(f"{field}:" in shown.out for field in FIELDS)
    assert "corrected" not in shown.out
    assert fast("list", "--json").json[0]["corrected"] == []


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("--published", "03/04/2022", "2022-04-03 or as 2022-03-04"),
        ("--published", "last spring", "not a date like 2022-11-30"),
        ("--url", "example.org", "not an http(s) address"),
        ("--language", "German", "not a code like"),
        ("--title", "x" * 5000, "too long"),
        ("--author", "Ann\x1b[2J", "cannot be shown"),
        ("--author", "\udcff", "cannot be shown"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    fast: Pullquote, added: str, option: str, value: str, why: str
) -> None:
    """In a line that says why; nothing else of the same command is stored."""
    found = fast("edit", added, "--publisher", "Kent Daily", option, value)
    assert found.code == 2
    assert why in found.err
    assert len(found.err.strip().splitlines()) == 1
    assert fast("list", "--json").json[0]["corrected"] == []


def test_no_such_document(fast: Pullquote, added: str) -> None:
    """As for other commands."""
    assert fast("edit", "zzz", "--title", "x").code == 1
    assert fast("edit", "zzz").code == 1


def test_the_chat_corrects_the_document_of_a_quote(
    fast: Pullquote, added: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next answer cites it as corrected."""
    monkeypatch.setenv("PULLQUOTE_MIN_CONFIDENCE", "0")
    typed = [
        "closed roads", "/edit 1 title=“The storm” published=30.11.2021", "closed roads",
        f"/edit {added[:6]} published=03/04/2022", "/edit 1", "/edit", f"/edit {added} reset",
    ]  # fmt: skip
    found = fast("chat", stdin="\n".join(typed) + "\n")
    assert "title:      The storm  (corrected" in found.out
    assert "The storm · " in found.out
    assert "2021-11-30" in found.out
    assert "2022-04-03 or as" in found.err
    assert "/edit N published=" in found.err
    assert fast("list", "--json").json[0]["corrected"] == []
