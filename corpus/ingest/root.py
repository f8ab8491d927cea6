"""What the user named to be read, and how they want it read."""

import json
from dataclasses import dataclass, field
from typing import Self

from corpus.parsers.parsed import Options

# Beside the names of fields, none of which it is.
_PRIVATE = "allow-private"


@dataclass(frozen=True, slots=True)
class Root:
    """How a file, a folder or an address is to be read at every `sync`. ``allow_private``: its
    server may be in a private network."""

    options: Options = field(default_factory=Options)
    allow_private: bool = False

    def to_json(self) -> str | None:
        """For the collection; None of one without wishes.

        >>> Root(Options({"text": "story"}), allow_private=True).to_json()
        '{"allow-private": true, "text": "story"}'
        """
        wishes: dict[str, str | bool] = dict(self.options.fields)
        if self.allow_private:
            wishes[_PRIVATE] = True
        return json.dumps(wishes, sort_keys=True) if wishes else None

    @classmethod
    def from_json(cls, stored: str | None) -> Self:
        """The root that ``to_json`` wrote."""
        wishes = json.loads(stored) if stored else {}
        allowed = bool(wishes.pop(_PRIVATE, False))
        return cls(Options(wishes), allowed)
