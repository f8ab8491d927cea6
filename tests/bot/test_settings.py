"""Settings: what is allowed, what is refused, and what is never shown."""

import os
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings, variable
from retrieval.defaults import MIN_CONFIDENCE
from tests.bot.conftest import Pullquote

TOKEN = "123456789:AAE-very_secret-token"


@pytest.fixture(autouse=True)
def _alone(data_dir: Path) -> None:
    """No .env file but the test's own."""


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("TOP", "0", "greater than or equal to 1"),
        ("TOP", "many", "integer"),
        ("MIN_CONFIDENCE", "1.5", "less than or equal to 1"),
        ("TELEGRAM_API_URL", "ftp://example.org", "looks like"),
        ("TELEGRAM_API_URL", "nonsense", "looks like"),
        ("TELEGRAM_API_URL", "https://a b", "looks like"),
        ("TELEGRAM_ALLOWED", "12, ann", "whole numbers"),
        ("TELEGRAM_API_URL", "https://localhost:99999", "[Pp]ort"),
        ("TELEGRAM_API_URL", "https://:8080", "looks like"),
        ("TELEGRAM_WEBHOOK_URL", "http://example.org/hook", "looks like https"),
        ("TELEGRAM_WEBHOOK_URL", "https://example.org/hook#here", "nothing else"),
        ("TELEGRAM_WEBHOOK_LISTEN", "8080", "looks like 127.0.0.1:8080"),
        ("TELEGRAM_WEBHOOK_LISTEN", "127.0.0.1:80800", "looks like 127.0.0.1:8080"),
        ("TELEGRAM_WEBHOOK_KEY", "key.pem", "PULLQUOTE_TELEGRAM_WEBHOOK_CERT"),
        ("TELEGRAM_PER_MINUTE", "-1", "greater than or equal to 0"),
        ("LOG_LEVEL", "loud", "'debug', 'info'"),
    ],
)
def test_a_wrong_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    """The variable, what was wrong, and what is allowed."""
    monkeypatch.setenv(f"PULLQUOTE_{name}", value)
    with pytest.raises(SettingsError, match=f"^PULLQUOTE_{name}: .*{reason}.*{value}"):
        load_settings()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('PULLQUOTE_TOP=3\nPULLQUOTE_TELEGRAM_TOKEN="1:very_secret\n', "line 2 .*quotation mark"),
        (b"PULLQUOTE_TOP=\xff", r"\.env is not UTF-8 text"),
        (None, "is not a file"),
    ],
)
def test_a_broken_env_file_stops_the_program(content: str | bytes | None, reason: str) -> None:
    """It says where, without repeating what stands there."""
    if content is None:
        Path(".env").mkdir()
    else:
        Path(".env").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError, match=reason) as caught:
        load_settings()
    assert "very_secret" not in str(caught.value)


def test_a_home_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the setting, and why."""
    monkeypatch.setenv("PULLQUOTE_DATA_DIR", "~nobody-here/x")
    with pytest.raises(SettingsError, match=r"PULLQUOTE_DATA_DIR: .*home"):
        load_settings()


def test_a_wrong_name_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that is misspelt would silently do nothing."""
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_ALOWED", "1")
    with pytest.raises(SettingsError, match="did you mean PULLQUOTE_TELEGRAM_ALLOWED"):
        load_settings()


def test_wrong_settings_stop_every_command(
    fast: Pullquote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, with exit code 2."""
    monkeypatch.setenv("PULLQUOTE_TOP", "many")
    found = fast("ask", "anything")
    assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
    assert "PULLQUOTE_TOP" in found.err


def test_the_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are parted by commas; empty values are none."""
    Path(".env").write_text(
        "PULLQUOTE_TOP=5\nPULLQUOTE_TELEGRAM_ALLOWED=12, -34\nPULLQUOTE_TELEGRAM_TOKEN=\n"
    )
    monkeypatch.setenv("PULLQUOTE_TOP", "7")
    settings = load_settings()
    assert settings.top == 7
    assert settings.telegram_allowed == {12, -34}
    assert settings.telegram_token is None


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in a repr nor in the error about it."""
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_TOKEN", TOKEN)
    settings = load_settings()
    assert "very_secret" not in repr(settings)
    assert "very_secret" not in str(settings.model_dump())
    assert "PULLQUOTE_TELEGRAM_TOKEN" not in os.environ
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_TOKEN", TOKEN.replace(":", "/"))
    with pytest.raises(SettingsError, match="BotFather") as caught:
        load_settings()
    assert "very_secret" not in str(caught.value)
    assert "very_secret" not in repr(caught.value)


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a wrong one."""
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_WEBHOOK_SECRET", "very secret words")
    with pytest.raises(SettingsError, match="1 to 256 characters") as caught:
        load_settings()
    assert "very secret" not in str(caught.value)


def test_where_the_web_server_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nowhere, unless there is a webhook or it is asked for."""
    assert load_settings().listen is None
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_WEBHOOK_URL", "https://example.org/hook")
    assert load_settings().listen == "127.0.0.1:8080"
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_WEBHOOK_LISTEN", "[::1]:9000")
    assert load_settings().listen == "[::1]:9000"


def test_the_example_lists_every_setting() -> None:
    """With its default, and nothing that is no setting."""
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    lines = [line.removeprefix("# ") for line in example.splitlines()]
    named = dict(line.split("=", 1) for line in lines if line.startswith("PULLQUOTE_"))
    assert set(named) == {variable(field) for field in Settings.model_fields}
    examples = {"data_dir", "database_url", "index_url"}  # an address that shows what is meant
    for field, info in Settings.model_fields.items():
        shown = named[variable(field)]
        if field in examples:
            continue
        if shown:
            several = isinstance(info.default, tuple)
            assert shown == (",".join(info.default) if several else str(info.default))
        else:
            assert not info.default
    assert f"else {MIN_CONFIDENCE}.\n" in example  # a calibration may have another


def test_the_token_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As systemd and containers hand secrets over; a file that cannot be read is named."""
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_TOKEN_FILE", str(file))
    token = load_settings().telegram_token
    assert token is not None
    assert token.get_secret_value() == TOKEN
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_TOKEN", TOKEN)
    with pytest.raises(SettingsError, match="either this or PULLQUOTE_TELEGRAM_TOKEN_FILE") as both:
        load_settings()
    assert TOKEN not in str(both.value)
    monkeypatch.delenv("PULLQUOTE_TELEGRAM_TOKEN")
    file.write_text("nonsense secret")
    with pytest.raises(SettingsError, match="a token looks like") as wrong:
        load_settings()
    assert "nonsense" not in str(wrong.value)
    file.unlink()
    with pytest.raises(SettingsError, match=r"TOKEN_FILE: .*token cannot be read: no such file"):
        load_settings()
