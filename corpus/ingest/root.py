"""Roots: files, folders and addresses that the user added."""

import json
from dataclasses import dataclass, field
from typing import Self

from corpus.parsers.parsed import Options

# Stored beside the names of fields, and not one of them.
_PRIVATE = "allow-private"


@dataclass(frozen=True, slots=True)
class Root:
    """How a file, folder or address is read at every sync. ``allow_private``: its server may be in
    a private network."""

    options: Options = field(default_factory=Options)
    allow_private: bool = False

    def to_json(self) -> str | None:
        """JSON to be stored; None if everything is default.

        >>> Root(Options({"text": "story"}), allow_private=True).to_json()
        '{"allow-private": true, "text": "story"}'
        """
        options: dict[str, str | bool] = dict(self.options.fields)
        if self.allow_private:
            options[_PRIVATE] = True
        return json.dumps(options, sort_keys=True) if options else None

    @classmethod
    def from_json(cls, stored: str | None) -> Self:
        """The inverse of ``to_json``."""
        options = json.loads(stored) if stored else {}
        allowed = bool(options.pop(_PRIVATE, False))
        return cls(Options(options), allowed)
