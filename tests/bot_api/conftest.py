"""The server under test, and a chat with its bot."""

from collections.abc import Iterator

import pytest

from tests.bot_api import BotApiServer, Chat


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as server:
        yield server


@pytest.fixture
def chat(server: BotApiServer) -> Chat:
    return server.private_chat(server.user(first_name="Ann"))
