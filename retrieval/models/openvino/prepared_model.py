"""Prepared model: a folder with a model that OpenVINO can run, and its description.

graph.xml, graph.bin   in: token ids; out: a vector for each text and for each token
tokenizer.json         the model's tokenizer, with or without truncation
encoder.json           the description; written last, so the folder is complete with it
precision.json         the faster precision, by processor (see precision.py)
compiled/              OpenVINO's cache of the compiled graph, by precision (0.4 MB each)
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from retrieval.errors import ModelError

FORMAT = 1
GRAPH, WEIGHTS, TOKENIZER = "graph.xml", "graph.bin", "tokenizer.json"
DESCRIPTION, COMPILED = "encoder.json", "compiled"


class PreparedModelError(ModelError):
    """A prepared folder is missing, damaged or of another format; prepare it again."""


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file's size, compared at every start, and SHA-256, compared by ``verify``."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """The description of a prepared model.

    ``fingerprint``: the caller's name for the source's bytes. ``inputs``: the graph's, in order.
    ``max_tokens``: where texts are cut, special tokens included; None: no limit.
    ``exact``: the model loses too much in bfloat16 and must run in float32.
    """

    fingerprint: str
    dimension: int
    token_dimension: int
    inputs: tuple[str, ...]
    max_tokens: int | None
    question_prompt: str
    passage_prompt: str
    pad_id: int
    pad_type_id: int
    exact: bool
    files: dict[str, PreparedFile]
    made_with: dict[str, str]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The description in a folder whose files have the recorded sizes. Raises
        PreparedModelError."""
        try:
            known = json.loads((folder / DESCRIPTION).read_text("utf-8"))
            if known.pop("format") != FORMAT:
                raise PreparedModelError(f"{folder} was prepared by another version of the program")
            known["files"] = {name: PreparedFile(**seal) for name, seal in known["files"].items()}
            known["inputs"] = tuple(known["inputs"])
            model = cls(**known)
            for name, seal in model.files.items():
                size = (folder / name).stat().st_size
                if size != seal.size:
                    raise PreparedModelError(f"{folder / name} has {size} bytes, not {seal.size}")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise PreparedModelError(f"{folder} holds no prepared model: {error}") from error
        return model

    def save(self, folder: Path) -> None:
        described = json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False)
        (folder / DESCRIPTION).write_text(described + "\n", "utf-8")

    def verify(self, folder: Path) -> None:
        """Compares the files with their hashes. Raises PreparedModelError where one differs."""
        for name, seal in self.files.items():
            try:
                found = seal_of(folder / name)
            except OSError as error:
                raise PreparedModelError(f"{folder / name}: {error.strerror}") from error
            if found != seal:
                raise PreparedModelError(
                    f"{folder / name} is not what was prepared; delete {folder}, and it is "
                    "prepared again"
                )


def seal_of(path: Path) -> PreparedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return PreparedFile(path.stat().st_size, digest)
