"""Preloading of models in the background."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Generic, TypeVar

Model = TypeVar("Model")
# The name of loading threads: before the process exits, they may have something to write.
LOADING = "loading"


class Preload(Generic[Model]):
    """Models being loaded, by folder."""

    def __init__(self) -> None:
        self._loading: dict[Path, Future[Model]] = {}

    def begin(self, folder: Path, load: Callable[[], Model]) -> None:
        """Starts loading. ``take`` raises what ``load`` raises."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=LOADING)
        self._loading[folder] = thread.submit(load)
        thread.shutdown(wait=False)

    def take(self, folder: Path) -> Model | None:
        """Waits for the model from this folder; None where none is being loaded or it was taken
        before. Raises what ``load`` raised."""
        future = self._loading.pop(folder, None)
        return None if future is None else future.result()

    def drop(self, folder: Path) -> None:
        """Forgets the model from this folder."""
        self._loading.pop(folder, None)

    def __len__(self) -> int:
        return len(self._loading)
