"""A Telegram for tests of the bot as a process."""

from collections.abc import Iterator

import pytest

from tests.bot.bot_process import TOKEN
from tests.bot_api import BotApiServer


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    """A Bot API server of its own, whose bot makes no faulty calls."""
    with BotApiServer(token=TOKEN) as one:
        yield one
        assert not one.refusals, one.report()
