"""`pullquote move` between folders."""

from pathlib import Path

import pytest

from tests.bot.conftest import Pullquote


def test_it_copies_and_says_so(
    fast: Pullquote, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is at the old place stays, and nothing is indexed a second time."""
    fast("add", article)
    copied = fast("move", "folder", tmp_path / "x" / ".." / "new")
    assert copied.code == 0
    assert copied.out.startswith(f"copied 1 document to {tmp_path / 'new'}; ")
    assert "rebuilding" not in copied.err
    assert "PULLQUOTE_DATA_DIR" in copied.err
    question = "What will repairs cost the county?"
    before = fast("ask", question, "--json").json["quotes"]
    monkeypatch.setenv("PULLQUOTE_DATA_DIR", str(tmp_path / "new"))
    assert fast("ask", question, "--json").json["quotes"] == before
    back = fast("move", tmp_path / "new", "folder")
    assert (back.code, "already in" in back.err) == (2, True)


def test_a_place_without_a_collection_is_an_error(
    fast: Pullquote, article: Path, tmp_path: Path
) -> None:
    """A mistyped path must not make an empty copy, nor leave anything in somebody's folder."""
    fast("add", article)
    for wrong in (tmp_path / "nowhere", article.parent):
        inside = sorted(article.parent.iterdir())
        found = fast("move", wrong, tmp_path / "new")
        assert found.code == 2
        assert f"there is no collection in {wrong}" in found.err
        assert sorted(article.parent.iterdir()) == inside


def test_a_folder_by_another_name_is_the_same_folder(
    fast: Pullquote, article: Path, data_dir: Path, tmp_path: Path
) -> None:
    """Else it would wait for itself for ever."""
    fast("add", article)
    (tmp_path / "link").symlink_to(data_dir)
    for origin, target in (("folder", tmp_path / "link"), (tmp_path / "link", data_dir)):
        found = fast("move", origin, target)
        assert (found.code, "already in" in found.err) == (2, True)
