"""A model made ready for the light runtime: the files in one folder, and what is known of them.

graph.xml, graph.bin   token ids in; a vector a text, and a vector a token, out
tokenizer.json         the model's tokenizer, truncation included, as sentence-transformers
                       sets it up
encoder.json           this description; written last, so a folder without it is no model
precision.json         the arithmetic that is fastest, by processor (see precision.py)
compiled/              what OpenVINO remembers of the compiled graph (0.4 MB, no weights)
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
    """A prepared folder is missing, of another format, or damaged; preparing again mends it."""


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """One file's seal. ``size`` is compared at every start, ``sha256`` when somebody asks."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """All that the runtime has to know of a model besides its graph and its tokenizer.

    ``fingerprint`` is the caller's name for the source's bytes. ``inputs`` are the graph's, in
    order. ``max_tokens`` counts special tokens too; None is no limit (tokenizer.json cuts there).
    ``exact`` is set where the model loses too much in bfloat16 and has to run in float32.
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
        """What ``encoder.json`` says, its files being there in their recorded size (microseconds).

        Raises PreparedModelError.
        """
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
        """Reads every byte. Raises PreparedModelError where one is not what was prepared."""
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
