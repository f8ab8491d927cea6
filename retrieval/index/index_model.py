"""Which model made the index in a folder, and of which documents.

It imports little: the answer to a single question begins with it.
"""

import json
from pathlib import Path

from retrieval.defaults import EMBEDDING_MODEL, MULTILINGUAL, MULTILINGUAL_MODEL

POINTER, MANIFEST = "current", "manifest.json"


def fingerprint_in(folder: Path) -> str | None:
    """The fingerprint of the model that made the index in use in an index folder; None where that
    cannot be read."""
    return _in_manifest(folder, "model")


def revision_in(folder: Path) -> str | None:
    """The revision of the documents that the index in use has; None where that cannot be read."""
    return _in_manifest(folder, "revision")


def _in_manifest(folder: Path, name: str) -> str | None:
    try:
        generation = (folder / POINTER).read_text("ascii").strip()
        manifest = json.loads((folder / generation / MANIFEST).read_text("utf-8"))
        return str(manifest[name])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def bundled_model(fingerprint: str | None) -> str | None:
    """The name, as a setting has it, of the model with this fingerprint; None for another one than
    those that ship.

    >>> bundled_model("multilingual-e5-small 1571fc9827503943"), bundled_model("my-model")
    ('multilingual', None)
    """
    name = (fingerprint or "").partition(" ")[0]
    return {EMBEDDING_MODEL: EMBEDDING_MODEL, MULTILINGUAL_MODEL: MULTILINGUAL}.get(name)
