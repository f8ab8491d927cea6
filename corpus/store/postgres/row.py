"""Rows of results."""

from collections.abc import Mapping, Sequence
from typing import Any


class Row(Sequence[Any]):
    """A row by name and by position, as SQLite's are."""

    __slots__ = ("_names", "_values")

    def __init__(self, names: Mapping[str, int], values: Sequence[Any]) -> None:
        self._names, self._values = names, values

    def keys(self) -> list[str]:
        return list(self._names)

    def __getitem__(self, key: Any) -> Any:
        return self._values[self._names[key] if isinstance(key, str) else key]

    def __len__(self) -> int:
        return len(self._values)


def row_factory(cursor: Any) -> Any:
    names = {one.name: number for number, one in enumerate(cursor.description or ())}
    return lambda values: Row(names, values)
