"""`pullquote serve` as a process."""

import signal
from pathlib import Path

import httpx
import pytest

from tests.bot.conftest import Pullquote
from tests.bot.process import running


def test_it_serves_until_it_is_stopped(tmp_path: Path) -> None:
    """From the sample articles while there are no others; a signal ends it without an error."""
    with running("serve", "--listen", "127.0.0.1:0", data_dir=tmp_path) as process:
        process.wait_until_said("Pullquote is at http://127.0.0.1:")
        url = process.said.partition("Pullquote is at ")[2].split()[0]
        assert "Ask your documents" in httpx.get(url, timeout=300, trust_env=False).text
        process.signal(signal.SIGTERM)
        assert process.wait() == 0
    assert "Traceback" not in process.said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"WEB_LISTEN": "0.0.0.0:0"}, "PULLQUOTE_WEB_TOKEN"),
        ({"WEB_TOKEN": "short"}, "at least 16"),
        ({"WEB_LISTEN": "8090"}, "looks like 127.0.0.1:8090"),
        ({"WEB_PROXIES": "nowhere"}, "not an address or a network"),
        ({"WEB_USER_HEADER": "X User"}, "name of a header"),
    ],
)
def test_unsafe_settings_stop_it(
    fast: Pullquote, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    """With one line that says what is wrong, and never the token."""
    for name, value in settings.items():
        monkeypatch.setenv(f"PULLQUOTE_{name}", value)
    done = fast("serve")
    assert done.code == 2
    assert said in done.err
    assert "short" not in done.err
