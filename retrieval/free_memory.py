"""Returning freed memory to the system.

The C library keeps freed memory for later. After millions of small arrays that is a third of what
the process takes.
"""

import ctypes
import sys


def give_back() -> None:
    """Gives free memory back, where the C library can do that (glibc)."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
