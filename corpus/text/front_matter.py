"""Front matter at the head of a file: ``key: value`` lines between two ``---`` (YAML), or
``key = value`` lines between two ``+++`` (TOML)."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

_BLOCK = re.compile(r"\A---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_TOML_BLOCK = re.compile(r"\A\+\+\+[ \t]*\r?\n(?P<toml>.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_FIELD = re.compile(r"(?P<name>[A-Za-z][\w -]{0,40}):(?P<value>(?: .*)?)")
# A line that needs no YAML parser, as nearly all headers have: a name, and a value that begins with
# a letter or a digit and has no character that is special in YAML.
_PLAIN_LINE = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z_-]{0,40}): (?P<value>[^\W_](?:[^:#]|:(?! |$))*)"
)
# Characters: enough for any real header, too few for a YAML bomb.
_LONGEST = 16_384


def split_front_matter(text: str) -> tuple[Mapping[str, str], int]:
    """The fields (names in lower case, values unchanged) and the offset of the body.

    ``({}, 0)`` if there is no front matter, or if the opening ``---`` is a horizontal rule: the
    whole text is then the body.

    >>> split_front_matter("---\\ntitle: Bread\\n---\\nFlour.")
    ({'title': 'Bread'}, 21)
    """
    match = _BLOCK.match(text, 0, _LONGEST)
    if match is None:
        toml = _TOML_BLOCK.match(text, 0, _LONGEST)
        found = _toml_fields(toml["toml"]) if toml else None
        return ({}, 0) if toml is None or found is None else (found, toml.end())
    fields = _fields(match["yaml"])
    return ({}, 0) if fields is None else (fields, match.end())


@lru_cache(maxsize=64)
def _fields(block: str) -> Mapping[str, str] | None:
    """The block's fields; None if it is not a YAML mapping. Cached: every quote needs them."""
    return _plain_fields(block) or _yaml_fields(block)


@lru_cache(maxsize=64)
def _toml_fields(block: str) -> Mapping[str, str] | None:
    """The fields of a TOML header; None if it is none."""
    import tomllib  # few files have one

    try:
        fields = tomllib.loads(block.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    plain = {name.strip().lower(): _plain_value(value) for name, value in fields.items()}
    return {name: value for name, value in plain.items() if value}


def _plain_value(value: object) -> str:
    """As ``_plain``; a date as ISO has it."""
    return value.isoformat() if isinstance(value, date) else _plain(value)


def _plain_fields(block: str) -> Mapping[str, str] | None:
    """The fields of a block of plain lines, as YAML would parse them; None for other blocks.

    This saves time: the first question after a start need not wait for PyYAML to load.
    """
    fields: dict[str, str] = {}
    for line in block.removesuffix("\n").split("\n"):
        match = _PLAIN_LINE.fullmatch(line.removesuffix("\r"))
        if match is None or not line.removesuffix("\r").isprintable():
            return None
        fields[match["name"].lower()] = _plain(match["value"])
    return fields


def _yaml_fields(block: str) -> Mapping[str, str] | None:
    import yaml  # takes 20 ms, which plain headers need not wait for

    try:
        # The base loader returns strings only: no dates, no booleans ("no" is Norwegian).
        fields = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return _by_line(block)
    if not isinstance(fields, dict):
        return None
    plain = {str(name).strip().lower(): _plain(value) for name, value in fields.items()}
    return {name: value for name, value in plain.items() if value}


def _by_line(block: str) -> Mapping[str, str] | None:
    """The fields of a header that is not quite valid YAML: ``title: Poll: most agree``.

    None if any line is neither a field nor the continuation of one.
    """
    fields: dict[str, str] = {}
    for line in block.splitlines():
        if match := _FIELD.fullmatch(line):
            fields.setdefault(match["name"].strip().lower(), _plain(match["value"].strip("\"' ")))
        elif line.strip() and not line.startswith((" ", "\t", "-", "#")):
            return None
    return {name: value for name, value in fields.items() if value} or None


def _plain(value: object) -> str:
    """A scalar unchanged; a list of scalars (authors) joined; anything deeper is dropped."""
    if isinstance(value, str):
        # Some writers escape an emoji as a surrogate pair, which PyYAML does not join.
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return " ".join(whole.split())
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value if isinstance(item, str))
    return ""
