"""Memory that is free, given back to the system.

The C library keeps what is freed in between, for later. After millions of small arrays that is a
third of what a process takes.
"""

import ctypes
import sys


def give_back() -> None:
    """Gives free memory back, where the C library can do that (glibc)."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
