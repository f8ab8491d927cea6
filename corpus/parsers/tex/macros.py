r"""Expands the macros that a LaTeX file defines itself (``\newcommand``).

Only the usual forms of definitions are known. Macros that would make the text many times longer are
not expanded any further.
"""

import re
from dataclasses import dataclass

_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s{0,9}\{?\s{0,9}\\([A-Za-z]+)\s{0,9}\}?"
    r"\s{0,9}(?:\[(\d)\])?\s{0,9}(\[[^\]]*\])?\s{0,9}(?=\{)"
    r"|\\def\s{0,9}\\([A-Za-z]+)\s{0,9}((?:#\d)*)\s{0,9}(?=\{)"
    r"|\\DeclareMathOperator\*?\s{0,9}\{\s{0,9}\\([A-Za-z]+)\s{0,9}\}\s{0,9}(?=\{)"
)
_USE = re.compile(r"\\([A-Za-z]+)[ \t]*")
_PLACE = re.compile(r"#(\d)")
_ROUNDS = 8  # nested macros
_MOST_TIMES, _MOST_MORE = 4, 20_000  # as long as the file; characters
_LONGEST_BODY = 2000


@dataclass(frozen=True, slots=True)
class _Macro:
    arguments: int
    default: str | None
    body: str


def without_comments(code: str) -> str:
    """The code without comments: from an unescaped % to the end of the line."""
    return re.sub(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n[ \t]*(?!\n)|\Z)?", r"\1", code)


def expanded(code: str) -> str:
    """The code with its own macros expanded."""
    macros, code = _definitions(code)
    if not macros:
        return code
    most = _MOST_TIMES * len(code) + _MOST_MORE
    for _ in range(_ROUNDS):
        new = _replaced(code, macros, most)
        if new is None or new == code:
            break
        code = new
    return code


def group_end(code: str, start: int) -> int:
    """The offset after the brace that closes the one at ``start``; the code's length if none
    does."""
    depth = 0
    place = start
    while place < len(code):
        sign = code[place]
        if sign == "\\":
            place += 1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    return len(code)


def _definitions(code: str) -> tuple[dict[str, _Macro], str]:
    """The macros, and the code without their definitions."""
    macros: dict[str, _Macro] = {}
    kept: list[str] = []
    place = 0
    while match := _DEFINITION.search(code, place):
        end = group_end(code, match.end())
        body = code[match.end() + 1 : end - 1]
        name = match[1] or match[4] or match[6]
        count = int(match[2] or 0) if match[1] else len(match[5] or "") // 2
        default = match[3][1:-1] if match[3] else None
        if len(body) <= _LONGEST_BODY and f"\\{name}" not in body:
            macros[name] = _Macro(count, default, body)
        kept.append(code[place : match.start()])
        place = end
    kept.append(code[place:])
    return macros, "".join(kept)


def _replaced(code: str, macros: dict[str, _Macro], most: int) -> str | None:
    """The code with each use expanded once; None if it would be longer than ``most``."""
    parts: list[str] = []
    size = place = 0
    while match := _USE.search(code, place):
        parts.append(code[place : match.start()])
        macro = macros.get(match[1])
        if macro is None:
            parts.append(match[0])
            place = match.end()
        else:
            # A space after a name only ends the name.
            values, place = _arguments(code, match.end(), macro)
            parts.append(_filled(macro.body, values))
            if macro.body[-1:].isalpha() and "\\" in macro.body:
                parts.append("{}")
        size += len(parts[-1]) + len(parts[-2])
        if size > most:
            return None
    parts.append(code[place:])
    return "".join(parts)


def _arguments(code: str, place: int, macro: _Macro) -> tuple[list[str], int]:
    values: list[str] = []
    for number in range(macro.arguments):
        if number == 0 and macro.default is not None:
            end = code.find("]", place) if code[place : place + 1] == "[" else -1
            values.append(code[place + 1 : end] if end >= 0 else macro.default)
            place = end + 1 if end >= 0 else place
        elif code[place : place + 1] == "{":
            end = group_end(code, place)
            values.append(code[place + 1 : end - 1])
            place = end
        else:
            values.append("")
    return values, place


def _filled(body: str, values: list[str]) -> str:
    def value(found: re.Match[str]) -> str:
        number = int(found[1])
        return values[number - 1] if 0 < number <= len(values) else ""

    return _PLACE.sub(value, body)
