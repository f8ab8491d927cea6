"""Seals: size and SHA-256 of files, which show later whether a file is what was written.

A sealed folder has those of its files in ``seal.json``; a reference to the folder has the seal of
that file.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from corpus.atomic_write import sync, sync_folder

_NAME = "seal.json"


def seal_of(path: Path) -> dict[str, Any]:
    """The seal of a file, as it is stored in JSON. Raises OSError."""
    with path.open("rb") as file:
        return {
            "size": path.stat().st_size,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        }


def check_seal(path: Path, seal: dict[str, Any]) -> None:
    """Raises OSError, and ValueError where a file differs from its seal."""
    if seal_of(path) != seal:
        raise ValueError(f"{path} is not what was written")


def seal_folder(folder: Path) -> None:
    """Seals a folder, and waits until it is on the disk with all of its files. Raises OSError."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    seals = {path.relative_to(folder).as_posix(): seal_of(path) for path in files}
    (folder / _NAME).write_text(json.dumps(seals, indent=1), "utf-8")
    for path in [*files, folder / _NAME]:
        sync(path)
    for inner in {path.parent for path in files} | {folder.parent}:
        sync_folder(inner)


def seal_of_folder(folder: Path) -> dict[str, Any]:
    """The seal of a sealed folder. Raises OSError."""
    return seal_of(folder / _NAME)


def check_folder(folder: Path, seal: dict[str, Any]) -> None:
    """Compares the folder with its seal, and the sizes of its files. Raises OSError, and ValueError
    where one differs."""
    check_seal(folder / _NAME, seal)
    for name, own in _seals(folder).items():
        if (folder / name).stat().st_size != own["size"]:
            raise ValueError(f"{folder / name} is not what was written")


def check_files(folder: Path) -> None:
    """Compares every file of a sealed folder with its seal. Raises OSError, and ValueError where
    one differs."""
    for name, own in _seals(folder).items():
        check_seal(folder / name, own)


def _seals(folder: Path) -> dict[str, dict[str, Any]]:
    seals: dict[str, dict[str, Any]] = json.loads((folder / _NAME).read_text("utf-8"))
    return seals
