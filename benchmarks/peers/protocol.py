"""The one way in which the benchmark speaks with everything that it measures.

    python -m benchmarks.peers.NAME ACTION FOLDER INPUT

INPUT is a JSON file, results are JSON objects, one a line, on standard output:

build      makes FOLDER, a searchable index, of INPUT's ``texts``. Prints ``seconds`` from texts
           to the saved index, the model being loaded, and ``peak``
ask        opens FOLDER and answers the one question of ``questions``. Prints ``text``, the best
questions  opens FOLDER, asks ``warm_up`` first, then ``questions`` one at a time. Prints a line for
           each with ``seconds`` and ``found``, then one with ``peak``

``model`` is the folder of the embedding model. ``found`` are numbers of texts, best first, five
at most; ``peak`` is the most memory that the process has held, in MiB. Nothing is imported here but
what Python brings, since every peer runs it in an environment that has not the project's packages.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

MOST = 5
Given = dict[str, Any]
# Question in; out come texts and their numbers, best first.
Search = Callable[[str], Sequence[tuple[int, str]]]
# Folder and input in; what comes out saves the index of texts there. Loading the model comes
# before, and is not on that clock.
Build = Callable[[Path, Given], Callable[[list[str]], None]]
Open = Callable[[Path, Given], Search]


def serve(build: Build, open_: Open, packages: Sequence[str]) -> None:
    """Does what the command line says. ``packages``: whose versions are worth telling."""
    action, folder, source = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    given: Given = json.loads(source.read_text("utf-8"))
    # Libraries that print would otherwise print between the results.
    results, sys.stdout = sys.stdout, sys.stderr

    def tell(**values: Any) -> None:
        print(json.dumps(values), file=results, flush=True)

    if action == "build":
        folder.mkdir(parents=True, exist_ok=True)
        index = build(folder, given)
        started = time.perf_counter()
        index(given["texts"])
        seconds = time.perf_counter() - started
        versions = {name: version(name) for name in packages}
        tell(seconds=seconds, peak=peak_memory(), versions=versions)
        return
    search = open_(folder, given)
    if action == "ask":
        tell(text=search(given["questions"][0])[0][1])
        return
    for question in given["warm_up"]:
        search(question)
    for question in given["questions"]:
        started = time.perf_counter()
        found = search(question)
        seconds = time.perf_counter() - started
        tell(seconds=seconds, found=[int(number) for number, _ in found][:MOST])
    tell(peak=peak_memory())


def peak_memory() -> float:
    """MiB. ``ru_maxrss`` alone will not do: Linux has a process begin with its parent's."""
    try:
        for line in Path("/proc/self/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 1024)
