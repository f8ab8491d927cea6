"""Atomic creation of a prepared model's folder: it appears complete or not at all."""

import contextlib
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from corpus.atomic_write import sync_folder, sync_tree
from retrieval.errors import ModelError, RetrievalError
from retrieval.models.openvino.prepared_model import COMPILED

_ABANDONED_SECONDS = 3600


class CannotPrepare(RetrievalError):
    """The model could not be exported; another attempt may succeed."""


class Unsuitable(CannotPrepare):
    """The model can never be exported as it is."""


@contextlib.contextmanager
def atomic_folder(folder: Path, model: str) -> Iterator[Path]:
    """A new folder to fill, which then becomes ``folder``. If another process was first, its folder
    stays, unchecked.

    Any exception raised meanwhile becomes a CannotPrepare that names the ``model``, except
    CannotPrepare and ModelError themselves.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise CannotPrepare(f"{folder.parent} cannot be written: {error.strerror}") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer's; the result is compared anyway
            yield draft
        shutil.rmtree(draft / COMPILED, ignore_errors=True)  # valid for the draft's path only
        sync_tree(draft)
        with contextlib.suppress(OSError):
            draft.rename(folder)
            sync_folder(folder.parent)
    except (CannotPrepare, ModelError):
        raise
    except Exception as error:  # of torch, transformers or OpenVINO
        raise CannotPrepare(f"{model} cannot be exported: {one_line(error)}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def one_line(error: Exception) -> str:
    """A library's error in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def _sweep(folder: Path) -> None:
    """Removes drafts of killed processes; one of the last hour may still be in use."""
    for draft in folder.parent.glob(f".{folder.name}.*"):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(draft)
