"""The end of a process that has large things loaded.

Where Python lets go of models and an index they are freed piece by piece, which takes a tenth of
the time of a whole `pullquote ask`. The system frees all of it at once.
"""

import contextlib
import gc
import os
import sys
import threading
from typing import NoReturn

# What is left to the system; None where the process does not end with the command.
_kept: list[object] | None = None


def skip_teardown() -> None:
    """From here on, what is given to ``keep`` is not freed before the process ends."""
    global _kept
    _kept = []


def keep(loaded: object) -> None:
    """Has the system free it, with the process. What has to be closed is closed all the same."""
    if _kept is not None:
        _kept.append(loaded)


def leave(code: int) -> NoReturn:
    """Ends the process: at once where something was kept, else as Python does. Standard output is
    flushed before this."""
    if _kept and not _loading():
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(code)
    gc.freeze()  # it would look through everything once more, to free what the system frees anyway
    sys.exit(code)


def _loading() -> bool:
    """Whether a thread still loads a model: it may be writing down what it has found out."""
    # Imported here: `--help` loads nothing.
    from retrieval.models.preload import LOADING

    return any(one.name.startswith(LOADING) for one in threading.enumerate())
