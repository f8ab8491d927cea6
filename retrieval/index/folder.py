"""Index folder: an index on disk.

    index/current                  the name of the generation in use; replaced by one rename
    index/<name>/manifest.json     the generation: its segments and its store
    index/<name>/gone.npy          documents of the segments that were deleted
    index/segments/<name>/         a segment, sealed (see ``seals``)
    index/stores/<name>/           the vectors

Segments never change and stores only grow, so a new generation reuses what is there. What a killed
writer leaves is referenced by nothing, and the next write removes it. Opening an index compares
sizes and shapes; ``verify`` compares every hash.
"""

import contextlib
import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.atomic_write import atomic_write, sync, sync_folder
from corpus.errors import StorageError
from retrieval.arrays import Mask
from retrieval.errors import DamagedIndex, ForeignIndex, MissingIndex
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.index import Index
from retrieval.index.index_model import MANIFEST, POINTER, fingerprint_in
from retrieval.index.seals import (
    check_files,
    check_folder,
    check_seal,
    seal_folder,
    seal_of,
    seal_of_folder,
)
from retrieval.index.segment import Segment
from retrieval.mapped_arrays import mapped

# Raise it whenever the files, or the passages, sentences or words of texts, change.
FORMAT = 11
_GONE = "gone.npy"
_SEGMENTS, _STORES = "segments", "stores"


@dataclass(frozen=True, slots=True)
class Entry:
    """A segment in the folder: its name there, and which of its documents are alive (None: all)."""

    name: str
    segment: Segment
    alive: Mask | None = None

    @property
    def passages(self) -> int:
        """The number of passages of documents that are alive."""
        if self.alive is None:
            return len(self.segment.passages)
        return int(np.diff(self.segment.passages.firsts)[self.alive].sum())


@dataclass(frozen=True, slots=True)
class Generation:
    """An index that is open, and its segments."""

    index: Index
    entries: tuple[Entry, ...]


