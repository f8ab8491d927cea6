"""Tests of mutants: each runs in a fork of a process that has imported what is slow to import."""

import contextlib
import importlib
import importlib.abc
import importlib.util
import os
import pkgutil
import re
import resource
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

import pytest

ROOT = Path(__file__).parents[2]
_LAYERS = ("corpus", "retrieval", "bot")
# What tests and the packages import of others.
_LIBRARIES = (
    "click", "faiss", "httpx", "hypothesis.extra.numpy", "hypothesis.strategies", "lxml.html",
    "numpy", "openvino", "pydantic_settings", "rapidfuzz", "safetensors.numpy", "sentencex",
    "tokenizers",
)  # fmt: skip
_NO_TESTS = pytest.ExitCode.NO_TESTS_COLLECTED
# Seconds of processor time; with a mutant that takes longer, the tests never end.
MOST_SECONDS = 120


def prepare(package: str) -> None:
    """Imports libraries and the layers below a package. Nothing of it may be imported yet."""
    os.environ["OMP_NUM_THREADS"] = "1"
    for name in _LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for layer in _LAYERS[: _LAYERS.index(package)]:
        for module in pkgutil.walk_packages([str(ROOT / layer)], f"{layer}."):
            with contextlib.suppress(ImportError):
                importlib.import_module(module.name)
    assert package not in sys.modules


def stages(module: str) -> Iterator[list[str]]:
    """Files of tests, those that will most likely notice first: of the same name or with the
    module's name in them, then those of its package, then those of all packages."""
    package, _, name = module.rpartition(".")
    texts = {path: path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py"))}
    mirror = ROOT / "tests" / package.replace(".", "/")
    named = re.compile(
        rf"(?:from|import) {re.escape(module)}\b|from {re.escape(package)} import .*\b{name}\b"
    )
    near = [
        path for path, text in texts.items()
        if (path.parent == mirror and path.stem.startswith(f"test_{name}")) or named.search(text)
    ]  # fmt: skip
    beside = [path for path in texts if path.parent == mirror and path not in near]
    layer = ROOT / "tests" / module.partition(".")[0]
    above = [path for path in texts if layer in path.parents and path not in {*near, *beside}]
    for paths in (near, beside, above):
        if paths:
            yield [str(path.relative_to(ROOT)) for path in paths]


def notices(
    module: str, code: CodeType, tests: Sequence[str], expression: str, seconds: int = MOST_SECONDS
) -> bool:
    """Whether a test fails, or takes longer than ``seconds``, with this code in a module's place.
    ``expression``: which tests, as of pytest's ``-m``."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        with contextlib.suppress(BaseException):
            os._exit(_run(module, code, tests, expression))
        os._exit(pytest.ExitCode.INTERNAL_ERROR)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) not in (pytest.ExitCode.OK, _NO_TESTS)


def _run(module: str, code: CodeType, tests: Sequence[str], expression: str) -> int:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    sys.meta_path.insert(0, _Importer(module, code))
    options = ["-x", "-q", "-n0", "-pno:cacheprovider", "--timeout=0", "-m", expression]
    return int(pytest.main([*options, *tests]))


class _Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module other code than its file's."""

    def __init__(self, module: str, code: CodeType) -> None:
        self._module, self._code = module, code

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        if name != self._module:
            return None
        return importlib.util.spec_from_file_location(name, self._code.co_filename, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)
