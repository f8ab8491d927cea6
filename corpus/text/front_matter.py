"""Front matter at the head of a file: ``key: value`` lines between two ``---`` (YAML), or
``key = value`` lines between two ``+++`` (TOML)."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

_BLOCK = re.compile(r"\A---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_TOML_BLOCK = re.compile(r"\A\+\+\+[ \t]*\r?\n(?P<toml>.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_FIELD = re.compile(r"(?P<name>[A-Za-z][\w -]{0,40}):(?P<value>(?: .*)?)")
# A line that YAML can take in one way only, as nearly all headers have them: a name, and words
# that begin with a letter or a digit and have nothing that means something to YAML.
_PLAIN_LINE = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z_-]{0,40}): (?P<value>[^\W_](?:[^:#]|:(?! |$))*)"
)
# Enough for any real header, too little for a YAML bomb to matter.
_LONGEST = 16_384


def split_front_matter(text: str) -> tuple[Mapping[str, str], int]:
    """The fields (names in lower case, values as they were written) and where the body begins.

    A file without front matter, or whose opening ``---`` is a ruler and no header, gives
    ``({}, 0)``: then all of the text is body.

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
    """The block's fields; None if it is no YAML mapping. Remembered, since every quote asks."""
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
    """The fields of a block of plain lines alone, just as YAML has them; None for any other.

    It is there to save time: the first question after a start need not wait for the library.
    """
    fields: dict[str, str] = {}
    for line in block.removesuffix("\n").split("\n"):
        match = _PLAIN_LINE.fullmatch(line.removesuffix("\r"))
        if match is None or not line.removesuffix("\r").isprintable():
            return None
        fields[match["name"].lower()] = _plain(match["value"])
    return fields


def _yaml_fields(block: str) -> Mapping[str, str] | None:
    import yaml  # 20 ms that plain headers need not pay

    try:
        # The base loader makes strings of everything: no dates, no booleans ("no" is Norwegian).
        fields = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return _by_line(block)
    if not isinstance(fields, dict):
        return None
    plain = {str(name).strip().lower(): _plain(value) for name, value in fields.items()}
    return {name: value for name, value in plain.items() if value}


def _by_line(block: str) -> Mapping[str, str] | None:
    """The fields of a header that is no YAML but was meant to be: ``title: Poll: most agree``.

    None where any line is something else than a field, or what belongs to the one above it.
    """
    fields: dict[str, str] = {}
    for line in block.splitlines():
        if match := _FIELD.fullmatch(line):
            fields.setdefault(match["name"].strip().lower(), _plain(match["value"].strip("\"' ")))
        elif line.strip() and not line.startswith((" ", "\t", "-", "#")):
            return None
    return {name: value for name, value in fields.items() if value} or None


def _plain(value: object) -> str:
    """A scalar as it stands; a list of scalars (authors) joined; anything deeper is nothing."""
    if isinstance(value, str):
        # YAML writes an emoji as an escaped surrogate pair, which PyYAML leaves in two halves.
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return " ".join(whole.split())
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value if isinstance(item, str))
    return ""
