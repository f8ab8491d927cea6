"""Settings of the whole suite: Hypothesis' profile, its processes, and which tests are slow."""

import os
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import children
from tests.postgres import database_url, with_new_schema

# No deadline: how long an example takes depends on what else the machine is doing.
settings.register_profile("pullquote", deadline=None)
settings.register_profile("pullquote-quick", deadline=None, max_examples=25)
settings.load_profile("pullquote")

# Whoever uses one of these starts other processes or a server, or trains or loads a model.
_SLOW_NAMES = {
    "subprocess", "running", "answering", "collected", "Popen", "BotApiServer", "find_model",
    "EmbeddingModel", "BundledReader", "tiny_models",
}  # fmt: skip
# Their helpers start processes, train a network, or ask a whole question set.
_SLOW_MODULES = {
    "test_bundled", "test_cold_start", "test_encoding", "test_engines", "test_evaluate",
    "test_fast_exit", "test_interrupted_restore", "test_lost_qdrant", "test_processes",
    "test_reader_models", "test_sync_watch", "test_train_reader",
}  # fmt: skip
_ONLY_SLOW = "\npytestmark = pytest.mark.slow\n"
# Starts a database server.
_SERVER = "postgres_server"
# Runs commands with the real model, unless `fast` replaces that.
_REAL_MODEL, _FAKE_MODEL = "run", "fast"

# Each process may load models and start bots and browsers of its own.
_MOST_PROCESSES = 4


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Processes to run tests in: one a core; none beside this one where only files are named.

    A few files are done before other processes have started, and can be looked at by a debugger.
    """
    if all(".py" in one for one in config.args):
        return 0
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    return min(cores or 1, _MOST_PROCESSES)


def pytest_configure(config: pytest.Config) -> None:
    """One thread for numpy, FAISS and torch in each of several processes, and in what they start:
    threads that wait for one another do so busily, and keep the cores from the other processes.

    Where slow tests are left out, a property is tried on fewer examples, unless its test says on
    how many.
    """
    if config.option.markexpr == "not slow":
        settings.load_profile("pullquote-quick")
    if hasattr(config, "workerinput"):
        os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server; the test is skipped where there is none."""
    with database_url() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The address of an empty collection in PostgreSQL."""
    return with_new_schema(postgres_server)


def pytest_runtest_setup() -> None:
    """What earlier tests' processes wrote is not shown any more."""
    children.forget_outputs()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Shows with a failed test what its processes wrote."""
    report = yield
    if report.failed:
        report.sections += [(name, text) for name, text in children.outputs() if text]
    return report


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves out files with slow tests alone where slow tests are left out: what they import takes
    seconds."""
    if config.option.markexpr != "not slow" or collection_path.suffix != ".py":
        return None
    is_slow = collection_path.stem in _SLOW_MODULES
    return is_slow or _ONLY_SLOW in collection_path.read_text("utf-8") or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests as slow by what they and their fixtures use; others are marked where they are."""
    for item in items:
        if isinstance(item, pytest.Function):
            real_model = _REAL_MODEL in item.fixturenames and _FAKE_MODEL not in item.fixturenames
            slow_module = item.path.stem in _SLOW_MODULES
            uses = set().union(*map(_names, _functions(item)))
            has_server = _SERVER in item.fixturenames
            if real_model or has_server or slow_module or uses & _SLOW_NAMES:
                item.add_marker(pytest.mark.slow)


def _functions(item: pytest.Function) -> Iterator[Callable[..., Any]]:
    """The test function and the functions of its fixtures."""
    yield item.function
    for definitions in item._fixtureinfo.name2fixturedefs.values():
        yield from (one.func for one in definitions)


def _names(function: Callable[..., Any]) -> set[str]:
    code = getattr(function, "__code__", None)
    return set() if code is None else set(code.co_names)
