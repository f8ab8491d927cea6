"""The systems of the speed benchmark: scripts, environments, and settings in words."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.environments import environment, variables
from benchmarks.timing import Finished, ProcessFailed, run

# The version that this project uses too.
_TORCH = "torch==2.13.0"
_TIMEOUT = 1800.0


@dataclass(frozen=True, slots=True)
class System:
    """``script``: its module in benchmarks.peers; ``packages``: what it needs beyond this project's
    environment; ``index_of``: the system whose index it searches, if not its own; ``depth``: how
    far Pullquote goes ("search", "ranked" or "whole")."""

    name: str
    script: str
    settings: str
    packages: tuple[str, ...] = ()
    index_of: str | None = None
    depth: str = "search"


SEARCH = "Pullquote, search alone"
RANKED = "Pullquote, without the reader"
ASK = "Pullquote, whole answers"
BASELINE = "baseline script"

OWN = (
    System(
        SEARCH,
        "pullquote",
        "everything before ranking: the question encoded, passages and sentences retrieved by "
        "vectors and by BM25, the lists merged",
    ),
    System(
        RANKED,
        "pullquote",
        "as with PULLQUOTE_READER_MODEL=none: the sentences of 16 passages ranked, quotes "
        "selected, confidence; this row and the next also use titles",
        index_of=SEARCH,
        depth="ranked",
    ),
    System(
        ASK,
        "pullquote",
        "Answerer.ask with its defaults: the same, and the reader reads the question with the best "
        "passages",
        index_of=SEARCH,
        depth="whole",
    ),
    System(
        BASELINE,
        "baseline",
        "sentence-transformers and FAISS (IndexFlatIP), one vector per passage, float32, torch",
    ),
)
_HAYSTACK = ("haystack-ai==3.4.1", "sentence-transformers-haystack==2.0.0", _TORCH)
PEERS = (
    System(
        "Haystack",
        "haystack",
        "pipeline of sentence-transformers embedder and InMemoryEmbeddingRetriever, the "
        "InMemoryDocumentStore saved as JSON; telemetry off",
        _HAYSTACK,
    ),
    System(
        "Haystack, hybrid",
        "haystack_hybrid",
        "the same store; embedding retriever and BM25, ten each, joined by reciprocal rank fusion",
        _HAYSTACK,
        index_of="Haystack",
    ),
    System(
        "txtai",
        "txtai",
        "Embeddings(hybrid=True, content=True): transformers, FAISS, its BM25, texts in SQLite",
        ("txtai==9.14.0", _TORCH),
    ),
)


class SystemRunner:
    """Runs the systems' scripts. ``cache`` keeps environments, indexes and prepared models."""

    def __init__(self, cache: Path, model: str) -> None:
        self.cache = cache.resolve()
        self.data = self.cache / "data"
        # An empty working directory: no .env and no modules of this project.
        self.here = self.cache / "empty"
        self.here.mkdir(parents=True, exist_ok=True)
        self._model = model

    def command(self, system: System, action: str, index: Path, given: Path) -> list[str]:
        """The command line of one action. Raises ProcessFailed if its environment cannot be
        created."""
        python: str | Path = sys.executable
        if system.packages:
            python = environment(self.cache / "environments", system.packages)
        module = f"benchmarks.peers.{system.script}"
        return [str(python), "-m", module, action, str(index), str(given)]

    def run(self, command: Sequence[str]) -> Finished:
        """One process, from start to end. Raises ProcessFailed."""
        return run(command, variables(self.data), self.here, _TIMEOUT)

    def do(
        self, system: System, action: str, index: Path, given: dict[str, Any]
    ) -> tuple[float, list[dict[str, Any]]]:
        """Runs one action: the seconds its process took, and its results. Raises
        ProcessFailed."""
        source = self.write(system, given, action)
        done = self.run(self.command(system, action, index, source))
        return done.seconds, list(_objects(done.output))

    def write(self, system: System, given: dict[str, Any], action: str) -> Path:
        """Writes the input of a system's script to a file."""
        path = self.cache / f"{system.script}-{action}.json"
        models = str(self.data / "models")
        whole = {"model": self._model, "models": models, "depth": system.depth, **given}
        path.write_text(json.dumps(whole), "utf-8")
        return path


def _objects(output: str) -> Iterator[dict[str, Any]]:
    try:
        yield from map(json.loads, output.splitlines())
    except ValueError as error:
        raise ProcessFailed(f"did not print JSON ({error})") from None
