"""Packed strings: a sequence in one blob, which can be mapped from disk."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.mapped_arrays import mapped

_BLOB, _ENDS = "blob.npy", "ends.npy"


class Strings(Sequence[str]):
    """A sequence of strings, each decoded when it is accessed.

    ``blob`` (bytes,): the strings in UTF-8, one after the other; ``ends`` (strings,): where each
    ends. Lone surrogates, which are invalid in UTF-8, are kept.
    """

    def __init__(self, blob: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._blob = memoryview(np.ascontiguousarray(blob).data)
        self._ends = ends

    @classmethod
    def of(cls, strings: Iterable[str]) -> "Strings":
        parts = [string.encode("utf-8", "surrogatepass") for string in strings]
        ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
        return cls(np.frombuffer(b"".join(parts), np.uint8), ends)

    def __len__(self) -> int:
        return len(self._ends)

    # Slices are not supported: they would hide a copy.
    def __getitem__(self, number: int) -> str:  # type: ignore[override]
        return self._bytes(number).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        start = 0
        for end in self._ends.tolist():
            yield bytes(self._blob[start:end]).decode("utf-8", "surrogatepass")
            start = end

    def find(self, wanted: str) -> int | None:
        """The number of a string; None where it is missing. The strings must be sorted by code
        point.

        >>> Strings.of(["fell", "road", "tree"]).find("road")
        1
        """
        sought = wanted.encode("utf-8", "surrogatepass")
        low = self._first_from(sought)
        return low if low < len(self) and self._bytes(low) == sought else None

    def beginning(self, letters: str) -> range:
        """The numbers of the strings that begin with these letters. The strings must be sorted by
        code point.

        >>> Strings.of(["fell", "road", "roadside", "tree"]).beginning("road")
        range(1, 3)
        """
        sought = letters.encode("utf-8", "surrogatepass")
        # No character has the byte 0xFF.
        return range(self._first_from(sought), self._first_from(sought + b"\xff"))

    def _first_from(self, sought: bytes) -> int:
        """The number of the first string that does not come before this one."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle) < sought:
                low = middle + 1
            else:
                high = middle
        return low

    def save(self, folder: Path) -> None:
        folder.mkdir()
        np.save(folder / _BLOB, np.frombuffer(self._blob, np.uint8))
        np.save(folder / _ENDS, self._ends)

    @classmethod
    def open(cls, folder: Path) -> "Strings":
        """Raises OSError, ValueError."""
        blob, ends = mapped(folder / _BLOB), mapped(folder / _ENDS)
        if len(ends) and int(ends[-1]) != len(blob):
            raise ValueError("a list of strings does not end where its last string does")
        return cls(blob, ends)

    def _bytes(self, number: int) -> bytes:
        start = int(self._ends[number - 1]) if number else 0
        return bytes(self._blob[start : int(self._ends[number])])
