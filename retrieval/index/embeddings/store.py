"""Embedding store: one model's vectors and tokens by the hash of the text, each encoded once.

A store only grows: rows keep their numbers, and readers go by the count in ``store.json``, which is
replaced by one rename after everything else is on disk. What a killed writer left beyond that count
is overwritten by the next.

    store.json     format, model, shapes, and the numbers of texts and tokens
    seals.jsonl    a line for each addition: its numbers of texts and tokens, and its SHA-256
    *.bin          the columns, plain arrays (see columns.py)
"""

import json
import os
from dataclasses import replace
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.atomic_write import atomic_write
from retrieval.arrays import Rows, Vectors
from retrieval.index.embeddings.columns import (
    NAMES,
    OF_TOKENS,
    EmbeddingColumns,
    digest,
    item_bytes,
    mapped_columns,
)
from retrieval.index.embeddings.rounded_vectors import SCALE_BYTES, unrounded
from retrieval.index.embeddings.text_hashes import KEY_BYTES, Keys, SortedKeys, find_few
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.models.encoder import Tokens

# 3: vectors in a byte per dimension, tokens in a bit; none of punctuation.
FORMAT = 3
_DESCRIPTION, _SEALS = "store.json", "seals.jsonl"
# Columns larger than this are read, not accessed through a mapping; so is more than this at a time
# of any column.
_LARGE, _MUCH = 256 << 20, 4 << 20
# The most keys kept in a dictionary before all keys are sorted again.
_MOST_RECENT = 50_000
# The most keys that are looked up without sorting all: those of an article.
_FEW = 512


