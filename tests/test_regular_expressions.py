"""Regular expressions: none may take time that grows faster than the text.

    PULLQUOTE_REGEX_GROWTH=1 python -m pytest tests/test_regular_expressions.py

This measures time, and interrupts patterns that take too long, which may crash the interpreter: it
is run by hand, on a machine with nothing else to do, and not with the other tests.
"""

import importlib
import os
import pkgutil
import re
import signal
import sys

import pytest

import corpus
import retrieval
from tests.regex_growth import inline_patterns, methods_used, patterns_of, slow_text

pytestmark = [
    pytest.mark.skipif(
        not os.environ.get("PULLQUOTE_REGEX_GROWTH"), reason="measures time; run by hand"
    ),
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timer"),
]


# For a pattern whose use cannot be seen.
_ALL = frozenset(("match", "search", "finditer"))


def modules() -> list[str]:
    return [
        one.name
        for package in (corpus, retrieval)
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]


@pytest.mark.parametrize("name", modules())
def test_no_pattern_backtracks(name: str) -> None:
    """With every method that its module calls, a pattern's time grows as the text does."""
    module = importlib.import_module(name)
    used = methods_used(module)
    tried = [(name, pattern, used.get(name, _ALL)) for name, pattern in patterns_of(module)]
    tried += [("re", pattern, {method}) for method, pattern in inline_patterns(module)]
    tried = list({(one[1], frozenset(one[2])): one for one in tried}.values())
    slow = {
        f"{variable} {pattern.pattern!r}": text
        for variable, pattern, methods in tried
        if (text := slow_text(pattern, methods))
    }
    assert not slow


def test_patterns_that_backtrack_are_found() -> None:
    """Those that hung Pullquote once, and the textbook's."""
    bad = {
        r"(?:<!--.*?-->|<\?.*?\?>|\s)*<rss": re.DOTALL,
        r" {0,3}#{1,6}[ \t]+(?P<label>.*?)(?:[ \t]+#+)?[ \t]*": 0,
        r"(a+)+$": 0,
        r"(?:a|a)*b": 0,
        r"\s+$": 0,
        r"\d+\d+x": 0,
        r"x.*y": 0,
    }
    for written, flags in bad.items():
        assert slow_text(re.compile(written, flags), ("search", "fullmatch")), written


def test_patterns_that_do_not_are_left_alone() -> None:
    """Bounded repetitions and plain scans."""
    for written in (r"\s+", r"\w+", r"(?<!\s)\s+$"):
        assert slow_text(re.compile(written), ("search", "finditer")) is None, written


def test_the_modules_that_are_looked_at_are_all() -> None:
    """A module that cannot be imported would hide its patterns."""
    assert len(modules()) > 100
    assert all(one in sys.modules or importlib.import_module(one) for one in modules())
