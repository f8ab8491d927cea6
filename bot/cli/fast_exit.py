"""Fast exit: ends a process without freeing its memory piece by piece.

Freeing models and an index takes Python a tenth of the time of a whole `pullquote ask`. The system
frees all of it at once.
"""

import contextlib
import gc
import os
import sys
import threading
from typing import NoReturn

# Objects that are left to the system; None where the process goes on after the command.
_kept: list[object] | None = None


def skip_teardown() -> None:
    """From now on, objects given to ``keep`` are not freed before the process ends."""
    global _kept
    _kept = []


def keep(loaded: object) -> None:
    """Leaves an object to the system. Whatever has to be closed is still closed."""
    if _kept is not None:
        _kept.append(loaded)


def end_process(code: int) -> NoReturn:
    """Ends the process: at once if something was kept, else as Python does. Flush standard output
    before this."""
    if _kept and not _is_loading():
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(code)
    gc.freeze()  # else Python would go through all objects once more, only to free them
    sys.exit(code)


def _is_loading() -> bool:
    """Whether a thread still loads a model; it may be writing what it found out to disk."""
    # Imported here: `--help` loads nothing.
    from retrieval.models.preload import LOADING

    return any(one.name.startswith(LOADING) for one in threading.enumerate())
