"""`pullquote backup` and `pullquote restore`, as their owner uses them."""

import contextlib
from pathlib import Path

import pytest

from corpus.store import backup
from corpus.store.lock import write_lock
from tests.bot.conftest import Pullquote
from tests.bot.process import running
from tests.bot_api import BotApiServer


def test_a_restored_folder_answers_as_the_old_one_did(
    fast: Pullquote,
    article: Path,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Documents, index and feedback: nothing has to be made again. Messages that were under way
    stay behind, not to be answered a second time."""
    fast("add", article)
    fast("chat", stdin="What will repairs cost the county?\n/good\n")
    before = fast("ask", "What will repairs cost the county?", "--json").json["quotes"]
    (data_dir / "telegram").mkdir()
    (data_dir / "telegram" / "journal.sqlite3").write_text("what is under way")
    assert fast("backup", tmp_path / "b.zip").out.startswith("backed up ")
    monkeypatch.setenv("PULLQUOTE_DATA_DIR", str(tmp_path / "elsewhere"))
    assert fast("restore", tmp_path / "b.zip").out.startswith("restored ")
    assert fast("ask", "What will repairs cost the county?", "--json").json["quotes"] == before
    assert fast("feedback").out == "liked 1, disliked 0\n"
    assert not (tmp_path / "elsewhere" / "telegram").exists()
    assert fast("sync").out.startswith("added 0, updated 0, unchanged 1")


def test_a_restore_over_something_needs_force(
    fast: Pullquote, article: Path, tmp_path: Path
) -> None:
    """Nobody loses a collection by a slip of the hand."""
    fast("add", article)
    fast("backup", tmp_path / "b.zip")
    fast("remove", fast("list", "--json").json[0]["id"])
    refused = fast("restore", tmp_path / "b.zip")
    assert refused.code == 2
    assert "--force" in refused.err
    assert fast("list", "--json").json == []
    assert fast("restore", tmp_path / "b.zip", "--force").code == 0
    assert len(fast("list", "--json").json) == 1


def test_what_cannot_be_backed_up_or_restored_is_said_in_one_line(
    fast: Pullquote, article: Path, data_dir: Path, tmp_path: Path
) -> None:
    """No data folder; no such file; a file that is no backup; a place that cannot be written."""
    nothing = fast("backup", tmp_path / "b.zip")
    assert (nothing.code, nothing.err.count("\n")) == (2, 1)
    assert not data_dir.exists()
    missing = fast("restore", tmp_path / "none.zip")
    assert (missing.code, missing.err.count("\n")) == (2, 1)
    assert "no such file" in missing.err
    wrong = fast("restore", article)
    assert (wrong.code, wrong.err.count("\n")) == (2, 1)
    assert "not a Pullquote backup" in wrong.err
    fast("add", article)
    unwritable = fast("backup", tmp_path / "none" / "b.zip")
    assert (unwritable.code, unwritable.err.count("\n")) == (2, 1)


@pytest.mark.slow
def test_a_backup_waits_for_who_changes_the_collection(
    fast: Pullquote, article: Path, data_dir: Path, tmp_path: Path
) -> None:
    """So that documents and index fit together."""
    fast("add", article)
    target = tmp_path / "b.zip"
    with contextlib.ExitStack() as lock:
        lock.enter_context(write_lock(data_dir, None))
        with running("backup", str(target), data_dir=data_dir) as process:
            process.wait_until_said("waiting for it")
            assert not target.exists()
            lock.close()
            assert process.wait() == 0
    assert target.exists()


@pytest.mark.slow
def test_the_bot_answers_while_it_is_backed_up_and_from_what_comes_back(
    fast: Pullquote, article: Path, data_dir: Path, tmp_path: Path
) -> None:
    """Neither waits for the other; a bot on the restored folder answers the same."""
    fast("add", article)
    target, elsewhere = tmp_path / "b.zip", tmp_path / "elsewhere"
    token = "123456:TEST-secret_token"
    with BotApiServer(token=token) as server:
        settings = {
            "TELEGRAM_TOKEN": token,
            "TELEGRAM_API_URL": server.url,
            "MIN_CONFIDENCE": "0.018",  # words alone make nobody sure
        }
        chat = server.private_chat(server.user("Ann"))
        with running("bot", data_dir=data_dir, settings=settings) as bot:
            bot.wait_until_said("answering as @a_test_bot")
            with running("backup", str(target), data_dir=data_dir) as process:
                chat.send("What will repairs cost the county?")
                assert process.wait() == 0, process.said
            [before] = chat.wait_for(1)
        with running("restore", str(target), data_dir=elsewhere) as process:
            assert process.wait() == 0, process.said
        with running("bot", data_dir=elsewhere, settings=settings) as bot:
            bot.wait_until_said("answering as @a_test_bot")
            chat.send("What will repairs cost the county?")
            [after] = chat.wait_for(1)
        assert "12 million" in before.text
        assert after.text == before.text


def test_a_backup_to_nowhere_says_where_and_what_to_try(
    fast: Pullquote, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing folder, and a disk that becomes full; no part of a backup is left behind."""
    fast("add", article)
    missing = fast("backup", tmp_path / "none" / "b.zip")
    assert missing.code == 2
    assert f"written to {tmp_path / 'none' / 'b.zip'}: no such file or directory; " in missing.err

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "copied", full)
    found = fast("backup", tmp_path / "b.zip")
    assert found.code == 2
    assert f"no backup was written to {tmp_path / 'b.zip'}: no space left on device; " in found.err
    assert not list(tmp_path.glob("b.zip*"))
