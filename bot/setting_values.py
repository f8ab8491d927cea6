"""Values of settings: parsed from text, with a reason where one is wrong.

A command waits for the settings before anything else, so they need no library: those that check
types take a tenth of a second to import, a quarter of a whole `pullquote ask`.

A setting is a field of a dataclass, annotated with its parser: ``Annotated[int, integer(1, 20)]``.
Parsers take a variable's text and raise ValueError, whose message says what is allowed.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Parser = Callable[[str], Any]

_SEPARATORS = re.compile(r"[,;\s]+")


class Secret:
    """A value that neither ``repr`` nor ``str`` shows."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)


def names(settings: type) -> tuple[str, ...]:
    """The names of all settings of a dataclass, in order."""
    return tuple(one.name for one in dataclasses.fields(settings))


def parsed(
    settings: type, texts: Mapping[str, str], files: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of the settings that have a text, and of each wrong one the reason. ``texts``: by
    setting. ``files``: of each secret that a file may hold, the setting that names the file."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for one in dataclasses.fields(settings):
        try:
            text = texts.get(one.name)
            file = values.get(files.get(one.name, ""))
            if file is not None:
                if text is not None:
                    raise ValueError(_either_or(files[one.name]))
                text = secret_in(file)
            if text is not None:
                values[one.name] = _parser(one.type)(text)
        except ValueError as error:
            wrong[one.name] = str(error)
    return values, wrong


def secret_in(file: Path) -> str:
    """The secret in a file, without blanks around it. Raises ValueError."""
    try:
        return file.expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(f"{file} cannot be read: {(reason or str(error)).lower()}") from None


def secret_file(text: str) -> Path:
    """A file that holds a secret and can be read."""
    file = Path(text)
    secret_in(file)
    return file


def integer(least: int, most: int | None = None) -> Parser:
    """A whole number from ``least`` to ``most``."""
    return lambda text: _number(int, "an integer", text, least, most)


def number(least: float, most: float | None = None) -> Parser:
    """A number from ``least`` to ``most``."""
    return lambda text: _number(float, "a number", text, least, most)


def choice(*allowed: str) -> Parser:
    """One of these words, in capital letters or not."""

    def parse(text: str) -> str:
        if text.lower() not in allowed:
            listed = [repr(one) for one in allowed]
            raise ValueError(f"it is {', '.join(listed[:-1])} or {listed[-1]}")
        return text.lower()

    return parse


def listed(text: str) -> tuple[str, ...]:
    """Words, separated by commas, semicolons or blanks."""
    return tuple(one for one in _SEPARATORS.split(text) if one)


def ids(text: str) -> frozenset[int]:
    """Ids of users and chats."""
    parts = _SEPARATORS.split(text.strip(" ,;"))
    if not all(re.fullmatch(r"-?\d+", part) for part in parts):
        raise ValueError("user and chat ids are whole numbers, separated by commas")
    return frozenset(map(int, parts))


def listening_address(example: str, least_port: int, host: re.Pattern[str]) -> Parser:
    """HOST:PORT."""

    def parse(text: str) -> str:
        name, _, port = text.rpartition(":")
        if not host.fullmatch(name) or not port.isdecimal() or not least_port <= int(port) < 65536:
            raise ValueError(f"a listening address looks like {example}")
        return text

    return parse


def _parser(annotation: Any) -> Parser:
    parser: Parser = annotation.__metadata__[0]
    return parser


def _either_or(file: str) -> str:
    return f"give either this or PULLQUOTE_{file.upper()}, not both"


def _number(
    parse: Callable[[str], float], kind: str, text: str, least: float, most: float | None
) -> float:
    allowed = f"it is {kind} greater than or equal to {least}"
    if most is not None:
        allowed += f" and less than or equal to {most}"
    try:
        found = parse(text)
    except ValueError:
        raise ValueError(allowed) from None
    if not (found >= least and (most is None or found <= most)):
        raise ValueError(allowed)
    return found
