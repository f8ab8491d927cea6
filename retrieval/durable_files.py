"""Durable files: arrays mapped from disk, and writes that survive a power cut."""

import os
from pathlib import Path
from typing import Any

import numpy as np


def mapped(file: Path) -> Any:
    """The array of an .npy file, memory-mapped. Raises OSError, ValueError."""
    try:
        # A plain view: slicing a memmap object costs more than reading what it points to.
        return np.load(file, mmap_mode="r").view(np.ndarray)
    except (OSError, ValueError):
        raise
    except Exception as error:  # the header is parsed as Python
        raise ValueError(f"{file} is no array ({type(error).__name__})") from error


def sync(path: Path) -> None:
    """Flushes a file to disk. Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Flushes a folder's entries to disk, where the platform allows it. Raises OSError."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
