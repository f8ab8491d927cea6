"""Protocol between the speed benchmark and the systems it measures.

    python -m benchmarks.peers.NAME ACTION FOLDER INPUT

INPUT is a JSON file; results are JSON objects on standard output, one per line:

build      makes FOLDER a searchable index of INPUT's ``texts``. Prints ``seconds`` from texts to
           the saved index, without loading the model, and ``peak``
ask        opens FOLDER and answers the only question of ``questions``. Prints the best ``text``
questions  opens FOLDER, asks ``warm_up``, then ``questions`` one at a time. Prints ``seconds`` and
           ``found`` for each, then ``peak``

``model`` is the folder of the embedding model; ``found`` are indices of texts, best first, at most
five; ``peak`` is the process's peak memory in MiB. Only the standard library is imported here,
because every peer runs this in an environment without the project's packages.
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
# From a question to texts with their indices, best first.
Search = Callable[[str], Sequence[tuple[int, str]]]
# From folder and input to a function that saves the index of some texts there. The model is loaded
# before that function is timed.
Build = Callable[[Path, Given], Callable[[list[str]], None]]
Open = Callable[[Path, Given], Search]


def serve(build: Build, open_: Open, packages: Sequence[str]) -> None:
    """Runs the action of the command line. ``packages``: whose versions to report."""
    action, folder, source = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    given: Given = json.loads(source.read_text("utf-8"))
    # Keeps what libraries print away from the results.
    results, sys.stdout = sys.stdout, sys.stderr

    def emit(**values: Any) -> None:
        print(json.dumps(values), file=results, flush=True)

    if action == "build":
        folder.mkdir(parents=True, exist_ok=True)
        index = build(folder, given)
        started = time.perf_counter()
        index(given["texts"])
        seconds = time.perf_counter() - started
        versions = {name: version(name) for name in packages}
        emit(seconds=seconds, peak=peak_memory(), versions=versions)
        return
    search = open_(folder, given)
    if action == "ask":
        emit(text=search(given["questions"][0])[0][1])
        return
    for question in given["warm_up"]:
        search(question)
    for question in given["questions"]:
        started = time.perf_counter()
        found = search(question)
        seconds = time.perf_counter() - started
        emit(seconds=seconds, found=[int(number) for number, _ in found][:MOST])
    emit(peak=peak_memory())


def peak_memory() -> float:
    """Peak memory in MiB. On Linux, ``ru_maxrss`` would start at the parent's."""
    try:
        for line in Path("/proc/self/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 1024)
