"""Engines by the scheme of their address."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from corpus.errors import StorageError
from retrieval.index.engine.protocol import Engine


def _pgvector(url: str) -> Engine:
    from corpus.store.postgres.address import Address
    from retrieval.index.engine.pgvector.engine import PgvectorEngine

    return PgvectorEngine(Address.of(url))


def _qdrant(url: str) -> Engine:
    from retrieval.index.engine.qdrant.connect import connect
    from retrieval.index.engine.qdrant.engine import QdrantEngine

    return QdrantEngine(*connect(url))


ENGINES: Mapping[str, Callable[[str], Engine]] = {
    "postgresql": _pgvector,
    "postgres": _pgvector,
    "http": _qdrant,
    "https": _qdrant,
    "qdrant": _qdrant,
}


def open_engine(url: str) -> Engine:
    """The engine at an address, which is not contacted yet. Raises StorageError, which does not
    quote the address."""
    try:
        made = ENGINES[urlsplit(url).scheme]
    except (KeyError, ValueError):
        known = ", ".join(f"{one}://" for one in ENGINES)
        raise StorageError(
            f"the index's address must begin with one of {known}", "index-address"
        ) from None
    return made(url)
