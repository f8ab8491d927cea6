"""A prepared model's folder: filled beside its place, and put there whole or not at all."""

import contextlib
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from retrieval.errors import ModelError, RetrievalError
from retrieval.models.prepared_model import COMPILED

_ABANDONED_SECONDS = 3600


class CannotPrepare(RetrievalError):
    """The model could not be exported, this time."""


class Unsuitable(CannotPrepare):
    """The model never can be exported as it is, whatever the disk and the day."""


@contextlib.contextmanager
def atomic_folder(folder: Path, model: str) -> Iterator[Path]:
    """A new folder to be filled, which then becomes ``folder``; if another process was first, that
    one's stays, and the caller finds out what it is worth.

    Whatever is raised while it is filled becomes a CannotPrepare that names the ``model``, but for
    those and ModelError.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise CannotPrepare(f"{folder.parent} cannot be written: {error.strerror}") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer's, about what a comparison will show
            yield draft
        shutil.rmtree(draft / COMPILED, ignore_errors=True)  # known by the draft's path, no other
        draft.chmod(0o755)
        with contextlib.suppress(OSError):
            draft.rename(folder)
    except (CannotPrepare, ModelError):
        raise
    except Exception as error:  # torch, transformers and OpenVINO raise what they like
        raise CannotPrepare(f"{model} cannot be exported: {told(error)}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def told(error: Exception) -> str:
    """A library's error in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def _sweep(folder: Path) -> None:
    """Drafts that a killed process has left; one of the last hour may still be at work."""
    for draft in folder.parent.glob(f".{folder.name}.*"):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(draft)
