"""Connecting to Qdrant by its address.

https://:API-KEY@host:6333/name     a server; ``name`` is where our collections' names begin
qdrant:///path/to/folder            Qdrant Edge: the engine in this process, for one process
qdrant://memory                     the client's local mode, in memory; for tests
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from retrieval.index.engine.qdrant.client import ClientPoints
from retrieval.index.engine.qdrant.edge import EdgePoints
from retrieval.index.engine.qdrant.points import Points

_PREFIX = "pullquote"
_SECONDS = 30


def connect(url: str) -> tuple[Points, str]:
    """The points at an address, and where our collections' names begin. A server is not contacted
    yet. Raises StorageError."""
    parts = urlsplit(url)
    if parts.scheme == "qdrant" and parts.netloc == "memory":
        return ClientPoints({"location": ":memory:"}, "Qdrant in memory"), _PREFIX
    if parts.scheme == "qdrant":
        return EdgePoints(Path(unquote(parts.path))), _PREFIX
    host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    options = {
        "url": f"{parts.scheme}://{host}",
        "api_key": unquote(parts.password) if parts.password else None,
        "timeout": _SECONDS,
        "check_compatibility": False,
        **({} if parts.port else {"port": 443 if parts.scheme == "https" else 80}),
    }
    return ClientPoints(options, f"{parts.scheme}://{host}"), parts.path.strip("/") or _PREFIX
