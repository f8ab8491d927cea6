"""A tiny packed model, in the format of the package's data file."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "▁the",
    "▁bridge",
    "▁query",
    "▁passage",
    ":",
    "<mask>",
]
_WIDTH, _INNER, _LAYERS, _HEADS, _POSITIONS, _TYPES = 32, 64, 2, 4, 24, 2
# The vocabulary is padded, as in the real file.
_ROWS = len(PIECES) + 5


def write_packed_file(path: Path) -> Path:
    """Writes random weights; each row of the word embeddings is a pattern times its scale."""
    random = np.random.default_rng(1)
    spelt = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, spelt)])
    sizes = (_WIDTH, _LAYERS, _HEADS, _INNER, _ROWS, _POSITIONS, _TYPES)
    made = struct.pack("<4sI7ifi", b"E5S1", 1, *sizes, 1e-5, 32)
    made += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1]))
    made += ends.astype("<u4").tobytes()
    made += (-np.arange(len(PIECES), dtype="<f4")).tobytes() + b"".join(spelt)
    made += struct.pack("<iI", 1, 5 + 4) + struct.pack("<IBI", 0xFF21, 1, 0x21)
    tensors: list[tuple[str, int, int, bytes]] = []

    def floats(name: str, *shape: int) -> None:
        values = random.normal(size=shape).astype("<f4")
        tensors.append((name, 0, values.size, values.tobytes()))

    def packed(name: str, weights: NDArray[np.int64], scale: float) -> None:
        blocks = (weights.reshape(-1, 32) + 8).astype(np.uint8)
        halves = blocks[:, :16] | (blocks[:, 16:] << 4)
        scales = np.full((len(blocks), 1), scale, "<f2").view(np.uint8)
        data = np.concatenate([scales, halves], axis=1)
        tensors.append((name, 1, weights.size, data.tobytes()))

    pattern = np.arange(32) * 7 % 16 - 8
    packed("emb.word", np.stack([np.roll(pattern, 3 - row) for row in range(_ROWS)]), 0.25)
    floats("emb.pos", _POSITIONS, _WIDTH)
    floats("emb.type", _TYPES, _WIDTH)
    shapes = {"fi": (_INNER, _WIDTH), "fo": (_WIDTH, _INNER)}
    floats("emb.ln.w", _WIDTH)
    floats("emb.ln.b", _WIDTH)
    for number in range(_LAYERS):
        for short in ("q", "k", "v", "ao", "fi", "fo"):
            shape = shapes.get(short, (_WIDTH, _WIDTH))
            packed(f"l{number}.{short}.w", random.integers(-8, 8, shape), 0.03125)
            floats(f"l{number}.{short}.b", shape[0])
        for short in ("aln", "oln"):
            floats(f"l{number}.{short}.w", _WIDTH)
            floats(f"l{number}.{short}.b", _WIDTH)
    directory = struct.pack("<i", len(tensors))
    entry = sum(2 + len(name) + struct.calcsize("<BIQQ") for name, *_ in tensors)
    start = len(made) + len(directory) + entry
    for name, kind, weights, data in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, weights, start, len(data))
        start += len(data)
    path.write_bytes(made + directory + b"".join(data for *_, data in tensors))
    return path