class EmbeddingStore:
    """Vectors and tokens by row (the number of the text), in memory or in a folder.

    Writers to a folder hold the data folder's write lock. Methods raise OSError where the disk
    fails.
    """

    def __init__(self, model: str, columns: EmbeddingColumns, folder: Path | None = None) -> None:
        """``model`` is the encoder's fingerprint."""
        self.model = model
        self.folder = folder
        self._columns = columns
        self._files: dict[str, FileIO] = {}
        self._sorted: SortedKeys | None = None
        # The rows of keys added since the last sort, with and without tokens.
        self._recent: dict[tuple[bytes, bool], int] = {}

    @classmethod
    def empty(cls, model: str, dimension: int, folder: Path | None = None) -> "EmbeddingStore":
        """An empty store, created in the folder if one is given."""
        nothing = EmbeddingColumns.of(
            np.empty((0, KEY_BYTES), np.uint8), np.empty((0, dimension), np.float32), []
        )
        store = cls(model, nothing, folder)
        if folder is not None:
            folder.mkdir(parents=True)
            store._write(nothing)
        return store

    def __len__(self) -> int:
        return len(self._columns.keys)

    @property
    def dimension(self) -> int:
        return int(self._columns.vectors.shape[1]) - SCALE_BYTES

    def vectors(self, rows: Rows) -> Vectors:
        """Shape (rows, dimension), float32."""
        return unrounded(self._take("vectors", rows))

    def codes(self, row: int) -> TokenCodes:
        """A text's token codes, empty where none are stored."""
        kept = self._columns
        start, end = int(kept.ends[row - 1]) if row else 0, int(kept.ends[row])
        inside = np.arange(start, end)
        codes, share = self._take("codes", inside), float(kept.shares[row])
        numbers = (kept.factors[start:end], kept.starts[start:end])
        if not share:
            return TokenCodes(codes, *numbers)
        return TokenCodes(codes, *numbers, self.vectors(np.array([row]))[0], share)

    def _take(self, name: str, rows: Rows) -> NDArray[Any]:
        """Rows of a column. Much, or from a large file, is read, neighbours together: through a
        mapping, the whole file would end up in this process's memory."""
        column: NDArray[Any] = getattr(self._columns, name)
        wide = column.dtype.itemsize * int(np.prod(column.shape[1:]))
        if self.folder is None or (column.nbytes <= _LARGE and len(rows) * wide <= _MUCH):
            return column[rows]
        found = np.empty((len(rows), *column.shape[1:]), column.dtype)
        order = np.argsort(rows, kind="stable")
        ordered = rows[order]
        edges = [0, *(np.flatnonzero(np.diff(ordered) != 1) + 1).tolist(), len(rows)]
        for first, last in pairwise(edges):
            if first < last:
                here = int(ordered[first])
                found[order[first:last]] = self._read(name, here, here + last - first)
        return found

    def _read(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Neighbours in a column, read from its file where there is one."""
        column: NDArray[Any] = getattr(self._columns, name)
        if self.folder is None or not hasattr(os, "pread") or first == last:
            return column[first:last]
        file = self._files.get(name)
        if file is None:
            file = self._files[name] = (self.folder / f"{name}.bin").open("rb", buffering=0)
        wide = column.dtype.itemsize * int(np.prod(column.shape[1:]))
        data = os.pread(file.fileno(), (last - first) * wide, first * wide)
        return np.frombuffer(data, column.dtype).reshape(-1, *column.shape[1:])

    def tokens(self, row: int) -> Tokens:
        """A text's tokens, rotated (see ``TokenCodes.tokens``). Their starts are in the plain text
        (see ``text.plain_text``)."""
        return self.codes(row).tokens()

    def find(self, keys: Keys, *, read: bool = False) -> Rows:
        """The rows of these keys, shape (keys,), -1 for unknown ones. ``read``: only texts with
        stored tokens."""
        columns = self._columns
        if self._sorted is None and len(keys) <= _FEW:
            found = find_few(columns.keys, columns.read, keys, read=read)
        else:
            if self._sorted is None:
                self._sorted = SortedKeys(columns.keys, columns.read)
            found = self._sorted.find(keys, read=read)
        for number in np.flatnonzero(found < 0) if self._recent else ():
            found[number] = self._recent.get((keys[number].tobytes(), read), -1)
        return found

    def append(self, more: EmbeddingColumns) -> Rows:
        """Adds texts; their rows."""
        first = len(self)
        if self.folder is None:
            self._columns = self._columns.then(more)
        else:
            self._write(more)
            self._columns = mapped_columns(self.folder, _description(self.folder))
        for row, (key, read) in enumerate(zip(more.keys, more.read, strict=True), first):
            self._recent[key.tobytes(), False] = row
            if read:
                self._recent[key.tobytes(), True] = row
        if len(self._recent) > _MOST_RECENT:
            self._recent, self._sorted = {}, None
        return np.arange(first, len(self))

    def part(self, rows: Rows) -> EmbeddingColumns:
        """The columns of these texts, in this order."""
        kept = self._columns
        starts = np.where(rows > 0, kept.ends[rows - 1], 0) if len(rows) else rows
        lengths = kept.ends[rows] - starts
        ends = np.cumsum(lengths)
        inside = np.repeat(starts - (ends - lengths), lengths) + np.arange(int(lengths.sum()))
        return EmbeddingColumns(
            keys=kept.keys[rows],
            vectors=self._take("vectors", rows),
            ends=ends,
            read=kept.read[rows],
            shares=kept.shares[rows],
            codes=self._take("codes", inside),
            factors=kept.factors[inside],
            starts=kept.starts[inside],
        )

    @classmethod
    def open(cls, folder: Path, model: str) -> "EmbeddingStore":
        """Raises OSError, and ValueError where it is no store of this model."""
        described = _description(folder)
        if described["model"] != model:
            raise ValueError(f"{folder} has the vectors of another model")
        return cls(model, mapped_columns(folder, described), folder)

    def verify(self) -> None:
        """Compares all hashes. Raises ValueError where one differs."""
        if self.folder is None:
            return
        texts = tokens = 0
        with (self.folder / _SEALS).open(encoding="utf-8") as seals:
            for line in seals:
                if texts == len(self):
                    break
                sealed = json.loads(line)
                part = self._slice(texts, sealed["texts"], tokens, sealed["tokens"])
                if digest(part) != sealed["sha256"]:
                    raise ValueError(
                        f"{self.folder}: texts {texts} and on are not what was written"
                    )
                texts, tokens = texts + sealed["texts"], tokens + sealed["tokens"]
        if texts != len(self):
            raise ValueError(f"{self.folder / _SEALS} does not cover all texts")

    def _slice(self, text: int, texts: int, token: int, tokens: int) -> EmbeddingColumns:
        ranges = {True: (token, token + tokens), False: (text, text + texts)}
        return EmbeddingColumns(**{n: self._read(n, *ranges[n in OF_TOKENS]) for n in NAMES})

    def _write(self, more: EmbeddingColumns) -> None:
        """Appends columns to the files."""
        folder, texts, tokens = self._folder, len(self), len(self._columns.codes)
        more = replace(more, ends=more.ends + tokens)
        described = _description(folder) if texts else self._described(more)
        described["width"] = described["width"] or more.codes.shape[1]
        for name in NAMES:
            array = getattr(more, name)
            before = (tokens if name in OF_TOKENS else texts) * item_bytes(name, described)
            _append(folder / f"{name}.bin", before, array.tobytes())
        seal = {"texts": len(more.keys), "tokens": len(more.codes), "sha256": digest(more)}
        line = f"{json.dumps(seal)}\n".encode("ascii") if len(more.keys) else b""
        _append(folder / _SEALS, described["seals"], line)
        described["texts"] = texts + len(more.keys)
        described["tokens"] = tokens + len(more.codes)
        described["seals"] += len(line)
        atomic_write(folder / _DESCRIPTION, json.dumps(described, indent=1).encode())

    @property
    def _folder(self) -> Path:
        if self.folder is None:
            raise LookupError("this store is in memory")
        return self.folder

    def _described(self, first: EmbeddingColumns) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "model": self.model,
            "dimension": self.dimension,
            "width": first.codes.shape[1],
            "texts": 0,
            "tokens": 0,
            "seals": 0,
        }


def _description(folder: Path) -> dict[str, Any]:
    """Raises OSError, ValueError."""
    described = json.loads((folder / _DESCRIPTION).read_text("utf-8"))
    if not isinstance(described, dict) or described.get("format") != FORMAT:
        raise ValueError(f"{folder / _DESCRIPTION} is of another format")
    if described.keys() < {"model", "dimension", "width", "texts", "tokens", "seals"}:
        raise ValueError(f"{folder / _DESCRIPTION} lacks some fields")
    return described


def _append(path: Path, before: int, data: bytes) -> None:
    """Truncates a file to ``before`` bytes, appends the data and flushes it to disk."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(before)
        file.seek(before)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
