"""Where documents and index are kept, by the settings."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
from bot.storage.storage import Storage

_URL = "postgresql://anna:geheim@db/pullquote"


def storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **given: str) -> Storage:
    monkeypatch.chdir(tmp_path)
    for name, value in given.items():
        monkeypatch.setenv(f"PULLQUOTE_{name}", value)
    return Storage.of(load_settings(), print)


def test_the_index_is_where_the_documents_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Unless another place is named."""
    assert storage(monkeypatch, tmp_path).is_folder
    both = storage(monkeypatch, tmp_path, DATABASE_URL=_URL)
    assert both.has_database and not both.has_index_folder
    assert both.shown == "db/pullquote"
    own = storage(monkeypatch, tmp_path, DATABASE_URL=_URL, INDEX_URL="folder")
    assert own.has_database and own.has_index_folder


@pytest.mark.parametrize("name", ["DATABASE_URL", "INDEX_URL"])
def test_passwords_are_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Neither by the settings nor by an error about one of them, and they leave the environment."""
    with pytest.raises(SettingsError) as caught:
        storage(monkeypatch, tmp_path, **{name: "mysql://anna:geheim@db/x"})
    assert "geheim" not in str(caught.value) and name in str(caught.value)
    made = storage(monkeypatch, tmp_path, **{name: _URL})
    assert "geheim" not in made.shown
    monkeypatch.setenv(f"PULLQUOTE_{name}", _URL)
    assert "geheim" not in repr(Settings())
