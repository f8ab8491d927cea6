"""Growth of regular expressions: the time that a pattern takes on generated worst cases.

For every repetition in a pattern, texts are made that lead up to it, repeat what it repeats, and
end so that the rest cannot match. Beside these, every character that matters to the pattern is
repeated alone and in pairs. A pattern whose processor time grows faster than the text is found by
comparing texts with longer ones: what is judged is the growth, not the seconds.
"""

import ast
import itertools
import math
import random
import re
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

# Linear is 1, quadratic 2.
_TOO_STEEP = 1.5
# Measured from one length to one so many times as long: less can be due to the machine's caches.
_SPAN = 16
# First, two short texts are compared: of the one four times as long, a linear pattern takes 4 times
# as long, a quadratic one 16. (The shortest are for exponential ones.)
_SCREENING, _SUSPICIOUS = (16, 64, 512, 2048), 7
_LENGTHS = tuple(64 * 4**power for power in range(8))
# Seconds: below, growth cannot be told from noise; above, longer texts need not be tried.
_MEASURABLE, _ENOUGH = 0.0005, 0.2
_HOPELESS = 1.5  # seconds of processor time; no linear pattern gets near it
_ALPHABET = " x\t\n\r\u00a0aAeiMTxXV1.,:;!?-_~=#*>|/\\\"'()[]{}<&»•éіЖأ中\u0301\x00"
_METHODS = ("match", "fullmatch", "search", "finditer", "split", "sub", "findall")
_MOST_TEXTS = 150


class _TooSlow(BaseException):
    pass


