"""Arrays on disk, used without being loaded."""

from pathlib import Path
from typing import Any

import numpy as np

from retrieval.mapping_faults import expect_faults


def mapped(file: Path) -> Any:
    """The array of an .npy file, memory-mapped. Raises OSError, ValueError."""
    expect_faults(file)
    try:
        # A plain view: slicing a memmap object costs more than reading what it points to.
        return np.load(file, mmap_mode="r").view(np.ndarray)
    except (OSError, ValueError):
        raise
    except Exception as error:  # the header is parsed as Python
        raise ValueError(f"{file} is no array ({type(error).__name__})") from error
