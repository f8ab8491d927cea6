"""Log lines: pairs that people and collectors read, without secrets and without what people say."""

import logging
import re
import shlex
from collections.abc import Callable, Iterator

import pytest

from bot.logs import UPDATE, configure_logging

TOKEN = "123456:TEST-secret_token"


Lines = Callable[[], str]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What was logged since the last call; afterwards, logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield lambda: capsys.readouterr().err
    root.handlers[:], root.level = handlers, level
    root.setLevel(level)


def pairs(line: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in shlex.split(line))


def test_a_line_is_pairs(lines: Lines) -> None:
    """Time, level, who says it, what; and which update it is about, if it is about one."""
    configure_logging("info")
    logging.getLogger("bot.serving.current_answerer").info("answering from a new index")
    token = UPDATE.set(700_000_001)
    logging.getLogger("bot.telegram").warning('say "%s"', "a=b")
    UPDATE.reset(token)
    said = lines()
    first, second = map(pairs, said.splitlines())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first.pop("time"))
    assert first == {
        "level": "info",
        "logger": "bot.serving.current_answerer",
        "msg": "answering from a new index",
    }
    assert (second["update"], second["msg"]) == ("700000001", 'say "a=b"')


def test_a_line_is_one_line(lines: Lines) -> None:
    """Whatever is in it: nobody writes log lines of their own by what they send."""
    configure_logging("info")
    logging.getLogger("bot").info("one\ntwo \x1b[31m\u2028three")
    try:
        raise ValueError("four\nfive")
    except ValueError:
        logging.getLogger("bot").exception("failed")
    said = lines()
    assert len(said.splitlines()) == 2
    assert "\x1b" not in said
    assert "ValueError: four" in pairs(said.splitlines()[1])["trace"]


@pytest.mark.parametrize("level", ["debug", "info", "error"])
def test_secrets_are_in_no_line(lines: Lines, level: str) -> None:
    """In messages, tracebacks and addresses, of whatever library."""
    configure_logging(level, [TOKEN, "hook-secret"])
    address = TOKEN.replace(":", "%3A")
    for name in ("httpx", "telegram.Bot", "bot"):
        try:
            raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe hook-secret")
        except RuntimeError:
            logging.getLogger(name).critical("POST /bot%s", address, exc_info=True)
    said = lines()
    assert said.count("***") >= 3
    assert "secret_token" not in said
    assert "hook-secret" not in said


def test_libraries_speak_at_debug_only(lines: Lines) -> None:
    """They say what people wrote, and addresses; at other levels, only what is wrong."""
    configure_logging("info")
    logging.getLogger("httpx").info("HTTP Request")
    logging.getLogger("telegram.Bot").warning("Retrying")
    logging.getLogger("asyncio").warning("slow")
    said = lines()
    assert [pairs(line)["logger"] for line in said.splitlines()] == ["asyncio"]