class IndexFolder:
    """The folder of one index. Writers must hold the data folder's write lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> str | None:
        """The name of the generation in use, new with every save; None without an index."""
        try:
            return (self._folder / POINTER).read_text("ascii").strip() or None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedIndex(f"{self._folder / POINTER} cannot be read ({error})") from error

    def model(self) -> str | None:
        """The fingerprint of the model that made the index in use; None where none can be read."""
        return fingerprint_in(self._folder)

    def exists(self) -> bool:
        """Whether there is a folder, valid or not."""
        return self._folder.exists()

    def has_remains(self) -> bool:
        """Whether there is an index, or the pieces of one, and not vectors alone."""
        return (self._folder / POINTER).exists() or any((self._folder / _SEGMENTS).glob("*"))

    def open(self, model: str, *, searched: bool = True) -> Index:
        """The index in use. ``searched`` False, while the data folder's write lock is held: what
        only searching needs is not read, which takes most of the time.

        Raises MissingIndex, DamagedIndex, and ForeignIndex where it was made by another model than
        the one with this fingerprint, or has another format.
        """
        return self.open_generation(model, searched=searched).index

    def open_generation(self, model: str, *, searched: bool = True) -> Generation:
        """The index in use and its segments. As ``open``."""
        name = self.current()
        if name is None:
            raise MissingIndex(f"there is no index in {self._folder}")
        try:
            return self._read(name, model, searched)
        except DamagedIndex:
            # A writer may have replaced the generation and removed this one meanwhile.
            newer = self.current()
            if newer is None or newer == name:
                raise
            return self._read(newer, model, searched)

    def verify(self, model: str) -> Index:
        """The index in use, once every hash of it has been compared. Raises as ``open``."""
        generation = self.open_generation(model)
        try:
            for entry in generation.entries:
                check_files(self._segment_folder(entry.name))
            generation.index.store.verify()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedIndex(f"the index in {self._folder} is damaged ({error})") from error
        return generation.index

    def save(self, index: Index) -> None:
        """Writes a whole index and switches to it. Raises StorageError, and then nothing has
        changed."""
        with self.writing():
            kept = index.store.part(np.arange(len(index.store)))
            store = self.new_store(index.model, index.store.dimension)
            store.append(kept)
            entries = [
                Entry(self.add(segment), segment, alive)
                for segment, alive in zip(index.segments, index.alive, strict=True)
            ]
            self.commit(entries, store, index.revision)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Wraps all writing: turns an OSError into a StorageError, and removes what was written."""
        try:
            self._clear_obstacles()
            yield
        except OSError as error:
            # Except the vectors, which the next attempt can use.
            with contextlib.suppress(OSError, DamagedIndex):
                self._sweep(stores=False)
            raise StorageError(
                f"cannot write the index in {self._folder}: {error.strerror or error}; "
                "the last good index stays in use",
                "index-unwritable",
            ) from error

    def new_store(self, model: str, dimension: int) -> EmbeddingStore:
        """A new, empty store. Raises OSError."""
        folder = self._folder / _STORES / uuid.uuid4().hex
        store = EmbeddingStore.empty(model, dimension, folder)
        sync_folder(folder.parent)
        return store

    def old_store(self, model: str) -> EmbeddingStore | None:
        """The largest valid store of this model: its vectors survive a damaged index or one of
        another format."""
        found = []
        for folder in sorted((self._folder / _STORES).glob("*")):
            with contextlib.suppress(OSError, ValueError):
                store = EmbeddingStore.open(folder, model)
                store.verify()
                found.append(store)
        return max(found, key=len, default=None)

    def add(self, segment: Segment) -> str:
        """Writes a segment that no generation uses yet; returns its name. Raises OSError."""
        name = uuid.uuid4().hex
        folder = self._segment_folder(name)
        segment.save(folder)
        seal_folder(folder)
        return name

    def reopen(self, name: str) -> Segment:
        """A segment that was added, from the disk, not to be searched. Raises OSError,
        ValueError."""
        return Segment.open(self._segment_folder(name), searched=False)

    def commit(self, entries: Sequence[Entry], store: EmbeddingStore, revision: str) -> None:
        """Switches to a generation of these segments, and removes what it does not use. Raises
        OSError."""
        if store.folder is None:
            raise LookupError("an index on disk needs a store on disk")
        name = uuid.uuid4().hex
        folder = self._folder / name
        folder.mkdir(parents=True)
        gone = [
            (number, document)
            for number, entry in enumerate(entries)
            if entry.alive is not None
            for document in np.flatnonzero(~entry.alive).tolist()
        ]
        np.save(folder / _GONE, np.array(gone, np.int64).reshape(-1, 2))
        manifest = {
            "format": FORMAT,
            "model": store.model,
            "revision": revision,
            "store": store.folder.name,
            "texts": len(store),
            "gone": seal_of(folder / _GONE),
            "segments": [
                {"name": one.name, "seal": seal_of_folder(self._segment_folder(one.name))}
                for one in entries
            ],
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
        for path in (folder / _GONE, folder / MANIFEST):
            sync(path)
        sync_folder(folder)
        sync_folder(self._folder)  # the generation's own name, before anything refers to it
        atomic_write(self._folder / POINTER, name.encode("ascii"))
        self._sweep()

    def _clear_obstacles(self) -> None:
        """Removes whatever stands in the way of the index folder and is no part of an index."""
        if self._folder.exists() and not self._folder.is_dir():
            self._folder.unlink()
        for name in (POINTER, f"{POINTER}.new"):
            if (self._folder / name).is_dir():
                shutil.rmtree(self._folder / name)
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True)
            sync_folder(self._folder.parent)

    def _sweep(self, *, stores: bool = True) -> None:
        """Removes what the generation in use does not reference."""
        name = self.current()
        needed: set[Path] = set()
        if name is not None:
            manifest = _manifest(self._folder / name)
            needed = {self._folder / name, self._folder / _STORES / str(manifest.get("store"))}
            needed |= {self._segment_folder(str(one["name"])) for one in manifest["segments"]}
        kept = {self._folder / _SEGMENTS, self._folder / _STORES}
        swept = [self._folder, self._folder / _SEGMENTS, *([self._folder / _STORES] * stores)]
        for where in swept:
            for path in where.iterdir() if where.is_dir() else ():
                if path.is_dir() and path not in needed | kept:
                    shutil.rmtree(path, ignore_errors=True)

    def _segment_folder(self, name: str) -> Path:
        return self._folder / _SEGMENTS / name

    def _read(self, name: str, model: str, searched: bool) -> Generation:
        folder = self._folder / name
        manifest = _manifest(folder)
        if manifest.get("format") != FORMAT:
            raise ForeignIndex(
                f"the index has format {manifest.get('format')}, this Pullquote uses {FORMAT}"
            )
        if manifest.get("model") != model:
            raise ForeignIndex("the index was made with another embedding model")
        try:
            store = EmbeddingStore.open(self._folder / _STORES / manifest["store"], model)
            if len(store) < manifest["texts"]:
                raise ValueError(f"{store.folder} has lost texts")
            check_seal(folder / _GONE, manifest["gone"])
            gone = mapped(folder / _GONE)
            entries = []
            for number, one in enumerate(manifest["segments"]):
                segment_folder = self._segment_folder(one["name"])
                check_folder(segment_folder, one["seal"])
                segment = Segment.open(segment_folder, searched=searched)
                alive = _alive(gone[gone[:, 0] == number, 1], len(segment))
                entries.append(Entry(one["name"], segment, alive))
            alive_masks = [entry.alive for entry in entries]
            index = Index(
                [entry.segment for entry in entries], store, manifest["revision"], alive_masks
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise DamagedIndex(f"the index in {folder} cannot be read ({error})") from error
        return Generation(index, tuple(entries))


def _alive(gone: np.ndarray[Any, Any], documents: int) -> Mask | None:
    if not len(gone):
        return None
    mask = np.ones(documents, bool)
    mask[gone] = False
    return mask


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DamagedIndex(f"the index in {folder} has no readable manifest ({error})") from error
    if not isinstance(manifest, dict):
        raise DamagedIndex(f"the manifest of the index in {folder} is not an object")
    return manifest
