"""Settings of the whole suite: Hypothesis' profile, and which tests are slow."""

import pytest
from hypothesis import settings

# No deadline: how long an example takes depends on what else the machine is doing.
settings.register_profile("pullquote", deadline=None)
settings.load_profile("pullquote")

# What makes a test slow: a fixture that loads the real model or runs a bot, or a module that starts
# other processes.
_SLOW_FIXTURES = {"newsroom", "articles"}
_REAL_MODEL = "run"
_FAKE_MODEL = "fast"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests as slow by their fixtures; modules mark the rest themselves."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        real_model = _REAL_MODEL in fixtures and _FAKE_MODEL not in fixtures
        if real_model or fixtures & _SLOW_FIXTURES:
            item.add_marker(pytest.mark.slow)
