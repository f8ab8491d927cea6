"""Addresses of databases, and what of them may be shown.

``postgresql://user:password@host:5432/name?schema=team`` is libpq's form, but for ``schema``, which
is ours: where Pullquote's tables are, so that several collections can share a database.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from corpus.errors import StorageError

SCHEMES = ("postgresql", "postgres")
SCHEMA = "pullquote"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Address:
    """``conninfo``: what libpq connects with, which holds the password. ``shown`` does not."""

    conninfo: str = field(repr=False)
    schema: str
    shown: str
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, url: str) -> "Address":
        """Raises StorageError, which never quotes the address."""
        try:
            parts = urlsplit(url)
            given = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        except ValueError:
            raise _unusable("it cannot be read") from None
        if parts.scheme not in SCHEMES:
            raise _unusable("it does not begin with postgresql://")
        schema = given.pop("schema", SCHEMA)
        if not _NAME.fullmatch(schema):
            raise _unusable("a schema has lower-case letters, digits and _, and at most 40 of them")
        user, _, hosts = parts.netloc.rpartition("@")
        password = user.partition(":")[2]
        secrets = {password, unquote(password), given.get("password", "")} - {""}
        place = hosts or given.get("host", "") or "the local socket"
        conninfo = urlunsplit((*parts[:3], urlencode(given), ""))
        shown = f"{place}{parts.path}" + (f" (schema {schema})" if schema != SCHEMA else "")
        return cls(conninfo, schema, shown, tuple(sorted(secrets, key=len, reverse=True)))

    def without_secrets(self, text: str) -> str:
        """One line, without the password and the address with it."""
        text = text.replace(self.conninfo, self.shown)
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return " ".join(text.split())


def _unusable(why: str) -> StorageError:
    return StorageError(f"the database's address cannot be used: {why}", "database-address")
