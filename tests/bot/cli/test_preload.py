"""What is loaded before the settings are checked is what the settings say."""

from pathlib import Path

import pytest

from bot.cli.preload import peek_settings, preload
from bot.settings import load_settings


@pytest.mark.parametrize(
    ("environment", "file"),
    [
        ({}, None),
        ({}, "PULLQUOTE_DATA_DIR=kept\nPULLQUOTE_READER_MODEL='none'\n"),
        ({}, "# nothing\n\nexport pullquote_embedding_model=my/model  # a comment\n"),
        ({"PULLQUOTE_DATA_DIR": "here"}, "PULLQUOTE_DATA_DIR=there\nPULLQUOTE_TOP=2\n"),
        ({"PULLQUOTE_DATA_DIR": "", "PULLQUOTE_READER_MODEL": ""}, "PULLQUOTE_DATA_DIR=there\n"),
        ({"pullquote_data_dir": "~/quotes", "PULLQUOTE_READER_MODEL": "None"}, None),
        ({"PULLQUOTE_EMBEDDING_MODEL": "models/own"}, ""),
    ],
)
def test_peeking_sees_what_the_settings_say(
    environment: dict[str, str],
    file: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a file, without, from either, in any case of letters, and where a value is empty."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PULLQUOTE_DATA_DIR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if file is not None:
        (tmp_path / ".env").write_text(file)
    settings = load_settings()
    assert peek_settings() == (settings.data_dir, settings.embedding_model, settings.reader_model)


def test_it_raises_nothing_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is wrong is told by what needs it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PULLQUOTE_DATA_DIR", "kept")
    (tmp_path / ".env").write_bytes(b"\xff\xfe=\n")
    preload("Who came?")
    (tmp_path / ".env").unlink()
    preload("Who came?")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "kept" / "models").mkdir(parents=True)
    monkeypatch.setenv("PULLQUOTE_EMBEDDING_MODEL", "./nowhere")
    preload("Who came?")
