"""Models that are loaded in the background, until somebody takes them."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Generic, TypeVar

Model = TypeVar("Model")
# Threads that load are called so: before the process ends, they may want to write something down.
LOADING = "loading"


class Preload(Generic[Model]):
    """What is being loaded, by the folder that it is loaded from."""

    def __init__(self) -> None:
        self._begun: dict[Path, Future[Model]] = {}

    def begin(self, folder: Path, load: Callable[[], Model]) -> None:
        """Begins to load; what that raises, ``take`` raises."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=LOADING)
        self._begun[folder] = thread.submit(load)
        thread.shutdown(wait=False)

    def take(self, folder: Path) -> Model | None:
        """What was loaded from the folder, once it is; None where nothing was begun, or somebody
        has taken it. Raises what loading it raised."""
        begun = self._begun.pop(folder, None)
        return None if begun is None else begun.result()

    def drop(self, folder: Path) -> None:
        """Has nobody take it."""
        self._begun.pop(folder, None)

    def __len__(self) -> int:
        return len(self._begun)
