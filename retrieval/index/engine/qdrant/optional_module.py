"""Modules of an extra, imported when they are needed."""

import importlib
from typing import Any

from corpus.errors import StorageError


def optional_module(name: str) -> Any:
    """Raises StorageError where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise StorageError(
            f"Qdrant needs the package {name.replace('_', '-')} ({error})", "qdrant-missing"
        ) from None