def patterns_of(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns in a module's global names, and their names there."""
    for name, value in vars(module).items():
        for pattern in _patterns(value):
            yield name, pattern


def _patterns(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for inside in value.values():
            yield from _patterns(inside)
    elif isinstance(value, tuple | list | set | frozenset):
        for inside in value:
            yield from _patterns(inside)


def inline_patterns(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The methods and patterns of calls like ``re.sub("…", …)``."""
    for node in ast.walk(_tree(module)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in _METHODS
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.func.attr, re.compile(node.args[0].value)


def methods_used(module: ModuleType) -> dict[str, set[str]]:
    """By name of a pattern, the methods that its module calls; all where that cannot be seen."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(_tree(module)):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.attr in _METHODS
        ):
            found.setdefault(node.value.id, set()).add(node.attr)
    return found


def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(module.__file__).read_text("utf-8") if module.__file__ else "")


def slow_text(pattern: re.Pattern[Any], methods: Iterable[str]) -> str | None:
    """What text a pattern is slow on, and with which method; None if none was found."""
    is_bytes = isinstance(pattern.pattern, bytes)
    for method in methods:
        run = _runner(pattern, method)
        for start, pump, end in worst_cases(pattern):

            def make(length: int, parts: tuple[str, str, str] = (start, pump, end)) -> Any:
                text = parts[0] + parts[1] * max(1, length // len(parts[1])) + parts[2]
                return text.encode("utf-8", "replace") if is_bytes else text

            if _grows(run, make):
                return f"{method}: {start!r} + n * {pump!r} + {end!r}"
    return None


def _runner(pattern: re.Pattern[Any], method: str) -> Callable[[Any], object]:
    if method == "sub":
        empty = b"" if isinstance(pattern.pattern, bytes) else ""
        return lambda text: pattern.sub(lambda _: empty, text)
    if method == "finditer":
        return lambda text: sum(1 for _ in pattern.finditer(text))
    return lambda text: getattr(pattern, method)(text)


def _grows(run: Callable[[Any], object], make: Callable[[int], Any]) -> bool:
    """Whether the time grows clearly faster than the text."""
    try:
        screened = [_seconds(run, make(length), 1) for length in _SCREENING]
        if screened[-1] < max(_MEASURABLE / 2, _SUSPICIOUS * screened[-2]):
            return False
        measured = []
        for length in _LENGTHS:
            taken = _seconds(run, make(length), 2)
            if taken > _MEASURABLE:
                measured.append((length, taken))
            if taken > _ENOUGH:
                break
        if len(measured) < 2:
            return False
        (shorter, before), (longer, after) = measured[0], measured[-1]
        if longer < _SPAN * shorter and after < _ENOUGH:
            return False
        return math.log(after / before) / math.log(longer / shorter) > _TOO_STEEP
    except _TooSlow:
        return True


def _seconds(run: Callable[[Any], object], text: Any, times: int) -> float:
    def stop(*_: object) -> None:
        raise _TooSlow

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _HOPELESS)
    try:
        best = math.inf
        for _ in range(times):
            started = time.process_time()
            run(text)
            best = min(best, time.process_time() - started)
        return best
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


# Worst cases -------------------------------------------------------------------------------------


def worst_cases(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """Texts as (start, repeated, end)."""
    source = pattern.pattern
    written = source.decode("latin-1") if isinstance(source, bytes) else source
    parsed = _parser.parse(written, pattern.flags & ~re.UNICODE & ~re.DEBUG)
    whole = list(_samples(parsed, 2))
    ends = ["", "\x00", "!", "a", " x", "\n"]
    found: dict[tuple[str, str, str], None] = {}
    for start, body in _repetitions(parsed, ""):
        for end in ends:
            found[start, body, end] = None
    characters = [one for one in _ALPHABET if _matters(parsed, one)] or ["a"]
    pumps = [*characters, *map("".join, itertools.permutations(characters[:6], 2)), *whole]
    for pump in filter(None, pumps):
        for start, end in itertools.product(["", "a", *whole[:1]], ["\x00", "a", ""]):
            found[start, pump, end] = None
    cases = list(found)
    # Always with every character that the pattern names, alone; of the others, a sample.
    named = [one for one in characters if any(_names(leaf, one) for leaf in _leaves(parsed))]
    first = [("", one, "\x00") for one in named]
    others = [one for one in cases if one not in first]
    random.Random(0).shuffle(others)
    return [*first, *others[:_MOST_TEXTS]]


def _matters(parsed: Any, character: str) -> bool:
    return any(_accepts(one, character) for one in _leaves(parsed))


def _names(leaf: tuple[Any, Any], character: str) -> bool:
    """Whether a part of a pattern names a character, or a class that is not nearly everything."""
    operation, value = leaf
    negated = operation is c.IN and value[0][0] is c.NEGATE
    return operation in (c.LITERAL, c.IN) and not negated and _accepts(leaf, character)


def _leaves(parsed: Any) -> Iterator[tuple[Any, Any]]:
    for operation, value in parsed:
        if operation in (c.LITERAL, c.NOT_LITERAL, c.IN, c.ANY):
            yield operation, value
        elif operation in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            yield from _leaves(value[2])
        elif operation is c.SUBPATTERN:
            yield from _leaves(value[3])
        elif operation is c.ATOMIC_GROUP:
            yield from _leaves(value)
        elif operation is c.BRANCH:
            for branch in value[1]:
                yield from _leaves(branch)
        elif operation in (c.ASSERT, c.ASSERT_NOT):
            yield from _leaves(value[1])


def _accepts(leaf: tuple[Any, Any], character: str) -> bool:
    operation, value = leaf
    if operation is c.LITERAL:
        return bool(ord(character) == value)
    if operation is c.NOT_LITERAL:
        return bool(ord(character) != value)
    if operation is c.ANY:
        return character != "\n"
    negated = False
    inside = False
    for kind, what in value:
        if kind is c.NEGATE:
            negated = True
        elif kind is c.LITERAL:
            inside |= ord(character) == what
        elif kind is c.RANGE:
            inside |= what[0] <= ord(character) <= what[1]
        elif kind is c.CATEGORY:
            inside |= _in_category(what, character)
    return inside != negated


def _in_category(category: Any, character: str) -> bool:
    name = str(category)
    tests = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
    plain = name.rsplit("_", 1)[-1]
    matched = re.fullmatch(tests[plain], character) is not None
    return matched != ("NOT" in name)


def _samples(parsed: Any, most: int) -> list[str]:
    """Some texts that a part of a pattern matches, or nearly so."""
    found = [""]
    for operation, value in parsed:
        choices = _choices(operation, value, most)
        found = [a + b for a, b in itertools.product(found, choices)][: most * 2]
    return found[:most]


def _choices(operation: Any, value: Any, most: int) -> list[str]:
    if operation is c.LITERAL:
        return [chr(value)]
    if operation in (c.NOT_LITERAL, c.IN, c.ANY):
        known = [one for one in _ALPHABET if _accepts((operation, value), one)]
        if not known and operation is c.IN:
            known = [
                chr(what if kind is c.LITERAL else what[0])
                for kind, what in value
                if kind in (c.LITERAL, c.RANGE)
            ]
        return (known or ["a"])[:most]
    if operation in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
        low, _, inside = value
        return [one * max(1, low) for one in _samples(inside, most)] + ([""] if low == 0 else [])
    if operation is c.SUBPATTERN:
        return _samples(value[3], most)
    if operation is c.ATOMIC_GROUP:
        return _samples(value, most)
    if operation is c.BRANCH:
        return [one for branch in value[1] for one in _samples(branch, most)][: 2 * most]
    return [""]


def _repetitions(parsed: Any, before: str) -> Iterator[tuple[str, str]]:
    """For every repetition: what leads up to it, and what it repeats."""
    for operation, value in parsed:
        if operation in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            for body in _samples(value[2], 3):
                if body:
                    yield before, body
            yield from _repetitions(value[2], before)
        elif operation is c.SUBPATTERN:
            yield from _repetitions(value[3], before)
        elif operation is c.ATOMIC_GROUP:
            yield from _repetitions(value, before)
        elif operation is c.BRANCH:
            for branch in value[1]:
                yield from _repetitions(branch, before)
        before += next(iter(_choices(operation, value, 1)), "")
