"""Runs of cases: kills at changes of files, and power cuts after them."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.crashes.cases import Case, check
from tests.crashes.disk import Disk, Fate, lost, reordered, torn
from tests.crashes.tracing import Change, run_traced


@dataclass(frozen=True)
class Prepared:
    """A case that is ready to run: ``pristine`` is copied for each run."""

    case: Case
    files: Path
    pristine: Path
    changes: Sequence[Change]
    disk: Disk


@contextlib.contextmanager
def prepared(case: Case) -> Iterator[Prepared]:
    """Runs a case once to its end, and notes what it changes."""
    with tempfile.TemporaryDirectory() as folder:
        files, pristine, traced = (Path(folder, name) for name in ("files", "pristine", "traced"))
        files.mkdir()
        pristine.mkdir()
        case.prepare(files, pristine)
        shutil.copytree(pristine, traced)
        disk = Disk.of(traced)
        changes, _ = run_traced(lambda: case.work(files, traced), traced)
        yield Prepared(case, files, pristine, changes, disk)


def kill(ready: Prepared, at: int) -> bool:
    """Kills the command right before a change, and checks what is left. False where it came to its
    end before."""
    root = ready.pristine.with_name("killed")
    shutil.copytree(ready.pristine, root)
    try:
        _, killed = run_traced(lambda: ready.case.work(ready.files, root), root, at)
        check(ready.case, ready.files, root)
    except BaseException as error:
        error.add_note(f"{ready.case.name}, killed before change {at}")
        raise
    finally:
        shutil.rmtree(root)
    return killed


def cut_power(ready: Prepared, after: int, fate: Fate, name: str) -> None:
    """Checks what is left where the power goes after so many changes."""
    root = ready.pristine.with_name("cut")
    ready.disk.after(ready.changes[:after], fate).write(root)
    try:
        check(ready.case, ready.files, root)
    except BaseException as error:
        error.add_note(f"{ready.case.name}, power cut after {after} changes, {name}")
        raise
    finally:
        shutil.rmtree(root)


def fates(seed: int) -> dict[str, Fate]:
    """What may become of changes that were not synchronised."""
    return {"lost": lost, "torn": torn, "reordered": reordered(seed)}


def spread(many: int, most: int) -> list[int]:
    """At most so many of the numbers below ``many``, evenly, with the first and the last.

    >>> spread(9, 3), spread(2, 3), spread(5, 1)
    ([0, 4, 8], [0, 1], [0])
    """
    last, steps = many - 1, max(1, most - 1)
    return sorted({number * last // steps for number in range(most)}) if many else []
