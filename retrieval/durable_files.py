"""Arrays and files on disk: read without being loaded; written so that a power cut finds them."""

import os
from pathlib import Path
from typing import Any

import numpy as np


def mapped(file: Path) -> Any:
    """The array of an .npy file as it lies on the disk. Raises OSError, ValueError."""
    try:
        # A plain view: slicing a memmap object costs more than reading what it points to.
        return np.load(file, mmap_mode="r").view(np.ndarray)
    except (OSError, ValueError):
        raise
    except Exception as error:  # the header is parsed as Python, and fails in its ways
        raise ValueError(f"{file} is no array ({type(error).__name__})") from error


def sync(path: Path) -> None:
    """Has the system put a file on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """The same for the names in a folder, where the platform lets a folder be opened."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
