"""An index on disk.

Every index is a folder of its own, written whole beside the one in use:

    index/current            the name of the folder in use; replaced by one rename
    index/<name>/manifest.json
    index/<name>/...         what the manifest lists, each with its size and SHA-256

A process that is killed while writing leaves a folder that nothing points to; the next write
sweeps it away. What is read is what was written, or an error: never something in between.
"""

import hashlib
import json
import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import StorageError
from retrieval.dense import DenseIndex
from retrieval.errors import DamagedIndex, ForeignIndex, MissingIndex
from retrieval.index import Index, Layer
from retrieval.lexical import LexicalIndex
from retrieval.token_index import TokenIndex

# Raise it whenever the files, or the way texts are cut and counted, change.
FORMAT = 3
_POINTER = "current"
_MANIFEST = "manifest.json"
_TOKENS = "tokens"


class IndexFolder:
    """The place of one index. Writers must hold the data folder's write lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> str | None:
        """The name of the index in use; it changes with every save. None if there is none."""
        try:
            return (self._folder / _POINTER).read_text("ascii").strip() or None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedIndex(f"{self._folder / _POINTER} cannot be read ({error})") from error

    def exists(self) -> bool:
        """Whether there is anything, good or bad."""
        return self._folder.exists()

    def save(self, index: Index) -> None:
        """Writes the index and switches to it. Raises StorageError, and then all is as before."""
        name = uuid.uuid4().hex
        folder = self._folder / name
        try:
            self._clear_the_way()
            folder.mkdir(parents=True)
            _write_files(index, folder)
            _write_manifest(index, folder)
            pointer = self._folder / f"{_POINTER}.new"
            pointer.write_text(name, "ascii")
            _sync(pointer)
            pointer.replace(self._folder / _POINTER)
            _sync_folder(self._folder)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise StorageError(
                f"cannot write the index in {self._folder}: {error.strerror or error}; "
                "the last good index stays in use; free some space and run `pullquote sync`"
            ) from error
        self._sweep(name)

    def _clear_the_way(self) -> None:
        """What stands where an index belongs, and is none, goes: it could not be used anyway."""
        if self._folder.exists() and not self._folder.is_dir():
            self._folder.unlink()
        for name in (_POINTER, f"{_POINTER}.new"):
            if (self._folder / name).is_dir():
                shutil.rmtree(self._folder / name)

    def open(self, model: str) -> Index:
        """The index in use.

        Raises MissingIndex, DamagedIndex, or ForeignIndex where it was not made by the model of
        this fingerprint or is of another format.
        """
        name = self.current()
        if name is None:
            raise MissingIndex(f"there is no index in {self._folder}")
        try:
            return _read(self._folder / name, model)
        except DamagedIndex:
            # A writer may have switched, and swept, between our two looks.
            newer = self.current()
            if newer is None or newer == name:
                raise
            return _read(self._folder / newer, model)

    def _sweep(self, keep: str) -> None:
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name != keep:
                shutil.rmtree(folder, ignore_errors=True)


def _write_files(index: Index, folder: Path) -> None:
    documents = [
        (*name, language) for name, language in zip(index.documents, index.languages, strict=True)
    ]
    (folder / "documents.json").write_text(json.dumps(documents), "utf-8")
    index.tokens.save(folder / _TOKENS)
    for name, layer in (("passages", index.passages), ("sentences", index.sentences)):
        np.save(folder / f"{name}.rows.npy", layer.rows)
        np.save(folder / f"{name}.keys.npy", layer.keys)
        layer.vectors.save(folder / f"{name}.faiss")
        layer.words.save(folder / f"{name}.words")


def _write_manifest(index: Index, folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = {
        "format": FORMAT,
        "model": index.model,
        "revision": index.revision,
        "documents": len(index.documents),
        "passages": len(index.passages),
        "sentences": len(index.sentences),
        "files": {path.relative_to(folder).as_posix(): _seal(path) for path in files},
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
    for path in [*files, folder / _MANIFEST]:
        _sync(path)
    for inner in {path.parent for path in files}:
        _sync_folder(inner)


def _seal(path: Path) -> dict[str, int | str]:
    with path.open("rb") as file:
        return {
            "size": path.stat().st_size,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        }


def _sync(path: Path) -> None:
    """Has the system put the file on the disk itself, so that a power cut finds it whole."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """The same for the names in a folder, where the platform lets a folder be opened."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _read(folder: Path, model: str) -> Index:
    manifest = _manifest(folder)
    if manifest.get("format") != FORMAT:
        raise ForeignIndex(
            f"the index has format {manifest.get('format')}, this Pullquote uses {FORMAT}"
        )
    if manifest.get("model") != model:
        raise ForeignIndex("the index was made with another embedding model")
    try:
        _check_files(folder, manifest["files"])
        documents = json.loads((folder / "documents.json").read_text("utf-8"))
        index = Index(
            documents=tuple((name, sha256) for name, sha256, _ in documents),
            languages=tuple(language for _, _, language in documents),
            passages=_read_layer(folder, "passages"),
            sentences=_read_layer(folder, "sentences"),
            tokens=TokenIndex.open(folder / _TOKENS),
            model=model,
            revision=manifest["revision"],
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedIndex(f"the index in {folder} cannot be read ({error})") from error
    wanted = tuple(manifest.get(name) for name in ("documents", "passages", "sentences"))
    found = (len(index.documents), len(index.passages), len(index.sentences))
    if found != wanted or len(index.tokens) != len(index.passages):
        raise DamagedIndex(f"the index in {folder} does not hold what its manifest counts")
    return index


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DamagedIndex(f"the index in {folder} has no readable manifest ({error})") from error
    if not isinstance(manifest, dict):
        raise DamagedIndex(f"the manifest of the index in {folder} is no manifest")
    return manifest


def _check_files(folder: Path, files: dict[str, dict[str, int | str]]) -> None:
    for name, seal in files.items():
        if _seal(folder / name) != seal:
            raise DamagedIndex(f"{folder / name} is not what was written")


def _read_layer(folder: Path, name: str) -> Layer:
    return Layer(
        rows=np.load(folder / f"{name}.rows.npy", mmap_mode="r"),
        keys=np.load(folder / f"{name}.keys.npy", mmap_mode="r"),
        vectors=DenseIndex.open(folder / f"{name}.faiss"),
        words=LexicalIndex.open(folder / f"{name}.words"),
    )
